// Which markers are owed, whoever changed the message by whatever SQL.
#include "engine/store/mail_testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Markers : public MailTest {
 protected:
  void SetUp() override {
    MailTest::SetUp();
    id_ = collected("m1");
  }
  std::string row(const std::string& columns) {
    return writer_->rows("SELECT " + columns + " FROM communicator_message WHERE graph_id = 'm1'")
        .at(0);
  }
  std::string id_;
};

TEST_F(Markers, R48_WhatIsCollectedIsOwedGreyUntilItIsSet) {
  EXPECT_THAT(owed(), ElementsAre("m1=received"));
  EXPECT_EQ(mail_->owed_markers(mm(), MarkCopies::collected, "", 10).value()[0].message_id, id_);
  EXPECT_THAT(mail_->accounts_owing_markers(MarkCopies::collected).value(), ElementsAre(mm()));
  set("m1", Marker::received);
  EXPECT_THAT(owed(), IsEmpty());
  EXPECT_THAT(mail_->accounts_owing_markers(MarkCopies::collected).value(), IsEmpty());
  EXPECT_EQ(row("marker_state"), "received");
}

TEST_F(Markers, R49_ArchivedIsGreenAndUnarchivedGreyAgain) {
  set("m1", Marker::received);
  struct Step {
    const char* sql;
    std::vector<std::string> owed;
    const char* status;
  };
  const std::vector<Step> steps{
      {"SET status = 'archived'", {"m1=archived"}, "archived 1"},
      {"SET status = 'done'", {}, "done 0"},
      {"SET archived_at = '2026-05-02T09:00:00Z', archived_by = 'MM'",
       {"m1=archived"},
       "archived 1"},
      {"SET archived_at = '2026-05-03T09:00:00Z'", {"m1=archived"}, "archived 1"},
      {"SET archived_at = NULL", {}, "new 0"},
      {"SET status = 'archived', archived_at = '2026-05-02T09:00:00Z'",
       {"m1=archived"},
       "archived 1"},
      {"SET status = 'new', archived_at = NULL", {}, "new 0"},
      {"SET status = 'assigned', responsible_handler_id = 'h2'", {}, "assigned 0"},
      {"SET archived_at = '2026-05-02T09:00:00Z'", {"m1=archived"}, "archived 1"},
      {"SET archived_at = NULL", {}, "assigned 0"},
      {"SET subject = 'other'", {}, "assigned 0"},
  };
  for (const auto& step : steps) {
    sql("UPDATE communicator_message " + std::string(step.sql));
    EXPECT_EQ(owed(), step.owed) << step.sql;
    EXPECT_EQ(row("status, archived_at IS NOT NULL"), step.status) << step.sql;
  }
  EXPECT_EQ(row("archived_by"), "-");
}

TEST_F(Markers, AMarkerThatCameTooLateIsOwedAgain) {
  sql("UPDATE communicator_message SET status = 'archived'");
  set("m1", Marker::received);
  EXPECT_THAT(owed(), ElementsAre("m1=archived"));
  set("m1", Marker::archived);
  EXPECT_THAT(owed(), IsEmpty());
}

TEST_F(Markers, R42_ADeletedMessageLosesItsMarker) {
  sql("UPDATE communicator_message SET status = 'deleted'");
  EXPECT_THAT(owed(), IsEmpty()) << "it never had one";
  set("m1", Marker::received);
  EXPECT_THAT(owed(), ElementsAre("m1=none"));
  set("m1", Marker::none);
  EXPECT_THAT(owed(), IsEmpty());
  EXPECT_THAT(writer_->attempt("UPDATE communicator_message SET status = 'new'"),
              HasSubstr("stays deleted"));
}

TEST_F(Markers, ARowDeletedBySqlLosesItsMarkerToo) {
  set("m1", Marker::received);
  sql("DELETE FROM communicator_message");
  EXPECT_THAT(owed(), ElementsAre("m1=none"));
  EXPECT_EQ(mail_->owed_markers(mm(), MarkCopies::all, "", 10).value()[0].message_id, id_);
  EXPECT_THAT(mail_->accounts_owing_markers(MarkCopies::all).value(), ElementsAre(mm()));
  set("m1", Marker::none);
  EXPECT_THAT(owed(), IsEmpty());
}

