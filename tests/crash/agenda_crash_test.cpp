// Deadlines, reminders and appointments: the process is stopped before and after every durable step
// and every request, resumed, and compared with an undisturbed run, as crash_test.cpp does with
// addresses. While copies move from one target to the other, each deadline is always to be seen
// somewhere (W18).
#include <date/date.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/crash/killed.hpp"
#include "tests/crash/prepared.hpp"

namespace relais::testbed {
namespace {

/// Statutory deadlines know no window, so their dates need not follow today's.
const char* const kStatutory = "type = 'statutory'";

/// The child processes go by the system's clock.
std::string in_days(int days) {
  static const auto today = date::floor<date::days>(std::chrono::system_clock::now());
  return date::format("%F", today + date::days{days});
}

Options with(const std::string& addins) { return {.subscription = "[A04, B08]", .addins = addins}; }

std::string id_of(const json::value& item) { return std::string(item.at("id").as_string()); }

/// Names of the containers by id.
std::map<std::string, std::string> names_of(const json::object& state) {
  std::map<std::string, std::string> names;
  for (const auto& one : state.at("calendars").as_array())
    names.emplace(one.at("id").as_string(), one.at("name").as_string());
  for (const auto& one : state.at("lists").as_array())
    names.emplace(one.at("id").as_string(), one.at("displayName").as_string());
  return names;
}

/// Our copies by key, and all containers: without what may differ between two runs that end alike,
/// ids, versions and times.
std::string comparable_agenda(Testbed& firm) {
  const auto state = firm.graph().state(kTenant, kUser).value();
  auto names = names_of(state);
  std::map<std::string, std::string> copies;
  for (const char* what : {"events", "tasks"})
    for (const auto& each : state.at(what).as_array()) {
      auto copy = each.as_object();
      std::string key = key_of(copy);
      if (key.empty()) continue;
      key = key.substr(key.find(':') + 1);  // each firm has a store of its own
      const char* container = copy.contains("list") ? "list" : "calendar";
      copy[container] = names[std::string(copy.at(container).as_string())];
      for (const char* name :
           {"id", "mutable_id", "changeKey", "@odata.etag", "createdDateTime",
            "lastModifiedDateTime", "bodyLastModifiedDateTime", "singleValueExtendedProperties",
            "linkedResources", "transactionId", "iCalUId", "webLink"})
        copy.erase(name);
      EXPECT_FALSE(copies.contains(key)) << "a twin of " << key;
      copies[key] = json::serialize(copy);
    }
  std::multiset<std::string> containers;
  for (const auto& [id, name] : names) containers.insert(name);
  std::string all = "containers " + json::serialize(json::value_from(containers)) + '\n';
  for (const auto& [key, copy] : copies) all += key + ' ' + copy + '\n';
  return all;
}

struct AgendaScenario {
  const char* name;
  std::function<void(Testbed&)> prepare;  ///< what is true before the run that is disturbed
  std::function<void(Testbed&)> change;
  Verb verb = Verb::sync;
  int again = 0;  ///< 0: killed once; otherwise the resumed run is killed too
  std::vector<std::string> never_missing{};
};

// ---- what happens ------------------------------------------------------------------------------

void in_step(Testbed& firm) { ASSERT_EQ(run_killed_at(firm, 0), 0); }

const AgendaScenario kOccurrences{
    "SeriesAndOccurrences",
    [](Testbed& firm) {
      firm.write_config({.subscription = "[A04, B09]"});
      for (const char* id : {"series", "singles", "split"})
        firm.add_appointment(id, in_days(20) + "T09:00", in_days(20) + "T10:00", {"MM"},
                             "rrule = 'FREQ=WEEKLY;COUNT=3'");
      firm.sql("INSERT INTO appointment_exdate VALUES('singles', '" + in_days(27) + "')");
      in_step(firm);
    },
    [](Testbed& firm) {
      firm.sql(
          fmt::format("UPDATE appointment SET starts_at = '{0}T11:00', ends_at = '{0}T12:00', "
                      "description = 'Saal 2' WHERE id = 'series';"
                      "DELETE FROM appointment_exdate;"
                      "INSERT INTO appointment_exdate VALUES('singles', '{1}'), ('split', '{2}')",
                      in_days(20), in_days(34), in_days(27)));
    }};

/// d1 to d6; what lies in both targets is treated alike.
void six_deadlines(Testbed& firm) {
  firm.sql("UPDATE handler SET sync_addresses = 0");
  for (int i = 1; i <= 6; ++i)
    firm.add_deadline(fmt::format("d{}", i), "2041-05-02", {"MM"}, kStatutory);
  in_step(firm);
}

void change_at_the_source(Testbed& firm) {
  firm.add_deadline("d7", "2041-05-07", {"MM"}, kStatutory);
  firm.sql(
      "UPDATE deadline SET due_date = '2041-06-01' WHERE id = 'd1';"
      "UPDATE deadline SET description = 'Fax genügt' WHERE id = 'd2';"
      "DELETE FROM deadline WHERE id = 'd3'");
}

const AgendaScenario kEvents{
    "EventsCreateUpdateDeleteRecreateRepair", six_deadlines,
    [](Testbed& firm) {
      change_at_the_source(firm);
      auto& graph = firm.graph();
      const auto id = [&](const char* item) { return id_of(firm.event("MM", item)); };
      ASSERT_TRUE(graph.owner_delete_event(kTenant, kUser, id("d4")));
      ASSERT_TRUE(graph.owner_purge_event(kTenant, kUser, id("d5")));
      ASSERT_TRUE(graph.owner_update_event(kTenant, kUser, id("d6"),
                                           {{"subject", "Wrong"}, {"importance", "high"}}));
    },
    Verb::audit};

const AgendaScenario kTasks{
    "TasksCreateUpdateDeleteRecreateRepair",
    [](Testbed& firm) {
      firm.write_config(with("      B08: {deadline: {target: tasks}}\n"));
      six_deadlines(firm);
    },
    [](Testbed& firm) {
      change_at_the_source(firm);
      auto& graph = firm.graph();
      const auto id = [&](const char* item) { return id_of(firm.task("MM", item)); };
      ASSERT_TRUE(graph.owner_delete_task(kTenant, kUser, id("d4")));
      ASSERT_TRUE(graph.owner_tick_task(kTenant, kUser, id("d5")));
      ASSERT_TRUE(graph.owner_update_task(kTenant, kUser, id("d6"),
                                          {{"title", "Wrong"}, {"categories", {"Meine"}}}));
    },
    Verb::audit};

// ---- switches ----------------------------------------------------------------------------------

/// Deadlines move; unless it moves too, a reminder is where it was.
AgendaScenario switched(const char* name, const std::string& from, const std::string& to,
                        int deadlines, int again) {
  AgendaScenario scenario;
  scenario.name = name;
  scenario.prepare = [from, deadlines](Testbed& firm) {
    firm.write_config(with(from));
    for (int i = 1; i <= deadlines; ++i)
      firm.add_deadline(fmt::format("d{}", i), "2041-05-02", {"MM"}, kStatutory);
    firm.add_reminder("r1", in_days(30));
    in_step(firm);
  };
  scenario.change = [to](Testbed& firm) { firm.write_config(with(to)); };
  scenario.again = again;
  for (int i = 1; i <= deadlines; ++i) scenario.never_missing.push_back(fmt::format("d{}", i));
  scenario.never_missing.push_back("r1");
  return scenario;
}

const char* const kToTasks = "      B08: {deadline: {target: tasks}}\n";
const AgendaScenario kThere = switched("CalendarToTasks", "", kToTasks, 2, 0);
const AgendaScenario kThereTwice = switched("CalendarToTasksTwice", "", kToTasks, 1, 5);
const AgendaScenario kBack = switched("TasksToCalendar", kToTasks, "", 2, 0);
const AgendaScenario kBackTwice = switched("TasksToCalendarTwice", kToTasks, "", 1, 7);
const AgendaScenario kContainers =
    switched("ToOtherContainers",
             "      B08: {deadline: {target: tasks}, calendar: Wiedervorlagen, list: Fristen}\n",
             "      B08: {deadline: {target: tasks}, calendar: Pendenzen, list: Kanzlei}\n", 1, 0);

// ---- the test ----------------------------------------------------------------------------------

class AgendaCrashTest : public ::testing::TestWithParam<AgendaScenario> {
 protected:
  void SetUp() override {
    firm_ = std::make_unique<Testbed>(with(""));
    auto& graph = firm_->graph();
    firm_->sql("UPDATE handler SET sync_addresses = 0");
    const auto calendar = graph.owner_create_calendar(kTenant, kUser, "Privat").value();
    const auto list = graph.owner_create_list(kTenant, kUser, "Einkauf").value();
    const json::object dinner{{"subject", "Nachtessen"},
                              {"start", {{"dateTime", "2041-05-02T19:00:00"}, {"timeZone", "UTC"}}},
                              {"end", {{"dateTime", "2041-05-02T22:00:00"}, {"timeZone", "UTC"}}}};
    for (const auto& in : {std::string(), calendar})
      EXPECT_TRUE(graph.owner_create_event(kTenant, kUser, dinner, in));
    for (const auto& in : {std::string(), list})
      EXPECT_TRUE(graph.owner_create_task(kTenant, kUser, {{"title", "Milch"}}, in));
    for (const auto& [id, name] : names_of(graph.state(kTenant, kUser).value()))
      foreign_containers_.insert(id);
    GetParam().prepare(*firm_);
    GetParam().change(*firm_);
  }

