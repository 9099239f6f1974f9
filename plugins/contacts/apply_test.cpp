// Operations, driven through the built plugin's C function with scripted answers.
#include <gtest/gtest.h>

#include "plugins/contacts/testing/contact_json.hpp"
#include "plugins/contacts/testing/driver.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::contacts::testing {
namespace {

using sdk::Action;

const std::string fax_block = "--- relais ---\nFax: +41 44 1\n--- /relais ---";

/// A task that writes what `item` renders to.
Task task(Driver& driver, Action action, const std::string& item, std::string id = "c1") {
  const auto [status, documents] = driver.render(item);
  EXPECT_EQ(status, Status::ok);
  return {.action = action,
          .remote_id = action == Action::create ? "" : std::move(id),
          .container = "default",
          .document = documents.at(0).body,
          .fingerprint = documents.at(0).fingerprint};
}

TEST(Create, IsOnePostWithTheKeyInIt) {
  ScriptedHost host([](const Sent& sent) {
    json::object made = sent.json();
    made["id"] = "new";
    made["@odata.etag"] = "W/\"7\"";
    made["parentFolderId"] = "default";
    return Answer::json(made, 201);
  });
  Driver driver(host.raw());
  const Task create = task(driver, Action::create, item_with_fax);
  const Applied applied = driver.apply({create});
  ASSERT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).remote_id, "new");
  EXPECT_EQ(applied.of(0).etag, "W/\"7\"");
  EXPECT_EQ(applied.of(0).container, "default");
  EXPECT_EQ(applied.of(0).request_id, "request-1");
  EXPECT_EQ(applied.of(0).remote_fingerprint.size(), 40U);

  ASSERT_EQ(host.sent.size(), 1U);
  const Sent& post = host.sent[0];
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.url, "users/user-1/contacts");
  EXPECT_FALSE(post.idempotent);
  EXPECT_EQ(post.header("Prefer"), R"(IdType="ImmutableId")");
  EXPECT_EQ(post.header("Content-Type"), "application/json");
  EXPECT_EQ(post.json().at("displayName"), "Anna Müller");
  EXPECT_EQ(post.json().at("personalNotes"), json::value(fax_block));
  EXPECT_EQ(graph::key_of(post.json()), create.key);
  EXPECT_EQ(graph::print_of(post.json()), create.fingerprint);
}

TEST(Create, GoesIntoTheOwnFolder) {
  ScriptedHost host([](const Sent&) { return Answer::json(contact("new", {}, {}, "own"), 201); });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  Task create = task(driver, Action::create, plain_item);
  create.container = "own/1";
  EXPECT_EQ(driver.apply({create}).of(0).container, "own");
  EXPECT_EQ(host.sent[0].url, "users/user-1/contactFolders/own%2F1/contacts");
}

TEST(Create, ManyGoInOneSend) {
  ScriptedHost host([](const Sent&) { return Answer::json(contact("x"), 201); });
  Driver driver(host.raw());
  const std::vector<Task> tasks(50, task(driver, Action::create, plain_item));
  EXPECT_EQ(driver.apply(tasks).results.size(), 50U);
  EXPECT_EQ(host.sent.size(), 50U);
  EXPECT_EQ(host.sent.back().batch, 1U);
}

TEST(Create, AnUnusableAnswerIsAnUnknownOutcome) {
  for (const Answer& answer :
       {Answer{.code = 201, .body = R"({"id":"new","disp)"}, Answer{.code = 201},
        Answer{.code = 201, .body = "<html>"}, Answer{.code = 201, .body = "[]"},
        Answer{.code = 201, .body = R"({"id":5})"}, Answer{.code = 204},
        Answer::error(500, "UnknownError"), Answer::none(Status::unknown_outcome)}) {
    ScriptedHost host([&](const Sent&) { return answer; });
    Driver driver(host.raw());
    const Applied applied = driver.apply({task(driver, Action::create, plain_item)});
    EXPECT_EQ(applied.of(0).status, Status::unknown_outcome) << answer.code << answer.body;
    EXPECT_EQ(host.sent.size(), 1U);
  }
}

