// Updates of events, with scripted answers.
#include <gtest/gtest.h>

#include "plugins/agenda/event/apply.hpp"
#include "plugins/agenda/event/testing/driver.hpp"
#include "plugins/agenda/event/testing/mailbox.hpp"

namespace relais::agenda::event::testing {
namespace {

using sdk::Action;

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

}  // namespace
}  // namespace relais::agenda::event::testing
