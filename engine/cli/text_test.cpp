#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/cli/actions_text.hpp"
#include "engine/cli/explain_next.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/id_list.hpp"
#include "engine/cli/outcome_text.hpp"
#include "engine/cli/progress.hpp"
#include "engine/cli/status_text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Words, SpansAreShort) {
  EXPECT_EQ(span_text(-5), "0 ms");
  EXPECT_EQ(span_text(850), "850 ms");
  EXPECT_EQ(span_text(12'345), "12.3 s");
  EXPECT_EQ(span_text(245'000), "4 min 5 s");
  EXPECT_EQ(span_text(7'380'000), "2 h 3 min");
  EXPECT_EQ(span_text(439'200'000), "5 d 2 h");
}

TEST(Words, CountsHaveTheirNumber) {
  EXPECT_EQ(counted(1, "copy", "copies"), "1 copy");
  EXPECT_EQ(counted(0, "copy", "copies"), "0 copies");
}

TEST(Words, WhatWasDoneStandsInAFixedOrder) {
  EXPECT_EQ(done_text({{"delete", 1}, {"create", 2}, {"move", 0}}), "2 created, 1 deleted");
  EXPECT_EQ(plan_text({{"delete", 1}, {"create", 2}}), "2 create, 1 delete");
  EXPECT_EQ(done_text({}), "");
}

TEST(Words, DaysBetween) {
  EXPECT_EQ(days_between("2026-12-31", "2027-01-01").value(), 1);
  EXPECT_EQ(days_between("2026-03-29", "2026-03-28").value(), -1);
  EXPECT_FALSE(days_between("2026-03-29", "soon"));
}

TEST(TableText, ColumnsAreAsWideAsWhatIsSeen) {
  Table table({"A", "B"});
  table.add({"Zürich", "1"});
  table.add({"x", "line\nbreak"});
  EXPECT_EQ(table.text(), "A       B\nZürich  1\nx       line break\n");
  EXPECT_EQ(shown_width("\x1b[31mred\x1b[0m"), 3U);
  EXPECT_EQ(shown_width("u\xcc\x88"), 1U) << "a combining mark";
  EXPECT_EQ(shown_width("\x1b["), 0U);
}

TEST(ColoursOf, NothingWhereTheyAreOff) {
  EXPECT_EQ(Paint(false).bad("x"), "x");
  EXPECT_EQ(Paint(true).bad("x"), "\x1b[31mx\x1b[0m");
}

TEST(ProgressText, RateAndRemainingTime) {
  EXPECT_EQ(progress_line({}), "looking");
  EXPECT_EQ(progress_line({400, 0, 10'000, 0}), "0 of 400 actions");
  EXPECT_EQ(progress_line({400, 200, 10'000, 0}), "200 of 400 actions, 20/s, 10.0 s left");
  EXPECT_EQ(progress_line({10, 5, 10'000, 0}), "5 of 10 actions, 0.5/s, 10.0 s left");
  EXPECT_EQ(progress_line({400, 400, 10'000, 0}), "400 of 400 actions, 40/s");
  EXPECT_THAT(progress_line({400, 200, 10'000, 3'000}), HasSubstr("asked to wait 3.0 s"));
}

TEST(ProgressText, NothingIsShownInTheFirstTenSecondsOffATerminal) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Terminal terminal{in, out, err};
  ProgressDisplay display(terminal, false);
  display.planned(10);
  display.done(5);
  display.stop();
  EXPECT_EQ(out.str() + err.str(), "");
}

TEST(ProgressText, ALineThatIsWrittenOverOnATerminal) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Terminal terminal{in, out, err, true, true, true};
  {
    ProgressDisplay display(terminal, false);
    display.planned(10);
  }
  EXPECT_THAT(err.str(), HasSubstr("\r0 of 10 actions"));
  EXPECT_TRUE(err.str().ends_with("\r\x1b[K")) << "the line is taken away";
  EXPECT_EQ(out.str(), "");
}

std::vector<std::string> ids_in(std::string_view bytes) {
  auto ids = parse_ids(bytes);
  return ids ? std::move(*ids) : std::vector<std::string>{"error: " + ids.error().text};
}

TEST(Ids, OnePerLineOrTheFirstColumn) {
  EXPECT_THAT(ids_in("17\n18\n"), ElementsAre("17", "18"));
  EXPECT_THAT(ids_in("17"), ElementsAre("17"));
  EXPECT_THAT(ids_in("\xef\xbb\xbf\"ID\";\"Name\"\r\n\"a;1\";x\r\n\r\n b ; y\n"),
              ElementsAre("a;1", "b"));
  EXPECT_THAT(ids_in("\"a \"\"b\"\"\"\tx\n"), ElementsAre("a \"b\""));
  EXPECT_THAT(ids_in("17\nid\n"), ElementsAre("17", "id")) << "only a first line is a header";
  EXPECT_TRUE(ids_in("").empty());
  EXPECT_TRUE(ids_in("\n\r\n;x\n").empty());
  EXPECT_TRUE(ids_in("\"\"\n\"\";x\n").empty());
}

TEST(Ids, OfAFileThatIsNoCsvAreNotGuessed) {
  EXPECT_THAT(ids_in("17\n\"unclosed\n18\n"),
              ElementsAre("error: the list of ids, line 2: a value in quotes is not closed"));
}

TEST(Ids, StandInTheColumnOfTheirName) {
  EXPECT_THAT(ids_in("name;id;city\nMüller, Anna;17;Bern\n\"Favre; Luc\";18;\n;;\nx\n"),
              ElementsAre("17", "18"));
  EXPECT_THAT(ids_in("handler\tADDRESS_ID\nMM\ta1\n"), ElementsAre("a1"));
}

TEST(Ids, AreReadInTheEncodingsOfExports) {
  const std::string utf16("\xff\xfei\0d\0\n\0a\0\xe9\0\n\0", 14);
  EXPECT_THAT(ids_in(utf16), ElementsAre("aé"));
  EXPECT_THAT(ids_in("id\na\xe9\n"), ElementsAre("aé"));
}

TEST(HoldKeys, AreTakenApart) {
  const auto held = parse_hold_key("12/delete/uuid:contact:a/b");
  EXPECT_EQ(held.mailbox, 12);
  EXPECT_EQ(held.action, "delete");
  EXPECT_EQ(held.key, "uuid:contact:a/b");
  EXPECT_EQ(parse_hold_key("nonsense").key, "nonsense");
}

TEST(HoldText, SaysWhatAndHowMuchIsAllowed) {
  ledger::Hold hold;
  hold.id = 3;
  hold.entity = "zurich";
  hold.kind = "contact";
  hold.trip = "delete";
  hold.planned = 45;
  hold.executed = 4;
  hold.allowed = 20;
  EXPECT_EQ(hold_text(hold, {}),
            "hold 3 for entity zurich: 45 deletes of kind contact (and 4 in the last 24 hours); 20 "
            "may pass without approval");
  hold.mailbox = 7;
  EXPECT_THAT(hold_text(hold, {{7, "zurich/MM"}}), HasSubstr("zurich/MM"));
  for (const char* trip : {"source-lost", "configuration", "empty-target", "another"}) {
    hold.trip = trip;
    EXPECT_THAT(hold_text(hold, {}), HasSubstr("contact")) << trip;
  }
  const auto text = holds_text({hold}, {}, Paint());
  EXPECT_THAT(text, HasSubstr("relais approve 3"));
  hold.state = ledger::HoldState::approved;
  EXPECT_EQ(holds_text({hold}, {}, Paint()), "");
}

sync::MailboxReport mailbox(std::string label) {
  sync::MailboxReport report;
  report.mailbox = 1;
  report.label = std::move(label);
  return report;
}

Reply reply(const sync::Outcome& outcome) {
  return reply_of(outcome, {{}, {{1, 2}}}, 1'200, Paint());
}

TEST(OutcomeText, NothingToDo) {
  sync::Outcome outcome;
  outcome.report.mailboxes.push_back(mailbox("zurich/MM"));
  outcome.traffic.requests = 5;
  outcome.traffic.token_requests = 2;
  EXPECT_EQ(reply(outcome).text,
            "nothing to do: 1 mailbox in step, 5 requests (and 2 for tokens)\n");
}

TEST(OutcomeText, WhatWasDonePerMailboxAndInAll) {
  sync::Outcome outcome;
  outcome.report.mailboxes.push_back(mailbox("zurich/MM"));
  outcome.report.mailboxes[0].applied.by_type = {{"create", 2}, {"delete", 1}};
  outcome.traffic.requests = 4;
  outcome.traffic.mutating = 3;
  const auto text = reply(outcome).text;
  EXPECT_THAT(text, HasSubstr("zurich/MM: 2 created, 1 deleted, 2 degraded\n"));
  EXPECT_THAT(text, HasSubstr("done: 2 created, 1 deleted in 1 mailbox, 4 requests, 3 of them "
                              "writing, 1.2 s\n"));
}

TEST(OutcomeText, TheWorstDecidesTheExitCodeAndTheLastLine) {
  sync::Outcome outcome;
  outcome.report.mailboxes.push_back(mailbox("zurich/MM"));
  outcome.report.mailboxes[0].quarantined = 1;
  EXPECT_EQ(reply(outcome).exit, 3);
  EXPECT_THAT(reply(outcome).text, HasSubstr("in quarantine"));
  outcome.report.holds.emplace_back();
  EXPECT_EQ(reply(outcome).exit, 4);
  EXPECT_THAT(reply(outcome).text, HasSubstr("an approval is needed"));
  outcome.report.mailboxes[0].outcome = fail(Errc::temporary, "no answer");
  EXPECT_EQ(reply(outcome).exit, 5);
  EXPECT_THAT(reply(outcome).text, HasSubstr("zurich/MM: 1 in quarantine\n  no answer\n"));
  outcome.problems.push_back({"zurich", "MM", "A04", {Errc::refused, "forbidden", "ask"}});
  EXPECT_EQ(reply(outcome).exit, 7);
  EXPECT_THAT(reply(outcome).notes, ElementsAre("zurich/MM (A04): forbidden\n  ask"));
}

sync::Action action(sync::ActionType type, const std::string& item) {
  sync::Action one;
  one.type = type;
  one.kind = "contact";
  one.item = item;
  one.key = "u:contact:" + item;
  one.reason = "because";
  return one;
}

TEST(PlanText, ShowsSoManyOfEachMailboxAndWhatIsHeldApart) {
  sync::Report report;
  report.mailboxes.push_back(mailbox("zurich/MM"));
  auto& planned = report.mailboxes[0].planned;
  for (int i = 0; i < 30; ++i)
    planned.push_back(action(sync::ActionType::create, "c" + std::to_string(i)));
  for (int i = 0; i < 30; ++i) {
    planned.push_back(action(sync::ActionType::remove, "d" + std::to_string(i)));
    report.held.insert(sync::hold_key(1, planned.back()));
  }
  const auto text = plan_text(report, 20, Paint());
  EXPECT_THAT(text, HasSubstr("zurich/MM: 30 create; held: 30 delete\n"));
  EXPECT_THAT(text, HasSubstr("c19"));
  EXPECT_THAT(text, Not(HasSubstr("c20")));
  EXPECT_THAT(text, HasSubstr("held: delete"));
  EXPECT_THAT(text, HasSubstr("and 36 more"));
  const auto all = plan_text(report, kEverything, Paint());
  EXPECT_THAT(all, HasSubstr("d29"));
  EXPECT_THAT(all, Not(HasSubstr("more")));
  EXPECT_EQ(count_pending(report), 30);
}

TEST(Secrets, R13_TheStateFollowsTheDaysLeft) {
  config::Entity entity;
  EXPECT_EQ(secret_state(entity, "2026-01-01").word, "unknown");
  entity.microsoft365.emplace();
  EXPECT_EQ(secret_state(entity, "2026-01-01").word, "unknown") << "no credentials";
  entity.microsoft365->client_secret.emplace();
  entity.microsoft365->secret_expires_on = "2026-12-31";
  const auto word = [&](const char* today) { return secret_state(entity, today).word; };
  EXPECT_EQ(word("2026-10-31"), "ok");
  EXPECT_EQ(word("2026-11-01"), "warning");
  EXPECT_EQ(word("2026-12-16"), "warning");
  EXPECT_EQ(word("2026-12-17"), "critical");
  EXPECT_EQ(word("2026-12-31"), "critical");
  EXPECT_EQ(word("2027-01-01"), "expired");
}

TEST(Secrets, R15_StatusShowsTheDaysWhatToCorrectAndTheLastNotice) {
  Status status;
  EntityStatus entity;
  entity.id = "zurich";
  entity.secret.word = "critical";
  entity.secret.expires_on = "2026-12-31";
  entity.secret.days_left = 7;
  entity.secret.from_service = true;
  entity.secret.mismatch = "secret_expires_on is another day";
  entity.secret.notices = {{14, 1, "fourteen"}, {7, 2, "seven"}};
  entity.secret.not_alerted = "the alert command ended with 9";
  status.entities = {entity};
  std::istringstream in;
  std::ostringstream out;
  const Terminal terminal{in, out, out};
  const auto text = status_text(status, 0, terminal);
  for (const char* part :
       {"zurich: secret expires on 2026-12-31, 7 days left (as the service says)",
        "  secret_expires_on is another day\n", ": seven\n", "  the alert command ended with 9\n"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, Not(HasSubstr("fourteen")));
  const auto document = status_json(status).at("entities").at(0).at("secret");
  EXPECT_EQ(document.at("notices").as_array().size(), 2U);
  EXPECT_EQ(document.at("state"), "critical");
  EXPECT_EQ(document.at("took_over"), false);
  status.entities[0].secret.word = "ok";
  EXPECT_THAT(status_text(status, 0, terminal), Not(HasSubstr("seven")));
}

Known wanted() {
  Known known;
  known.store.exported = true;
  known.store.linked = true;
  known.store.switched_on = true;
  known.store.handler_active = true;
  known.store.item_revision = 3;
  known.resolved = true;
  return known;
}

TEST(NextStep, FollowsWhatIsKnown) {
  Known known = wanted();
  EXPECT_THAT(next_step(known), HasSubstr("created"));
  known.outside_of = "2026-01-01 to 2029-01-01";
  EXPECT_THAT(next_step(known), HasSubstr("outside of the window (2026-01-01 to 2029-01-01)"));
  ledger::Link link;
  link.revision = 3;
  known.links = {link};
  EXPECT_THAT(next_step(known), HasSubstr("in step"));
  known.dirty = true;
  EXPECT_THAT(next_step(known), HasSubstr("looks at it"));
  known.links[0].revision = 2;
  EXPECT_THAT(next_step(known), HasSubstr("writes it, if"));
  known.links[0].seen = ledger::Seen::edited;
  EXPECT_THAT(next_step(known), HasSubstr("repaired"));
  known.drift = config::Drift::report;
  EXPECT_THAT(next_step(known), HasSubstr("left as it is"));
  known.links[0].seen = ledger::Seen::claimed;
  EXPECT_THAT(next_step(known), HasSubstr("asks"));
  known.links[0].seen = ledger::Seen::gone;
  EXPECT_THAT(next_step(known), HasSubstr("created again"));
  known.blocked = "no licence";
  EXPECT_THAT(next_step(known), HasSubstr("no licence"));
  known.store.exported = false;
  EXPECT_THAT(next_step(known), HasSubstr("deleted"));
  known.quarantine.emplace_back();
  EXPECT_THAT(next_step(known), HasSubstr("refused"));
}

TEST(WhatWouldChangeIt, IsACommandOrSaysWhoActs) {
  const About about{"contact", "a1", "MM", "zurich"};
  Known known = wanted();
  known.store.item_exists = known.store.marked = true;
  known.store.item_entity = known.store.handler_entity = "zurich";
  const auto text = [&] { return what_would_change_it(known, about); };
  EXPECT_EQ(text(), "relais address unmark a1 --handler MM --entity zurich");
  known.outside_of = "2026-01-01 to 2029-01-01";
  EXPECT_THAT(text(), HasSubstr("entities[].window"));
  known.links.emplace_back();
  EXPECT_THAT(text(), HasSubstr("unmark"))
      << "what is there stays right outside of the window, too";
  known.quarantine.emplace_back();
  EXPECT_THAT(text(), HasSubstr("correct the item"));
  known.store.marked = known.store.exported = false;
  EXPECT_EQ(text(), "relais address mark a1 --handler MM --entity zurich");
  known.store.item_entity = "geneva";
  EXPECT_THAT(text(), HasSubstr("entity geneva"));
  known.store.item_deleted_at = "2026-05-01T09:00:00.000Z";
  EXPECT_THAT(text(), HasSubstr("restores it (table address)"));
  known.store.item_exists = false;
  EXPECT_THAT(text(), HasSubstr("ids are those"));
  known.store.switched_on = false;
  EXPECT_THAT(text(), HasSubstr("relais purge removes what stays; or relais handler set MM "
                                "--addresses on"));
  known.store.linked = false;
  EXPECT_THAT(text(), HasSubstr("relais handler link MM ADDRESS"));
  known.store.handler_active = false;
  EXPECT_THAT(text(), HasSubstr("active"));
  known.addin_trouble = "not subscribed";
  EXPECT_THAT(text(), HasSubstr("relais plugins"));
  known.holds.emplace_back().id = 7;
  EXPECT_THAT(text(), HasSubstr("relais approve 7"));
}

TEST(WhatWouldChangeIt, OfDatedItemsNamesTheirTableAndSwitch) {
  const About about{"reminder", "r1", "MM", "zurich"};
  Known known = wanted();
  known.store.item_exists = known.store.marked = true;
  EXPECT_THAT(what_would_change_it(known, about), HasSubstr("reminder_assignee"));
  known.store.marked = known.store.exported = false;
  EXPECT_THAT(what_would_change_it(known, about), HasSubstr("assigns it to him"));
  known.store.switched_on = false;
  EXPECT_THAT(what_would_change_it(known, about), HasSubstr("--reminders on"));
}

TEST(NextStep, R54_WhatIsSwitchedOffIsFrozen) {
  for (const auto& off : std::vector<std::function<void(Known&)>>{
           [](Known& k) { k.store.switched_on = false; }, [](Known& k) { k.store.linked = false; },
           [](Known& k) { k.store.handler_active = false; },
           [](Known& k) { k.addin_trouble = "not subscribed"; }}) {
    Known known = wanted();
    known.links.emplace_back();
    off(known);
    EXPECT_THAT(next_step(known), HasSubstr("stays as it is"));
    known.on_disable = config::OnDisable::remove;
    EXPECT_THAT(next_step(known), HasSubstr("deleted by the next sync"));
    known.links.clear();
    EXPECT_THAT(next_step(known), ::testing::StartsWith("nothing"));
  }
}

}  // namespace
}  // namespace relais::cli
