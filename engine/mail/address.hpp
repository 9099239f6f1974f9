// E-mail addresses as headers and services write them, in the one form in which relais compares
// them.
//
// Nothing here throws. What cannot be read for certain is *unresolved*: rules never hit it, so that
// doubt collects a message rather than losing it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::mail {

/// What was written as one address.
struct Address {
  /// Local part case-folded, `@`, domain as lower-case A-labels without a dot at the end; a local
  /// part that needs quotes has them. Empty: unresolved (an X.500 name, a domain that cannot be
  /// one, broken bytes, no address at all).
  std::string text;

  bool resolved() const { return !text.empty(); }
  std::string_view local() const;
  std::string_view domain() const;
  bool operator==(const Address&) const = default;
};

/// All that `written` names, in its order: bare addresses, `"name, quoted" <a@b>`, groups
/// (`team: a@b, c@d;`), comments, `smtp:` and `mailto:` prefixes. A display name is never an
/// address. An entry that names nobody readable is there too, unresolved; an empty text and an
/// empty group (`undisclosed recipients:;`) name nobody.
std::vector<Address> parse_addresses(std::string_view written);

/// The one address in `written`; unresolved if there is none or more than one.
/// parse_address(a.text) is a again.
Address parse_address(std::string_view written);

/// Lower-case A-labels (UTS 46, non-transitional) without a dot at the end; empty if it is no
/// domain.
std::string normalise_domain(std::string_view domain);

}  // namespace relais::mail
