// An event as an answer of Graph shows it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

/// $select of all that is ours, in whole or in part.
std::string selection();

/// The remote fingerprint: over our fields as they stand there. Times are instants in UTC, whole
/// days are dates, of the body the text in our fence, of the categories ours. Empty if the answer
/// does not tell all of it.
std::string remote_print(const boost::json::object& event, const Settings& settings);

/// The written fingerprint that the event carries; empty if its merged part contradicts it, because
/// then the write that left it there stopped half way.
std::string carried_print(const boost::json::object& event, const Settings& settings);

/// What the owner has there beside ours; what is needed to merge.
struct Merged {
  bool text_known = false;  ///< false: the answer does not tell
  bool plain = false;       ///< it came as text, not as HTML that we made into text
  bool categories_known = false;
  std::string text;
  boost::json::array categories;
};
Merged merged_of(const boost::json::object& event);

/// The properties that have to change so that body and categories show the document; none if they
/// do already. Of the owner's text nothing changes but its form, if that was HTML.
boost::json::object merge(const Merged& there, const Document& document, const Settings& settings);

}  // namespace relais::agenda::event
