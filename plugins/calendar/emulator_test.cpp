// B09 against the Graph emulator: appointments as events, series among them.
#include "plugins/agenda/testing/on_emulator.hpp"

namespace relais::calendar {
namespace {

using namespace agenda::testing;

class Appointments : public OnEmulator {
 protected:
  Appointments() : OnEmulator(RELAIS_CALENDAR_PLUGIN) {}

  std::string bodies() {
    std::string all;
    for (const json::value& each : requests()) all += json::serialize(each);
    return all;
  }
};

const std::string key = "s:appointment:t-1";

json::object weekly(const json::object& over = {}) {
  return with(appointment({{"rrule", "FREQ=WEEKLY;COUNT=4"}}), over);
}

TEST_F(Appointments, ATimedOneIsReadBackEqual) {
  int number = 0;
  for (const json::object& over :
       {json::object{}, json::object{{"time_zone", "America/New_York"}},
        json::object{{"all_day", true}, {"ends_at", "2026-05-03T00:00"}},
        json::object{{"starts_at", "2026-03-29T02:30"}, {"ends_at", "2026-03-29T04:00"}},
        json::object{{"starts_at", "2026-10-25T02:30"}, {"ends_at", "2026-10-25T03:30"}},
        json::object{{"location", "Saal 3, Wengistrasse 30"}, {"private", true}}}) {
    const sdk::Result made = create(key + std::to_string(++number), appointment(over));
    const Observed seen = driver_->observe(container_, "", true);
    ASSERT_EQ(seen.upserts.size(), 1U) << json::serialize(over);
    EXPECT_EQ(made.remote_fingerprint.size(), 40U);
    EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);
    EXPECT_EQ(seen.upserts[0].etag, made.etag);
    purge(made.remote_id);
  }
}

TEST_F(Appointments, ASeriesIsOneEventAndReadsBackEqual) {
  int number = 0;
  for (const char* rule : {"FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;INTERVAL=2;UNTIL=20260601T000000Z",
                           "FREQ=WEEKLY;BYDAY=FR,MO", "FREQ=MONTHLY;BYMONTHDAY=1",
                           "FREQ=MONTHLY;BYDAY=1FR", "FREQ=YEARLY"}) {
    const json::object item = appointment({{"rrule", rule}});
    const auto documents = driver_->render(json::serialize(item), "2026-04-01").second;
    ASSERT_EQ(documents.size(), 1U) << rule;
    const std::string part = documents[0].part;
    const sdk::Result made = create(key + std::to_string(++number) + ":" + part, item, part);
    const Observed seen = driver_->observe(container_, "", true);
    ASSERT_EQ(seen.upserts.size(), 1U) << rule;
    EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint) << rule;
    ASSERT_EQ(made.remote_fingerprint.size(), 40U) << rule;
    purge(made.remote_id);
  }
}

TEST_F(Appointments, AnotherSubjectLeavesTheOwnersOccurrencesAlone) {
  const std::string own = key + ":series";
  const sdk::Result made = create(own, weekly(), "series");
  ok(control_.clear_requests());
  Task rename =
      task(Action::update, own, weekly({{"subject", "Besprechung"}}), made.remote_id, "series");
  rename.previous = rendered(weekly(), "series").fingerprint;
  EXPECT_EQ(driver_->apply({rename}).of(0).status, Status::ok);
  EXPECT_EQ(bodies().find("recurrence"), std::string::npos);

  Task shift = task(Action::update, own,
                    weekly({{"subject", "Besprechung"},
                            {"starts_at", "2026-05-01T10:00"},
                            {"ends_at", "2026-05-01T11:00"}}),
                    made.remote_id, "series");
  shift.previous = rename.fingerprint;
  EXPECT_EQ(driver_->apply({shift}).of(0).status, Status::ok);
  EXPECT_NE(bodies().find("recurrence"), std::string::npos);
  EXPECT_EQ(agenda("2026-05-01", "2026-06-01").size(), 4U);
}

TEST_F(Appointments, AKindThatGoesToTheListIsNoEvent) {
  grant({"Tasks.ReadWrite.All"});
  open(R"({"appointment":{"target":"tasks"}})", "tasks");
  const sdk::Result made = create(key, appointment());
  EXPECT_FALSE(made.remote_id.empty());
  EXPECT_TRUE(events().empty());
  const auto probes = driver_->check();
  EXPECT_EQ(probes.at(0).outcome, sdk::Health::not_needed);
  EXPECT_EQ(probes.at(1).outcome, sdk::Health::ok);
}

TEST_F(Appointments, DeadlinesOfTheOtherAddInAreNotOurs) {
  create(key, appointment());
  EXPECT_EQ(driver_->inventory().found.size(), 1U);
  Task other = task(Action::create, "s:deadline:f-1", appointment());
  EXPECT_EQ(driver_->apply({other}).of(0).status, Status::ok);
  EXPECT_EQ(driver_->inventory().found.size(), 1U);
  EXPECT_EQ(driver_->observe(container_, "", true).upserts.size(), 1U);
}

}  // namespace
}  // namespace relais::calendar
