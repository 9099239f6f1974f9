#include "engine/cli/testing.hpp"
#include "engine/cli/testing_service.hpp"
#include "engine/sync/dot_report.hpp"
#include "engine/sync/key.hpp"
#include "engine/sync/success.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kThen = 1'780'000'000'000;

/// What status, explain and approve read out of a ledger in which something has happened.
class LedgerVerbs : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
    add_plugin();
    ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
    ASSERT_EQ(relais({"handler", "set", "MM", "--addresses", "on"}).exit, 0);
    ASSERT_EQ(relais({"address", "mark", "a1", "a2", "--handler", "MM"}).exit, 0);
    sql("UPDATE handler_link SET user_id = 'u1' WHERE handler_id = 'h1'");
    uuid_ = relais_json({"status"}).at("store").at("uuid").as_string().c_str();
    ledger_ = open_ledger();
    write([&](ledger::Writer& w) -> Result<> {
      RELAIS_ASSIGN(const auto mailbox, w.mailbox("microsoft365", "t", "u1"));
      mailbox_ = mailbox.id;
      RELAIS_TRY(w.put_member({mailbox_, "h1", "zurich", true}));
      RELAIS_ASSIGN(const auto stream, w.stream({mailbox_, "zurich", "T01", "contacts", ""}));
      stream_ = stream.id;
      RELAIS_ASSIGN(run_, w.start_run("sync", kThen));
      return w.end_run(run_, kThen + 1500, "exit 0", R"({"done": {}})");
    });
  }
  using CliTest::write;
  void write(const std::function<Result<>(ledger::Writer&)>& body) {
    const auto written = ledger_->write(body);
    ASSERT_TRUE(written) << written.error().text;
  }
  std::string key_of(const std::string& item) const {
    return sync::make_key({uuid_, "contact", item, ""});
  }
  void add_copy(const std::string& item, std::int64_t revision,
                ledger::Seen seen = ledger::Seen::nothing) {
    ledger::Link link;
    link.key = key_of(item);
    link.kind = "contact";
    link.item = item;
    link.stream = stream_;
    link.remote_id = "remote-" + item;
    link.revision = revision;
    link.degraded = R"(["a fourth e-mail address stands in the notes"])";
    link.seen = seen;
    link.updated_at = kThen;
    write([&](ledger::Writer& w) -> Result<> {
      RELAIS_TRY(w.put_link(mailbox_, link));
      return w.record({run_, kThen, mailbox_, "zurich", "contact", item, link.key, "create", "new",
                       "source", "done", "201", "request-of-" + item});
    });
  }
  std::int64_t add_hold(const std::vector<std::string>& items) {
    ledger::Hold hold;
    hold.entity = "zurich";
    hold.kind = "contact";
    hold.trip = "delete";
    hold.planned = static_cast<std::int64_t>(items.size());
    hold.allowed = 20;
    hold.created_at = kThen;
    std::vector<ledger::HoldKey> keys;
    for (const auto& item : items)
      keys.push_back(std::to_string(mailbox_) + "/delete/" + key_of(item));
    std::int64_t id = 0;
    write([&](ledger::Writer& w) -> Result<> {
      RELAIS_ASSIGN(id, w.put_hold(hold, keys));
      return {};
    });
    return id;
  }
  json::object only_case(const std::string& item) {
    const auto document = relais_json({"explain", "contact", item});
    const auto& cases = document.at("mailboxes").as_array();
    EXPECT_EQ(cases.size(), 1U);
    return cases.empty() ? json::object{} : cases[0].as_object();
  }

  std::unique_ptr<ledger::Ledger> ledger_;
  std::string uuid_;
  ledger::MailboxId mailbox_ = 0;
  ledger::StreamId stream_ = 0;
  ledger::RunId run_ = 0;
};

