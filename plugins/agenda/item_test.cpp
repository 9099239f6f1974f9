#include "plugins/agenda/item.hpp"

#include <gtest/gtest.h>

#include <relais/sdk.hpp>
#include <string>

#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;

using testing::appointment;
using testing::deadline;
using testing::item;
using testing::lead;

TEST(ReadItem, DeadlineWithItsCase) {
  const Item read = item(deadline({{"due_time", "17:00"},
                                   {"type", "statutory"},
                                   {"category", "ZPO"},
                                   {"event_date", "2026-04-01"},
                                   {"period_text", "30 Tage"},
                                   {"done", true},
                                   {"done_by", "Max Muster"},
                                   {"description", "eins\nzwei"}}));
  EXPECT_EQ(read.kind, Kind::deadline);
  EXPECT_EQ(read.id, "f-1");
  EXPECT_EQ(read.privacy, Privacy::full);
  EXPECT_EQ(iso(read.due), "2026-05-01");
  EXPECT_EQ(read.due_time, std::chrono::hours(17));
  EXPECT_EQ(read.reminder_time, std::chrono::hours(8));
  EXPECT_EQ(read.type, DeadlineType::statutory);
  EXPECT_EQ(read.name, "Klageantwort");
  EXPECT_EQ(read.description, "eins\nzwei");
  EXPECT_EQ(read.event_date, "2026-04-01");
  EXPECT_TRUE(read.done);
  EXPECT_EQ(read.zone, "Europe/Zurich");
  ASSERT_TRUE(read.about);
  EXPECT_EQ(read.about->client_short, "Müller");
  EXPECT_EQ(read.about->responsible, "Max Muster");
  ASSERT_EQ(read.about->parties.size(), 1u);
  EXPECT_EQ(read.about->parties[0].second, "Gegenpartei");
  ASSERT_EQ(read.assignees.size(), 1u);
  EXPECT_EQ(read.assignees[0], "Max Muster");
}

TEST(ReadItem, AppointmentInItsOwnZone) {
  EXPECT_EQ(item(appointment({{"time_zone", "America/New_York"}})).zone, "America/New_York");
  EXPECT_EQ(item(appointment({{"time_zone", "Tokyo Standard Time"}})).zone, "Asia/Tokyo");
  EXPECT_EQ(item(appointment({{"time_zone", "Nirgendwo"}})).zone, "Europe/Zurich");
  EXPECT_EQ(item(appointment({{"time_zone", nullptr}})).zone, "Europe/Zurich");
}

TEST(ReadItem, OfAnAllDayAppointmentOnlyTheDaysCount) {
  const Item read = item(appointment(
      {{"all_day", true}, {"starts_at", "2026-05-01T15:00"}, {"ends_at", "2026-05-01T09:00"}}));
  EXPECT_EQ(iso(read.starts), "2026-05-01T00:00:00");
  EXPECT_EQ(iso(read.ends), "2026-05-01T00:00:00");
}

std::string shown(const Item& read) {
  std::string text;
  for (const Lead& lead : read.leads)
    text += std::to_string(lead.amount) + (lead.days ? "d" : "m") + lead.label + " ";
  return text;
}

TEST(ReadItem, TheFirstLeadPopsUp) {
  EXPECT_EQ(shown(item(deadline(
                {{"leads",
                  {lead(2, 1, "days"), lead(0, 7, "days", "Entwurf"), lead(1, 30, "minutes")}}}))),
            "7dEntwurf 30m 1d ");
  EXPECT_EQ(
      shown(item(appointment(
          {{"lead_minutes", 15}, {"leads", {lead(0, 1, "days"), lead(1, 15, "minutes", "x")}}}))),
      "15mx 1d ");
  EXPECT_EQ(shown(item(appointment({{"lead_minutes", 0}}))), "0m ");
  EXPECT_EQ(shown(item(appointment({{"leads", {lead(0, 15, "minutes")}}}))), "15m ");
}

TEST(ReadItem, WhatItDoesNotKnowHidesRatherThanShows) {
  EXPECT_EQ(item(deadline({{"privacy", "something new"}})).privacy, Privacy::busy);
  EXPECT_EQ(item(deadline({{"privacy", 7}})).privacy, Privacy::busy);
  EXPECT_EQ(item(deadline({{"privacy", "case-number-only"}})).privacy, Privacy::case_number_only);
  EXPECT_EQ(item(deadline({{"type", "something new"}})).type, DeadlineType::normal);
  EXPECT_EQ(item(appointment({{"show_as", "something new"}})).show, ShowAs::busy);
}

