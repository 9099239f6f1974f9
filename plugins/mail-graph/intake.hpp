// Messages to the engine: offered one after the other, and fetched and stored, some at a time, if
// they are wanted.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/mail-graph/ahead.hpp"
#include "plugins/mail-graph/fetch.hpp"
#include "plugins/mail-graph/folders.hpp"
#include "plugins/mail-graph/owed.hpp"
#include "plugins/mail-graph/settings.hpp"
#include "plugins/mail-graph/window.hpp"

namespace relais::mail_graph {

/// Of one call.
class Intake {
 public:
  Intake(const sdk::Host& host, const Settings& settings, Folders& folders, Fetcher& fetcher,
         Owed& owed, sdk::Inbox& inbox)
      : host_(host),
        settings_(settings),
        folders_(folders),
        fetcher_(fetcher),
        owed_(owed),
        inbox_(inbox),
        ahead_(host, settings) {
    folders_.begin_call();
    owed_.begin_call();
  }

  /// A message with what `judged_selection` names; if it shows less, it is asked for. What cannot
  /// be had whole is left for later.
  void offer(const boost::json::object& message);
  /// The same of a message of which only the id is known.
  void offer_by_id(const std::string& id);
  /// Those of a page that the window does not know; then it does. Says how many.
  std::size_t offer_new(const boost::json::array& messages, Window& window);
  /// The folder that it lies in has another name or path; nothing is judged.
  void renamed(const std::string& id, const std::string& folder);
  /// Lets the next call begin at `cursor`, once all that was offered is settled.
  void checkpoint(std::string_view cursor);
  /// The end of a call: all that was offered is settled.
  void finish();

 private:
  void offer_whole(const std::string& id, const boost::json::object& message);
  /// Those that are under way, one step on.
  void fetch_some();
  void settle();
  void fetch(Wanted& wanted);
  void leave(const std::string& id, bool failed);
  void later(const std::string& id);
  void report_gone(const std::string& id);

  const sdk::Host& host_;
  const Settings& settings_;
  Folders& folders_;
  Fetcher& fetcher_;
  Owed& owed_;
  sdk::Inbox& inbox_;
  Ahead ahead_;
};

}  // namespace relais::mail_graph
