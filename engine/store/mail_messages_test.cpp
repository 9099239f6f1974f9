// A message is stored once, whole or not at all, whatever people send.
#include <sys/wait.h>
#include <unistd.h>

#include "engine/store/mail_testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Messages : public MailTest {
 protected:
  std::vector<std::string> all(const std::string& columns) {
    return writer_->rows("SELECT " + columns + " FROM communicator_message ORDER BY graph_id");
  }
  std::string verdict_of(const std::string& remote_id, const MailAccount& account = mm()) {
    const auto found = mail_->verdicts(account, std::vector{remote_id}).value();
    return found.empty() ? "none" : found[0].reason;
  }
};

TEST_F(Messages, AreStoredWithPartsAndVerdictInOneCommit) {
  auto whole = message("m1");
  whole.sent_at = kMay - 1500;
  whole.size = 4711;
  whole.body_type = "html";
  whole.body_ref = "zurich/aa/b";
  whole.has_attachments = true;
  whole.recipients = {{RecipientRole::to, "Max", "max@firm.example"},
                      {RecipientRole::bcc, "", "x@example.ch"},
                      {RecipientRole::to, "Anna", "anna@firm.example"}};
  whole.attachments = {{"Klage.pdf", "application/pdf", 12, std::string(64, 'a'), true, "r", ""},
                       {"Verweis", "", 0, "", false, "", "lies elsewhere"}};
  whole.notes = "no mime: \x01 ErrorX\r\nsecond";
  const auto id = collected(whole);
  EXPECT_THAT(id, SizeIs(36));
  EXPECT_THAT(all("id, direction, subject, received_at, sent_at, status, marker_state, size"),
              ElementsAre(id + " in Klage 2026-05-01T09:00:00.000Z 2026-05-01T08:59:58.500Z new "
                               "none 4711"));
  EXPECT_THAT(writer_->rows("SELECT role, seq, name, address FROM communicator_recipient "
                            "ORDER BY role, seq"),
              ElementsAre("bcc 0 - x@example.ch", "to 0 Max max@firm.example",
                          "to 1 Anna anna@firm.example"));
  EXPECT_THAT(
      writer_->rows("SELECT seq, name, size, inline, ref, note FROM communicator_attachment"),
      ElementsAre("0 Klage.pdf 12 1 r -", "1 Verweis 0 0 - lies elsewhere"));
  EXPECT_THAT(all("notes"), ElementsAre("no mime:  ErrorX\nsecond"));
  EXPECT_EQ(verdict_of("m1"), "collect");
  const auto found = mail_->find(mm(), "m1").value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, id);
  EXPECT_EQ(found->folder_id, "inbox");
  EXPECT_FALSE(mail_->find(af(), "m1").value());
}

TEST_F(Messages, AreStoredOnceHoweverOftenTheyCome) {
  const auto first = mail_->collect(mm(), message("m1"), collecting("m1")).value();
  EXPECT_EQ(first.before, Known::no);
  const auto again = mail_->collect(mm(), message("m1"), collecting("m1")).value();
  EXPECT_EQ(again.before, Known::collected);
  EXPECT_EQ(again.id, first.id);
  EXPECT_THAT(all("id"), SizeIs(1));
  EXPECT_EQ(verdict_of("m1"), "collect");
  EXPECT_THAT(mail_->verdict_history(mm(), "m1").value(), IsEmpty());
}

TEST_F(Messages, ACopyInTheAccountIsNotCollectedAgain) {
  const auto id = collected("m1");
  auto copy = message("m2");
  copy.internet_message_id = "<m1@example.ch>";
  EXPECT_EQ(mail_->known(mm(), "m2", "<m1@example.ch>", kMay).value(), Known::collected);
  EXPECT_EQ(mail_->known(mm(), "m2", "<m1@example.ch>", kMay + 1000).value(), Known::no);
  EXPECT_EQ(mail_->known(mm(), "m2", "", kMay).value(), Known::no);
  EXPECT_EQ(mail_->known(af(), "m2", "<m1@example.ch>", kMay).value(), Known::no)
      << "an account of its own";
  const auto done = mail_->collect(mm(), copy, collecting("m2")).value();
  EXPECT_EQ(done.before, Known::collected);
  EXPECT_EQ(done.id, id);
  EXPECT_EQ(verdict_of("m2"), "already_collected");
  EXPECT_THAT(all("graph_id"), ElementsAre("m1"));
  EXPECT_NE(collected(copy, af()), id);
  EXPECT_THAT(mail_->copies("zurich", "<m1@example.ch>").value(), SizeIs(2));
  EXPECT_THAT(mail_->copies("geneva", "<m1@example.ch>").value(), IsEmpty());
}

TEST_F(Messages, WithoutAMessageIdAreToldApartByTheirIdAlone) {
  auto one = message("m1");
  auto two = message("m2");
  one.internet_message_id = two.internet_message_id = " \x01 ";
  collected(one);
  collected(two);
  EXPECT_THAT(all("graph_id, internet_message_id"), ElementsAre("m1 -", "m2 -"));
}