TEST_F(Markers, ARowDeletedWhileItsMarkerIsOnItsWay) {
  sql("DELETE FROM communicator_message");
  EXPECT_THAT(owed(), IsEmpty());
  set("m1", Marker::received);
  EXPECT_THAT(owed(), ElementsAre("m1=none"));
}

TEST_F(Markers, WhatCannotBeSetIsNotTriedForEver) {
  refuse("m1", Marker::received, "ErrorAccessDenied");
  EXPECT_EQ(row("marker_state, marker_error"), "failed ErrorAccessDenied");
  EXPECT_THAT(owed(), IsEmpty());
  sql("UPDATE communicator_message SET status = 'archived'");
  EXPECT_THAT(owed(), ElementsAre("m1=archived")) << "another marker is tried";
  refuse("m1", Marker::archived, "ErrorAccessDenied");
  EXPECT_EQ(mail_->retry_markers(mm()).value(), 1);
  EXPECT_THAT(owed(), ElementsAre("m1=archived"));
  EXPECT_EQ(mail_->retry_markers(mm()).value(), 0);
  set("m1", Marker::archived);
  EXPECT_EQ(row("marker_state, marker_error, marker_tried"), "archived - -");
}

TEST_F(Markers, WhatIsGoneIsANoteUntilItIsSeenAgain) {
  refuse("m1", Marker::received, std::string(kGone));
  EXPECT_EQ(mail_->retry_markers(mm()).value(), 0);
  EXPECT_THAT(owed(), IsEmpty());
  ASSERT_TRUE(mail_->moved(mm(), "m1", "inbox", "Inbox"));
  EXPECT_THAT(owed(), ElementsAre("m1=received"));
  ASSERT_TRUE(mail_->gone(mm(), "m1"));
  EXPECT_THAT(owed(), IsEmpty());
  EXPECT_EQ(row("status, marker_error"), "new gone") << "the message stays in the store";
  sql("UPDATE communicator_message SET marker_state = 'received', marker_tried = NULL;"
      "DELETE FROM communicator_message");
  EXPECT_THAT(owed(), ElementsAre("m1=none"));
  ASSERT_TRUE(mail_->gone(mm(), "m1"));
  EXPECT_THAT(owed(), IsEmpty());
}

TEST_F(Markers, R49_CopiesTurnGreenTogetherIfAllAreMarked) {
  auto copy = message("m2");
  copy.internet_message_id = "<m1@example.ch>";
  collected(copy, af());
  auto stranger = message("m3");
  stranger.internet_message_id = "<m1@example.ch>";
  collected(stranger, {"geneva", "PG"});
  set("m1", Marker::received);
  set("m2", Marker::received, af());
  set("m3", Marker::received, {"geneva", "PG"});
  EXPECT_THAT(owed(MarkCopies::all, af()), IsEmpty());

  sql("UPDATE communicator_message SET status = 'archived' WHERE graph_id = 'm1'");
  EXPECT_THAT(owed(MarkCopies::collected, af()), IsEmpty());
  EXPECT_THAT(owed(MarkCopies::all, af()), ElementsAre("m2=archived"));
  EXPECT_THAT(owed(MarkCopies::all, {"geneva", "PG"}), IsEmpty()) << "entities are separate";
  EXPECT_THAT(mail_->accounts_owing_markers(MarkCopies::collected).value(), ElementsAre(mm()));
  EXPECT_THAT(mail_->accounts_owing_markers(MarkCopies::all).value(), ElementsAre(af(), mm()));

  auto late = message("m4");
  late.internet_message_id = "<m1@example.ch>";
  late.received_at += 1000;
  collected(late, af());
  EXPECT_THAT(owed(MarkCopies::all, af()), ElementsAre("m2=archived", "m4=archived"));
  sql("DELETE FROM communicator_message WHERE graph_id = 'm1'");
  EXPECT_THAT(owed(MarkCopies::all, af()), ElementsAre("m4=received"));
  sql("UPDATE communicator_message SET status = 'archived' WHERE graph_id = 'm4';"
      "UPDATE communicator_message SET status = 'deleted' WHERE graph_id = 'm4'");
  EXPECT_THAT(owed(MarkCopies::all, af()), IsEmpty());
}

