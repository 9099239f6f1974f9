// Operations on events, with scripted answers.
#include "plugins/agenda/event/apply.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/event/testing/driver.hpp"
#include "plugins/agenda/event/testing/mailbox.hpp"

namespace relais::agenda::event::testing {
namespace {

using sdk::Action;

// ---- creates ------------------------------------------------------------------------------------

TEST(Create, IsOnePostWithTheKeyAndTheToken) {
  Mailbox graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const Task create = operation(Action::create, with_body("Klient: A"));
  const Applied applied = driver.apply({create});
  ASSERT_EQ(applied.status, Status::ok);
  const sdk::Result& made = applied.of(0);
  EXPECT_EQ(made.status, Status::ok);
  EXPECT_EQ(made.remote_id, graph.calendars["cal"].at(0).at("id").as_string());
  EXPECT_EQ(made.etag, graph.calendars["cal"].at(0).at("@odata.etag").as_string());
  EXPECT_EQ(made.container, "cal");
  EXPECT_EQ(made.remote_fingerprint.size(), 40U);
  EXPECT_EQ(made.request_id, "request-1");

  ASSERT_EQ(host.sent.size(), 1U);
  const Sent& post = host.sent[0];
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.url, "users/user-1/events");
  EXPECT_FALSE(post.idempotent);
  EXPECT_EQ(post.header("Prefer"), preferences);
  EXPECT_EQ(post.json().at("transactionId"), "token");
  EXPECT_EQ(post.json().at("body"), json::value(body_of(our_block)));
  EXPECT_EQ(post.json().at("start").at("timeZone"), "Europe/Zurich");
  EXPECT_EQ(graph::key_of(post.json()), create.key);
  EXPECT_EQ(graph::print_of(post.json()), create.fingerprint);
  EXPECT_FALSE(post.json().contains("categories"));
}

TEST(Create, ATagTellsTheKind) {
  for (const auto& [key, tag] : {std::pair<std::string, std::string>{"s:deadline:1", "3"},
                                 {"s:reminder:1:lead-1", "4"},
                                 {"s:appointment:1:series", "2"}}) {
    Mailbox graph;
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    Task create = operation(Action::create);
    create.key = key;
    EXPECT_EQ(Driver(host.raw()).apply({create}).of(0).status, Status::ok);
    const std::string sent = host.sent.at(0).body;
    EXPECT_NE(sent.find(R"(Name relaisTag","value":")" + tag + "\""), std::string::npos) << key;
  }
}

TEST(Create, AKeyOfNoKindIsNotSent) {
  for (const std::string key : {"", "x", "s:", "s:contact:1", "s::1", "deadline"}) {
    ScriptedHost host([](const Sent&) { return Answer{}; });
    Task create = operation(Action::create);
    create.key = key;
    EXPECT_EQ(Driver(host.raw()).apply({create}).of(0).status, Status::internal) << key;
    EXPECT_TRUE(host.sent.empty());
  }
}

TEST(Create, CarriesSeriesAndCategory) {
  Mailbox graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Document wanted = series();
  wanted.category = "Frist!";
  Driver(host.raw(), R"({"category":"Frist!"})").apply({operation(Action::create, wanted)});
  EXPECT_EQ(host.sent.at(0).json().at("recurrence").at("pattern").at("type"), "weekly");
  EXPECT_EQ(host.sent.at(0).json().at("categories"), (json::array{"Frist!"}));
}

TEST(Create, GoesIntoTheOwnCalendar) {
  Mailbox graph;
  graph.calendars["own"] = {};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), R"({"calendar":"Kanzlei"})");
  Task create = operation(Action::create);
  create.container = "own";
  EXPECT_EQ(driver.apply({create}).of(0).container, "own");
  EXPECT_EQ(host.sent[0].url, "users/user-1/calendars/own/events");
  create.container = "";
  EXPECT_EQ(driver.apply({create}).of(0).status, Status::internal);
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST(Create, AMissingCalendarIsToldUnlessItIsTheDefaultOne) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  Task create = operation(Action::create);
  EXPECT_EQ(Driver(host.raw()).apply({create}).of(0).status, Status::transient);
  EXPECT_EQ(Driver(host.raw(), R"({"calendar":"Kanzlei"})").apply({create}).of(0).status,
            Status::not_found);
}

TEST(Create, ManyGoInOneSend) {
  Mailbox graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const std::vector<Task> tasks(50, operation(Action::create));
  EXPECT_EQ(Driver(host.raw()).apply(tasks).results.size(), 50U);
  EXPECT_EQ(host.sent.size(), 50U);
  EXPECT_EQ(host.sent.back().batch, 1U);
}

