// The task lists of a mailbox: which there are, and the one that relais writes to.
//
// Microsoft has been seen to leave lists out of /todo/lists, sometimes all but "Flagged Emails",
// while /todo/lists/delta had them all. So where a list is missed, and before one is created or a
// task is said to be gone, the delta is asked too.
#pragma once

#include <memory>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/place.hpp"
#include "plugins/agenda/settings.hpp"
#include "plugins/graph/request.hpp"

namespace relais::agenda::todo {

/// The target "tasks". Host and settings outlive it.
std::unique_ptr<Place> open_lists(const sdk::Host& host, const Settings& settings);

struct List {
  std::string id;
  std::string name;
  bool is_default = false;
};

/// Of one session. Knows the lists in which a task of ours can lie: neither "Flagged Emails", which
/// takes no tasks, nor lists that somebody else shares, for those lie in another mailbox.
class Lists {
 public:
  Lists(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Each call of the engine sees the lists as they are then.
  void begin_call();

  /// The lists as they are told, the default one among them. Failure(transient): it is not.
  const std::vector<List>& all();
  /// All of those first, in the same order, then what the delta alone knows.
  const std::vector<List>& every();

  graph::Url tasks(std::string_view list) const { return root().segment(list).path("tasks"); }
  graph::Url task(std::string_view list, std::string_view id) const {
    return tasks(list).segment(id);
  }

  /// As relais_export.ensure.
  sdk::Container ensure(std::string_view stored);
  /// The list of `ensure` may be gone: look again next time.
  void doubt() { verified_.clear(); }
  /// As relais_export.discard.
  void discard(std::string_view container);

 private:
  enum class Known { nothing, told, every };

  graph::Url root() const { return graph::user(settings_.mailbox).path("todo/lists"); }
  void ask();
  void ask_delta();
  void add(const boost::json::object& found);
  bool still_ours(const std::string& stored);
  const List* by_name() const;
  std::string create();
  bool is_empty(std::string_view list);

  const sdk::Host& host_;
  const Settings& settings_;
  std::string verified_;
  Known known_ = Known::nothing;
  std::vector<List> lists_;
};

}  // namespace relais::agenda::todo