TEST_F(Markers, ComeInPages) {
  for (int i = 2; i <= 7; ++i) collected("m" + std::to_string(i));
  sql("UPDATE communicator_message SET marker_state = 'received' WHERE graph_id = 'm3';"
      "DELETE FROM communicator_message WHERE graph_id = 'm3'");
  std::vector<std::string> seen;
  for (std::string after;;) {
    const auto page = mail_->owed_markers(mm(), MarkCopies::collected, after, 3).value();
    if (page.empty()) break;
    EXPECT_LE(page.size(), 3u);
    for (const auto& one : page) seen.push_back(one.remote_id);
    after = page.back().remote_id;
  }
  EXPECT_THAT(seen, ElementsAre("m1", "m2", "m3", "m4", "m5", "m6", "m7"));
}

TEST_F(Markers, AskingReadsWhatIsOwedAndNothingElse) {
  for (const char* query :
       {"SELECT graph_id FROM communicator_message WHERE marker_state <> marker_wanted "
        "AND marker_tried IS NOT marker_wanted AND entity_id = 'z' AND account = 'a'",
        "SELECT graph_id FROM communicator_message WHERE marker_state <> marker_wanted_as_copy "
        "AND marker_tried IS NOT marker_wanted_as_copy AND entity_id = 'z' AND account = 'a'"}) {
    const auto plan = writer_->rows("EXPLAIN QUERY PLAN " + std::string(query));
    EXPECT_THAT(plan.at(0), HasSubstr("communicator_message_owed")) << query;
  }
}

class MessageFeed : public MailTest, public ::testing::WithParamInterface<const char*> {
 protected:
  std::vector<std::string> logged_by(const std::string& act) {
    PracticeSoftware writer(path(), GetParam());
    const auto before = seq();
    writer.sql("BEGIN; " + act + "; COMMIT");
    return lines_of(changes(before));
  }
};

TEST_P(MessageFeed, SaysWhatChangesAMarkerAndNothingElse) {
  sql("INSERT INTO communicator_message(id, entity_id, account, graph_id, direction, received_at, "
      "has_attachments, importance, folder_id, folder_path, internet_message_id, marker_state) "
      "VALUES('c1', 'zurich', 'MM', 'g1', 'in', '2026-05-01T09:00:00Z', 0, 'normal', 'f', 'F', "
      "'<i>', 'received');"
      "INSERT INTO communicator_recipient VALUES('c1', 'to', 0, NULL, 'x')");
  using Texts = std::vector<std::string>;
  const Texts update{"communicator_message c1 update"};
  EXPECT_EQ(logged_by("UPDATE communicator_message SET status = 'archived'"), update);
  EXPECT_EQ(logged_by("UPDATE communicator_message SET status = 'archived'"), Texts{});
  EXPECT_EQ(logged_by("UPDATE communicator_message SET archived_at = NULL"), update);
  EXPECT_EQ(logged_by("UPDATE communicator_message SET subject = 's', case_id = 'c1', "
                      "marker_state = 'received', paused_until = '2026-05-01T09:00:00Z'"),
            Texts{});
  EXPECT_EQ(logged_by("UPDATE communicator_message SET status = 'done'; "
                      "UPDATE communicator_message SET status = 'new'"),
            update);
  EXPECT_EQ(writer_->rows("SELECT count(*) FROM change_log WHERE row_id = 'c1' "
                          "AND table_name = 'communicator_message'"),
            Texts{"1"})
      << "changes in a row take one line";
  EXPECT_EQ(logged_by("UPDATE communicator_message SET id = 'c2'"),
            (Texts{"communicator_message c1 delete", "communicator_message c2 update"}));
  sql("UPDATE communicator_message SET id = 'c1'");
  EXPECT_EQ(logged_by("DELETE FROM communicator_message"), Texts{"communicator_message c1 delete"});
  EXPECT_THAT(writer_->rows("SELECT * FROM communicator_recipient WHERE message_id = 'c1'"),
              IsEmpty());
  EXPECT_THAT(owed(), ElementsAre("g1=none"));
}

