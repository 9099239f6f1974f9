#include "plugins/mail-graph/kept_tree.hpp"

#include <gtest/gtest.h>

namespace relais::mail_graph {
namespace {

KeptTree tree_of(int folders) {
  std::vector<MailFolder> all;
  for (int i = 0; i < folders; ++i)
    all.push_back({.id = "id-" + std::to_string(i) + std::string(100, 'x'),
                   .parent = i % 3 ? all[static_cast<std::size_t>(i / 2)].id : "",
                   .name = "Klient „" + std::to_string(i) + "“",
                   .well_known = i == 1 ? "inbox" : "",
                   .hidden = i % 5 == 0,
                   .search = i % 7 == 0});
  return {FolderTree(std::move(all)), "root-id", 1'777'620'600};
}

TEST(KeptTree, ComesBackAsItWasWritten) {
  for (const int folders : {0, 1, 5, 3000}) {
    const KeptTexts texts = write_tree(tree_of(folders));
    EXPECT_EQ(pieces_of(texts.head), texts.pieces.size());
    for (const std::string& piece : texts.pieces) EXPECT_LT(piece.size(), 64U * 1024);
    const auto read = read_tree(texts);
    ASSERT_TRUE(read.has_value()) << folders;
    EXPECT_EQ(read->tree.folders().size(), static_cast<std::size_t>(folders));
    EXPECT_EQ(read->root, "root-id");
    EXPECT_EQ(write_tree(*read), texts);
  }
}

TEST(KeptTree, PiecesOfTwoTreesAreNone) {
  const KeptTexts one = write_tree(tree_of(1000));
  const KeptTexts other = write_tree(tree_of(1001));
  ASSERT_GT(one.pieces.size(), 1U);
  KeptTexts mixed = one;
  mixed.pieces.back() = other.pieces.back();
  EXPECT_FALSE(read_tree(mixed).has_value());
  mixed.pieces = {one.pieces[0]};
  EXPECT_FALSE(read_tree(mixed).has_value());
}

TEST(KeptTree, GarbageIsNoTree) {
  const KeptTexts good = write_tree(tree_of(2));
  for (const char* text : {"", "x", "[]", "{}", R"({"v":2,"pieces":1})", R"({"v":1,"pieces":-1})",
                           R"({"v":1,"pieces":"1"})", R"({"v":1,"pieces":100000000})"}) {
    EXPECT_EQ(pieces_of(text), std::nullopt) << text;
    EXPECT_FALSE(read_tree({text, good.pieces}).has_value()) << text;
    EXPECT_FALSE(read_tree({good.head, {text}}).has_value()) << text;
  }
  EXPECT_FALSE(read_tree({good.head, {R"([["a","","n","",false]])"}}).has_value());
  EXPECT_FALSE(read_tree({good.head, {R"([["","","n","",false,false]])"}}).has_value());
}

}  // namespace
}  // namespace relais::mail_graph
