#include "plugins/mail-graph/tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

MailFolder folder(const std::string& id, const std::string& parent = {},
                  const std::string& well_known = {}) {
  return {.id = id, .parent = parent, .name = "N" + id, .well_known = well_known};
}

std::vector<std::string> steps(const FolderTree& tree, const std::string& id) {
  std::vector<std::string> ids;
  const json::object shown = tree.folder_json(id);
  for (const json::value& step : shown.at("ancestry").as_array())
    ids.emplace_back(step.at("id").as_string());
  return ids;
}

TEST(Tree, ParentsComeBeforeChildren) {
  const FolderTree tree({folder("c", "b"), folder("a"), folder("b", "a"), folder("d", "c")});
  std::set<std::string> seen{""};
  for (const MailFolder& each : tree.folders()) {
    EXPECT_TRUE(seen.contains(each.parent)) << each.id;
    seen.insert(each.id);
  }
  EXPECT_EQ(tree.folders().size(), 4U);
  EXPECT_EQ(steps(tree, "d"), (std::vector<std::string>{"d", "c", "b", "a"}));
  EXPECT_EQ(tree.path("d"), "Na/Nb/Nc/Nd");
}

TEST(Tree, DamagedTreesEnd) {
  const FolderTree tree({folder("a", "b"), folder("b", "a"), folder("self", "self"),
                         folder("orphan", "nobody"), folder("a", "other")});
  EXPECT_EQ(tree.folders().size(), 4U);
  for (const char* id : {"a", "b", "self", "orphan"}) {
    EXPECT_TRUE(tree.knows(id));
    EXPECT_LE(steps(tree, id).size(), 2U) << id;
  }
  EXPECT_TRUE(FolderTree().folders().empty());
}

TEST(Tree, AFolderThatIsNotKnownHasNoAncestry) {
  const json::object shown = FolderTree({folder("a")}).folder_json("x");
  EXPECT_EQ(shown.at("id"), "x");
  EXPECT_TRUE(shown.at("ancestry").as_array().empty());
  EXPECT_FALSE(shown.contains("path"));
}

TEST(Tree, ShowsWhatTheRulesLookAt) {
  MailFolder hidden = folder("h", "j");
  hidden.hidden = true;
  MailFolder search = folder("s");
  search.search = true;
  const FolderTree tree({folder("j", "", "junkemail"), hidden, search});
  EXPECT_EQ(tree.folder_json("h"),
            json::parse(R"({"id":"h","path":"Nj/Nh","ancestry":[{"id":"h","hidden":true},
                            {"id":"j","well_known":"junkemail"}]})"));
  EXPECT_EQ(tree.folder_json("s").at("ancestry").at(0).at("search"), true);
}

TEST(Tree, ThePrintOfAnAncestryChangesWithThePlaceAndNotWithTheName) {
  const FolderTree before({folder("a"), folder("b"), folder("c", "a")});
  MailFolder renamed = folder("a");
  renamed.name = "other";
  const FolderTree other_name({renamed, folder("b"), folder("c", "a")});
  const FolderTree moved({folder("a"), folder("b"), folder("c", "b")});
  EXPECT_EQ(before.ancestry_print("c"), other_name.ancestry_print("c"));
  EXPECT_NE(before.path("c"), other_name.path("c"));
  EXPECT_NE(before.ancestry_print("c"), moved.ancestry_print("c"));
}

TEST(Tree, DeepTreesAreNoTrouble) {
  std::vector<MailFolder> folders{folder("0")};
  for (int i = 1; i < 5000; ++i)
    folders.push_back(folder(std::to_string(i), std::to_string(i - 1)));
  std::reverse(folders.begin(), folders.end());
  const FolderTree tree(folders);
  EXPECT_EQ(tree.folders().size(), 5000U);
  EXPECT_EQ(steps(tree, "4999").size(), 300U);
  EXPECT_FALSE(tree.folder_json("4999").contains("path") &&
               tree.folder_json("4999").at("path").as_string().size() > 16384);
}

}  // namespace
}  // namespace relais::mail_graph
