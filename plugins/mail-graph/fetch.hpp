// A message that is collected: its properties, body, MIME and attachments, as far as they can be
// had. What is large goes into blobs as it comes.
#pragma once

#include <boost/json.hpp>
#include <relais/sdk.hpp>

#include "plugins/mail-graph/ahead.hpp"
#include "plugins/mail-graph/answers.hpp"
#include "plugins/mail-graph/folders.hpp"
#include "plugins/mail-graph/known_categories.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

struct Fetched {
  enum class State {
    whole,  ///< `message` is to be stored
    gone,   ///< the mailbox has it no more
    later,  ///< more of it may come
  };
  State state = State::whole;
  bool scanned = false;           ///< why later: nothing is wrong, it is too young
  boost::json::object message{};  ///< after plugin-api/schemas/message.json
};

/// Of one session.
class Fetcher {
 public:
  Fetcher(const sdk::Host& host, const Settings& settings, KnownCategories& categories)
      : host_(host), settings_(settings), categories_(categories) {}

  /// Whole, but for what the service refuses for good; `hopeless`: but for all that fails. Ends the
  /// call if the service asks to wait, or answers nothing at all.
  Fetched fetch(Wanted& wanted, bool hopeless, Folders& folders);

 private:
  struct Parts;

  void take_properties(Parts& parts, const boost::json::object& message, Folders& folders);
  void take_body(Parts& parts, const boost::json::object& message);
  void take_mime(Parts& parts);
  void take_attachments(Parts& parts);
  void take_content(Parts& parts, const boost::json::object& attachment, boost::json::object& into);
  bool is_scanned(const Parts& parts, const boost::json::object& message) const;
  Heard ask(Parts& parts, const sdk::Request& request) const;
  void look_again(Parts& parts) const;

  const sdk::Host& host_;
  const Settings& settings_;
  KnownCategories& categories_;
};

}  // namespace relais::mail_graph
