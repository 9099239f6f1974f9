// Mail: the process is stopped before and after every durable step and every request, resumed, and
// compared with an undisturbed run. Nothing is lost, nothing is there twice; at no moment is there
// a message without the verdict that let it in, or a marker that the store does not know of.
#include <date/date.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <set>

#include "tests/crash/killed.hpp"
#include "tests/crash/prepared.hpp"
#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using Ids = std::map<std::string, std::string>;  ///< by subject

struct MailScenario {
  const char* name;
  std::string keys;  ///< below addins.MAIL
  std::function<void(MailFirm&, Ids&)> prepare;
  std::function<void(MailFirm&, Ids&)> change;
  Verb verb = Verb::mail;
  int again = 0;          ///< 0: killed once; otherwise the resumed run is killed too
  bool activated = true;  ///< before it is prepared
  std::vector<std::string> handlers{"MM"};
};

/// The child processes go by the system's clock, from which this one differs.
std::string from_now(std::chrono::minutes by, const char* format = "%FT%TZ") {
  return date::format(format,
                      date::floor<std::chrono::seconds>(std::chrono::system_clock::now() + by));
}
constexpr std::chrono::hours kOneDay{24};

void deliver(MailFirm& firm, Ids& ids, const std::string& subject, const std::string& folder = {},
             emulator::MessageSpec more = {}) {
  more.subject = subject;
  more.folder = folder;
  more.internet_id = "<" + subject + "@example.ch>";
  ids[subject] = firm.deliver(more);
}

// ---- what happens ------------------------------------------------------------------------------

void nothing(MailFirm&, Ids&) {}

void arrivals(MailFirm& firm, Ids& ids) {
  deliver(firm, ids, "plain");
  deliver(firm, ids, "files", "",
          {.more = {{"attachments",
                     {{{"name", "a.pdf"}, {"contentType", "application/pdf"}, {"text", "PDF"}},
                      {{"kind", "reference"}, {"name", "cloud"}}}}}});
  deliver(firm, ids, "unwanted", "", {.from = "spam@example.org"});
  deliver(firm, ids, "junk", "junkemail");
  deliver(firm, ids, "signed", "Klienten", {.more = {{"mime_fails", true}}});
}

const MailScenario kArrivals{
    "Arrivals", "exclude_senders: [spam@example.org], plugin: {page_size: 2}", nothing, arrivals};
const MailScenario kArrivalsTwice{"ArrivalsTwice",
                                  "",
                                  nothing,
                                  [](MailFirm& firm, Ids& ids) {
                                    deliver(firm, ids, "plain");
                                    deliver(firm, ids, "junk", "junkemail");
                                  },
                                  Verb::mail,
                                  5};

void four_collected(MailFirm& firm, Ids& ids) {
  for (const char* subject : {"archived", "again", "erased", "gone"}) deliver(firm, ids, subject);
  firm.poll();
  const auto id = firm.stored_id(ids["again"]);
  ASSERT_TRUE(firm.inbox()->archive({&id, 1}, "2024-0173", "MM", firm.clock().now()));
  firm.poll();
}

const MailScenario kMarkers{
    "Markers", "", four_collected, [](MailFirm& firm, Ids& ids) {
      const auto inbox = firm.inbox();
      const auto at = [&](const char* name) { return firm.stored_id(ids[name]); };
      const std::vector<std::string> two{at("archived"), at("gone")};
      const std::vector<std::string> again{at("again")}, erased{at("erased")};
      ASSERT_TRUE(inbox->archive(two, "2024-0173", "MM", firm.clock().now()));
      ASSERT_TRUE(inbox->unarchive(again));
      ASSERT_TRUE(inbox->erase(erased));
      ASSERT_TRUE(firm.graph().owner_purge_message(kTenant, kUser, ids["gone"]));
      ids.erase("gone");
    }};

