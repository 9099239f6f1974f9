// CSV, cards and calendars in one call.
#include "engine/import/testing.hpp"

namespace relais::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FilesTogether : public testing::ImportTest {
 protected:
  void SetUp() override {
    ImportTest::SetUp();
    small_firm();
  }
};

constexpr const char* kCards =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:v1\r\nN:Lüthi;Anna;;;\r\nFN:Anna Lüthi\r\n"
    "TEL;TYPE=WORK:044 123 45 67\r\nCATEGORIES:sync-MM,client\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:v2\r\nN:Favre;;;;\r\nFN:Favre\r\n"
    "CATEGORIES:sync-XX\r\nEND:VCARD\r\n";

constexpr const char* kDiary =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:i1\r\n"
    "DTSTART:20261203T100000\r\nDTEND:20261203T110000\r\nSUMMARY:Sitzung\r\n"
    "X-RELAIS-HANDLER:AF\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:p1\r\nDTSTART:20261203T100000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";

TEST_F(FilesTogether, CardsBecomeAddressesAndMarks) {
  auto outcome = import_files({file("cards.vcf", kCards)});
  EXPECT_EQ(counts(outcome, "address"), "1 added, 1 rejected");
  EXPECT_THAT(reasons(outcome), ElementsAre("9: names a handler whom the entity does not have"));
  EXPECT_THAT(
      rows("SELECT surname, value FROM address JOIN address_contact_point ON id = address_id "
           "WHERE id = 'v1'"),
      ElementsAre("Lüthi +41441234567"));
  EXPECT_THAT(rows("SELECT handler_id FROM address_sync_mark WHERE address_id = 'v1'"),
              ElementsAre("h1"));
  EXPECT_THAT(text_of(dir_ / "cards.vcf.rejects.csv"), HasSubstr("UID:v2"));
  EXPECT_THAT(rows("SELECT id FROM address WHERE id = 'v2'"), IsEmpty());
  EXPECT_THAT(rows("SELECT id FROM address WHERE deleted_at IS NOT NULL"), IsEmpty());

  const auto head = seq();
  outcome = import_files({file("cards.vcf", kCards)});
  EXPECT_EQ(counts(outcome, "address"), "1 unchanged, 1 rejected");
  EXPECT_EQ(seq(), head);
}

TEST_F(FilesTogether, ASnapshotOfAddressesKeepsThoseOfTheCards) {
  const auto outcome = import_files(
      {file("cards.vcf", kCards), file("address.csv", "id;kind;surname\na1;person;Keller\n")});
  EXPECT_EQ(counts(outcome, "address"), "1 added, 1 deleted, 1 unchanged, 1 rejected");
}

TEST_F(FilesTogether, ADiaryIsAnIncrement) {
  auto outcome = import_files({file("diary.ics", kDiary)});
  EXPECT_THAT(reasons(outcome), IsEmpty());
  EXPECT_EQ(counts(outcome, "appointment"), "1 added, 1 deleted");
  EXPECT_THAT(rows("SELECT starts_at, time_zone FROM appointment WHERE id = 'i1'"),
              ElementsAre("2026-12-03T10:00 Europe/Zurich"));
  EXPECT_THAT(rows("SELECT handler_id FROM appointment_assignee WHERE appointment_id = 'i1'"),
              ElementsAre("h2"));
  outcome = import_files({file("diary.ics", kDiary)});
  EXPECT_EQ(counts(outcome, "appointment"), "2 unchanged");
}

TEST_F(FilesTogether, WhoseADiaryIsMustBeKnown) {
  request_.owners = {"XX"};
  EXPECT_THAT(attempt({file("diary.ics", kDiary)}).error().text, HasSubstr("has no handler XX"));
  request_.owners.clear();
  request_.entity.clear();
  EXPECT_THAT(attempt({file("diary.ics", kDiary)}).error().text, HasSubstr("nothing says whose"));
}

TEST_F(FilesTogether, AnErrorInOneFileLeavesNothingOfTheOthers) {
  const auto outcome = attempt({file("cards.vcf", kCards), file("deadline.csv", "id;nam\n")});
  EXPECT_FALSE(outcome);
  EXPECT_THAT(rows("SELECT id FROM address WHERE id = 'v1'"), IsEmpty());
}

}  // namespace
}  // namespace relais::import
