#include "engine/import/encoding.hpp"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace relais::import {
namespace {

/// UTF-8 text as bytes in another encoding, by ICU.
std::string encoded(const std::string& text, const char* converter) {
  const auto wide = icu::UnicodeString::fromUTF8(text);
  UErrorCode status = U_ZERO_ERROR;
  UConverter* to = ucnv_open(converter, &status);
  std::string bytes(static_cast<std::size_t>(wide.length()) * 4 + 8, '\0');
  const int32_t n = ucnv_fromUChars(to, bytes.data(), static_cast<int32_t>(bytes.size()),
                                    wide.getBuffer(), wide.length(), &status);
  EXPECT_TRUE(U_SUCCESS(status)) << text;
  ucnv_close(to);
  bytes.resize(static_cast<std::size_t>(n));
  return bytes;
}

const char* const kTexts[] = {
    "id;kind;surname;city\n1;person;Müller;Zürich\n",
    "Käser;Lüthi;Bäckerei Huber & Söhne AG;Öffentliche Urkunde",
    "Genève;Société immobilière « Les Cèdres » SA;L’Eplattenier;Gonçalves;à côté du Rhône",
    "CAFÉ DE LA GARE;Hôtel Élysée;garçon;Noël;œuvre",
    "Perché no;è così;città;Più tardi;Società;Niccolò",
    "Disentis/Mustér;Lüönd Sagl;„Zum Löwen“;20 °C – §5",
};

TEST(Encoding, GermanFrenchAndItalianTellWindowsFromMac) {
  for (const std::string text : kTexts) {
    const auto windows = encoded(text, "windows-1252");
    EXPECT_EQ(detect_encoding(windows), Encoding::cp1252) << text;
    EXPECT_EQ(decode(windows, Encoding::cp1252), text);
    const auto mac = encoded(text, "macintosh");
    EXPECT_EQ(detect_encoding(mac), Encoding::macroman) << text;
    EXPECT_EQ(decode(mac, Encoding::macroman), text);
  }
}

TEST(Encoding, Utf8AndUtf16AreFoundWithAndWithoutAMark) {
  for (const std::string text : kTexts) {
    EXPECT_EQ(detect_encoding(text), Encoding::utf8);
    EXPECT_EQ(decode(text, Encoding::utf8), text);
    const auto marked = "\xef\xbb\xbf" + text;
    EXPECT_EQ(detect_encoding(marked), Encoding::utf8);
    EXPECT_EQ(decode(marked, Encoding::utf8), text);
    const auto little = encoded(text, "UTF-16LE");
    EXPECT_EQ(detect_encoding("\xff\xfe" + little), Encoding::utf16le);
    EXPECT_EQ(decode("\xff\xfe" + little, Encoding::utf16le), text);
    EXPECT_EQ(detect_encoding(little), Encoding::utf16le) << text;
    const auto big = encoded(text, "UTF-16BE");
    EXPECT_EQ(detect_encoding("\xfe\xff" + big), Encoding::utf16be);
    EXPECT_EQ(decode(big, Encoding::utf16be), text);
    EXPECT_EQ(detect_encoding(big), Encoding::utf16be) << text;
  }
}

TEST(Encoding, AFewOddBytesMakeNoOtherEncoding) {
  EXPECT_EQ(detect_encoding("Zürich;Genève;M\xfcller"), Encoding::utf8);
  EXPECT_EQ(detect_encoding("id;surname\n1;Keller"), Encoding::utf8);
  EXPECT_EQ(detect_encoding(""), Encoding::utf8);
}

TEST(Encoding, WhatCannotBeDecodedIsNoUtf8AfterwardsEither) {
  EXPECT_FALSE(is_valid_utf8(decode("a\x81z", Encoding::cp1252)));
  EXPECT_TRUE(is_valid_utf8(decode("a\x81z", Encoding::macroman)));
  EXPECT_FALSE(is_valid_utf8(decode(std::string("a\0\x00\xd8z\0", 6), Encoding::utf16le)));
  EXPECT_FALSE(is_valid_utf8(decode(std::string("a\0b", 3), Encoding::utf16le)));
  EXPECT_EQ(decode(std::string("=\xd8\x00\xde", 4), Encoding::utf16le), "😀");
  EXPECT_EQ(shown("a\xffz"), "a\ufffdz");
}

TEST(Encoding, NamesAreThoseOfTheCommandLine) {
  for (const auto encoding :
       {Encoding::utf8, Encoding::utf16le, Encoding::utf16be, Encoding::cp1252, Encoding::macroman})
    EXPECT_EQ(parse_encoding(name_of(encoding)), encoding);
  EXPECT_EQ(parse_encoding("UTF-8"), Encoding::utf8);
  EXPECT_EQ(parse_encoding("latin1"), std::nullopt);
}

}  // namespace
}  // namespace relais::import