const MailScenario kMoves{
    "Moves", "exclude_folders: [Test2]",
    [](MailFirm& firm, Ids& ids) {
      deliver(firm, ids, "into sight", "Test2");
      deliver(firm, ids, "with its folder", "Test2/Sub");
      deliver(firm, ids, "out of sight");
      deliver(firm, ids, "from junk", "junkemail");
      firm.audit();
    },
    [](MailFirm& firm, Ids& ids) {
      firm.move(ids["into sight"], "inbox");
      firm.move(ids["out of sight"], "Test2");
      firm.move(ids["from junk"], "Klienten");
      ASSERT_TRUE(firm.graph().owner_move_mail_folder(kTenant, kUser, "Test2/Sub"));
      deliver(firm, ids, "new", "Sub");
    },
    Verb::mail_audit};

/// The agreement ends before all that is old is there.
const MailScenario kHistory{
    "AgreedHistory",
    fmt::format("history: {{agreement: V1, approved_by: RA Muster, approved_on: {}, from: {}, "
                "max_messages: 2}}, plugin: {{audit_page_size: 2}}",
                from_now(-2 * kOneDay, "%F"), from_now(-9 * kOneDay, "%F")),
    [](MailFirm& firm, Ids& ids) {
      for (int day = 3; day <= 6; ++day)
        deliver(firm, ids, fmt::format("{} days old", day), "",
                {.received = from_now(-day * kOneDay)});
      deliver(firm, ids, "older than agreed", "", {.received = from_now(-20 * kOneDay)});
      firm.activate();
    },
    [](MailFirm& firm, Ids& ids) { deliver(firm, ids, "new"); },
    Verb::mail,
    0,
    false};

const MailScenario kReconsider{
    "Reconsider", "exclude_senders: [ex@example.org], exclude_folders: [Test2]",
    [](MailFirm& firm, Ids& ids) {
      deliver(firm, ids, "plain");
      deliver(firm, ids, "wanted after all", "", {.from = "ex@example.org"});
      deliver(firm, ids, "erased meanwhile", "", {.from = "ex@example.org"});
      deliver(firm, ids, "in another folder", "Test2");
      firm.audit();
    },
    [](MailFirm& firm, Ids& ids) {
      firm.configure("exclude_folders: [Test2]");
      ASSERT_TRUE(firm.graph().owner_purge_message(kTenant, kUser, ids["erased meanwhile"]));
    },
    Verb::mail_reconsider};

/// Received after whatever moment the account is activated at in a trial.
void deliver_later(MailFirm& firm, Ids& ids, const std::string& subject,
                   const std::string& folder = {}) {
  deliver(firm, ids, subject, folder, {.received = from_now(kOneDay)});
}

const MailScenario kActivation{"Activation",
                               "exclude_folders: [Test2]",
                               nothing,
                               [](MailFirm& firm, Ids& ids) {
                                 deliver(firm, ids, "old");
                                 deliver_later(firm, ids, "new");
                                 deliver_later(firm, ids, "excluded", "Test2");
                               },
                               Verb::mail_activate,
                               0,
                               false};

const MailScenario kResumption{"SuspendedAndResumed", "",
                               [](MailFirm& firm, Ids& ids) {
                                 deliver(firm, ids, "before");
                                 firm.poll();
                                 const auto engine = firm.engine();
                                 const auto service = must(collect::Service::open(*engine));
                                 ASSERT_TRUE(service->suspend("zurich", "MM"));
                               },
                               [](MailFirm& firm, Ids& ids) { deliver(firm, ids, "meanwhile"); },
                               Verb::mail_activate};

