// What a task is seen as.
#include "plugins/agenda/todo/shown.hpp"

#include <date/date.h>
#include <gtest/gtest.h>

#include "plugins/agenda/todo/testing/task_json.hpp"
#include "plugins/agenda/zone.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::agenda::todo::testing {
namespace {

using namespace std::chrono_literals;

std::string with(const char* name, const json::value& value) {
  return remote_print(task("t", {{name, value}}));
}

// ---- due dates ----------------------------------------------------------------------------------

/// The date as every answer may show it: with its zone, converted to UTC, and cut to a date there.
std::vector<std::string> readings(date::local_days day, const std::string& zone) {
  const Moment midnight = resolve(date::local_seconds(day), zone);
  const auto cut = date::floor<date::days>(midnight.utc);
  const std::string fraction = ".0000000";
  return {with("dueDateTime", date_time(iso(midnight.local), zone)),
          with("dueDateTime", date_time(iso(midnight.local) + fraction, zone)),
          with("dueDateTime", date_time(iso(midnight.utc) + fraction)),
          with("dueDateTime", date_time(iso(date::sys_seconds(cut)) + fraction))};
}

class DueDate : public ::testing::TestWithParam<const char*> {};

TEST_P(DueDate, IsTheSameInEveryReadingAndAnotherOneEachDay) {
  const date::local_days first(date::year{2026} / 1 / 1);
  std::string before;
  for (date::local_days day = first; day < first + date::days{366}; day += date::days{1}) {
    const auto all = readings(day, GetParam());
    for (const std::string& each : all) {
      EXPECT_EQ(each.size(), 40U);
      EXPECT_EQ(each, all[0]) << iso(day);
    }
    EXPECT_NE(all[0], before) << iso(day);
    before = all[0];
  }
}

INSTANTIATE_TEST_SUITE_P(EastAndWest, DueDate,
                         ::testing::Values("Europe/Zurich", "America/New_York", "Pacific/Auckland",
                                           "Pacific/Kiritimati", "Pacific/Honolulu",
                                           "America/Santiago", "Asia/Beirut", "Etc/UTC"));

TEST(DueDates, WindowsNamesOfZonesAreUnderstood) {
  EXPECT_EQ(with("dueDateTime", date_time("2026-05-01T00:00:00", "W. Europe Standard Time")),
            with("dueDateTime", date_time("2026-04-30T22:00:00.0000000")));
}

TEST(DueDates, NoneIsNoUnknown) {
  EXPECT_EQ(with("dueDateTime", nullptr).size(), 40U);
  json::object bare = task("t");
  bare.erase("dueDateTime");
  EXPECT_EQ(remote_print(bare), with("dueDateTime", nullptr));
  EXPECT_NE(remote_print(bare), remote_print(task("t")));
}

// ---- what is seen, and what is not --------------------------------------------------------------

TEST(RemotePrint, SeesEveryOwnedField) {
  const std::string plain = remote_print(task("t"));
  EXPECT_EQ(plain.size(), 40U);
  EXPECT_NE(with("title", "Frist!"), plain);
  EXPECT_NE(with("importance", "high"), plain);
  EXPECT_NE(with("dueDateTime", date_time("2026-05-02T00:00:00")), plain);
  EXPECT_NE(with("body", body(graph::with_fence({}, "Klient"))), plain);
  const auto reminded = [](const char* at) {
    return remote_print(task("t", {{"isReminderOn", true}, {"reminderDateTime", date_time(at)}}));
  };
  EXPECT_NE(reminded("2026-05-01T06:00:00"), plain);
  EXPECT_NE(reminded("2026-05-01T06:00:00"), reminded("2026-05-01T06:01:00"));
}

TEST(RemotePrint, DoesNotSeeWhatIsItsOwners) {
  const std::string plain = remote_print(task("other id"));
  EXPECT_EQ(with("status", "completed"), plain);
  EXPECT_EQ(with("completedDateTime", date_time("2026-05-01T00:00:00")), plain);
  EXPECT_EQ(with("body", body("the owner's notes")), plain);
  EXPECT_EQ(with("categories", json::array{"Rot"}), plain);
  EXPECT_EQ(with("startDateTime", date_time("2026-05-01T00:00:00")), plain);
  EXPECT_EQ(with("linkedResources", json::array{link("s:deadline:1")}), plain);
  EXPECT_EQ(with("reminderDateTime", date_time("2026-05-01T06:00:00")), plain)
      << "the reminder is off";
}

TEST(RemotePrint, FoldsWhatTheServiceRewrites) {
  EXPECT_EQ(with("title", " Frist\t"), remote_print(task("t")));
  const std::string fenced = graph::with_fence("mine", "Klient: A\nGericht: B");
  const std::string print = with("body", body(fenced));
  EXPECT_EQ(with("body", body("mine\r\n\r\n--- relais ---\r\nKlient: A\r\nGericht: B \r\n"
                              "--- /relais ---\r\n")),
            print);
  EXPECT_EQ(with("body", body("<html><body>mine<br>--- relais ---<br>Klient: A<br>Gericht: B<br>"
                              "--- /relais ---</body></html>",
                              "html")),
            print);
  EXPECT_EQ(
      remote_print(task(
          "t", {{"isReminderOn", true}, {"reminderDateTime", date_time("2026-05-01T06:00:00")}})),
      remote_print(task(
          "t", {{"isReminderOn", true},
                {"reminderDateTime", date_time("2026-05-01T08:00:00.0000000", "Europe/Zurich")}})));
}

TEST(RemotePrint, IsUnknownIfTheAnswerDoesNotTellAll) {
  for (const char* name : {"title", "importance", "isReminderOn", "body"}) {
    json::object part = task("t");
    part.erase(name);
    EXPECT_EQ(remote_print(part), "") << name;
  }
  EXPECT_EQ(with("isReminderOn", true), "") << "without a time";
  EXPECT_EQ(remote_print({}), "");
}

TEST(RemotePrint, IsUnknownOfNonsense) {
  const json::value nonsense[] = {5, true, json::array{}, json::object{}, "x"};
  for (const char* name : {"title", "importance", "isReminderOn", "body", "dueDateTime"})
    for (const json::value& value : nonsense) {
      if (std::string_view(name) == "isReminderOn" && value.is_bool()) continue;
      if (value.is_string() && (name[0] == 't' || name[2] == 'p')) continue;
      EXPECT_EQ(with(name, value), "") << name << " " << value;
    }
  for (const char* at :
       {"", "2026-05-01", "2026-05-01T24:61:00", "2026-13-01T00:00:00", "2026-05-01T00:00:00x",
        "2026-05-01T00:00:00.x", "yesterday at midnight!", "2026-05-01T00:00:00+02:00"})
    EXPECT_EQ(with("dueDateTime", date_time(at)), "") << at;
  for (const char* zone : {"", "Europe/Atlantis", "../../etc/passwd"})
    EXPECT_EQ(with("dueDateTime", date_time("2026-05-01T00:00:00", zone)), "") << zone;
  EXPECT_EQ(with("dueDateTime", json::object{{"dateTime", 5}, {"timeZone", "UTC"}}), "");
}

TEST(Facts, SayWhetherItIsDone) {
  EXPECT_EQ(facts_of(task("t")), R"({"done":false})");
  EXPECT_EQ(facts_of(task("t", {{"status", "completed"}})), R"({"done":true})");
  EXPECT_EQ(facts_of(task("t", {{"status", "inProgress"}})), R"({"done":false})");
  EXPECT_EQ(facts_of(task("t", {{"status", 5}})), "");
  EXPECT_EQ(facts_of({}), "");
}

// ---- keys ---------------------------------------------------------------------------------------

TEST(Key, IsFoundAmongForeignLinks) {
  const json::object shown =
      task("t", {{"linkedResources", json::array{link("s:deadline:1", "Outlook"), 5, nullptr,
                                                 json::object{}, link("s:deadline:7:lead-1")}}});
  EXPECT_EQ(key_of(shown), "s:deadline:7:lead-1");
  EXPECT_TRUE(carries(shown, "s:deadline:7:lead-1"));
  EXPECT_FALSE(carries(shown, "s:deadline:1")) << "another program's";
  EXPECT_FALSE(carries(shown, ""));
}

TEST(Key, OfAForeignTaskThereIsNone) {
  for (const char* id : {"", "x", "a:b", ":deadline:1", "s::1",
                         "s:deadline:", "s:deadline:1:", "s:deadline:1:p:q", ":::"})
    EXPECT_EQ(key_of(task("t", {}, id)), "") << id;
  EXPECT_EQ(key_of(task("t", {}, "s:deadline:" + std::string(1024, 'x'))), "");
  EXPECT_EQ(key_of(task("t", {{"linkedResources", "relais"}})), "");
  json::object bare = task("t");
  bare.erase("linkedResources");
  EXPECT_EQ(key_of(bare), "");
}

TEST(Key, OnlyThoseOfOurKindsMatter) {
  Settings settings;
  settings.kinds = {Kind::deadline, Kind::reminder};
  EXPECT_TRUE(is_exported("s:deadline:1", settings));
  EXPECT_TRUE(is_exported("s:reminder:1:lead-2", settings));
  for (const char* key : {"s:appointment:1", "s:contact:1", "s:deadlines:1", "", "deadline"})
    EXPECT_FALSE(is_exported(key, settings)) << key;
}

// ---- notes --------------------------------------------------------------------------------------

TEST(Notes, AreMergedOnlyWhereTheyDiffer) {
  Document document;
  EXPECT_FALSE(merge("mine", document).has_value());
  document.body = "Klient: A";
  EXPECT_EQ(merge("mine", document), "mine\n\n--- relais ---\nKlient: A\n--- /relais ---");
  EXPECT_FALSE(merge(*merge("mine", document), document).has_value());
  const std::string twice =
      graph::with_fence("", "Klient: A") + "\n" + graph::with_fence("", "Klient: A");
  EXPECT_EQ(graph::count_fences(merge(twice, document).value_or("")), 1U);
  document.body.clear();
  EXPECT_EQ(merge("mine\n\n--- relais ---\n--- /relais ---", document), "mine");
  EXPECT_EQ(merge("mine\n\n--- relais ---\nKlient: A\n--- /relais ---", document), "mine");
}

TEST(Notes, AreUnknownIfTheAnswerDoesNotTell) {
  EXPECT_FALSE(notes_of({}).has_value());
  for (const json::value& nonsense :
       {json::value(5), json::value(json::object{}), json::value(json::object{{"content", 5}})})
    EXPECT_FALSE(notes_of(task("t", {{"body", nonsense}})).has_value()) << nonsense;
  EXPECT_EQ(notes_of(task("t", {{"body", nullptr}})), "");
  EXPECT_EQ(notes_of(task("t", {{"body", json::object{{"content", nullptr}}}})), "");
}

}  // namespace
}  // namespace relais::agenda::todo::testing
