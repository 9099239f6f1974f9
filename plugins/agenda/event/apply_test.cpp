// Operations on events, with scripted answers.
#include "plugins/agenda/event/apply.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/event/testing/driver.hpp"
#include "plugins/agenda/event/testing/mailbox.hpp"

namespace relais::agenda::event::testing {
namespace {

using sdk::Action;

const std::string preferences = R"(IdType="ImmutableId", outlook.body-content-type="text")";
const std::string our_block = "--- relais ---\nKlient: A\n--- /relais ---";

Mailbox with_copy(const json::object& change = {}, const std::string& key = standard_key) {
  Mailbox graph;
  graph.put(event("e1", change, key));
  return graph;
}

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
        Answer::error(500, "UnknownError"), Answer::none(Status::unknown_outcome),
        Answer::error(409, "ErrorDuplicateTransactionId"),
        Answer::error(400, "ErrorDuplicateTransactionId"), Answer::error(409, "")}) {
    ScriptedHost host([&](const Sent&) { return answer; });
    const Applied applied = Driver(host.raw()).apply({operation(Action::create)});
    EXPECT_EQ(applied.of(0).status, Status::unknown_outcome) << answer.code << answer.body;
    EXPECT_EQ(host.sent.size(), 1U);
  }
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

// ---- updates ------------------------------------------------------------------------------------

TEST(Update, IsOneRequestWhereNothingIsMerged) {
  Mailbox graph = with_copy({{"body", body_of("the owner's")}, {"categories", {"Golf"}}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Task update = operation(Action::update);
  const Applied applied = Driver(host.raw()).apply({update});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).remote_id, "e1");
  EXPECT_EQ(applied.of(0).etag, "W/\"2\"");
  EXPECT_EQ(applied.of(0).container, "");
  ASSERT_EQ(host.sent.size(), 1U);
  const Sent& patch = host.sent[0];
  EXPECT_TRUE(patch.is("PATCH", "users/user-1/events/e1"));
  EXPECT_TRUE(patch.idempotent);
  EXPECT_EQ(patch.header("Prefer"), preferences);
  EXPECT_EQ(patch.header("If-Match"), "");
  for (const char* absent : {"body", "categories", "recurrence", "transactionId"})
    EXPECT_FALSE(patch.json().contains(absent)) << absent;
  EXPECT_EQ(graph::print_of(patch.json()), update.fingerprint);
  EXPECT_EQ(graph::key_of(patch.json()), "");
}

TEST(Update, IsOneRequestWhereTheFenceIsAsItShouldBe) {
  Mailbox graph = with_copy(
      {{"body", body_of("mine\r\n\r\n--- relais ---\r\nKlient:  A\r\n--- /relais ---\r\n")}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::update, with_body("Klient: A"))}).of(0).status,
            Status::ok);
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST(Update, WhatMakesASeriesIsWrittenOnlyIfItHasChanged) {
  const Document now = series();
  Document same_series = now, other_series = series("2026-05-11T09:00:00");
  same_series.fields["subject"] = "before";
  const std::string print = written_print(now);
  struct Case {
    std::string previous;
    bool written;
    const char* why;
  };
  for (const Case& each :
       {Case{print, true, "a repair"}, Case{"", true, "unknown"},
        Case{written_print(same_series), false, "another subject"},
        Case{written_print(other_series), true, "another start"},
        Case{"of.another", true, "no print of ours"}, Case{"..", true, "no print of ours"}}) {
    Mailbox graph = with_copy();
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    Task update = operation(Action::update, now);
    update.previous = each.previous;
    EXPECT_EQ(Driver(host.raw()).apply({update}).of(0).status, Status::ok);
    const json::object body = host.sent.at(0).json();
    EXPECT_TRUE(body.contains("subject"));
    for (const char* name : {"recurrence", "start", "end", "isAllDay"})
      EXPECT_EQ(body.contains(name), each.written) << each.why << ": " << name;
  }
}

TEST(Update, MergesTheFenceUnderAPrecondition) {
  Mailbox graph = with_copy({{"body", body_of("mine")}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const Applied applied = driver.apply({operation(Action::update, with_body("Klient: A"))});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).etag, "W/\"3\"");
  EXPECT_EQ(applied.of(0).remote_fingerprint.size(), 40U);
  ASSERT_EQ(host.sent.size(), 2U);
  EXPECT_EQ(host.sent[1].header("If-Match"), "W/\"2\"");
  EXPECT_EQ(host.sent[1].header("Prefer"), preferences);
  EXPECT_EQ(host.sent[1].json(), (json::object{{"body", body_of("mine\n\n" + our_block)}}));
}