const MailScenario kNewMailbox{
    "NewLinkIsANewMailbox",
    "exclude_folders: [Test2]",
    [](MailFirm& firm, Ids& ids) {
      deliver(firm, ids, "in the old mailbox");
      firm.poll();
    },
    [](MailFirm& firm, Ids& ids) {
      deliver(firm, ids, "too late for the old one");
      ASSERT_TRUE(firm.graph().owner_create_mail_folder(kTenant, "u-AF", "Test2"));
      ids["old"] = firm.deliver({.subject = "old"}, "AF");
      ids["new"] = firm.deliver({.subject = "new", .received = from_now(kOneDay)}, "AF");
      firm.sql(
          "DELETE FROM handler_link WHERE handler_id = 'h-AF';"
          "UPDATE handler_link SET address = 'u-AF@firm.example', user_id = NULL, primary_address "
          "= NULL WHERE handler_id = 'h-MM'");
    },
    Verb::mail,
    0,
    true,
    {"MM", "AF"}};

// ---- the test ----------------------------------------------------------------------------------

const char* const kComparable = R"(
  SELECT printf('verdict %s|%s|%s|%s|%s', account, message_id, verdict, reason, rule)
    FROM mail_verdict
  UNION ALL SELECT printf('replaced %s|%s|%s|%s', account, message_id, reason, rule)
    FROM mail_verdict_history
  UNION ALL SELECT printf('message %s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%d|%s', account, graph_id, status,
      marker_state, marker_error, folder_path, body_type, substr(body_ref, 8),
      substr(mime_ref, 1, 7), substr(notes, 1, 30),
      (SELECT count(*) FROM communicator_recipient r WHERE r.message_id = m.id),
      (SELECT group_concat(name || coalesce(sha256, note)) FROM communicator_attachment a
        WHERE a.message_id = m.id))
    FROM communicator_message m
  UNION ALL SELECT 'recipients ' || count(*) FROM communicator_recipient
  UNION ALL SELECT 'attachments ' || count(*) FROM communicator_attachment
  UNION ALL SELECT 'tombstones ' || count(*) FROM communicator_tombstone
  UNION ALL SELECT printf('pin %s|%s|%d', folder_id, name, missing_since IS NULL)
    FROM mail_folder_pin
  UNION ALL SELECT printf('account %s|%s|%s|%d', account, state, mailbox_user_id, history_used)
    FROM mail_account_state
  ORDER BY 1)";

const char* const kThere = R"(
  SELECT 'unjudged ' || graph_id FROM communicator_message m WHERE status <> 'deleted'
    AND NOT EXISTS (SELECT 1 FROM mail_verdict v WHERE v.account = m.account
      AND v.message_id = m.graph_id AND v.verdict = 'collect')
  UNION ALL SELECT 'stored ' || graph_id FROM communicator_message
  UNION ALL SELECT 'file ' || body_ref FROM communicator_message WHERE body_ref IS NOT NULL
  UNION ALL SELECT 'file ' || mime_ref FROM communicator_message WHERE mime_ref IS NOT NULL
  UNION ALL SELECT 'file ' || ref FROM communicator_attachment WHERE ref IS NOT NULL)";