TEST_F(Messages, R42_WhatWasDeletedIsNotCollectedAgain) {
  const auto id = collected("m1");
  collected("m2");
  sql("UPDATE communicator_message SET status = 'deleted' WHERE graph_id = 'm1';"
      "DELETE FROM communicator_message WHERE graph_id = 'm2'");
  auto copy = message("m3");
  copy.internet_message_id = "<m2@example.ch>";
  for (const auto& one : {message("m1"), message("m2"), copy}) {
    EXPECT_EQ(mail_->known(mm(), one.remote_id, one.internet_message_id, kMay).value(),
              Known::tombstoned)
        << one.remote_id;
    const auto done = mail_->collect(mm(), one, collecting(one.remote_id)).value();
    EXPECT_EQ(done.before, Known::tombstoned) << one.remote_id;
    EXPECT_EQ(verdict_of(one.remote_id), "tombstoned");
  }
  EXPECT_THAT(all("graph_id, status, subject, from_address, folder_path"),
              ElementsAre("m1 deleted - - "));
  EXPECT_THAT(mail_->verdict_history(mm(), "m1").value(), SizeIs(1));
}

TEST_F(Messages, SentByAnEmployeeGoOut) {
  const auto direction = [&](const std::string& id, const std::string& from,
                             const std::string& sender = "") {
    auto one = message(id);
    one.from_address = from;
    one.sender_address = sender;
    collected(one);
    return writer_->rows("SELECT direction FROM communicator_message WHERE graph_id = '" + id +
                         "'")[0];
  };
  EXPECT_EQ(direction("1", "keller@example.ch"), "in");
  EXPECT_EQ(direction("2", "MAX@xn--mller-recht-thb.EXAMPLE"), "out");
  EXPECT_EQ(direction("3", "info@firm.example", "max@müller-recht.example"), "out");
  EXPECT_EQ(direction("4", ""), "in");
  EXPECT_EQ(direction("5", "/O=FIRM/CN=RECIPIENTS/CN=MAX"), "in");
  sql("UPDATE employee SET active = 0");
  EXPECT_EQ(direction("6", "max@müller-recht.example"), "in") << "who has left is none";
  sql("UPDATE employee SET active = 1, entity_id = 'geneva'");
  EXPECT_EQ(direction("7", "max@müller-recht.example"), "in") << "of another entity";
}

TEST_F(Messages, R34_EmployeesAreThoseWhoAreActive) {
  sql("INSERT INTO employee(id, entity_id, surname, active, deleted_at) VALUES"
      "('e2', 'zurich', 'B', 0, NULL), ('e3', 'zurich', 'C', 1, '2026-01-01T00:00:00Z'),"
      "('e4', 'geneva', 'D', 1, NULL), ('e5', 'zurich', 'E', 1, NULL);"
      "INSERT INTO employee_email VALUES('e2', 'b@x.ch'), ('e3', 'c@x.ch'), ('e4', 'd@x.ch'),"
      "('e5', 'E@X.ch'), ('e5', 'a@x.ch')");
  EXPECT_THAT(mail_->employee_addresses("zurich").value(),
              ElementsAre("a@x.ch", "e@x.ch", "max@xn--mller-recht-thb.example"));
  EXPECT_THAT(mail_->employee_addresses("nowhere").value(), IsEmpty());
}

TEST_F(Messages, HoldWhateverPeopleSend) {
  auto odd = message("m1");
  odd.subject = std::string("\0a\r\n b\x1b[31m", 11) + "\xff\xfe" + std::string(2'000'000, 'x');
  odd.from_name = "\u202e\U0001F469\u200d\u2696\ufe0f o\u0308";
  odd.from_address = std::string("a\0b@example.ch", 14);
  odd.internet_message_id = std::string("<a\0b>", 5);
  odd.conversation_id = "'; DROP TABLE communicator_message; --";
  odd.recipients = {{RecipientRole::to, "\xc3", std::string("\0", 1)}, {RecipientRole::cc, "", ""}};
  const auto id = collected(odd);
  EXPECT_THAT(writer_->rows("SELECT length(subject), substr(subject, 1, 12), from_address, "
                            "instr(subject, char(0)), internet_message_id "
                            "FROM communicator_message")[0],
              HasSubstr("2000010 a  b[31m\ufffd\ufffdxx ab@example.ch 0 <ab>"));
  EXPECT_THAT(all("from_name"), ElementsAre("\u202e\U0001F469\u200d\u2696\ufe0f \u00f6"));
  EXPECT_THAT(all("from_address, internet_message_id"), ElementsAre("ab@example.ch <ab>"));
  EXPECT_EQ(mail_->known(mm(), "m9", odd.internet_message_id, kMay).value(), Known::collected);
  EXPECT_THAT(writer_->rows("SELECT role, name, address FROM communicator_recipient ORDER BY role"),
              ElementsAre("cc - ", "to \ufffd "));
}