TEST(Create, WhatCannotBeKnownIsAnUnknownOutcome) {
  for (const Answer& answer :
       {Answer{.code = 201, .body = R"({"id":"new","subj)"}, Answer{.code = 201},
        Answer{.code = 201, .body = "<html>"}, Answer{.code = 201, .body = "[]"},
        Answer{.code = 201, .body = R"({"id":5})"}, Answer{.code = 204},
        Answer::error(500, "UnknownError"), Answer::none(Status::unknown_outcome)}) {
    ScriptedHost host([&](const Sent&) { return answer; });
    const Applied applied = Driver(host.raw()).apply({operation(Action::create)});
    EXPECT_EQ(applied.of(0).status, Status::unknown_outcome) << answer.code << answer.body;
    EXPECT_EQ(host.sent.size(), 1U);
  }
}

const Answer duplicates[] = {Answer::error(409, "ErrorDuplicateTransactionId"),
                             Answer::error(400, "ErrorDuplicateTransactionId"),
                             Answer::error(409, "")};

TEST(Create, WhatAnEarlierTryHasMadeIsTakenAlsoWhileNoSearchFindsIt) {
  for (const Answer& duplicate : duplicates)
    for (const char* token : {"token", ""}) {
      Mailbox graph = with_copy({{"transactionId", token}});
      graph.lags = true;
      ScriptedHost host(
          [&](const Sent& sent) { return sent.method == "POST" ? duplicate : graph(sent); });
      const Applied applied = Driver(host.raw()).apply({operation(Action::create)});
      EXPECT_EQ(applied.of(0).status, Status::ok) << duplicate.code;
      EXPECT_EQ(applied.of(0).remote_id, "e1");
      EXPECT_EQ(applied.of(0).container, "cal");
      EXPECT_EQ(applied.of(0).remote_fingerprint.size(), 40U);
      EXPECT_EQ(host.count("POST"), 1U);
    }
}

TEST(Create, W9_ATokenWhoseEventItsOwnerHasDeletedIsGivenUp) {
  for (const Answer& duplicate : duplicates) {
    Mailbox graph = with_copy();
    graph.trash("e1");
    ScriptedHost host(
        [&](const Sent& sent) { return sent.method == "POST" ? duplicate : graph(sent); });
    EXPECT_EQ(Driver(host.raw()).apply({operation(Action::create)}).of(0).status, Status::conflict);
  }
}

TEST(Create, WhichEventATokenHasMadeIsNotGuessed) {
  const auto outcome_with = [](Mailbox graph, const Answer& listing) {
    ScriptedHost host([&](const Sent& sent) {
      if (sent.method == "POST") return duplicates[0];
      return sent.is("GET", "calendars/cal/events") && listing.code != 200 ? listing : graph(sent);
    });
    return Driver(host.raw()).apply({operation(Action::create)}).of(0).status;
  };
  Mailbox moved;
  moved.put(event("e1", {}, standard_key), "other");
  EXPECT_EQ(outcome_with(moved, {}), Status::unknown_outcome);
  EXPECT_EQ(outcome_with(with_copy({{"transactionId", "another"}}), {}), Status::unknown_outcome);
  EXPECT_EQ(outcome_with(with_copy(), Answer::error(503, "")), Status::unknown_outcome);
}

TEST(Create, ARefusedItemIsReportedWithoutItsContent) {
  ScriptedHost host([](const Sent&) {
    return Answer::error(400, "ErrorInvalidRequest", "Anna Müller needs to be set to midnight.");
  });
  const Applied applied = Driver(host.raw()).apply({operation(Action::create)});
  EXPECT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::item);
  EXPECT_EQ(applied.of(0).code, "ErrorInvalidRequest");
  EXPECT_EQ(applied.of(0).message.find("Anna"), std::string::npos);
}

TEST(Create, ThrottledCarriesItsTime) {
  Answer later = Answer::none(Status::transient);
  later.not_before_ms = 12345;
  ScriptedHost host([&](const Sent&) { return later; });
  const Applied applied = Driver(host.raw()).apply({operation(Action::create)});
  EXPECT_EQ(applied.of(0).status, Status::transient);
  EXPECT_EQ(applied.of(0).not_before_ms, 12345);
}

// ---- deletes ------------------------------------------------------------------------------------

TEST(Delete, IsOneRequest) {
  Mailbox graph = with_copy();
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_TRUE(host.sent[0].is("DELETE", "users/user-1/events/e1"));
  EXPECT_EQ(graph.deleted.size(), 1U);
}

TEST(Delete, GoneAlreadyIsDoneOnceNoCalendarListsIt) {
  for (const Answer& answer : {Answer::error(404, "ErrorItemNotFound"), Answer::error(410, "")}) {
    Mailbox graph;
    ScriptedHost host(
        [&](const Sent& sent) { return sent.is(sent.method, "events/e1") ? answer : graph(sent); });
    EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
    EXPECT_EQ(host.count("DELETE"), 1U);
    EXPECT_EQ(host.count("GET", "calendars/cal/events"), 1U);
  }
}

