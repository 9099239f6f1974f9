// The folder tree as it is kept from session to session: texts of bounded size. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mail-graph/moment.hpp"
#include "plugins/mail-graph/tree.hpp"

namespace relais::mail_graph {

struct KeptTree {
  FolderTree tree;
  std::string root{};       ///< id of the folder above the top level
  Seconds resolved_at = 0;  ///< when the well-known names were asked for
};

/// A head and as many pieces as it takes.
struct KeptTexts {
  std::string head;
  std::vector<std::string> pieces;
  bool operator==(const KeptTexts&) const = default;
};
KeptTexts write_tree(const KeptTree& kept);

/// How many pieces belong to a head; nothing if it is no head.
std::optional<std::size_t> pieces_of(std::string_view head);
/// Nothing if the texts are not those of one tree.
std::optional<KeptTree> read_tree(const KeptTexts& texts);

}  // namespace relais::mail_graph
