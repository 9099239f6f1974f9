// A message that is collected: its properties, body, MIME and attachments, as far as they can be
// had. What is large goes into blobs as it comes.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <relais/sdk.hpp>
#include <string>

#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/folders.hpp"
#include "plugins/mail-graph/known_categories.hpp"
#include "plugins/mail-graph/patience.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

struct Fetched {
  enum class State {
    whole,  ///< `message` is to be stored
    gone,   ///< the mailbox has it no more
    later,  ///< it is not complete yet
  };
  State state = State::whole;
  boost::json::object message{};  ///< after plugin-api/schemas/message.json
};

/// Of one session.
class Fetcher {
 public:
  Fetcher(const sdk::Host& host, const Settings& settings, KnownCategories& categories,
          Patience& patience)
      : host_(host), settings_(settings), categories_(categories), patience_(patience) {}

  /// Ends the call if the service is out of reach.
  Fetched fetch(const std::string& id, Folders& folders);

 private:
  struct Parts;

  void take_properties(Parts& parts, const boost::json::object& message, Folders& folders);
  void take_body(Parts& parts, const boost::json::object& message);
  bool take_mime(Parts& parts);
  void take_attachments(Parts& parts);
  void take_content(Parts& parts, const std::string& attachment, boost::json::object& into);
  bool waits_for_scan(const Parts& parts, const boost::json::object& message) const;
  std::optional<boost::json::object> properties_of(Parts& parts);
  /// The answer to a GET whose body goes into a blob: nothing if it is there.
  std::optional<graph::Refusal> stream(std::string url, const std::string& blob) const;

  const sdk::Host& host_;
  const Settings& settings_;
  KnownCategories& categories_;
  Patience& patience_;
  std::uint64_t fetches_ = 0;
};

}  // namespace relais::mail_graph