TEST_F(LedgerVerbs, ExplainTellsTheWholeStoryOfACopy) {
  add_copy("a1", 1);
  const auto answer = relais({"explain", "contact", "a1"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  for (const char* text : {"zurich/MM", "marked for handler h1", "remote-a1", "fourth e-mail",
                           "next: ", "request-of-a1", "create", "new"})
    EXPECT_THAT(answer.out, HasSubstr(text));
  EXPECT_THAT(answer.out, Not(HasSubstr("Keller"))) << "never a name";
  EXPECT_EQ(relais({"explain", key_of("a1")}).out, answer.out) << "by the key of the copy";
  EXPECT_EQ(relais({"explain", "contact", "a1", "--handler", "MM"}).out, answer.out);
}

TEST_F(LedgerVerbs, ExplainSaysWhatWouldHappenNext) {
  const auto next = [&](const std::string& item) {
    return std::string(only_case(item).at("next").as_string());
  };
  EXPECT_THAT(next("a2"), HasSubstr("created by the next sync"));
  add_copy("a1", 1, ledger::Seen::gone);
  EXPECT_THAT(next("a1"), HasSubstr("created again"));
  add_copy("a1", 1, ledger::Seen::edited);
  EXPECT_THAT(next("a1"), HasSubstr("repaired"));
  ASSERT_EQ(relais({"address", "unmark", "a1", "--handler", "MM"}).exit, 0);
  EXPECT_THAT(next("a1"), HasSubstr("deleted by the next sync"));
  const auto hold = add_hold({"a1"});
  EXPECT_THAT(next("a1"), HasSubstr("relais approve " + std::to_string(hold)));
  ASSERT_EQ(relais({"handler", "set", "MM", "--addresses", "off"}).exit, 0);
  EXPECT_THAT(next("a2"), HasSubstr("switched off"));
}

TEST_F(LedgerVerbs, ExplainOfADeadlineTellsTheWindowAndWhatItsCopyMayShow) {
  sql("INSERT INTO deadline(id, entity_id, name, due_date) "
      "VALUES('d1', 'zurich', 'Keller', '2099-01-05');"
      "INSERT INTO deadline_assignee(deadline_id, handler_id) VALUES('d1', 'h1');"
      "UPDATE handler SET privacy = 'busy', sync_calendar_items = 1 WHERE id = 'h1'");
  const auto answer = relais({"explain", "deadline", "d1"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("privacy: busy"));
  EXPECT_THAT(answer.out, HasSubstr("outside of the window"));
  EXPECT_THAT(answer.out, Not(HasSubstr("Keller"))) << "never a name";
  const auto document = relais_json({"explain", "deadline", "d1"});
  EXPECT_EQ(document.at("mailboxes").at(0).at("privacy"), "busy");
  EXPECT_TRUE(document.at("mailboxes").at(0).at("outside_of").is_string());
  sql("UPDATE deadline SET type = 'statutory' WHERE id = 'd1'");
  EXPECT_THAT(relais({"explain", "deadline", "d1"}).out, Not(HasSubstr("outside")));
}

TEST_F(LedgerVerbs, ExplainOfWhatIsNowhere) {
  const auto answer = relais({"explain", "contact", "a3"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("no mailbox shows it"));
  EXPECT_THAT(relais({"explain", "contact", "nobody"}).out, HasSubstr("not in the practice store"));
  EXPECT_EQ(relais_json({"explain", "contact", "nobody"}).at("exists"), false);
  EXPECT_THAT(relais({"explain", "contact", "a3", "--handler", "MM"}).out,
              HasSubstr("not marked for handler h1"));
}

TEST_F(LedgerVerbs, ExplainSaysWhatWouldChangeIt) {
  sql("INSERT INTO deadline(id, entity_id, name, due_date, type) VALUES"
      "  ('d1', 'zurich', 'x', '2099-01-05', 'normal'), ('d2', 'zurich', 'x', '2099-01-05', "
      "'normal');"
      "INSERT INTO reminder(id, entity_id, name, due_date) VALUES('r1', 'zurich', 'x', "
      "date('now'));"
      "INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, time_zone) "
      "VALUES('p1', 'zurich', 'x', '2026-12-03T10:00', '2026-12-03T11:00', 'Europe/Zurich');"
      "INSERT INTO deadline_assignee VALUES('d1', 'h1');"
      "INSERT INTO reminder_assignee VALUES('r1', 'h1');"
      "UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a3'");
  add_copy("a1", 1);
  const auto out = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "explain");
    return relais(words).out;
  };
  EXPECT_THAT(out({"contact", "a1"}), HasSubstr("to change it: relais address unmark a1"));
  EXPECT_THAT(out({"contact", "a2", "--handler", "AF"}), HasSubstr("relais handler link AF"));
  EXPECT_THAT(out({"contact", "a3"}), HasSubstr("the practice software restores it"));
  EXPECT_THAT(out({"contact", "nobody"}), HasSubstr("ids are those of the practice store"));
  EXPECT_THAT(out({"deadline", "d2"}), HasSubstr("assigned to nobody"));
  EXPECT_THAT(out({"deadline", "d2"}), HasSubstr("deadline_assignee"));
  EXPECT_THAT(out({"appointment", "p1"}), HasSubstr("appointment_assignee"));
  // The plugin of this test exports contacts alone.
  EXPECT_THAT(out({"reminder", "r1"}), HasSubstr("relais plugins"));
  const auto document = relais_json({"explain", "deadline", "d2"});
  EXPECT_TRUE(document.at("to_change_it").is_string());
  EXPECT_TRUE(document.at("mailboxes").as_array().empty());
  EXPECT_TRUE(only_case("a1").at("to_change_it").is_string());
}

TEST_F(LedgerVerbs, ExplainKnowsWhatWasDoneWithAnItemThatIsGone) {
  add_copy("a1", 1);
  sql("DELETE FROM address WHERE id = 'a1'");
  const auto answer = relais({"explain", "contact", "a1"});
  EXPECT_EQ(answer.exit, 0);
  for (const char* text : {"contact a1 is not in the practice store", "remote-a1",
                           "deleted by the next sync", "request-of-a1"})
    EXPECT_THAT(answer.out, HasSubstr(text));
}

TEST_F(LedgerVerbs, ExplainNeedsNoHandler) {
  sql("DELETE FROM handler");
  EXPECT_THAT(relais({"explain", "contact", "a3"}).out, HasSubstr("contact a3 of entity zurich"));
  EXPECT_EQ(relais_json({"explain", "contact", "a3"}).at("exists"), true);
}

TEST_F(LedgerVerbs, ExplainRefusesWhatItCannotExplain) {
  EXPECT_THAT(relais({"explain", "contcat", "a1"}).err, HasSubstr("did you mean \"contact\"?"));
  EXPECT_EQ(relais({"explain", "a1"}).exit, 2);
  const auto other = relais({"explain", "00000000-0000-4000-8000-000000000000:contact:a1"});
  EXPECT_EQ(other.exit, 2);
  EXPECT_THAT(other.err, HasSubstr("practice store"));
}

TEST_F(LedgerVerbs, StatusCountsCopiesAndShowsHoldsAndQuarantine) {
  add_copy("a1", 1);
  const auto hold = add_hold({"a1"});
  write([&](ledger::Writer& w) {
    ledger::Quarantine q;
    q.key = key_of("a2");
    q.kind = "contact";
    q.item = "a2";
    q.code = "ErrorInvalid";
    q.text = "refused";
    q.tries = 2;
    q.next_at = kThen;
    return w.put_quarantine(mailbox_, q);
  });
  write([&](ledger::Writer& w) { return w.set_mailbox(mailbox_, 0, "mailbox not found"); });
  const auto answer = relais({"status"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out,
              ::testing::ContainsRegex("zurich/MM +linked +T01 - grey +never +never +1 +1 +1 +yes\n"
                                       "zurich/MM blocked: mailbox not found\n"));
  EXPECT_THAT(answer.out, HasSubstr("relais approve " + std::to_string(hold)));
  EXPECT_THAT(answer.out, HasSubstr("ErrorInvalid"));
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("holds").at(0).at("id"), hold);
  EXPECT_EQ(document.at("quarantine").at(0).at("item"), "a2");
}

TEST_F(LedgerVerbs, StatusCountsWhatIsPendingForKindsThatAreExported) {
  write([&](ledger::Writer& w) -> Result<> {
    RELAIS_TRY(w.mark_dirty(mailbox_, {"contact", "a1", 5, "changed", 0, kThen}));
    RELAIS_TRY(w.mark_dirty(mailbox_, {"contact", "a2", 6, "changed", 0, kThen + 1000}));
    return w.mark_dirty(mailbox_, {"deadline", ledger::kAllItems, 6, "changed", 0, kThen});
  });
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("pending").at("items"), 2);
  EXPECT_GT(document.at("pending").at("oldest_seconds").as_int64(), 0);
  EXPECT_EQ(document.at("pending").at("unread_changes"), 0);
}

TEST_F(LedgerVerbs, StatusCountsChangesThatNoRunHasReadAsPending) {
  const auto seq = relais_json({"status"}).at("store").at("seq").as_int64();
  write([&](ledger::Writer& w) { return w.set_meta("feed_seq", std::to_string(seq)); });
  EXPECT_THAT(relais({"status"}).out, HasSubstr("pending nothing"));
  sql("UPDATE address SET surname = 'Neu' WHERE id = 'a1';"
      "UPDATE address SET surname = 'Neu' WHERE id = 'a2';"
      "UPDATE change_log SET at = '2026-01-01T00:00:00.000Z' WHERE seq > " +
      std::to_string(seq));
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("pending").at("items"), 0);
  EXPECT_EQ(document.at("pending").at("unread_changes"), 2);
  EXPECT_GT(document.at("pending").at("oldest_seconds").as_int64(), 86'400);
  EXPECT_THAT(relais({"status"}).out,
              ::testing::ContainsRegex("pending 2 changes of the store, the oldest for [0-9]+ s"));
}

TEST_F(LedgerVerbs, StatusShowsTheLastSuccess) {
  EXPECT_THAT(relais({"status"}).out, HasSubstr("success never"));
  EXPECT_TRUE(relais_json({"status"}).at("last_success").is_null());
  write([&](ledger::Writer& w) -> Result<> {
    sync::Report report;
    report.mailboxes.resize(1);
    report.mailboxes[0].mailbox = mailbox_;
    RELAIS_TRY(sync::keep_mailbox_successes(w, report, kThen));
    report.mailboxes[0].applied.postponed = 1;
    RELAIS_TRY(sync::keep_mailbox_successes(w, report, kThen + 1000));
    report.mailboxes[0].applied.postponed = 0;
    report.mailboxes[0].outcome = fail(Errc::temporary, "down");
    RELAIS_TRY(sync::keep_mailbox_successes(w, report, kThen + 2000));
    return sync::keep_firm_success(w, kThen + 3000);
  });
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("last_success"), format_utc(kThen + 3000).c_str());
  for (const auto& handler : document.at("handlers").as_array())
    if (handler.at("code") == "MM")
      EXPECT_EQ(handler.at("last_success"), format_utc(kThen).c_str());
    else
      EXPECT_TRUE(handler.at("last_success").is_null());
  EXPECT_THAT(relais({"status"}).out, ::testing::ContainsRegex("success 2026-.* ago\n"));
}