TEST(Create, ARefusedItemIsReportedWithoutItsContent) {
  ScriptedHost host([](const Sent&) {
    return Answer::error(400, "ErrorInvalidArgument", "Anna Müller has 4 entries");
  });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::create, plain_item)});
  EXPECT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::item);
  EXPECT_EQ(applied.of(0).code, "ErrorInvalidArgument");
  EXPECT_EQ(applied.of(0).request_id, "request-1");
  EXPECT_EQ(applied.of(0).message.find("Anna"), std::string::npos);
}

TEST(Create, ThrottledCarriesItsTime) {
  Answer later = Answer::none(Status::transient);
  later.not_before_ms = 12345;
  ScriptedHost host([&](const Sent&) { return later; });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::create, plain_item)});
  EXPECT_EQ(applied.of(0).status, Status::transient);
  EXPECT_EQ(applied.of(0).not_before_ms, 12345);
}

// ---- updates ------------------------------------------------------------------------------------

/// A mailbox with one contact, which answers PATCH as Graph does.
struct OneContact {
  json::object there = contact("c1", {}, "store:contact:1");
  int version = 1;

  Answer operator()(const Sent& sent) {
    if (sent.is("GET", "contactFolders")) return list({});
    if (sent.method == "GET" && sent.is("GET", "$top=1"))
      return list({json::object{{"id", "other"}, {"parentFolderId", "default"}}});
    if (sent.method == "PATCH") {
      const std::string match = sent.header("If-Match");
      if (!match.empty() && match != there.at("@odata.etag").as_string())
        return Answer::error(412, "ErrorIrresolvableConflict");
      for (const auto& [name, value] : sent.json())
        if (name != "singleValueExtendedProperties") there[name] = value;
      touch();
    }
    return Answer::json(there);
  }
  void touch() { there["@odata.etag"] = "W/\"" + std::to_string(++version) + "\""; }
};

TEST(Update, IsOneRequestWhereNothingIsMerged) {
  OneContact graph;
  graph.there["personalNotes"] = "the owner's";
  graph.there["categories"] = {"Golf"};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::update, plain_item)});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).etag, "W/\"2\"");
  ASSERT_EQ(host.sent.size(), 1U);
  const json::object body = host.sent[0].json();
  EXPECT_EQ(host.sent[0].header("If-Match"), "");
  EXPECT_TRUE(host.sent[0].idempotent);
  EXPECT_FALSE(body.contains("personalNotes"));
  EXPECT_FALSE(body.contains("categories"));
  EXPECT_EQ(body.at("displayName"), "Anna Müller");
  EXPECT_EQ(body.at("fileAs"), "Müller, Anna");
  EXPECT_TRUE(body.at("mobilePhone").is_null());
  EXPECT_TRUE(body.at("emailAddresses").as_array().empty());
  EXPECT_FALSE(graph::print_of(body).empty());
  EXPECT_EQ(graph::key_of(body), "");
  EXPECT_EQ(graph.there["personalNotes"], "the owner's");
}

TEST(Update, IsOneRequestWhereTheFenceIsAsItShouldBe) {
  OneContact graph;
  graph.there["personalNotes"] = "mine\r\n\r\n--- relais ---\r\nFax: +41 44 1\r\n--- /relais ---";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::update, item_with_fax)}).of(0).status, Status::ok);
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST(Update, MergesTheFenceUnderAPrecondition) {
  OneContact graph;
  graph.there["personalNotes"] = "mine";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::update, item_with_fax)});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).etag, "W/\"3\"");
  ASSERT_EQ(host.sent.size(), 2U);
  EXPECT_EQ(host.sent[1].header("If-Match"), "W/\"2\"");
  EXPECT_EQ(host.sent[1].json().at("displayName"), "Anna Müller");
  EXPECT_FALSE(host.sent[1].json().contains("categories"));
  EXPECT_EQ(graph.there["personalNotes"], json::value("mine\n\n" + fax_block));
}

TEST(Update, AFenceThatItsOwnerEditedIsRestoredAndHisTextStays) {
  OneContact graph;
  graph.there["personalNotes"] = "above\n--- relais ---\nFax: 0\n--- /relais ---\nbelow";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  driver.apply({task(driver, Action::update, item_with_fax)});
  EXPECT_EQ(graph.there["personalNotes"], json::value("above\n" + fax_block + "\nbelow"));
}