class MailCrashTest : public ::testing::TestWithParam<MailScenario> {
 protected:
  void SetUp() override {
    firm_ = std::make_unique<MailFirm>(GetParam().keys, Options{.handlers = GetParam().handlers});
    auto& firm = *firm_;
    // The child processes go by the system's clock.
    const Millis now = std::chrono::duration_cast<std::chrono::milliseconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
    firm.clock().advance(now - 120'000 - firm.clock().now());
    firm.add_case("c1", "2024-0173");
    firm.make_folder("Klienten");
    firm.make_folder("Sub", firm.make_folder("Test2"));
    if (GetParam().activated) firm.activate();
    Ids ids;
    GetParam().prepare(firm, ids);
    GetParam().change(firm, ids);
  }

  /// Of each message, in whichever mailbox, its id and categories.
  std::map<std::string, std::set<std::string>> categories_by_id() {
    std::map<std::string, std::set<std::string>> all;
    for (const auto& handler : GetParam().handlers) {
      const auto state = must(firm_->graph().state(kTenant, Testbed::user(handler)));
      for (const auto& one : state.at("messages").as_array()) {
        auto& names = all[std::string(one.at("id").as_string())];
        if (const auto* some = one.as_object().if_contains("categories"); some && some->is_array())
          for (const auto& name : some->get_array()) names.emplace(name.as_string());
      }
    }
    return all;
  }

  /// What the store and the mailboxes say, without ids of the store's own and times.
  std::string comparable_mail() {
    std::string all;
    for (const auto& [id, categories] : categories_by_id()) {
      all += id;
      for (const auto& category : categories) all += ' ' + category;
      all += '\n';
    }
    for (const auto& row : firm_->rows(kComparable)) all += row + '\n';
    return all;
  }

  /// What must be true at every moment.
  void expect_sound() {
    std::map<std::string, std::set<std::string>> there;
    for (const auto& row : firm_->rows(kThere)) {
      const auto blank = row.find(' ');
      there[row.substr(0, blank)].insert(row.substr(blank + 1));
    }
    for (const auto& id : there["unjudged"])
      ADD_FAILURE() << "a message without its verdict: " << id;
    for (const auto& ref : there["file"])
      EXPECT_TRUE(std::filesystem::exists(firm_->folder() / "blobs" / ref)) << "no file " << ref;
    for (const auto& [id, categories] : categories_by_id())
      if (categories.contains(kGrey) || categories.contains(kGreen)) {
        EXPECT_TRUE(there["stored"].contains(id)) << "a marker before its commit: " << id;
      }
  }

  /// Killed at the step, resumed, compared; says whether the run has such a step.
  void kill_at(int step, const std::string& expected, std::string& answer) {
    const auto& scenario = GetParam();
    auto& firm = *firm_;
    const int first = run_killed_at(firm, step, scenario.verb);
    answer = first == 0 ? kNoSuchStep : "killed";
    if (first == 0) return;
    ASSERT_EQ(first, kKilled);
    expect_sound();
    if (scenario.again > 0) {
      const int again = run_killed_at(firm, step * scenario.again % 29 + 1, scenario.verb);
      ASSERT_TRUE(again == kKilled || again == 0) << again;
      expect_sound();
    }
    ASSERT_EQ(run_killed_at(firm, 0, scenario.verb), 0) << "resumed";
    const auto resumed = comparable_mail();
    firm.mutations();
    ASSERT_EQ(run_killed_at(firm, 0, Verb::mail_audit), 0);
    EXPECT_TRUE(firm.mutations().empty()) << "a further run writes into the mailbox";
    EXPECT_EQ(resumed + kAudited + comparable_mail(), expected);
  }

  static constexpr const char* kAudited = "---- after an audit\n";
  std::unique_ptr<MailFirm> firm_;
};

TEST_P(MailCrashTest, KilledAtEveryStepAndResumed) {
  ASSERT_FALSE(HasFailure());
  const auto& scenario = GetParam();
  Prepared prepared(*firm_);
  const auto expected = prepared.run([&](std::string& answer) {
    const auto unchanged = comparable_mail();
    ASSERT_EQ(run_killed_at(*firm_, 0, scenario.verb), 0);
    answer = comparable_mail();
    ASSERT_NE(answer, unchanged) << "there was nothing to do";
    ASSERT_EQ(run_killed_at(*firm_, 0, Verb::mail_audit), 0);
    answer += kAudited + comparable_mail();
  });
  ASSERT_TRUE(expected);
  const int killed = prepared.at_every_step(
      [&](int step, std::string& answer) { kill_at(step, *expected, answer); });
  EXPECT_GT(killed, 20) << "the steps are announced";
}

INSTANTIATE_TEST_SUITE_P(Crash, MailCrashTest,
                         ::testing::Values(kArrivals, kArrivalsTwice, kMarkers, kMoves, kHistory,
                                           kReconsider, kActivation, kResumption, kNewMailbox),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace relais::testbed