TEST(Delete, NotFoundTwiceOfWhatACalendarListsIsNotBelieved) {
  Mailbox graph = with_copy();
  int left = 2;
  ScriptedHost host([&](const Sent& sent) {
    return sent.is(sent.method, "events/e1") && left-- > 0 ? Answer::error(404, "ErrorItemNotFound")
                                                           : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
  EXPECT_EQ(graph.deleted.size(), 1U);
}

TEST(Delete, AFalseNotFoundIsNotBelieved) {
  Mailbox graph = with_copy();
  int deletes = 0;
  ScriptedHost host([&](const Sent& sent) {
    return sent.method == "DELETE" && ++deletes == 1 ? Answer::error(404, "ErrorItemNotFound")
                                                     : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
  EXPECT_EQ(deletes, 2);
  EXPECT_EQ(graph.deleted.size(), 1U);
}

TEST(Delete, AFalseNotFoundForEverIsLeftForLater) {
  Mailbox graph = with_copy();
  ScriptedHost host([&](const Sent& sent) {
    return sent.method == "DELETE" ? Answer::error(404, "ErrorItemNotFound") : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::transient);
  EXPECT_EQ(host.count("DELETE"), 3U);
}

TEST(Delete, WhatLiesInDeletedItemsIsDeleted) {
  Mailbox graph = with_copy();
  graph.put(event("another", {}, "s:deadline:2"));
  graph.trash("e1");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
  EXPECT_EQ(host.count("DELETE"), 1U);
}

TEST(Delete, AnEventThatNoSearchFindsIsStillDeleted) {
  Mailbox graph = with_copy();
  graph.lags = true;
  int deletes = 0;
  ScriptedHost host([&](const Sent& sent) {
    return sent.method == "DELETE" && ++deletes == 1 ? Answer::error(404, "ErrorItemNotFound")
                                                     : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
  EXPECT_EQ(graph.deleted.size(), 1U);
}

TEST(Delete, AListingThatFailsDoesNotHideWhatWasDone) {
  Mailbox graph = with_copy();
  graph.put(event("e2", {}, "s:deadline:2"));
  ScriptedHost host([&](const Sent& sent) {
    if (sent.is("DELETE", "events/e1")) return Answer::error(404, "ErrorItemNotFound");
    if (sent.is("GET", "calendars")) return Answer::none(Status::transient);
    return graph(sent);
  });
  Task other = operation(Action::remove);
  other.remote_id = "e2";
  const Applied applied = Driver(host.raw()).apply({operation(Action::remove), other});
  EXPECT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::transient);
  EXPECT_EQ(applied.of(1).status, Status::ok);
}

TEST(Delete, AMailboxThatIsGoneIsNoSuccess) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "MailboxNotEnabledForRESTAPI"); });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::forbidden);
}

// ---- the slice ----------------------------------------------------------------------------------

TEST(Apply, R70_NothingThatMailsAnybodyIsEverSent) {
  Mailbox graph = with_copy({{"attendees", {{{"type", "required"}}}}, {"isOnlineMeeting", true}});
  graph.find("e1")->at("body") = body_of("mine");
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Document wanted = series();
  wanted.body = "Klient: A";
  wanted.category = "Frist!";
  Driver driver(host.raw(), R"({"category":"Frist!"})");
  driver.apply({operation(Action::create, wanted), operation(Action::update, wanted),
                operation(Action::remove)});
  ASSERT_GE(host.sent.size(), 4U);
  for (const Sent& sent : host.sent)
    for (const char* mails : {"attendees", "isOnlineMeeting", "organizer", "onlineMeetingProvider"})
      EXPECT_EQ(sent.body.find(mails), std::string::npos) << sent.method << mails;
}

TEST(Apply, CancelledOperationsAreNotReported) {
  int answered = 0;
  ScriptedHost host([&](const Sent&) {
    return ++answered == 1 ? Answer::json(event("x"), 201) : Answer::none(Status::cancelled);
  });
  const Task create = operation(Action::create);
  const Applied applied = Driver(host.raw()).apply({create, create, create});
  EXPECT_EQ(applied.status, Status::cancelled);
  EXPECT_EQ(applied.results.size(), 1U);
}

TEST(Apply, ADocumentThatIsNotOursIsRefusedAlone) {
  Mailbox graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Task broken = operation(Action::create), nowhere = operation(Action::update);
  broken.document = "{";
  nowhere.remote_id = "";
  const Applied applied = Driver(host.raw()).apply({broken, nowhere, operation(Action::create)});
  EXPECT_EQ(applied.of(0).status, Status::internal);
  EXPECT_EQ(applied.of(1).status, Status::internal);
  EXPECT_EQ(applied.of(2).status, Status::ok);
}

TEST(Apply, LogsAndFailuresHoldNoContent) {
  ScriptedHost host([](const Sent&) { return Answer::error(403, "ErrorAccessDenied", "Müller"); });
  const Applied applied = Driver(host.raw()).apply({operation(Action::update)});
  EXPECT_EQ(applied.of(0).status, Status::forbidden);
  std::string all = host.failure + applied.of(0).message;
  for (const std::string& line : host.log) all += line;
  EXPECT_EQ(all.find("Müller"), std::string::npos);
}

}  // namespace
}  // namespace relais::agenda::event::testing
