#include "engine/import/readers_testing.hpp"

namespace relais::import::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kGood = "BEGIN:VCARD\nVERSION:3.0\nUID:9\nN:Favre;Luc;;;\nEND:VCARD\n";

// ---- folds, encodings ---------------------------------------------------------------------------

TEST(VCard, LinesAreUnfoldedAsTheirVersionSays) {
  EXPECT_EQ(card("3.0", "NOTE:Lan\r\n ger T\r\n\text")["remarks"], "Langer Text");
  EXPECT_EQ(card("2.1", "NOTE:Langer\r\n Text")["remarks"], "Langer Text");
  EXPECT_EQ(card("2.1", "NOTE;QUOTED-PRINTABLE:Z=C3=BC=\r\nrich =\r\n heute")["remarks"],
            "Zürich  heute");
  EXPECT_EQ(card("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:zuletzt=\r\n\r\nTEL:1")["remarks"],
            "zuletzt");
  EXPECT_EQ(card("4.0", "NOTE:ein Byte: \xC3\r\n \xBC")["remarks"], "ein Byte: ü");
}

TEST(VCard, CharacterSetsAreKnownByName) {
  const std::string quoted = "NOTE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Z=FCrich";
  EXPECT_EQ(card("2.1", quoted)["remarks"], "Zürich");
  EXPECT_EQ(card("2.1", "NOTE;CHARSET=windows-1252:Z\xFCrich \x80")["remarks"], "Zürich €");
  EXPECT_EQ(card("2.1", "NOTE;CHARSET=\"UTF-8\";ENCODING=QUOTED-PRINTABLE:Z=C3=BCrich")["remarks"],
            "Zürich");
  EXPECT_EQ(card("2.1", "NOTE;CHARSET=no-such;ENCODING=QUOTED-PRINTABLE:Z=FCrich")["remarks"],
            "Zürich");
  EXPECT_EQ(card("3.0", "NOTE:Z\xFCrich")["remarks"], "Zürich");
}

std::string utf16(std::u16string_view text, bool big) {
  std::string bytes = big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t c : text) {
    const char low = static_cast<char>(c & 0xFF), high = static_cast<char>(c >> 8);
    bytes += big ? high : low;
    bytes += big ? low : high;
  }
  return bytes;
}

TEST(VCard, ByteOrderMarksAreBelieved) {
  constexpr std::u16string_view text =
      u"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nN:Lüthi;Zoé 😀;;;\r\nEND:VCARD\r\n";
  EXPECT_EQ(cards(utf16(text, true))["given_name"], "Zoé 😀");
  EXPECT_EQ(cards(utf16(text, false))["surname"], "Lüthi");
  EXPECT_EQ(cards("\xEF\xBB\xBF" + std::string(kGood)).one().id, "9");
}

TEST(VCard, TextOfAllKindsComesThrough) {
  for (const char* text :
       {"Zgraggen-Lüthi", "Dell'Ambrogio", "Gonçalves", "Đorđević", "👩‍⚖️ Anna",
        "👨‍👩‍👧‍👦", "שָׁלוֹם כהן", "محمد العربي", "中村 花子", "a\u202Eb"})
    for (const char* version : {"2.1", "3.0", "4.0"})
      EXPECT_EQ(card(version, "NOTE:" + std::string(text))["remarks"], text) << version;
  EXPECT_EQ(card("3.0", "NOTE:Mu\u0308ller")["remarks"], "Müller");  // NFC
}

TEST(VCard, PicturesAreLeftOut) {
  const std::string base64 = "iVBORw0KGgoAAAANSUhEUg+/==";
  for (const std::string& photo :
       {"PHOTO;ENCODING=BASE64;TYPE=JPEG:" + base64 + "\r\n " + base64 + "\r\n\r\n",
        "PHOTO;BASE64;JPEG:\r\n" + base64 + "\r\n" + base64 + "\r\n\r\n",
        "PHOTO;ENCODING=b;TYPE=JPEG:" + base64 + "\r\n " + base64 + "\r\n",
        "PHOTO:data:image/png;base64\\," + base64 + "\r\n"})
    EXPECT_EQ(card("2.1", photo + "TITLE:CEO")["function"], "CEO") << photo;
}

TEST(VCard, LineEndsOfAllSystems) {
  for (const char* end : {"\n", "\r\n", "\r", "\r\r\n"}) {
    std::string text;
    for (const char c : std::string_view(kGood))
      text += c == '\n' ? std::string(end) : std::string{c};
    EXPECT_EQ(cards(text)["surname"], "Favre");
  }
}

// ---- broken files -------------------------------------------------------------------------------

