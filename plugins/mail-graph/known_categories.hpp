// Categories of messages that were read a moment ago: whoever marks them need not ask again.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "plugins/mail-graph/categories.hpp"

namespace relais::mail_graph {

/// Each is used once: the etag is good until the next write.
class KnownCategories {
 public:
  struct Known {
    Categories categories;
    std::string etag;
  };

  void learn(const std::string& id, Known known) {
    if (known.etag.empty()) return;
    if (known_.size() >= max_known_) known_.clear();
    known_.insert_or_assign(id, std::move(known));
  }
  std::optional<Known> take(const std::string& id) {
    const auto found = known_.find(id);
    if (found == known_.end()) return std::nullopt;
    Known known = std::move(found->second);
    known_.erase(found);
    return known;
  }

 private:
  static constexpr std::size_t max_known_ = 500;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace relais::mail_graph
