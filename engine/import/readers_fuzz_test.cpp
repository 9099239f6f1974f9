// Whatever the bytes: no crash, no hang, and nothing that was begun goes missing.
#include <chrono>
#include <cstdlib>
#include <random>

#include "engine/import/content_line.hpp"
#include "engine/import/readers_testing.hpp"

namespace relais::import::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kCards =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nN:von Arx;Luca;;Dr. iur.;LL.M.\r\n"
    "item1.TEL;TYPE=WORK,VOICE:+41 44 123 45 67\r\nitem1.X-ABLabel:Büro\r\n"
    "ADR;TYPE=WORK:12;c/o;Bahnhofstrasse 12;Zürich;ZH;8001;Schweiz\r\nBDAY:1980-05-01\r\n"
    "NOTE:lang\\, länger\r\n  gefaltet\\n\r\nCATEGORIES:a,sync-MM\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:2.1\r\nUID:2\r\nN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller;=\r\n"
    "Anna\r\nTEL;CELL:079\r\nPHOTO;BASE64:AAAA\r\nBBBB\r\n\r\nEMAIL;PREF;INTERNET:a@b.example\r\n"
    "END:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:3\r\nKIND:org\r\nFN:Huber AG\r\n"
    "TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+4144;ext=1\r\nLANG:fr\r\nEND:VCARD\r\n";

constexpr const char* kCalendar =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Eigen\r\nBEGIN:STANDARD\r\n"
    "DTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
    "DTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
    "UID:1\r\nSUMMARY:Sitzung\r\nDTSTART;TZID=Eigen:20260505T083000\r\nDURATION:PT1H\r\n"
    "RRULE:FREQ=WEEKLY;COUNT=10;BYDAY=TU\r\nEXDATE;TZID=Eigen:20260512T083000\r\n"
    "RDATE;TZID=Eigen:20260507T083000\r\nATTENDEE;CN=\"a;b\":mailto:mm@x.example\r\nBEGIN:"
    "VALARM\r\n"
    "ACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "RECURRENCE-ID;TZID=Eigen:20260519T083000\r\nDTSTART:20260520T083000Z\r\n"
    "DTEND:20260520T093000Z\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nUID:2\r\nSUMMARY:Frist\r\n"
    "DUE;VALUE=DATE:20260601\r\nSTATUS:COMPLETED\r\nBEGIN:VALARM\r\nTRIGGER:-P3D\r\nEND:VALARM\r\n"
    "END:VTODO\r\nEND:VCALENDAR\r\n";

class Mutation {
 public:
  explicit Mutation(unsigned seed) : random_(seed) {}

  std::string of(const std::string& text) {
    std::string changed = text;
    for (std::size_t times = below(6) + 1; times > 0; --times) change(changed);
    return changed;
  }

 private:
  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  void change(std::string& text) {
    static const std::string_view words[] = {"BEGIN:VCARD\r\n",
                                             "END:VCARD\r\n",
                                             "BEGIN:VEVENT\r\n",
                                             "END:VEVENT\r\n",
                                             ":",
                                             ";",
                                             "\"",
                                             "=",
                                             "\r",
                                             "\n",
                                             "\\",
                                             "\0",
                                             "9999999999",
                                             "-",
                                             "P",
                                             "T",
                                             "Z",
                                             "\xC3",
                                             "\xFF\xFE",
                                             "BEGIN:VALARM\r\n",
                                             "VERSION:2.1\r\n",
                                             "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n",
                                             ",",
                                             " ",
                                             "\r\n ",
                                             "END:VCALENDAR\r\n",
                                             "BEGIN:VCALENDAR\r\n",
                                             "TZID=",
                                             "00000000",
                                             "STATUS:CANCELLED\r\n"};
    if (text.empty()) text = "x";
    const std::size_t at = below(text.size()),
                      size = below(std::min<std::size_t>(text.size() - at, 40) + 1);
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2:
        text.insert(below(text.size()), text.substr(at, size));
        break;
      case 3:
        text.insert(at, words[below(std::size(words))]);
        break;
      default:
        if (below(4) == 0) text.resize(at);
    }
  }

  std::mt19937 random_;
};

/// How many lines begin something of this name.
std::size_t begun(std::string_view text, std::string_view name) {
  std::size_t count = 0;
  FileLines lines(text);
  while (const auto line = lines.next())
    if (name_begun(line->text) == name) ++count;
  return count;
}

unsigned first_seed() {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::atol(given)) : std::random_device{}();
  std::printf("RELAIS_SEED=%u\n", seed);
  return seed;
}

template <class Check>
void for_some_time(const std::string& text, Check check) {
  const auto end = std::chrono::steady_clock::now() + 700ms;
  for (unsigned seed = first_seed(); std::chrono::steady_clock::now() < end; ++seed) {
    const std::string changed = Mutation(seed).of(text);
    check(changed);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "RELAIS_SEED=" << seed << "\n" << changed;
  }
}

TEST(ReadersFuzz, EachCardIsARecordOrRejected) {
  for_some_time(kCards, [](const std::string& text) {
    const Found found = cards(text);
    std::size_t rejected = 0;
    for (const Rejected& each : found.rejected) {
      EXPECT_FALSE(each.reason.empty());
      EXPECT_GT(each.line, 0u);
      if (begun(each.raw, "VCARD") == 1) ++rejected;
    }
    if (text.starts_with("\xFF\xFE")) return;  // became something else altogether
    EXPECT_EQ(found.records.size() + rejected, begun(text, "VCARD"));
    for (const Record& record : found.records) {
      EXPECT_FALSE(record.id.empty());
      EXPECT_LE(children(record, "address_contact_point").size(), 6u);
    }
  });
}

TEST(ReadersFuzz, EachItemIsARecordOrRejected) {
  for_some_time(kCalendar, [](const std::string& text) {
    Found found;
    const CalendarOptions options{{"zurich", "Europe/Zurich"}, {"MM"}};
    read_icalendar(text, options, {}, found.sink(), found.warn());
    for (const Record& record : found.records) EXPECT_FALSE(record.id.empty());
    for (const Rejected& each : found.rejected) EXPECT_FALSE(each.reason.empty());
    if (text.starts_with("\xFF\xFE")) return;
    // One that is cancelled, or a day left out, is none of its own; nothing else may be missing.
    const std::size_t todos = begun(text, "VTODO");
    std::size_t seen = 0;
    for (const Record& record : found.records) seen += record.table != "appointment" ? 1 : 0;
    for (const Rejected& each : found.rejected) seen += begun(each.raw, "VTODO");
    EXPECT_GE(seen, todos);
  });
}

TEST(ReadersFuzz, DeepNestingIsNoRecursion) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "BEGIN:X-TIEF\r\n";
  const Found found = event(deep);
  EXPECT_EQ(found.rejected.size(), 1u);
  EXPECT_EQ(event(std::string(1 << 20, 'X') + ":1").records.size(), 1u);
  EXPECT_EQ(event("DESCRIPTION:" + std::string(1 << 20, 'y'))["description"].size(), 1u << 20);
  std::string alarms;
  for (int i = 0; i < 20'000; ++i)
    alarms += "BEGIN:VALARM\r\nTRIGGER:-PT" + std::to_string(i) + "M\r\nEND:VALARM\r\n";
  EXPECT_EQ(children(event(alarms + "COMMENT:x").one(), "item_lead").size(), 50u);
}

}  // namespace
}  // namespace relais::import::testing