  /// The owner's own events, tasks, calendars and lists, byte for byte.
  std::string foreign() {
    const auto state = firm_->graph().state(kTenant, kUser).value();
    std::string text;
    for (const char* what : {"events", "tasks"})
      for (const auto& one : state.at(what).as_array())
        if (key_of(one.as_object()).empty()) text += json::serialize(one) + '\n';
    for (const char* what : {"calendars", "lists"})
      for (const auto& one : state.at(what).as_array())
        if (foreign_containers_.contains(id_of(one))) text += json::serialize(one) + '\n';
    return text;
  }

  void expect_no_gap() {
    std::set<std::string> seen;
    for (const auto& items : {firm_->events("MM"), firm_->tasks("MM")})
      for (const auto& one : items) {
        const auto key = key_of(one.as_object());
        seen.insert(key.substr(key.rfind(':') + 1));
      }
    for (const auto& item : GetParam().never_missing)
      EXPECT_TRUE(seen.contains(item)) << item << " is nowhere to be seen";
  }

  /// Killed at the step, resumed, compared; says whether the run has such a step.
  void kill_at(int step, const std::string& expected, std::string& answer) {
    const auto& scenario = GetParam();
    const auto before = foreign();
    const int first = run_killed_at(*firm_, step, scenario.verb);
    answer = first == 0 ? kNoSuchStep : "killed";
    if (first == 0) return;
    ASSERT_EQ(first, kKilled);
    expect_no_gap();
    if (scenario.again > 0) {
      const int again = run_killed_at(*firm_, step * scenario.again % 23 + 1, scenario.verb);
      ASSERT_TRUE(again == kKilled || again == 0) << again;
      expect_no_gap();
    }
    ASSERT_EQ(run_killed_at(*firm_, 0, scenario.verb), 0) << "resumed";
    EXPECT_EQ(comparable_agenda(*firm_), expected);
    EXPECT_EQ(foreign(), before) << "something foreign was touched";
    firm_->mutations();
    ASSERT_EQ(run_killed_at(*firm_, 0, Verb::audit), 0);
    const auto sent = firm_->mutations();
    EXPECT_TRUE(sent.empty()) << "a further run sent " << sent.size() << ", first " << sent.front();
  }

  std::unique_ptr<Testbed> firm_;
  std::set<std::string> foreign_containers_;
};

TEST_P(AgendaCrashTest, R69_KilledAtEveryStepAndResumed) {
  ASSERT_FALSE(HasFailure());
  Prepared prepared(*firm_);
  const auto expected = prepared.run([&](std::string& answer) {
    const auto unchanged = comparable_agenda(*firm_);
    ASSERT_EQ(run_killed_at(*firm_, 0, GetParam().verb), 0);
    answer = comparable_agenda(*firm_);
    ASSERT_NE(answer, unchanged) << "there was nothing to do";
  });
  ASSERT_TRUE(expected);
  const int killed = prepared.at_every_step(
      [&](int step, std::string& answer) { kill_at(step, *expected, answer); });
  EXPECT_GT(killed, 20) << "the steps are announced";
}

INSTANTIATE_TEST_SUITE_P(Crash, AgendaCrashTest,
                         ::testing::Values(kOccurrences, kEvents, kTasks, kThere, kThereTwice,
                                           kBack, kBackTwice, kContainers),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace relais::testbed
