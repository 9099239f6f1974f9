// Finding events, with scripted answers.
#include "plugins/agenda/event/lookup.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/event/testing/driver.hpp"
#include "plugins/agenda/event/testing/mailbox.hpp"

namespace relais::agenda::event::testing {
namespace {

using sdk::Life;

const std::string young = "2026-05-01T11:55:00.0000000Z";  // the host's clock: 12:00

struct Seen {
  std::size_t ref;
  Life life;
  std::string id;
  std::string calendar;
  friend bool operator==(const Seen&, const Seen&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << seen.ref << ' ' << static_cast<int>(seen.life) << ' ' << seen.id << ' '
               << seen.calendar;
  }
};

std::vector<Seen> seen(const Looked& looked) {
  std::vector<Seen> all;
  for (const auto& [ref, found] : looked.found)
    all.push_back({ref, found.state, found.remote_id, found.container});
  std::sort(all.begin(), all.end(), [](const Seen& a, const Seen& b) {
    return std::tie(a.ref, a.id) < std::tie(b.ref, b.id);
  });
  return all;
}

using All = std::vector<Seen>;
using Refs = std::vector<std::pair<std::string, std::string>>;

TEST(Lookup, AFewKeysAreSearchedForInEachCalendar) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  graph.put(event("e2", {}, "s:deadline:2"), "moved");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Looked looked =
      Driver(host.raw())
          .lookup({{"s:deadline:1", "e1"}, {"s:deadline:2", ""}, {"s:deadline:3", ""}});
  ASSERT_EQ(looked.status, Status::ok);
  EXPECT_EQ(
      seen(looked),
      (All{{0, Life::live, "e1", "cal"}, {1, Life::live, "e2", "moved"}, {2, Life::gone, "", ""}}));
  EXPECT_EQ(host.count("GET", "relaisKeyHash"), 6U);
  EXPECT_EQ(host.sent.size(), 9U) << "and a plain listing for the one that no search finds";
  const sdk::Found& found = looked.found.at(0).second;
  EXPECT_EQ(found.key, "s:deadline:1");
  EXPECT_EQ(found.created_at, "2026-01-01T00:00:00.1234567Z");
  EXPECT_EQ(found.remote_fingerprint.size(), 40U);
  EXPECT_EQ(found.etag, "W/\"1\"");
}

TEST(Lookup, AnEqualHashIsNoEqualKey) {
  Mailbox graph;
  json::object other = event("other", {}, "s:deadline:9");
  for (json::value& each : other.at("singleValueExtendedProperties").as_array())
    if (std::string(each.at("id").as_string()) == graph::hash_property())
      each.at("value") = std::to_string(graph::hash_of("s:deadline:1"));
  graph.put(other);
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  EXPECT_EQ(seen(Driver(host.raw()).lookup({{"s:deadline:1", ""}})),
            (All{{0, Life::gone, "", ""}}));
}

TEST(Lookup, ManyRefsAreOneListingOfOurs) {
  Mailbox graph;
  Refs refs;
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    if (i % 2 == 0) graph.put(event("e" + n, {}, "s:deadline:" + n), i % 4 ? "cal" : "moved");
    refs.emplace_back("s:deadline:" + n, "");
  }
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Looked looked = Driver(host.raw()).lookup(refs);
  EXPECT_EQ(looked.found.size(), 30U);
  for (const Seen& each : seen(looked))
    EXPECT_EQ(each.life, each.ref % 2 == 0 ? Life::live : Life::gone);
  EXPECT_EQ(host.count("GET", "relaisKeyHash"), 0U);
  EXPECT_EQ(host.sent.size(), 7U);
}

TEST(Lookup, AllCopiesOfAKeyAreTold) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  graph.put(event("twin", {}, "s:deadline:1"), "moved");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const All both{{0, Life::live, "e1", "cal"}, {0, Life::live, "twin", "moved"}};
  EXPECT_EQ(seen(driver.lookup({{"s:deadline:1", "e1"}})), both);
  Refs refs(20, {"s:deadline:1", "e1"});
  EXPECT_EQ(driver.lookup(refs).found.size(), 40U);
}