TEST_F(LedgerVerbs, StatusListsWhatIsNotShownAsItIs) {
  for (int i = 0; i < 12; ++i) add_copy("x" + std::to_string(100 + i), 1);
  const auto answer = relais({"status"});
  EXPECT_THAT(answer.out, ::testing::ContainsRegex(
                              "zurich/MM +contact +x100 +a fourth e-mail address stands in the"));
  EXPECT_THAT(answer.out, HasSubstr("and 2 more"));
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("degraded_count"), 12);
  EXPECT_EQ(document.at("degraded").as_array().size(), 12U);
  EXPECT_EQ(document.at("degraded").at(11).at("item"), "x111");
  EXPECT_EQ(document.at("degraded").at(0).at("what").at(0),
            "a fourth e-mail address stands in the notes");
}

TEST_F(LedgerVerbs, StatusOfOneEntityShowsNothingOfAnother) {
  add_copy("a1", 1);
  add_hold({"a1"});
  const auto other = relais({"status", "--entity", "geneva"});
  EXPECT_EQ(other.exit, 0) << other.err;
  EXPECT_THAT(other.out, HasSubstr("geneva/PG"));
  EXPECT_THAT(other.out, ::testing::Not(HasSubstr("zurich")));
  const auto document = relais_json({"status", "--entity", "geneva"});
  for (const char* list : {"holds", "degraded", "quarantine", "owner_facts"})
    EXPECT_TRUE(document.at(list).as_array().empty()) << list;
  const auto own = relais_json({"status", "--entity", "zurich"});
  EXPECT_EQ(own.at("holds").as_array().size(), 1U);
  EXPECT_EQ(own.at("degraded").as_array().size(), 1U);
  EXPECT_EQ(own.at("handlers").as_array().size(), 2U);
  EXPECT_EQ(relais({"status", "--entity", "zurch"}).exit, 2);
}