TEST(Update, AFenceThatItsOwnerEditedIsRestoredAndHisTextStays) {
  Mailbox graph =
      with_copy({{"body", body_of("above\n--- relais ---\nKlient: 0\n--- /relais ---\nbelow")}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver(host.raw()).apply({operation(Action::update, with_body("Klient: A"))});
  EXPECT_EQ(graph.find("e1")->at("body").at("content"),
            json::value("above\n" + our_block + "\nbelow"));
}

TEST(Update, AFenceThatIsNotNeededAnyMoreGoes) {
  Mailbox graph = with_copy({{"body", body_of("mine\n\n" + our_block)}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver(host.raw()).apply({operation(Action::update)});
  EXPECT_EQ(graph.find("e1")->at("body").at("content"), "mine");
}

TEST(Update, OurCategoryComesAndGoesAmongTheOwners) {
  Mailbox graph = with_copy({{"categories", {"Golf", "Kunde"}}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), R"({"category":"Frist!"})");
  Document important = document();
  important.category = "Frist!";
  driver.apply({operation(Action::update, important)});
  EXPECT_EQ(graph.find("e1")->at("categories"), (json::value{"Golf", "Kunde", "Frist!"}));
  EXPECT_EQ(host.sent.size(), 2U);
  driver.apply({operation(Action::update, important)});
  EXPECT_EQ(host.sent.size(), 3U);

  graph.find("e1")->at("categories") = {"Golf", "Frist!", "Kunde"};
  driver.apply({operation(Action::update)});
  EXPECT_EQ(graph.find("e1")->at("categories"), (json::value{"Golf", "Kunde"}));
  EXPECT_FALSE(host.sent.back().json().contains("body"));
}

TEST(Update, HtmlInTheAnswerIsAskedForAsText) {
  Mailbox graph = with_copy({{"body", body_of("mine")}});
  ScriptedHost host([&](const Sent& sent) {
    Answer answer = graph(sent);
    if (sent.method != "PATCH") return answer;
    json::object shown = json::parse(answer.body).as_object();
    shown["body"] = body_of("<html><body>mine</body></html>", "html");
    return Answer::json(shown);
  });
  const Applied applied =
      Driver(host.raw()).apply({operation(Action::update, with_body("Klient: A"))});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  ASSERT_EQ(host.sent.size(), 3U);
  EXPECT_EQ(host.sent[1].method, "GET");
  EXPECT_EQ(host.sent[1].header("Prefer"), preferences);
  EXPECT_EQ(graph.find("e1")->at("body").at("content"), json::value("mine\n\n" + our_block));
}

TEST(Update, HtmlThatIsAllThereIsBecomesLinesOfText) {
  Mailbox graph = with_copy(
      {{"body",
        body_of("<html><head><style>p{}</style></head><body><p>Anna &amp; Max</p><div>--- "
                "relais ---<br>Klient: 0<br>--- /relais ---</div><p>below</p></body></html>",
                "html")}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver(host.raw()).apply({operation(Action::update, with_body("Klient: A"))});
  EXPECT_EQ(graph.find("e1")->at("body"),
            json::value(body_of("Anna & Max\n" + our_block + "\nbelow")));
}

TEST(Update, HtmlThatShowsOurBlockIsLeftAsItIs) {
  Mailbox graph = with_copy(
      {{"body", body_of("<div>--- relais ---<br>Klient: A<br>--- /relais ---</div>", "html")}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Applied applied =
      Driver(host.raw()).apply({operation(Action::update, with_body("Klient: A"))});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(host.count("PATCH"), 1U);
}

TEST(Update, HtmlThatCannotBeReadIsNotOverwritten) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<div>";
  Mailbox graph = with_copy({{"body", body_of(deep + "the owner's", "html")}});
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const Applied applied =
      Driver(host.raw()).apply({operation(Action::update, with_body("Klient: A"))});
  EXPECT_EQ(applied.of(0).status, Status::transient);
  EXPECT_EQ(host.count("PATCH"), 1U);
}

TEST(Update, WhatTheOwnerTypesMeanwhileIsNotLost) {
  Mailbox graph = with_copy({{"body", body_of("old")}});
  bool edited = false;
  ScriptedHost host([&](const Sent& sent) {
    if (!sent.header("If-Match").empty() && !edited) {
      edited = true;
      graph.find("e1")->at("body") = body_of("new words");
      graph.touch(*graph.find("e1"));
    }
    return graph(sent);
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::update, with_body("Klient: A"))}).of(0).status,
            Status::ok);
  EXPECT_EQ(graph.find("e1")->at("body").at("content"), json::value("new words\n\n" + our_block));
  EXPECT_EQ(host.sent.size(), 4U);  // PATCH, merge refused, GET, merge
}

TEST(Update, AMergeThatIsAlwaysOvertakenGivesUp) {
  Mailbox graph = with_copy();
  ScriptedHost host([&](const Sent& sent) {
    return sent.header("If-Match").empty() ? graph(sent)
                                           : Answer::error(412, "ErrorIrresolvableConflict");
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::update, with_body("Klient: A"))}).of(0).status,
            Status::conflict);
  EXPECT_LE(host.sent.size(), 8U);
}

TEST(Update, A412WithoutAPreconditionIsTriedAgain) {
  Mailbox graph = with_copy();
  int refusals = 2;
  ScriptedHost host([&](const Sent& sent) {
    return refusals-- > 0 ? Answer::error(412, "ErrorIrresolvableConflict") : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::update)}).of(0).status, Status::ok);
  EXPECT_EQ(host.sent.size(), 3U);
}

TEST(Update, AnAnswerThatShowsTooLittleIsReadAgain) {
  for (const std::string body : {"", "{\"id\":\"e1\"", "{}", R"({"id":"e1"})",
                                 R"({"id":"e1","body":null})", R"({"id":"e1","body":{}})",
                                 R"({"id":"e1","body":{"contentType":1,"content":[]}})", "[1]"}) {
    Mailbox graph = with_copy();
    ScriptedHost host([&](const Sent& sent) {
      const Answer answer = graph(sent);
      return sent.method == "PATCH" ? Answer{.code = 200, .body = body} : answer;
    });
    const Applied applied = Driver(host.raw()).apply({operation(Action::update)});
    EXPECT_EQ(applied.of(0).status, Status::ok) << body;
    EXPECT_EQ(applied.of(0).etag, "W/\"2\"");
    EXPECT_EQ(host.count("GET"), 1U);
  }
}

TEST(Update, AnEventThatNeverShowsItsTextIsLeftForLater) {
  ScriptedHost host([](const Sent&) {
    return Answer{.code = 200, .body = R"({"id":"e1","body":{"contentType":"text"}})"};
  });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::update)}).of(0).status, Status::transient);
  EXPECT_EQ(host.sent.size(), 2U);
}