TEST(Update, AFenceThatIsNotNeededAnyMoreGoes) {
  OneContact graph;
  graph.there["personalNotes"] = "mine\n\n" + fax_block;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  driver.apply({task(driver, Action::update, plain_item)});
  EXPECT_EQ(graph.there["personalNotes"], "mine");
}

TEST(Update, OurCategoryIsAddedToTheOwners) {
  OneContact graph;
  graph.there["categories"] = {"Golf", "Kunde"};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), R"({"category":"Kanzlei"})");
  driver.apply({task(driver, Action::update, plain_item)});
  EXPECT_EQ(graph.there["categories"], (json::value{"Golf", "Kunde", "Kanzlei"}));
  host.forget();
  driver.apply({task(driver, Action::update, plain_item)});
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST(Update, WhatTheOwnerTypesMeanwhileIsNotLost) {
  OneContact graph;
  graph.there["personalNotes"] = "old";
  bool edited = false;
  ScriptedHost host([&](const Sent& sent) {
    if (!sent.header("If-Match").empty() && !edited) {
      edited = true;
      graph.there["personalNotes"] = "new words";
      graph.touch();
    }
    return graph(sent);
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::update, item_with_fax)}).of(0).status, Status::ok);
  EXPECT_EQ(graph.there["personalNotes"], json::value("new words\n\n" + fax_block));
  EXPECT_EQ(host.sent.size(), 4U);  // PATCH, merge refused, GET, merge
}

TEST(Update, AMergeThatIsAlwaysOvertakenGivesUp) {
  OneContact graph;
  ScriptedHost host([&](const Sent& sent) {
    return sent.header("If-Match").empty() ? graph(sent)
                                           : Answer::error(412, "ErrorIrresolvableConflict");
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::update, item_with_fax)}).of(0).status,
            Status::conflict);
  EXPECT_LE(host.sent.size(), 8U);
}

TEST(Update, A412WithoutAPreconditionIsTriedAgain) {
  OneContact graph;
  int refusals = 2;
  ScriptedHost host([&](const Sent& sent) {
    return refusals-- > 0 ? Answer::error(412, "ErrorIrresolvableConflict") : graph(sent);
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::update, plain_item)}).of(0).status, Status::ok);
  EXPECT_EQ(host.sent.size(), 3U);
}

TEST(Update, AnUnreadableAnswerIsReadAgain) {
  OneContact graph;
  ScriptedHost host([&](const Sent& sent) {
    const Answer answer = graph(sent);
    return sent.method == "PATCH" ? Answer{.code = 200, .body = answer.body.substr(0, 20)} : answer;
  });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::update, plain_item)});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).etag, "W/\"2\"");
  EXPECT_EQ(host.count("GET"), 1U);
}

TEST(Update, NotFoundIsOnlyAClaim) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::update, plain_item)}).of(0).status,
            Status::not_found);
}

TEST(Update, AContactInDeletedItemsIsNotThere) {
  OneContact graph;
  graph.there["parentFolderId"] = "deleteditems";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::update, plain_item)}).of(0).status,
            Status::not_found);
}

TEST(Update, AContactInAnotherFolderIsFollowed) {
  OneContact graph;
  graph.there["parentFolderId"] = "friends";
  ScriptedHost host([&](const Sent& sent) {
    if (sent.is("GET", "/friends/childFolders")) return list({});
    if (sent.is("GET", "contactFolders")) return list({json::object{{"id", "friends"}}});
    return graph(sent);
  });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::update, plain_item)});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).container, "friends");
}

