// What people do with messages, and what it does to markers.
#include "engine/store/inbox.hpp"

#include "engine/store/mail_testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Ids = std::vector<std::string>;

class InboxTest : public MailTest {
 protected:
  void SetUp() override {
    MailTest::SetUp();
    inbox_ = open_inbox(url()).value();
    one_ = collected("m1");
    auto later = message("m2");
    later.received_at += 60'000;
    two_ = collected(later, af());
    foreign_ = collected(message("m3"), {"geneva", "PG"});
    set("m1", Marker::received);
  }
  static std::string counts(const Result<Filed>& filed) {
    if (!filed) return filed.error().text;
    return std::to_string(filed->changed) + ' ' + std::to_string(filed->already) + ' ' +
           std::to_string(filed->deleted);
  }
  std::string row(const std::string& columns, const std::string& id) {
    return writer_->rows("SELECT " + columns + " FROM communicator_message WHERE id = '" + id + "'")
        .at(0);
  }
  Ids listed(const InboxFilter& filter) {
    Ids ids;
    const auto lines = inbox_->list(filter).value();
    for (const auto& line : lines) ids.push_back(line.id);
    return ids;
  }

  std::unique_ptr<Inbox> inbox_;
  std::string one_, two_, foreign_;
};

TEST_F(InboxTest, ListsTheNewestFirstAndByFilter) {
  EXPECT_THAT(listed({}), SizeIs(3));
  EXPECT_EQ(listed({})[0], two_);
  EXPECT_THAT(listed({.entity = "zurich"}), ElementsAre(two_, one_));
  EXPECT_THAT(listed({.account = "MM"}), ElementsAre(one_));
  EXPECT_THAT(listed({.limit = 1}), ElementsAre(two_));
  ASSERT_TRUE(inbox_->archive(Ids{one_}, "2024-0173", "mm", kMay));
  EXPECT_THAT(listed({.status = "archived"}), ElementsAre(one_));
  EXPECT_THAT(listed({.case_name = "2024-0173"}), ElementsAre(one_));
  EXPECT_THAT(listed({.case_name = "c1"}), ElementsAre(one_));
  EXPECT_THAT(listed({.case_name = "' OR 1=1 --"}), IsEmpty());
  ASSERT_TRUE(inbox_->erase(Ids{two_}));
  EXPECT_THAT(listed({.entity = "zurich"}), ElementsAre(one_)) << "deleted ones only if asked for";
  EXPECT_THAT(listed({.status = "deleted"}), ElementsAre(two_));
}

TEST_F(InboxTest, R49_ArchivingFilesAndTurnsTheMarkerGreen) {
  EXPECT_EQ(counts(inbox_->archive(Ids{one_, one_}, "2024-0173", "mm", kMay)), "1 0 0");
  EXPECT_EQ(row("status, case_id, archived_at, archived_by", one_),
            "archived c1 2026-05-01T09:00:00.000Z mm");
  EXPECT_THAT(owed(), ElementsAre("m1=archived"));
  EXPECT_EQ(counts(inbox_->archive(Ids{one_}, "", "somebody", kMay + 1)), "0 1 0");
  EXPECT_EQ(counts(inbox_->archive(Ids{one_}, "c1", "somebody", kMay + 1)), "0 1 0");
  sql("INSERT INTO case_file(id, entity_id, number, title) VALUES('c2', 'zurich', '9', 'x')");
  EXPECT_EQ(counts(inbox_->archive(Ids{one_}, "9", "somebody", kMay + 1)), "1 0 0");
  EXPECT_EQ(row("case_id, archived_by", one_), "c2 mm") << "refiled";
  EXPECT_EQ(counts(inbox_->unarchive(Ids{one_, two_})), "1 1 0");
  EXPECT_EQ(row("status, case_id, archived_at, archived_by", one_), "new c2 - -");
  EXPECT_THAT(owed(), IsEmpty());
}

TEST_F(InboxTest, WhoArchivedItFirstIsForgottenWithTheArchiving) {
  const std::string now = "'2026-05-02T09:00:00Z'";
  for (const std::string statement :
       {"status = 'new', archived_at = NULL", "status = 'done'", "archived_at = NULL"}) {
    ASSERT_TRUE(inbox_->archive(Ids{one_}, "", "mm", kMay));
    sql("UPDATE communicator_message SET " + statement + " WHERE id = '" + one_ + "'");
    EXPECT_EQ(row("archived_at, archived_by", one_), "- -") << statement;
    ASSERT_TRUE(inbox_->archive(Ids{one_}, "", "af", kMay));
    EXPECT_EQ(row("archived_by", one_), "af") << statement;
    sql("UPDATE communicator_message SET status = 'archived', archived_at = " + now +
        ", archived_by = 'pg' WHERE id = '" + one_ + "'");
    EXPECT_EQ(row("archived_by", one_), "pg");
    ASSERT_TRUE(inbox_->unarchive(Ids{one_}));
  }
}