TEST(Update, NotFoundIsOnlyAClaim) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::update)}).of(0).status, Status::not_found);
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST(Update, VerifyTouchesNoForeignEvent) {
  for (const std::string key : {"", "s:deadline:2"}) {
    Mailbox graph = with_copy({}, key);
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    Task update = operation(Action::update), remove = operation(Action::remove);
    update.verify = remove.verify = true;
    const Applied applied = Driver(host.raw()).apply({update, remove});
    EXPECT_EQ(applied.of(0).status, Status::not_found);
    EXPECT_EQ(applied.of(1).status, Status::not_found);
    EXPECT_EQ(host.count("GET"), host.sent.size());
    EXPECT_EQ(host.count("GET", "$expand=singleValueExtendedProperties($filter=id eq 'String"), 2U);
  }
}

TEST(Update, VerifiedOursIsWritten) {
  Mailbox graph = with_copy();
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Task update = operation(Action::update);
  update.verify = true;
  EXPECT_EQ(Driver(host.raw()).apply({update}).of(0).status, Status::ok);
  EXPECT_EQ(host.count("PATCH"), 1U);
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

TEST(Delete, GoneAlreadyIsDoneOnceASecondLookAgrees) {
  for (const Answer& answer : {Answer::error(404, "ErrorItemNotFound"), Answer::error(410, "")}) {
    ScriptedHost host([&](const Sent&) { return answer; });
    EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
    EXPECT_EQ(host.count("DELETE"), 1U);
    EXPECT_EQ(host.count("GET"), 1U);
  }
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
  for (const std::string created : {"2026-01-01T00:00:00Z", "2026-05-01T11:59:00Z", "", "soon"}) {
    Mailbox graph = with_copy({{"createdDateTime", created}});
    graph.put(event("another", {}, "s:deadline:2"));
    graph.trash("e1");
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    EXPECT_EQ(Driver(host.raw()).apply({operation(Action::remove)}).of(0).status, Status::ok);
    EXPECT_EQ(host.count("DELETE"), 1U) << created;
  }
}

TEST(Delete, AYoungEventThatNoSearchKnowsIsStillDeleted) {
  Mailbox graph = with_copy({{"createdDateTime", "2026-05-01T11:59:00Z"}});
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
