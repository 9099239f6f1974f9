// The audit's listing, with scripted answers.
#include "plugins/agenda/event/observe.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/event/shown.hpp"
#include "plugins/agenda/event/testing/driver.hpp"
#include "plugins/agenda/event/testing/mailbox.hpp"

namespace relais::agenda::event::testing {
namespace {

std::vector<std::string> ids_of(const Observed& observed) {
  std::vector<std::string> ids;
  for (const sdk::Upsert& each : observed.upserts) ids.push_back(each.remote_id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

using Ids = std::vector<std::string>;

TEST(Observe, ListsOursInEveryCalendarAndNothingElse) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  graph.put(event("private"));
  graph.put(event("meeting", {}, "s:appointment:1"));
  graph.put(event("e2", {}, "s:reminder:1"), "moved");
  graph.deleted.push_back(event("gone", {}, "s:deadline:2"));
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Observed observed = Driver(host.raw()).observe("cal", "", true);
  ASSERT_EQ(observed.status, Status::ok);
  EXPECT_EQ(ids_of(observed), (Ids{"e1", "e2"}));
  EXPECT_TRUE(observed.complete);
  EXPECT_TRUE(observed.removed.empty());
  EXPECT_FALSE(observed.cursors.back().empty());
  EXPECT_EQ(host.sent.size(), 5U);  // the calendars, then each of them by each tag
  for (std::size_t i = 1; i < host.sent.size(); ++i) {
    EXPECT_TRUE(host.sent[i].is("GET", "Name relaisTag' and cast(ep/value, Edm.Int32) eq "));
    EXPECT_TRUE(host.sent[i].is("GET", "$expand=singleValueExtendedProperties($filter=id eq"));
    EXPECT_TRUE(host.sent[i].is("GET", "&$top=250&"));
    EXPECT_FALSE(host.sent[i].is("GET", "attendees"));
    EXPECT_EQ(host.sent[i].header("Prefer"), preferences);
  }
}

TEST(Observe, TellsWhatACopySaysNow) {
  Mailbox graph;
  const std::string print = "fields.series." + merged_print("Klient: A", "");
  const json::object copy =
      event("e1", {{"body", body_of("--- relais ---\nKlient: A\n--- /relais ---")}}, "s:deadline:1",
            print);
  graph.put(copy, "moved");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Observed observed = Driver(host.raw()).observe("cal", "", true);
  ASSERT_EQ(observed.upserts.size(), 1U);
  const sdk::Upsert& seen = observed.upserts[0];
  EXPECT_EQ(seen.key, "s:deadline:1");
  EXPECT_EQ(seen.etag, "W/\"1\"");
  EXPECT_EQ(seen.container, "moved");
  EXPECT_EQ(seen.written_fingerprint, print);
  EXPECT_EQ(seen.remote_fingerprint, remote_print(copy, settings_of("{}")));
}

TEST(Observe, BetweenAuditsNothingIsAsked) {
  Mailbox graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const std::string cursor = driver.observe("cal", "", true).cursors.back();
  host.forget();
  const Observed observed = driver.observe("cal", cursor, false);
  EXPECT_EQ(observed.status, Status::ok);
  EXPECT_TRUE(host.sent.empty());
  EXPECT_TRUE(observed.upserts.empty());
  EXPECT_FALSE(observed.complete);
}

TEST(Observe, WithoutACursorEverythingIsListed) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Observed observed = Driver(host.raw()).observe("cal", "", false);
  EXPECT_EQ(ids_of(observed), (Ids{"e1"}));
  EXPECT_FALSE(observed.complete);
  EXPECT_FALSE(observed.cursors.back().empty());
}

TEST(Observe, FollowsPagesWithTheSamePreferences) {
  Mailbox graph;
  graph.per_page = 2;
  for (int i = 0; i < 7; ++i)
    graph.put(event("e" + std::to_string(i), {}, "s:deadline:" + std::to_string(i)));
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Observed observed = Driver(host.raw(), R"({"page_size":2})").observe("cal", "", true);
  EXPECT_EQ(ids_of(observed), (Ids{"e0", "e1", "e2", "e3", "e4", "e5", "e6"}));
  EXPECT_EQ(host.count("GET", "&skip="), 3U);
  for (const Sent& sent : host.sent)
    EXPECT_TRUE(!sent.is("GET", "&skip=") || sent.header("Prefer") == preferences);
}

TEST(Observe, HalfAListingLeavesNoCursorAndIsNotComplete) {
  for (const Answer& fault :
       {Answer::none(Status::transient), Answer::error(429, "ApplicationThrottled"),
        Answer::error(503, ""), Answer::error(404, "ErrorItemNotFound"),
        Answer{.code = 200, .body = R"({"value":[{"id":"e1"},)"}, Answer{.code = 200},
        Answer{.code = 200, .body = R"({"value":[{"subject":"no id"}]})"},
        Answer{.code = 200, .body = R"({"value":[],"@odata.nextLink":7})"},
        Answer{.code = 200, .body = R"({"value":{}})"}, Answer{.code = 200, .body = "<html>"}}) {
    Mailbox graph;
    graph.put(event("e1", {}, "s:deadline:1"));
    graph.put(event("e2", {}, "s:deadline:2"), "moved");
    ScriptedHost host(
        [&](const Sent& sent) { return sent.is("GET", "calendars/moved/") ? fault : graph(sent); });
    const Observed observed = Driver(host.raw()).observe("cal", "", true);
    EXPECT_EQ(observed.status, Status::transient) << fault.code << fault.body;
    EXPECT_FALSE(observed.complete);
    for (const std::string& cursor : observed.cursors) EXPECT_EQ(cursor, "");
  }
}

TEST(Observe, EmptyPagesAreGoneThrough) {
  int page = 0;
  ScriptedHost host([&](const Sent& sent) {
    if (!sent.is("GET", "/events?") && !sent.is("GET", "next-"))
      return list({json::object{{"id", "cal"}, {"isDefaultCalendar", true}}});
    if (sent.is("GET", "relaisTag' and cast(ep/value, Edm.Int32) eq 4")) return list({});
    ++page;
    return page < 3 ? list({}, "next-" + std::to_string(page))
                    : list({event("e1", {}, "s:deadline:1")});
  });
  const Observed observed = Driver(host.raw()).observe("cal", "", true);
  EXPECT_EQ(ids_of(observed), (Ids{"e1"}));
  EXPECT_TRUE(observed.complete);
}

TEST(Observe, PagesThatNeverEndAreGivenUp) {
  ScriptedHost host([&](const Sent& sent) {
    return sent.is("GET", "/calendars?")
               ? list({json::object{{"id", "cal"}, {"isDefaultCalendar", true}}})
               : list({}, "again");
  });
  EXPECT_EQ(Driver(host.raw()).observe("cal", "", true).status, Status::transient);
  EXPECT_LT(host.sent.size(), 10U);
}

TEST(Observe, WhereTagsCannotBeSearchedTheCalendarIsListedWhole) {
  for (const Answer& refusal : {Answer::error(400, "ErrorInvalidRestriction"),
                                Answer::error(500, "ErrorInternalServerError"),
                                Answer::error(501, "NotImplemented"), Answer::error(504, "")}) {
    Mailbox graph;
    graph.put(event("e1", {}, "s:deadline:1"));
    graph.put(event("private"));
    graph.put(event("meeting", {}, "s:appointment:1"));
    graph.put(event("e2", {}, "s:reminder:2"), "moved");
    ScriptedHost host([&](const Sent& sent) {
      return sent.is("GET", "calendars/cal/events") && sent.is("GET", "$filter=single")
                 ? refusal
                 : graph(sent);
    });
    const Observed observed = Driver(host.raw()).observe("cal", "", true);
    EXPECT_EQ(observed.status, Status::ok) << refusal.code;
    EXPECT_EQ(ids_of(observed), (Ids{"e1", "e2"}));
    EXPECT_TRUE(observed.complete);
  }
}

TEST(Observe, SharedCalendarsOfOthersAreLeftAlone) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  graph.put(event("of a colleague", {}, "s:deadline:1"), "shared");
  const auto calendar = [](const char* id, const char* owner, bool default_one, bool may_share) {
    return json::object{{"id", id},
                        {"owner", {{"address", owner}}},
                        {"isDefaultCalendar", default_one},
                        {"canShare", may_share}};
  };
  ScriptedHost host([&](const Sent& sent) {
    return sent.is("GET", "/calendars?")
               ? list({calendar("shared", "pk@example.ch", false, false),
                       calendar("cal", "mm@example.ch", true, true),
                       calendar("own", "MM@Example.ch", false, false),
                       calendar("renamed", "old@example.ch", false, true)})
               : graph(sent);
  });
  graph.calendars["own"] = graph.calendars["renamed"] = {};
  const Observed observed = Driver(host.raw()).observe("cal", "", true);
  EXPECT_EQ(ids_of(observed), (Ids{"e1"}));
  EXPECT_EQ(host.count("GET", "calendars/shared/"), 0U);
  EXPECT_EQ(host.count("GET", "calendars/own/"), 2U);
  EXPECT_EQ(host.count("GET", "calendars/renamed/"), 2U);
}

TEST(Observe, ACalendarThatCanOnlyBeReadMayRefuseWhatItLikes) {
  for (const Answer& refusal : {Answer::error(403, "ErrorAccessDenied"), Answer::error(500, ""),
                                Answer::error(404, "ErrorItemNotFound")}) {
    Mailbox graph;
    graph.put(event("e1", {}, "s:deadline:1"));
    const auto calendar = [](const char* id, bool may_edit) {
      return json::object{
          {"id", id}, {"isDefaultCalendar", std::string(id) == "cal"}, {"canEdit", may_edit}};
    };
    ScriptedHost host([&](const Sent& sent) {
      if (sent.is("GET", "/calendars?"))
        return list({calendar("holidays", false), calendar("cal", false)});
      return sent.is("GET", "calendars/holidays/") ? refusal : graph(sent);
    });
    const Observed observed = Driver(host.raw()).observe("cal", "", true);
    EXPECT_TRUE(observed.complete);
    EXPECT_EQ(ids_of(observed), (Ids{"e1"}));
    EXPECT_EQ(Driver(host.raw()).lookup({{"s:deadline:1", ""}}).found.at(0).second.remote_id, "e1");
  }
}

TEST(Observe, ACalendarThatCanBeWrittenAndRefusesMakesTheListingProveNothing) {
  for (const Answer& refusal : {Answer::error(403, "ErrorAccessDenied"), Answer::error(500, ""),
                                Answer::error(404, "ErrorItemNotFound")}) {
    Mailbox graph;
    graph.put(event("e1", {}, "s:deadline:1"), "moved");
    ScriptedHost host([&](const Sent& sent) {
      return sent.is("GET", "calendars/moved/") ? refusal : graph(sent);
    });
    const Observed observed = Driver(host.raw()).observe("cal", "", true);
    EXPECT_NE(observed.status, Status::ok);
    EXPECT_FALSE(observed.complete);
    EXPECT_NE(Driver(host.raw()).lookup({{"s:deadline:1", "e1"}}).status, Status::ok);
  }
}

TEST(Observe, AListOfCalendarsWithoutTheDefaultOneIsNotBelieved) {
  for (const json::array& told : {json::array{}, json::array{json::object{{"id", "moved"}}},
                                  json::array{json::object{{"id", "cal"}}}}) {
    Mailbox graph;
    graph.calendars["moved"] = {};
    graph.put(event("e1", {}, "s:deadline:1"));
    ScriptedHost host(
        [&](const Sent& sent) { return sent.is("GET", "/calendars?") ? list(told) : graph(sent); });
    EXPECT_EQ(ids_of(Driver(host.raw()).observe("cal", "", true)), (Ids{"e1"}));
    EXPECT_EQ(host.count("GET", "calendars/cal/events"), 2U);
  }
}

TEST(Observe, StopsWhenAskedTo) {
  Mailbox graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  host.cancel = true;
  EXPECT_EQ(Driver(host.raw()).observe("cal", "", true).status, Status::cancelled);
  EXPECT_TRUE(host.sent.empty());
}

}  // namespace
}  // namespace relais::agenda::event::testing