TEST_F(InboxTest, CasesAreOfTheMessagesEntity) {
  const auto none = inbox_->archive(Ids{one_}, "1900-1", "mm", kMay);
  EXPECT_EQ(none.error().code, Errc::not_found);
  EXPECT_EQ(inbox_->archive(Ids{foreign_}, "2024-0173", "mm", kMay).error().code, Errc::not_found);
  EXPECT_EQ(inbox_->archive(Ids{one_, foreign_}, "2024-0173", "mm", kMay).error().code,
            Errc::usage);
  EXPECT_EQ(counts(inbox_->archive(Ids{one_, foreign_}, "", "mm", kMay)), "2 0 0");
}

TEST_F(InboxTest, R42_DeletingLeavesATombstone) {
  EXPECT_EQ(counts(inbox_->erase(Ids{one_})), "1 0 0");
  EXPECT_EQ(counts(inbox_->erase(Ids{one_})), "0 0 1");
  EXPECT_EQ(counts(inbox_->archive(Ids{one_}, "c1", "mm", kMay)), "0 0 1");
  EXPECT_EQ(counts(inbox_->unarchive(Ids{one_})), "0 0 1");
  EXPECT_EQ(counts(inbox_->assign(Ids{one_}, "h1")), "0 0 1");
  EXPECT_EQ(row("status, subject, case_id", one_), "deleted - -");
  EXPECT_THAT(owed(), ElementsAre("m1=none"));
  EXPECT_EQ(mail_->collect(mm(), message("m1"), collecting("m1")).value().before,
            Known::tombstoned);
}

TEST_F(InboxTest, AssigningHandsOn) {
  EXPECT_EQ(counts(inbox_->assign(Ids{one_, two_}, "h2")), "2 0 0");
  EXPECT_EQ(row("status, responsible_handler_id", one_), "assigned h2");
  EXPECT_EQ(counts(inbox_->assign(Ids{one_}, "h2")), "0 1 0");
  ASSERT_TRUE(inbox_->archive(Ids{two_}, "", "mm", kMay));
  EXPECT_EQ(counts(inbox_->assign(Ids{one_, two_}, "h1")), "2 0 0");
  EXPECT_EQ(row("status, responsible_handler_id", two_), "archived h1");
  ASSERT_TRUE(inbox_->unarchive(Ids{two_}));
  EXPECT_EQ(row("status", two_), "assigned");
  EXPECT_EQ(counts(inbox_->assign(Ids{one_}, "")), "1 0 0");
  EXPECT_EQ(row("status, responsible_handler_id", one_), "new -");
  EXPECT_EQ(counts(inbox_->assign(Ids{one_}, "")), "0 1 0");
  EXPECT_EQ(inbox_->assign(Ids{one_}, "nobody").error().code, Errc::not_found);
  EXPECT_EQ(inbox_->assign(Ids{one_, foreign_}, "h1").error().code, Errc::usage);
}

TEST_F(InboxTest, UnknownIdsChangeNothing) {
  const Ids ids{one_, "no-1", "no-2", "no-3", "no-4", "no-5", "no-6"};
  for (const auto& filed : {inbox_->archive(ids, "", "mm", kMay), inbox_->unarchive(ids),
                            inbox_->erase(ids), inbox_->assign(ids, "h1")}) {
    ASSERT_FALSE(filed);
    EXPECT_EQ(filed.error().code, Errc::not_found);
    EXPECT_THAT(filed.error().text, HasSubstr("no-5 and 1 more"));
  }
  EXPECT_EQ(row("status", one_), "new");
  EXPECT_EQ(counts(inbox_->erase({})), "0 0 0");
  EXPECT_EQ(inbox_->message("no-1").error().code, Errc::not_found);
}

TEST_F(InboxTest, AMessageIsShownWhole) {
  auto whole = message("m5");
  whole.recipients = {{RecipientRole::reply_to, "", "r@x.ch"},
                      {RecipientRole::cc, "C", "c@x.ch"},
                      {RecipientRole::to, "T", "t@x.ch"}};
  whole.attachments = {{"Klage.pdf", "application/pdf", 12, std::string(64, 'a'), true, "r", "n"}};
  whole.size = 99;
  const auto shown = inbox_->message(collected(whole)).value();
  EXPECT_EQ(shown.line.subject, "Klage");
  EXPECT_EQ(shown.line.account, mm());
  EXPECT_EQ(shown.size, 99);
  EXPECT_THAT(shown.recipients, ElementsAre(Recipient{RecipientRole::to, "T", "t@x.ch"},
                                            Recipient{RecipientRole::cc, "C", "c@x.ch"},
                                            Recipient{RecipientRole::reply_to, "", "r@x.ch"}));
  EXPECT_EQ(shown.attachments, whole.attachments);
}

}  // namespace
}  // namespace relais::store::testing