TEST_F(LedgerVerbs, WhatAPluginCouldNotShowIsToldInWords) {
  write([&](ledger::Writer& w) {
    ledger::Link link;
    link.key = key_of("a1");
    link.kind = "contact";
    link.item = "a1";
    link.stream = stream_;
    link.remote_id = "remote-a1";
    link.degraded =
        R"([{"field": "fax", "reason": "notes"}, {"field": "title", "reason": "truncated"},
                        {"field": "fax", "reason": "notes"}, 7])";
    return w.put_link(mailbox_, link);
  });
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"status"}, {"explain", "contact", "a1"}})
    EXPECT_THAT(relais(words).out, HasSubstr("fax: notes (2 times); title: truncated; 7\n"));
}

TEST_F(LedgerVerbs, R17_StatusAndTheListTellAnAddressThatLeadsElsewhere) {
  write([&](ledger::Writer& w) {
    const sync::DotReport report{"", "microsoft365", "", sync::trace_of("mm@firm.example"),
                                 "the address of the link leads to another mailbox now"};
    return w.put_dot({"h1", "T01", true, kThen, sync::to_text(report)});
  });
  const auto status = relais({"status"});
  EXPECT_THAT(status.out, HasSubstr("zurich/MM T01: the address of the link leads to another"));
  EXPECT_THAT(relais({"handler", "list"}).err, HasSubstr("relais handler unlink MM"));
  ASSERT_EQ(relais({"handler", "link", "MM", "mm2@firm.example"}).exit, 0);
  EXPECT_EQ(relais({"handler", "list"}).err, "") << "a new link was not tested yet";
}