TEST(Lookup, AnIdAloneIsFoundInTheListing) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"), "moved");
  graph.put(event("foreign"));
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Looked looked = Driver(host.raw()).lookup({{"", "e1"}, {"", "nothing"}});
  EXPECT_EQ(seen(looked), (All{{0, Life::live, "e1", "moved"}, {1, Life::gone, "", ""}}));
}

TEST(Lookup, WhatAnswersByItsIdButIsListedNowhereLiesInDeletedItems) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  graph.trash("e1");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Looked looked = Driver(host.raw()).lookup({{"s:deadline:1", "e1"}});
  EXPECT_EQ(seen(looked), (All{{0, Life::trashed, "e1", ""}}));
  EXPECT_EQ(looked.found.at(0).second.key, "s:deadline:1");
  EXPECT_EQ(host.sent.size(), 4U);
}

TEST(Lookup, AnEventThatNoSearchFindsIsAliveHoweverOldItIs) {
  for (const std::string& created : {young, std::string("2020-01-01T00:00:00Z"), std::string()}) {
    Mailbox graph;
    graph.lags = true;
    graph.put(event("other"));
    graph.put(event("e1", {{"createdDateTime", created}}, "s:deadline:1"), "moved");
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    const Looked looked = Driver(host.raw()).lookup({{"s:deadline:1", "e1"}});
    EXPECT_EQ(seen(looked), (All{{0, Life::live, "e1", "moved"}})) << created;
    EXPECT_EQ(looked.found.at(0).second.remote_fingerprint.size(), 40U);
  }
}

TEST(Lookup, AKeyThatTheSearchDoesNotKnowYetIsFoundInThePlainListing) {
  for (const std::size_t count : {1U, 30U}) {
    Mailbox graph;
    graph.lags = true;
    graph.put(event("foreign"));
    graph.put(event("e1", {}, "s:deadline:1"), "moved");
    graph.put(event("meeting", {}, "s:appointment:1"));
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    const Looked looked = Driver(host.raw()).lookup(Refs(count, {"s:deadline:1", ""}));
    ASSERT_EQ(looked.found.size(), count);
    EXPECT_EQ(seen(looked).at(0), (Seen{0, Life::live, "e1", "moved"}));
    EXPECT_EQ(looked.found.at(0).second.remote_fingerprint.size(), 40U);
    EXPECT_EQ(host.count("GET", "$select=id&$top="), 2U);
  }
}

TEST(Lookup, OneNotFoundOfAnIdThatACalendarListsProvesNothing) {
  Mailbox graph;
  graph.lags = true;
  graph.put(event("e1", {{"createdDateTime", young}}, "s:deadline:1"));
  ScriptedHost host([&](const Sent& sent) {
    return sent.is("GET", "users/user-1/events/") ? Answer::error(404, "ErrorItemNotFound")
                                                  : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw()).lookup({{"s:deadline:1", "e1"}}).status, Status::transient);
  EXPECT_EQ(Driver(host.raw()).lookup({{"s:deadline:1", ""}}).status, Status::transient);
  EXPECT_EQ(Driver(host.raw()).inventory().status, Status::transient);
}

TEST(Lookup, AnEventInDeletedItemsIsNot) {
  Mailbox graph;
  graph.lags = true;
  graph.put(event("e1", {{"createdDateTime", young}}, "s:deadline:1"));
  graph.put(event("e2", {{"createdDateTime", young}}, "s:deadline:2"));
  graph.trash("e1");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Looked looked = Driver(host.raw()).lookup({{"s:deadline:1", "e1"}, {"s:deadline:2", "e2"}});
  EXPECT_EQ(seen(looked), (All{{0, Life::trashed, "e1", ""}, {1, Life::live, "e2", "cal"}}));
  EXPECT_EQ(host.count("GET", "$select=id&$top="), 1U);  // one plain listing for both
}

