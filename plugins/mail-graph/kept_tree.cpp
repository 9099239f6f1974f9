#include "plugins/mail-graph/kept_tree.hpp"

#include <boost/json.hpp>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;

constexpr std::int64_t tree_version = 1;
constexpr std::size_t piece_size = 40'000;  // a kept value has at most 64 KiB, a folder few
constexpr std::int64_t max_pieces = 1000;

json::object head_of(std::string_view text) {
  boost::system::error_code failed;
  json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) return {};
  const json::value* version = parsed.get_object().if_contains("v");
  const bool ours = version && version->is_int64() && version->get_int64() == tree_version;
  return ours ? std::move(parsed.get_object()) : json::object();
}

json::array entry_of(const MailFolder& folder) {
  return {json::value(folder.id),
          json::value(folder.parent),
          json::value(folder.name),
          json::value(folder.well_known),
          folder.hidden,
          folder.search};
}

std::optional<MailFolder> folder_in(const json::value& entry) {
  if (!entry.is_array() || entry.get_array().size() != 6) return std::nullopt;
  const json::array& parts = entry.get_array();
  for (std::size_t i = 0; i < 6; ++i)
    if (i < 4 ? !parts[i].is_string() : !parts[i].is_bool()) return std::nullopt;
  MailFolder folder;
  folder.id = parts[0].get_string();
  folder.parent = parts[1].get_string();
  folder.name = parts[2].get_string();
  folder.well_known = parts[3].get_string();
  folder.hidden = parts[4].get_bool();
  folder.search = parts[5].get_bool();
  if (folder.id.empty()) return std::nullopt;
  return folder;
}

}  // namespace

KeptTexts write_tree(const KeptTree& kept) {
  KeptTexts texts;
  std::string piece;
  std::string all;
  const auto close = [&] {
    texts.pieces.push_back("[" + piece + "]");
    all += texts.pieces.back();
    piece.clear();
  };
  for (const MailFolder& folder : kept.tree.folders()) {
    if (!piece.empty()) piece += ',';
    piece += json::serialize(entry_of(folder));
    if (piece.size() >= piece_size) close();
  }
  if (!piece.empty()) close();
  // The print tells pieces of one tree from those of another.
  texts.head = json::serialize(json::object{{"v", tree_version},
                                            {"root", kept.root},
                                            {"resolved", kept.resolved_at},
                                            {"pieces", texts.pieces.size()},
                                            {"print", graph::sha256_hex(all).substr(0, 32)}});
  return texts;
}

std::optional<std::size_t> pieces_of(std::string_view head) {
  const json::object object = head_of(head);
  const json::value* pieces = object.if_contains("pieces");
  if (!pieces || !pieces->is_int64()) return std::nullopt;
  if (pieces->get_int64() < 0 || pieces->get_int64() > max_pieces) return std::nullopt;
  return static_cast<std::size_t>(pieces->get_int64());
}

std::optional<KeptTree> read_tree(const KeptTexts& texts) {
  const json::object head = head_of(texts.head);
  const json::value* resolved = head.if_contains("resolved");
  if (!resolved || !resolved->is_int64()) return std::nullopt;
  std::string all;
  std::vector<MailFolder> folders;
  for (const std::string& piece : texts.pieces) {
    all += piece;
    boost::system::error_code failed;
    const json::value parsed = json::parse(piece, failed);
    if (failed || !parsed.is_array()) return std::nullopt;
    for (const json::value& entry : parsed.get_array()) {
      auto folder = folder_in(entry);
      if (!folder) return std::nullopt;
      folders.push_back(std::move(*folder));
    }
  }
  if (graph::sha256_hex(all).substr(0, 32) != string_at(head, "print")) return std::nullopt;
  return KeptTree{FolderTree(std::move(folders)), string_at(head, "root"), resolved->get_int64()};
}

}  // namespace relais::mail_graph
