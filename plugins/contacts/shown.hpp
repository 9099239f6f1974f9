// A contact as an answer of Graph shows it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "plugins/contacts/document.hpp"
#include "plugins/contacts/settings.hpp"

namespace relais::contacts {

/// Whether a property that is not in the answer is empty there, or just not told.
enum class Answer {
  whole,    ///< of GET, POST and PATCH: what is missing is empty
  partial,  ///< of a delta round: what is missing is unknown
};

/// The remote fingerprint: over our fields as they stand there, with white space folded, e-mail
/// addresses without their names, telephone numbers without their punctuation, of the notes the
/// text in our fence, of the categories ours. Empty if unknown.
std::string remote_print(const boost::json::object& contact, const Settings& settings,
                         Answer answer);

/// The written fingerprint that the contact carries; empty if its merged part contradicts it,
/// because then the write that left it there stopped half way.
std::string carried_print(const boost::json::object& contact, const Settings& settings);

/// What the owner has there beside ours; what is needed to merge.
struct Merged {
  bool notes_known = false;  ///< false: the answer does not tell
  bool categories_known = false;
  std::string notes;
  boost::json::array categories;

  /// Whether this is all that a merge of the document needs.
  bool enough_for(const Document& document) const {
    return notes_known && (categories_known || document.category.empty());
  }
};
Merged merged_of(const boost::json::object& contact);

/// The properties that have to change so that notes and categories show the document; none if they
/// do already.
boost::json::object merge(const Merged& there, const Document& document);

}  // namespace relais::contacts