TEST(Lookup, ASearchThatGraphCannotDoGivesWayToListings) {
  for (const Answer& refusal :
       {Answer::error(400, "ErrorInvalidRestriction"), Answer::error(500, "UnknownError")}) {
    Mailbox graph;
    graph.put(event("e1", {}, "s:deadline:1"));
    graph.put(event("private"));
    ScriptedHost host(
        [&](const Sent& sent) { return sent.is("GET", "$filter=single") ? refusal : graph(sent); });
    const Looked looked = Driver(host.raw()).lookup({{"s:deadline:1", ""}, {"s:deadline:2", ""}});
    ASSERT_EQ(looked.status, Status::ok);
    EXPECT_EQ(seen(looked), (All{{0, Life::live, "e1", "cal"}, {1, Life::gone, "", ""}}));
  }
}

TEST(Lookup, AnythingElseThanAnAnswerProvesNothing) {
  for (const Answer& fault :
       {Answer::none(Status::transient), Answer::error(429, "ApplicationThrottled"),
        Answer::error(404, "ErrorItemNotFound"), Answer{.code = 200, .body = R"({"value":[)"},
        Answer{.code = 200, .body = R"({"value":[{}]})"}, Answer{.code = 200, .body = "null"}})
    for (const char* where : {"/calendars?", "calendars/cal/events", "calendars/moved/events"}) {
      Mailbox graph;
      graph.calendars["moved"] = {};
      ScriptedHost host(
          [&](const Sent& sent) { return sent.is("GET", where) ? fault : graph(sent); });
      const Looked looked = Driver(host.raw()).lookup({{"s:deadline:1", ""}});
      EXPECT_EQ(looked.status, Status::transient) << fault.code << fault.body << where;
    }
}

TEST(Lookup, AnIdThatCannotBeAskedForNowIsNotGone) {
  for (const Answer& fault :
       {Answer::none(Status::transient), Answer::error(503, ""), Answer{.code = 200, .body = "{}"},
        Answer{.code = 200, .body = R"({"id":"e)"}}) {
    Mailbox graph;
    ScriptedHost host([&](const Sent& sent) {
      return sent.is("GET", "users/user-1/events/") ? fault : graph(sent);
    });
    EXPECT_EQ(Driver(host.raw()).lookup({{"s:deadline:1", "e1"}}).status, Status::transient);
  }
}

TEST(Lookup, NothingToFindAsksNothing) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  EXPECT_EQ(Driver(host.raw()).lookup({}).status, Status::ok);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Inventory, ListsWhatCarriesAKeyOfOurKinds) {
  Mailbox graph;
  graph.put(event("e1", {}, "s:deadline:1"));
  graph.put(event("e2", {}, "s:reminder:2:lead-1"), "moved");
  graph.put(event("meeting", {}, "s:appointment:1"));
  graph.put(event("private"));
  json::object odd = event("odd", {}, "s:deadline:3");
  odd.at("singleValueExtendedProperties")
      .as_array()
      .erase(odd.at("singleValueExtendedProperties").as_array().begin());
  graph.put(odd);
  graph.deleted.push_back(event("gone", {}, "s:deadline:4"));
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Looked looked = Driver(host.raw()).inventory();
  ASSERT_EQ(looked.status, Status::ok);
  ASSERT_EQ(looked.found.size(), 2U);
  EXPECT_EQ(looked.found[0].second.key, "s:deadline:1");
  EXPECT_EQ(looked.found[1].second.container, "moved");
  EXPECT_EQ(looked.found[1].second.created_at, "2026-01-01T00:00:00.1234567Z");
}

TEST(Inventory, ToldOnceIsWhatTwoListingsShowAndWhatNoSearchFindsYet) {
  for (const bool lags : {false, true}) {
    Mailbox graph;
    graph.lags = lags;
    graph.put(event("e1", {}, "s:deadline:1"));
    graph.put(event("e2", {}, "s:reminder:2"), "moved");
    graph.put(event("meeting", {}, "s:appointment:1"));
    graph.put(event("private"));
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    const Looked looked = Driver(host.raw()).inventory();
    ASSERT_EQ(looked.status, Status::ok);
    ASSERT_EQ(looked.found.size(), 2U) << lags;
    EXPECT_EQ(looked.found[0].second.remote_id, "e1");
    EXPECT_EQ(looked.found[1].second.container, "moved");
    EXPECT_EQ(looked.found[1].second.remote_fingerprint.size(), 40U);
  }
}

}  // namespace
}  // namespace relais::agenda::event::testing
