// Names of folders in the configuration -> folders.
#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/mail/folders.hpp"

namespace relais::mail {
namespace {

/// How many folders are offered instead.
constexpr std::size_t kMostSimilar = 5;

/// Slashes at the ends do not count but say "from the top".
struct WantedPath {
  std::string path;
  bool from_top = false;
};

WantedPath wanted_path(std::string_view given) {
  WantedPath out{fold_case(normalise_line(given)), false};
  while (out.path.ends_with('/')) out.path.pop_back();
  out.from_top = out.path.starts_with('/');
  out.path.erase(0, std::min(out.path.find_first_not_of('/'), out.path.size()));
  return out;
}

bool fits(const std::string& path, const WantedPath& wanted) {
  if (path == wanted.path) return true;
  return !wanted.from_top && path.size() > wanted.path.size() && path.ends_with(wanted.path) &&
         path[path.size() - wanted.path.size() - 1] == '/';
}

std::string comparable_path(const std::string& path) { return fold_case(normalise_line(path)); }

std::string where(const config::Origin& origin) {
  return fmt::format("{}:{}:{}: {}", origin.file, origin.mark.line, origin.mark.column,
                     origin.key_path);
}

}  // namespace

Error NotResolved::error() const {
  const std::string at = where(given.origin);
  switch (kind) {
    case Kind::ambiguous:
      return {Errc::config,
              fmt::format("{}: {} folders of this mailbox fit this name", at, candidates.size()),
              "write the whole path with a / in front, or the folder's id; `relais mail folders` "
              "lists them"};
    case Kind::whole_mailbox:
      return {Errc::config, fmt::format("{}: this is the whole mailbox", at),
              "to collect nothing, suspend the account"};
    case Kind::unknown:
      break;
  }
  const std::size_t count = candidates.size();
  return {Errc::config,
          fmt::format("{}: no folder of this mailbox has this name{}", at,
                      count == 0   ? ""
                      : count == 1 ? "; one has a similar one"
                                   : fmt::format("; {} have a similar one", count)),
          "`relais mail folders` lists them; the name may be a path (A/B), a well-known name or an "
          "id"};
}

tl::expected<Pin, NotResolved> FolderTree::resolve(const config::Stated& given) const {
  const auto refused = [&](NotResolved::Kind kind, std::vector<std::string> candidates = {}) {
    return tl::unexpected(NotResolved{kind, given, std::move(candidates)});
  };
  const auto found = fitting(given.text);
  if (found.empty()) return refused(NotResolved::Kind::unknown, similar(given.text));
  if (found.size() > 1) {
    std::vector<std::string> paths;
    for (const Index each : found) paths.push_back('/' + path(folders_[each].id));
    return refused(NotResolved::Kind::ambiguous, std::move(paths));
  }
  const Folder& folder = folders_[found.front()];
  if (is_root(found.front())) return refused(NotResolved::Kind::whole_mailbox);
  return Pin{folder.id, folder.name, given.origin};
}

std::vector<FolderTree::Index> FolderTree::fitting(std::string_view given) const {
  if (const Index exact = index_of(given); exact != kNone) return {exact};
  const WantedPath wanted = wanted_path(given);
  std::vector<Index> out;
  if (wanted.path.empty()) return out;
  for (Index i = 0; i < folders_.size(); ++i) {
    const Folder& folder = folders_[i];
    const bool well_known = !wanted.from_top && !folder.well_known.empty() &&
                            (fold_case(folder.well_known) == wanted.path ||
                             (wanted.path == "draft" && folder.well_known == "drafts"));
    const bool named = !is_root(i) && fits(comparable_path(path(folder.id)), wanted);
    if (well_known || named) out.push_back(i);
  }
  return out;
}

std::vector<std::string> FolderTree::similar(std::string_view given) const {
  const std::string wanted = wanted_path(given).path;
  const std::string last = wanted.substr(wanted.rfind('/') + 1);
  const std::size_t far = std::max<std::size_t>(1, last.size() / 4);
  std::vector<std::pair<std::size_t, std::string>> near;
  if (last.size() > 100) return {};
  for (Index i = 0; i < folders_.size(); ++i) {
    if (is_root(i) || folders_[i].name.size() > 4 * (last.size() + far)) continue;
    const std::size_t distance = edit_distance(comparable_path(folders_[i].name), last);
    if (distance <= far) near.emplace_back(distance, '/' + path(folders_[i].id));
  }
  std::sort(near.begin(), near.end());
  if (near.size() > kMostSimilar) near.resize(kMostSimilar);
  std::vector<std::string> out;
  for (auto& [distance, path] : near) out.push_back(std::move(path));
  return out;
}

}  // namespace relais::mail