TEST_P(MessageFeed, ARowThatGivesWayToAnotherIsNotForgotten) {
  const std::string row =
      "INTO communicator_message(id, entity_id, account, graph_id, direction, received_at, "
      "has_attachments, importance, folder_id, folder_path, marker_state) VALUES";
  const std::string rest = "'in', '2026-05-01T09:00:00Z', 0, 'normal', 'f', 'F', 'received')";
  sql("INSERT " + row + "('c1', 'zurich', 'MM', 'g1', " + rest);
  EXPECT_THAT(logged_by("REPLACE " + row + "('c2', 'zurich', 'MM', 'g1', " + rest),
              ::testing::Contains("communicator_message c1 delete"));
  EXPECT_THAT(owed(), IsEmpty()) << "the same message in the mailbox";
  logged_by("REPLACE " + row + "('c2', 'zurich', 'MM', 'g2', " + rest);
  EXPECT_THAT(owed(), ElementsAre("g1=none"));
  EXPECT_EQ(mail_->known(mm(), "g1", "", kMay).value(), Known::tombstoned);
  logged_by("INSERT " + row + "('c3', 'zurich', 'MM', 'g1', " + rest);
  EXPECT_THAT(owed(), IsEmpty()) << "who puts it back takes the tombstone away";
  EXPECT_THAT(logged_by("INSERT " + row + "('c3', 'zurich', 'MM', 'g1', " + rest +
                        " ON CONFLICT(id) DO UPDATE SET subject = 'x'"),
              IsEmpty());
  EXPECT_THAT(owed(), IsEmpty());
}

TEST_P(MessageFeed, InsertedArchivedIsArchived) {
  PracticeSoftware writer(path(), GetParam());
  for (const char* filed : {"'archived', NULL", "'new', '2026-05-02T09:00:00Z'"}) {
    writer.sql(
        "INSERT INTO communicator_message(id, entity_id, account, graph_id, direction, "
        "received_at, has_attachments, importance, folder_id, folder_path, status, "
        "archived_at) VALUES('c1', 'zurich', 'MM', 'g1', 'in', '2026-05-01T09:00:00Z', 0, "
        "'normal', 'f', 'F', " +
        std::string(filed) + ")");
    EXPECT_THAT(writer.rows("SELECT status, archived_at IS NULL FROM communicator_message"),
                ElementsAre("archived 0"));
    EXPECT_THAT(owed(), ElementsAre("g1=archived"));
    writer.sql("DELETE FROM communicator_message; DELETE FROM communicator_tombstone");
  }
}

INSTANTIATE_TEST_SUITE_P(Writers, MessageFeed,
                         ::testing::Values("", "PRAGMA foreign_keys = ON",
                                           "PRAGMA foreign_keys = ON; "
                                           "PRAGMA recursive_triggers = ON"));

TEST_F(Markers, ACommitOfTheCommunicatorWakesWhoeverWaits) {
  class Clock0 final : public Clock {
   public:
    Millis now() override { return now_; }
    void sleep(std::chrono::milliseconds duration) override { now_ += duration.count(); }

   private:
    Millis now_ = kMay;
  } clock;
  (void)store_->wait_change(clock, std::chrono::seconds(0));
  EXPECT_FALSE(store_->wait_change(clock, std::chrono::seconds(1)).value());
  sql("UPDATE communicator_message SET status = 'archived'");
  EXPECT_TRUE(store_->wait_change(clock, std::chrono::seconds(1)).value());
  collected("m2");
  EXPECT_TRUE(store_->wait_change(clock, std::chrono::seconds(1)).value());
}

}  // namespace
}  // namespace relais::store::testing