TEST(VCard, ABrokenCardCostsNoOther) {
  struct {
    const char* card;
    std::size_t line;
    const char* reason;
  } const cases[] = {
      {"BEGIN:VCARD\nVERSION:3.0\nN:Müller;Anna\nEND:VCARD\n", 6, "no UID"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID: \nN:Müller;Anna\nEND:VCARD\n", 6, "no UID"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID:*\nN:Müller;Anna\nEND:VCARD\n", 6, "UID *"},
      {"BEGIN:VCARD\nUID:1\nN:Müller;Anna\nEND:VCARD\n", 6, "no VERSION"},
      {"BEGIN:VCARD\nVERSION:5.0\nUID:1\nN:Müller;Anna\nEND:VCARD\n", 6, "VERSION is none of"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID:1\nEND:VCARD\n", 6, "neither a name nor"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID:1\nN:;;;;\nFN: \nEND:VCARD\n", 6, "neither a name nor"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID:1\nN:Müller\nkein Doppelpunkt\nEND:VCARD\n", 10, "no colon"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID:1\nN:Müller\nX Y:1\nEND:VCARD\n", 10, "no name"},
      {"BEGIN:VCARD\nVERSION:3.0\nUID:1\nN:Müller\n", 6, "not closed"},
      {"BEGIN:VCARD\nVERSION:4.0\nUID:1\nKIND:group\nFN:Alle\nEND:VCARD\n", 6, "group"},
      {"BEGIN:VCARD\nVERSION:4.0\nUID:1\nX-RELAIS-KIND:hund\nFN:Rex\nEND:VCARD\n", 6, "none of"},
      {"Guten Tag\n", 6, "outside"},
      {"END:VCARD\n", 6, "outside"},
  };
  for (const auto& each : cases) {
    const Found found = cards(std::string(kGood) + each.card + kGood);
    EXPECT_THAT(found.records, SizeIs(2)) << each.card;
    ASSERT_THAT(found.rejected, SizeIs(1)) << each.card;
    EXPECT_EQ(found.rejected[0].line, each.line) << each.card;
    EXPECT_THAT(found.rejected[0].reason, HasSubstr(each.reason));
    EXPECT_EQ(found.rejected[0].raw, each.card);
    EXPECT_THAT(found.rejected[0].reason, ::testing::Not(HasSubstr("Müller")));
  }
}

TEST(VCard, ACutFileIsReadUpToTheCut) {
  const std::string file = std::string(kGood) + kGood;
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Found found = cards(file.substr(0, size));
    const std::size_t begun = size < 11 ? 0 : size <= file.size() / 2 + 10 ? 1 : 2;
    const std::size_t outside = size > 0 && size < 11                  ? 1
                                : size > file.size() / 2 && begun == 1 ? 1
                                                                       : 0;
    EXPECT_EQ(found.records.size() + found.rejected.size(), begun + outside) << size;
  }
}

TEST(VCard, CardsWithinCardsAreLeftOut) {
  std::string nested;
  for (int i = 0; i < 10'000; ++i) nested += "AGENT:\nBEGIN:VCARD\nVERSION:2.1\nUID:2\n";
  for (int i = 0; i < 10'000; ++i) nested += "END:VCARD\n";
  const Found found = card("2.1", nested + "TITLE:CEO");
  EXPECT_EQ(found["function"], "CEO");
  EXPECT_EQ(found.one().id, "4711");
}

TEST(VCard, FieldsOfAMegabyte) {
  const std::string large(1 << 20, 'x');
  std::string folded = "NOTE:";
  for (int i = 0; i < 14'000; ++i) folded += std::string(74, 'y') + "\r\n ";
  EXPECT_EQ(card("3.0", "NOTE:" + large)["remarks"], large);
  EXPECT_EQ(card("3.0", folded)["remarks"].size(), 74u * 14'000);
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "a.TEL:1\n";
  EXPECT_THAT(card("3.0", many).records, SizeIs(1));
  EXPECT_THAT(card("3.0", "NOTE;X=" + std::string(1 << 20, '"') + ":1").records, SizeIs(1));
  EXPECT_THAT(cards(std::string(1 << 20, '\r')).rejected, IsEmpty());
}

TEST(VCard, AnIdThatIsTooLongIsItsHash) {
  const std::string uid(65, 'x');
  const std::string id =
      cards("BEGIN:VCARD\nVERSION:3.0\nUID:" + uid + "\nN:A\nEND:VCARD\n").one().id;
  EXPECT_EQ(id.size(), 40u);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(cards("BEGIN:VCARD\nVERSION:3.0\nUID:" + uid.substr(1) + "\nN:A\nEND:VCARD\n").one().id,
            uid.substr(1));
}

}  // namespace
}  // namespace relais::import::testing