TEST_F(LedgerVerbs, R20_StaleDotsAreToldWithTheReason) {
  write([&](ledger::Writer& w) {
    const sync::DotReport report{"", "microsoft365", "other", sync::trace_of("mm@firm.example")};
    return w.put_dot({"h1", "T01", true, kThen, sync::to_text(report)});
  });
  const auto status = relais({"status"});
  EXPECT_THAT(status.out, HasSubstr("T01 + green (stale)"));
  EXPECT_THAT(status.out, HasSubstr("zurich/MM T01: the credentials have changed since"));
}

TEST_F(LedgerVerbs, StatusSaysThatTheStoreWasRestored) {
  write([&](ledger::Writer& w) { return w.set_meta("feed_seq", "123456789"); });
  EXPECT_THAT(relais({"status"}).out, HasSubstr("relais rebuild"));
}

TEST_F(LedgerVerbs, R15_TheAlertCommandHearsOfRedDotsAndHoldsOnce) {
  const auto script =
      write("alert.sh", "#!/bin/sh\ncat >> \"" + (dir_ / "alerts").string() + "\"\n");
  std::filesystem::permissions(script, std::filesystem::perms(0700));
  const std::string alert = "alert: {command: [" + script.string() + "]}\n";
  write_config(alert);
  const auto alerts = [&] {
    std::ifstream in(dir_ / "alerts");
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_EQ(relais({"check"}).exit, 5) << "nobody is there";
  EXPECT_EQ(alerts(), "") << "an outage is no verdict";
  testing::Service service;
  service.refuse();
  write_config(alert, service.url(""));
  const auto hold = add_hold({"a1"});
  EXPECT_EQ(relais({"check"}).exit, 7);
  const auto first = alerts();
  EXPECT_THAT(first, HasSubstr("zurich/MM T01 is red: "));
  EXPECT_THAT(first, HasSubstr("if it is meant: relais approve " + std::to_string(hold)));
  EXPECT_EQ(relais({"check"}).exit, 7);
  EXPECT_EQ(alerts(), first) << "told once";
  ASSERT_EQ(relais({"approve", std::to_string(hold)}).exit, 0);
  write("alert.sh", "#!/bin/sh\nexit 3\n");
  EXPECT_THAT(relais({"check"}).err, HasSubstr("ended with 3"));
  EXPECT_THAT(relais({"status"}).out, HasSubstr("alerts  the alert command ended with 3"));
  EXPECT_TRUE(relais_json({"status"}).at("not_alerted").is_string());
  write_config();
  EXPECT_THAT(relais({"status"}).out, Not(HasSubstr("alert command"))) << "there is none any more";
}

TEST_F(LedgerVerbs, ApproveSaysWhatItCoversAndByWhom) {
  std::vector<std::string> items;
  for (int i = 0; i < 25; ++i) items.push_back("x" + std::to_string(100 + i));
  const auto hold = add_hold(items);
  const auto answer = relais({"approve", std::to_string(hold)});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("it covers 25 actions"));
  EXPECT_THAT(answer.out, HasSubstr("x100"));
  EXPECT_THAT(answer.out, HasSubstr("and 5 more"));
  const auto holds = ledger_->holds().value();
  ASSERT_EQ(holds.size(), 1U);
  EXPECT_EQ(holds[0].state, ledger::HoldState::approved);
  EXPECT_NE(holds[0].approved_by, "");
  EXPECT_EQ(relais({"approve", std::to_string(hold)}).exit, 2) << "once";
  EXPECT_TRUE(relais_json({"status"}).at("holds").as_array().empty());
}

TEST_F(LedgerVerbs, ApproveWithAllShowsEveryAction) {
  std::vector<std::string> items;
  for (int i = 0; i < 25; ++i) items.push_back("x" + std::to_string(100 + i));
  const auto answer = relais({"approve", std::to_string(add_hold(items)), "--all"});
  EXPECT_THAT(answer.out, HasSubstr("x124"));
}

}  // namespace
}  // namespace relais::cli