TEST(ReadItem, RefusesWhatIsNoItem) {
  const std::string bad[] = {
      "",
      "{",
      "[]",
      "null",
      "{}",
      R"({"item": "contact"})",
      json::serialize(deadline({{"due_date", nullptr}})),
      json::serialize(deadline({{"due_date", "2026-02-30"}})),
      json::serialize(deadline({{"due_date", 20260501}})),
      json::serialize(deadline({{"due_time", "25:00"}})),
      json::serialize(appointment({{"starts_at", "2026-05-01"}})),
      json::serialize(appointment({{"ends_at", nullptr}})),
      json::serialize(appointment({{"ends_at", "2026-05-01T08:00"}})),
      json::serialize(appointment({{"all_day", true}, {"ends_at", "2026-04-30T09:00"}}))};
  for (const std::string& text : bad) {
    try {
      read_item(text, "Europe/Zurich");
      ADD_FAILURE() << text;
    } catch (const sdk::Failure& failure) {
      EXPECT_EQ(failure.status(), sdk::Status::item) << text;
      EXPECT_EQ(std::string(failure.what()).find("Klageantwort"), std::string::npos);
    }
  }
}

TEST(ReadItem, WrongTypesInsideAreLeftOut) {
  const Item read = item(deadline(
      {{"leads", {1, "x", json::object(), lead(0, 3, "days")}},
       {"assignees", "Max"},
       {"case", {{"number", 5}, {"parties", {nullptr, json::object()}}, {"client", "Anna"}}},
       {"name", json::array()}}));
  EXPECT_EQ(shown(read), "3d ");
  EXPECT_TRUE(read.assignees.empty());
  EXPECT_TRUE(read.name.empty());
  ASSERT_TRUE(read.about);
  EXPECT_TRUE(read.about->number.empty());
  EXPECT_TRUE(read.about->parties.empty());
  const Item huge = item(deadline({{"leads", {lead(0, 0, "days")}}}));
  EXPECT_EQ(huge.leads[0].amount, 0);
}

// ---- privacy ------------------------------------------------------------------------------------

Item full_deadline() {
  return item(deadline({{"subject", "S"},
                        {"description", "D"},
                        {"category", "K"},
                        {"type", "peremptory"},
                        {"event_date", "2026-04-01"},
                        {"period_text", "P"},
                        {"done", true},
                        {"done_by", "B"},
                        {"leads", {lead(0, 7, "days", "L")}}}));
}

TEST(Reduced, CaseNumberOnlyKeepsNoTextAndNoName) {
  const Item less = reduced(full_deadline(), Privacy::case_number_only);
  EXPECT_EQ(less.privacy, Privacy::case_number_only);
  for (const std::string& text : {less.name, less.subject, less.description, less.category,
                                  less.event_date, less.period, less.done_by, less.leads[0].label})
    EXPECT_EQ(text, "");
  EXPECT_TRUE(less.assignees.empty());
  ASSERT_TRUE(less.about);
  EXPECT_EQ(less.about->number, "2024-0173");
  EXPECT_EQ(less.about->title + less.about->client + less.about->client_short + less.about->court +
                less.about->court_ref + less.about->responsible,
            "");
  EXPECT_TRUE(less.about->parties.empty());
  EXPECT_EQ(less.type, DeadlineType::peremptory);
  EXPECT_EQ(less.leads[0].amount, 7);
  EXPECT_TRUE(less.done);
  EXPECT_EQ(iso(less.due), "2026-05-01");
}

TEST(Reduced, BusyKeepsTheTimeOnly) {
  const Item less = reduced(full_deadline(), Privacy::busy);
  EXPECT_FALSE(less.about);
  EXPECT_EQ(less.type, DeadlineType::normal);
  EXPECT_EQ(iso(less.due), "2026-05-01");
  const Item meeting =
      reduced(item(appointment({{"location", "Bahnhofstrasse 12"}})), Privacy::busy);
  EXPECT_EQ(meeting.location, "");
  EXPECT_EQ(meeting.meeting, AppointmentType::other);
  EXPECT_EQ(iso(meeting.starts), "2026-05-01T09:00:00");
}

TEST(Reduced, NeverShowsMoreThanTheItemItself) {
  Item busy = full_deadline();
  busy.privacy = Privacy::busy;
  EXPECT_EQ(reduced(busy, Privacy::full).privacy, Privacy::busy);
  EXPECT_FALSE(reduced(busy, Privacy::case_number_only).about);
  EXPECT_EQ(reduced(full_deadline(), Privacy::full).description, "D");
}

}  // namespace
}  // namespace relais::agenda