TEST_F(Messages, WhatCannotBeStoredIsSaidAndLeavesNothing) {
  const auto refused = [&](NewMessage one) {
    auto verdict = collecting(one.remote_id);
    const auto done = mail_->collect(mm(), one, verdict);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::item) << done.error().text;
    EXPECT_THAT(done.error().text, Not(HasSubstr("Klage")));
  };
  for (const auto& id : {std::string(), std::string("a\0b", 3), std::string("a\x7f"),
                         std::string("a\n"), std::string(5000, 'a')})
    refused(message(id));
  auto one = message("m1");
  one.received_at = 9'000'000'000'000'000;
  refused(one);
  one = message("m1");
  one.sent_at = -9'000'000'000'000'000;
  refused(one);
  one = message("m1");
  one.size = -1;
  refused(one);
  one = message("m1");
  one.folder_id = "";
  refused(one);
  for (const Attachment& bad : {Attachment{"a", "b", 1, "no hash", false, "r", ""},
                                Attachment{"a", "b", 1, "", false, "r", ""},
                                Attachment{"a", "b", 1, std::string(64, 'a'), false, "", ""},
                                Attachment{"a", "b", -1, "", false, "", ""}}) {
    one = message("m1");
    one.attachments = {bad};
    refused(one);
  }
  EXPECT_EQ(mail_->collect(mm(), message("m1"), collecting("m2")).error().code, Errc::internal);
  EXPECT_EQ(mail_->collect(mm(), message("m1"), skipping("m1")).error().code, Errc::internal);
  EXPECT_THAT(all("id"), IsEmpty());
  EXPECT_EQ(verdict_of("m1"), "none");
  auto bad = collecting("m1");
  bad.reason = "because";
  EXPECT_FALSE(mail_->collect(mm(), message("m1"), bad));
  EXPECT_THAT(all("id"), IsEmpty()) << "neither without the other";
}

TEST_F(Messages, OfTenThousandRecipientsAreOneTransaction) {
  auto big = message("m1");
  for (int i = 0; i < 10'000; ++i)
    big.recipients.push_back({RecipientRole::cc, "R", "r" + std::to_string(i) + "@example.ch"});
  const auto id = collected(big);
  EXPECT_THAT(writer_->rows("SELECT count(*), max(seq) FROM communicator_recipient"),
              ElementsAre("10001 9999"));
  sql("UPDATE communicator_message SET status = 'deleted'");
  EXPECT_THAT(writer_->rows("SELECT * FROM communicator_recipient"), IsEmpty());
}

TEST_F(Messages, AreFollowedIntoOtherFolders) {
  collected("m1");
  ASSERT_TRUE(mail_->put_verdicts(mm(), std::vector{skipping("m2")}));
  ASSERT_TRUE(mail_->moved(mm(), "m1", "f2", "Inbox/Keller"));
  ASSERT_TRUE(mail_->moved(mm(), "m2", "f2", "Inbox/Keller"));
  ASSERT_TRUE(mail_->moved(mm(), "never seen", "f2", ""));
  EXPECT_THAT(all("folder_id, folder_path"), ElementsAre("f2 Inbox/Keller"));
  EXPECT_THAT(mail_->seen_since(mm(), kMay).value(),
              ElementsAre(SeenMessage{"m1", "f2"}, SeenMessage{"m2", "f2"}));
  EXPECT_THAT(mail_->verdict_history(mm(), "m1").value(), IsEmpty()) << "the same verdict";
  EXPECT_EQ(mail_->moved(mm(), "m1", "", "").error().code, Errc::item);
}

TEST_F(Messages, R46_OldOnesByAgreementAreCounted) {
  ASSERT_TRUE(mail_->activate(mm(), "u1", kMay));
  auto old = message("m1");
  old.by_agreement = true;
  collected(old);
  collected(old);
  collected("m2");
  EXPECT_EQ(mail_->account(mm()).value().history_used, 1);
}

class DieAt final : public StepListener {
 public:
  explicit DieAt(std::string_view at) : at_(at) {}
  void step(std::string_view name) override {
    if (name == at_) _exit(0);
  }

 private:
  std::string_view at_;
};

TEST_F(Messages, AKilledCollectorHasStoredAllOrNothing) {
  for (const auto& [at, expected] :
       {std::pair{"store.commit.before", "0 0 0"}, {"store.commit.after", "1 1 1"}}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      DieAt steps(at);
      auto mail = open_mail(url(), {.steps = &steps});
      (void)(*mail)->collect(mm(), message("m1"), collecting("m1"));
      _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0) << at;
    EXPECT_THAT(writer_->rows("SELECT (SELECT count(*) FROM communicator_message), "
                              "(SELECT count(*) FROM communicator_recipient), "
                              "(SELECT count(*) FROM mail_verdict)"),
                ElementsAre(expected))
        << at;
  }
  EXPECT_EQ(mail_->collect(mm(), message("m1"), collecting("m1")).value().before, Known::collected)
      << "who comes again finds it";
}

}  // namespace
}  // namespace relais::store::testing
