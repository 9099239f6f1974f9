// One message after the other to the engine: offered, and fetched and stored if it is wanted.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/mail-graph/fetch.hpp"
#include "plugins/mail-graph/folders.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Of one call.
class Intake {
 public:
  Intake(const sdk::Host& host, const Settings& settings, Folders& folders, Fetcher& fetcher,
         sdk::Inbox& inbox)
      : host_(host), settings_(settings), folders_(folders), fetcher_(fetcher), inbox_(inbox) {}

  /// A message with what `judged_selection` names; if it shows less, it is asked for. False: it is
  /// gone, and was said to be.
  bool offer(const boost::json::object& message);
  /// The same of a message of which only the id is known. One that cannot be read is passed over.
  bool offer_by_id(const std::string& id);
  /// The folder that it lies in has another name or path; nothing is judged.
  void renamed(const std::string& id, const std::string& folder);
  /// Ends the call if a message could not be settled: the others are, and come again as known ones.
  void settle() const;
  /// Settles, and lets the next call begin at `cursor`.
  void checkpoint(std::string_view cursor);

 private:
  bool offer_whole(const std::string& id, const boost::json::object& message);

  const sdk::Host& host_;
  const Settings& settings_;
  Folders& folders_;
  Fetcher& fetcher_;
  sdk::Inbox& inbox_;
  std::size_t later_ = 0;
};

}  // namespace relais::mail_graph