TEST(Update, VerifyTouchesNoForeignContact) {
  for (const std::string key : {"", "store:contact:2"}) {
    OneContact graph;
    graph.there = contact("c1", {}, key);
    ScriptedHost host([&](const Sent& sent) { return graph(sent); });
    Driver driver(host.raw());
    Task update = task(driver, Action::update, plain_item);
    Task remove = task(driver, Action::remove, plain_item);
    update.verify = remove.verify = true;
    const Applied applied = driver.apply({update, remove});
    EXPECT_EQ(applied.of(0).status, Status::not_found);
    EXPECT_EQ(applied.of(1).status, Status::not_found);
    EXPECT_EQ(host.count("GET"), host.sent.size());
    EXPECT_EQ(host.count("GET", "$expand=singleValueExtendedProperties($filter=id eq 'String"), 2U);
  }
}

TEST(Update, VerifiedOursIsWritten) {
  OneContact graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  Task update = task(driver, Action::update, plain_item);
  update.verify = true;
  EXPECT_EQ(driver.apply({update}).of(0).status, Status::ok);
  EXPECT_EQ(host.count("PATCH"), 1U);
}

// ---- deletes ------------------------------------------------------------------------------------

TEST(Delete, GoneAlreadyIsDoneOnceASecondLookAgrees) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::remove, plain_item)}).of(0).status, Status::ok);
  EXPECT_EQ(host.count("DELETE", "users/user-1/contacts/c1"), 1U);
}

TEST(Delete, AFalseNotFoundIsNotBelieved) {
  OneContact graph;
  int deletes = 0;
  ScriptedHost host([&](const Sent& sent) {
    if (sent.method != "DELETE") return graph(sent);
    return ++deletes == 1 ? Answer::error(404, "ErrorItemNotFound") : Answer{.code = 204};
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::remove, plain_item)}).of(0).status, Status::ok);
  EXPECT_EQ(deletes, 2);
}

TEST(Delete, AMailboxThatIsGoneIsNoSuccess) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "MailboxNotEnabledForRESTAPI"); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({task(driver, Action::remove, plain_item)}).of(0).status,
            Status::forbidden);
}

// ---- the slice ----------------------------------------------------------------------------------

TEST(Apply, CancelledOperationsAreNotReported) {
  int answered = 0;
  ScriptedHost host([&](const Sent&) {
    return ++answered == 1 ? Answer::json(contact("x"), 201) : Answer::none(Status::cancelled);
  });
  Driver driver(host.raw());
  const Task create = task(driver, Action::create, plain_item);
  const Applied applied = driver.apply({create, create, create});
  EXPECT_EQ(applied.status, Status::cancelled);
  EXPECT_EQ(applied.results.size(), 1U);
}

TEST(Apply, AFolderListThatFailsDoesNotHideWhatWasDone) {
  OneContact graph;
  graph.there["parentFolderId"] = "somewhere";
  ScriptedHost host([&](const Sent& sent) {
    if (sent.method == "POST") return Answer::json(contact("new"), 201);
    if (sent.is("GET", "contactFolders")) return Answer::none(Status::transient);
    return graph(sent);
  });
  Driver driver(host.raw());
  const Applied applied = driver.apply(
      {task(driver, Action::update, plain_item), task(driver, Action::create, plain_item)});
  EXPECT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::transient);
  EXPECT_EQ(applied.of(1).status, Status::ok);
}

TEST(Apply, ADocumentThatIsNotOursIsRefusedAlone) {
  ScriptedHost host([](const Sent&) { return Answer::json(contact("x"), 201); });
  Driver driver(host.raw());
  Task broken = task(driver, Action::create, plain_item);
  broken.document = "{";
  const Applied applied = driver.apply({broken, task(driver, Action::create, plain_item)});
  EXPECT_EQ(applied.of(0).status, Status::internal);
  EXPECT_EQ(applied.of(1).status, Status::ok);
}

TEST(Apply, LogsAndFailuresHoldNoContent) {
  ScriptedHost host([](const Sent&) { return Answer::error(403, "ErrorAccessDenied", "Müller"); });
  Driver driver(host.raw());
  const Applied applied = driver.apply({task(driver, Action::update, item_with_fax)});
  EXPECT_EQ(applied.of(0).status, Status::forbidden);
  std::string all = host.failure + applied.of(0).message;
  for (const std::string& line : host.log) all += line;
  EXPECT_EQ(all.find("Müller"), std::string::npos);
}

}  // namespace
}  // namespace relais::contacts::testing
