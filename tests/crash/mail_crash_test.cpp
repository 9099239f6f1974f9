// Mail: the process is stopped before and after every durable step and every request, resumed, and
// compared with an undisturbed run. Nothing is lost, nothing is there twice; at no moment is there
// a message without the verdict that let it in, or a marker that the store does not know of.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include "tests/crash/killed.hpp"
#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

const char* const kUser = "u-MM";

using Ids = std::map<std::string, std::string>;  ///< by subject

struct Scenario {
  const char* name;
  const char* keys;  ///< below addins.MAIL
  std::function<void(MailFirm&, Ids&)> prepare;
  std::function<void(MailFirm&, Ids&)> change;
  Verb verb = Verb::mail;
  int again = 0;  ///< 0: killed once; otherwise the resumed run is killed too
};

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

const Scenario kArrivals{"Arrivals", "exclude_senders: [spam@example.org], plugin: {page_size: 2}",
                         nothing, arrivals};
const Scenario kArrivalsTwice{"ArrivalsTwice",
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

const Scenario kMarkers{
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

const Scenario kMoves{
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

// ---- the test ----------------------------------------------------------------------------------

class MailCrashTest : public ::testing::TestWithParam<Scenario> {
 protected:
  struct Life {
    std::unique_ptr<MailFirm> firm;
    Ids ids;
  };

  Life ready() {
    Life life{std::make_unique<MailFirm>(GetParam().keys), {}};
    auto& firm = *life.firm;
    // The child processes go by the system's clock.
    const Millis now = std::chrono::duration_cast<std::chrono::milliseconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
    firm.clock().advance(now - 120'000 - firm.clock().now());
    firm.add_case("c1", "2024-0173");
    firm.make_folder("Klienten");
    firm.make_folder("Sub", firm.make_folder("Test2"));
    firm.activate();
    GetParam().prepare(firm, life.ids);
    GetParam().change(firm, life.ids);
    return life;
  }

  /// What the store and the mailbox say of each message, without ids and times.
  static std::string comparable(Life& life) {
    auto& firm = *life.firm;
    std::string all;
    for (const auto& [subject, id] : life.ids) {
      std::string rule = firm.rule(id);
      const std::string folder = firm.folder().string();
      if (const auto at = rule.find(folder); at != std::string::npos) rule.erase(at, folder.size());
      all += fmt::format("{}: {} {}", subject, firm.reason(id), rule);
      for (const auto& category : firm.categories(id)) all += ' ' + category;
      for (const auto& row : firm.rows(fmt::format(
               "SELECT printf('%s|%s|%s|%s|%s|%s|%s|%s|%d|%s', status, marker_state, marker_error, "
               "folder_path, body_type, substr(body_ref, 8), substr(mime_ref, 1, 7), substr(notes, "
               "1, 30), "
               "(SELECT count(*) FROM communicator_recipient r WHERE r.message_id = m.id), "
               "(SELECT group_concat(name || coalesce(sha256, note)) FROM communicator_attachment "
               "a WHERE a.message_id = m.id)) FROM communicator_message m WHERE graph_id = '{}'",
               id)))
        all += "\n  " + row;
      all += '\n';
    }
    for (const char* table :
         {"communicator_message", "communicator_recipient", "communicator_attachment",
          "mail_verdict", "mail_folder_pin", "communicator_tombstone"})
      all += fmt::format("{} {}\n", table, firm.row(std::string("SELECT count(*) FROM ") + table));
    return all;
  }

  /// What must be true at every moment.
  static void expect_sound(Life& life) {
    auto& firm = *life.firm;
    EXPECT_TRUE(firm.rows("SELECT 1 FROM communicator_message m WHERE status <> 'deleted' AND NOT "
                          "EXISTS (SELECT 1 FROM mail_verdict v WHERE v.account = m.account AND "
                          "v.message_id = m.graph_id AND v.verdict = 'collect')")
                    .empty())
        << "a message without its verdict";
    for (const auto& [subject, id] : life.ids)
      for (const auto& category : firm.categories(id)) {
        const bool stored = !firm.stored_id(id).empty();
        if (category == kGrey || category == kGreen) {
          EXPECT_TRUE(stored) << "a marker before its commit: " << subject;
        }
      }
    for (const auto& ref : firm.rows("SELECT body_ref FROM communicator_message WHERE body_ref IS "
                                     "NOT NULL"))
      EXPECT_TRUE(std::filesystem::exists(firm.folder() / "blobs" / ref)) << "no file " << ref;
  }
};

TEST_P(MailCrashTest, KilledAtEveryStepAndResumed) {
  const auto& scenario = GetParam();
  auto undisturbed = ready();
  ASSERT_FALSE(HasFailure());
  const auto unchanged = comparable(undisturbed);
  ASSERT_EQ(run_killed_at(*undisturbed.firm, 0, scenario.verb), 0);
  const auto expected = comparable(undisturbed);
  ASSERT_NE(expected, unchanged) << "there was nothing to do";
  ASSERT_EQ(run_killed_at(*undisturbed.firm, 0, Verb::mail_audit), 0);
  const auto audited = comparable(undisturbed);

  int killed = 0;
  for (int step = 1;; ++step) {
    SCOPED_TRACE(fmt::format("killed at step {}", step));
    auto life = ready();
    auto& firm = *life.firm;
    const int first = run_killed_at(firm, step, scenario.verb);
    if (first == 0) break;  // the run has no such step: all were tried
    ASSERT_EQ(first, kKilled);
    ++killed;
    expect_sound(life);
    if (scenario.again > 0) {
      const int again = run_killed_at(firm, step * scenario.again % 29 + 1, scenario.verb);
      ASSERT_TRUE(again == kKilled || again == 0) << again;
      expect_sound(life);
    }
    ASSERT_EQ(run_killed_at(firm, 0, scenario.verb), 0) << "resumed";
    EXPECT_EQ(comparable(life), expected);
    firm.mutations();
    ASSERT_EQ(run_killed_at(firm, 0, Verb::mail_audit), 0);
    EXPECT_TRUE(firm.mutations().empty()) << "a further run writes into the mailbox";
    EXPECT_EQ(comparable(life), audited);
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(killed, 20) << "the steps are announced";
  fmt::print("killed at {} points\n", killed);
}

INSTANTIATE_TEST_SUITE_P(Crash, MailCrashTest,
                         ::testing::Values(kArrivals, kArrivalsTwice, kMarkers, kMoves),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace relais::testbed
