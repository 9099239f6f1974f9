// The few words that relais itself puts into a contact, in the handler's language.
#pragma once

#include <string>
#include <string_view>

namespace relais::contacts {

enum class Word { email, phone, home_phone, mobile, fax, web, other, birthday, po_box };

/// German, French, Italian, Romansh; English for every other language.
std::string_view word(Word word, std::string_view language);

/// "Schweiz" for CH; the code itself if it is none.
std::string country_name(std::string_view code, std::string_view language);

/// "Postfach 123" for a bare number; as it is if it has words of its own.
std::string po_box(std::string_view box, std::string_view language);

}  // namespace relais::contacts
