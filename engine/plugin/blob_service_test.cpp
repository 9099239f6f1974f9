// relais.blob/1, and answers that go into blobs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plugin/call_blobs.hpp"
#include "engine/plugin/collect_session.hpp"
#include "engine/plugin/http_service.hpp"
#include "engine/plugin/test_inbox.hpp"
#include "engine/plugin/test_services.hpp"

namespace relais::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class BlobService : public testing::Test {
 protected:
  std::unique_ptr<Collector> open(const std::string& way) {
    static const PluginEntry entry = load_fixture("fixture_mailbox");
    SessionOptions options;
    options.label = "zurich/MM";
    options.config = way;
    options.account = "{}";
    options.transport = &transport;
    options.state = &state;
    options.blobs = with_blobs ? &blobs : nullptr;
    options.cancel = &cancel;
    auto session = open_collector(entry, std::move(options));
    if (!session) throw std::runtime_error(session.error().text);
    return std::move(*session);
  }
  Result<void> collect(const std::string& way = "") {
    const auto session = open(way);
    const auto done = session->collect(Purpose::poll, "", inbox);
    (void)session->commit_state();
    return done;
  }
  void answer(int status, std::string body) {
    http::Response response;
    response.outcome = http::Outcome::answered;
    response.status = status;
    response.body = std::move(body);
    transport.responses.push_back(std::move(response));
  }

  ScriptedTransport transport;
  MemoryState state;
  MemoryBlobs blobs;
  RecordingInbox inbox;
  std::atomic<bool> cancel = false;
  bool with_blobs = true;
};

TEST_F(BlobService, AnswerGoesIntoABlobAndTheMessageNamesIt) {
  answer(200, "the mime");
  ASSERT_TRUE(collect());
  EXPECT_EQ(state.values.at("answer"), "200 8 ") << "the body was not in memory";
  ASSERT_EQ(inbox.messages.size(), 1U);
  EXPECT_EQ(inbox.messages[0].mime->ref, "ref-the mime");
  EXPECT_EQ(inbox.messages[0].mime->size, 8);
  EXPECT_EQ(inbox.messages[0].mime->sha256, sha256_hex("the mime"));
  EXPECT_EQ(blobs.open(), 0U);
}

TEST_F(BlobService, WhatBecameKnownLaterTakesThePlaceOfWhatWasOfferedButForTheId) {
  answer(200, "x");
  ASSERT_TRUE(collect());
  EXPECT_EQ(inbox.messages.at(0).offer.envelope.subject, "later");
  EXPECT_EQ(inbox.messages.at(0).offer.envelope.id, "a");
  EXPECT_EQ(inbox.messages.at(0).offer.envelope.folder_id, "f");
}

TEST_F(BlobService, AnswerThatIsNoneKeepsItsBodyAndLeavesTheBlobAlone) {
  answer(404, "not there");
  ASSERT_TRUE(collect());
  EXPECT_EQ(state.values.at("answer"), "404 9 not there");
  EXPECT_FALSE(inbox.messages.at(0).mime);
  EXPECT_EQ(inbox.messages.at(0).mime_error, "refused");
  EXPECT_THAT(blobs.kept, IsEmpty());

  answer(500, "broken");
  ASSERT_TRUE(collect("written before"));
  EXPECT_EQ(state.values.at("answer"), "500 6 broken");
  EXPECT_EQ(inbox.messages.at(1).mime->ref, "ref-before ");
}

TEST_F(BlobService, AnswerTakesThePlaceOfWhatWasWrittenAndCanBeWrittenOn) {
  answer(200, "the mime");
  ASSERT_TRUE(collect("written before, written after"));
  EXPECT_EQ(inbox.messages.at(0).mime->ref, "ref-the mime after");
  EXPECT_THAT(blobs.finished(), ElementsAre("the mime after"));
  EXPECT_EQ(blobs.open(), 0U);
}

TEST_F(BlobService, ABlobOfTheCallCanBeRead) {
  answer(200, "the mime");
  ASSERT_TRUE(collect("reads"));
  EXPECT_EQ(state.values.at("read"), "mime||");
  answer(200, "the mime");
  EXPECT_EQ(collect("reads what is stored").error().code, Errc::not_found);
}

TEST_F(BlobService, FullDiskIsTheEnginesErrorAndNotThePlugins) {
  answer(200, "the mime");
  blobs.space = 4;
  const auto written = collect();
  EXPECT_EQ(written.error().code, Errc::database);
  EXPECT_EQ(written.error().text, "the disk is full");
  EXPECT_THAT(inbox.messages, IsEmpty());
  blobs.full = true;
  answer(200, "the mime");
  EXPECT_EQ(collect().error().code, Errc::database);
  EXPECT_EQ(collect("written before").error().code, Errc::database);
  EXPECT_EQ(blobs.open(), 0U);
}

TEST_F(BlobService, CancellingBreaksALongBodyOff) {
  answer(200, "the mime");
  cancel = true;
  EXPECT_EQ(collect().error().code, Errc::cancelled);
  EXPECT_EQ(blobs.open(), 0U);
  EXPECT_THAT(blobs.finished(), IsEmpty());
}

TEST_F(BlobService, RequestsThatCannotHaveOneAreRefused) {
  EXPECT_THAT(collect("post").error().text, HasSubstr("its method is not GET"));
  EXPECT_THAT(collect("two answers").error().text,
              HasSubstr("request 1: its blob takes another answer too"));
  with_blobs = false;
  EXPECT_THAT(collect().error().text, HasSubstr("relais.blob/1 is not handed out"));
  EXPECT_THAT(collect("written before").error().text, HasSubstr("does not hand out relais.blob/1"));
  EXPECT_THAT(transport.sent, IsEmpty());
}

TEST_F(BlobService, StateOfACallThatFailsIsForgotten) {
  answer(200, "x");
  EXPECT_FALSE(collect("no checkpoint"));
  EXPECT_THAT(state.values, IsEmpty());
}

TEST(HttpTable, RequestOfAnOlderPluginEndsBeforeItsBlob) {
  Call call;
  call.begin();
  ScriptedTransport transport;
  http::Response response;
  response.outcome = http::Outcome::answered;
  response.status = 200;
  response.body = "the body";
  transport.responses = {response, response};
  MemoryBlobs kept;
  CallBlobs blobs(kept, nullptr, call);
  HttpService service(transport, call, &blobs);
  const auto text = [](std::string_view view) { return relais_str{view.data(), view.size()}; };
  relais_http_request request{};
  request.method = text("GET");
  request.url = text("a");
  request.blob = text("what lies behind the struct");
  const relais_http_request* const requests[] = {&request};
  const relais_http_response* const* answers = nullptr;

  request.struct_size = offsetof(relais_http_request, blob);
  ASSERT_EQ(service.table()->send(service.table()->self, requests, 1, &answers), RELAIS_OK);
  EXPECT_EQ(std::string_view(answers[0]->body.data, answers[0]->body.size), "the body");
  EXPECT_EQ(answers[0]->body_size, 8U);
  EXPECT_TRUE(kept.kept.empty());

  request.struct_size = sizeof request;
  ASSERT_EQ(service.table()->send(service.table()->self, requests, 1, &answers), RELAIS_OK);
  EXPECT_EQ(answers[0]->body.data, nullptr);
  EXPECT_EQ(answers[0]->body_size, 8U);
  EXPECT_EQ(kept.kept.size(), 1U);
}

TEST(BlobTable, NothingIsWrittenWhileThereIsNoCall) {
  Call call;
  MemoryBlobs kept;
  CallBlobs blobs(kept, nullptr, call);
  const relais_blob* table = blobs.table();
  const relais_str name = {"a", 1};
  EXPECT_EQ(table->write(table->self, name, name), RELAIS_ERR_INTERNAL);
  call.begin();
  EXPECT_EQ(table->write(table->self, name, name), RELAIS_OK);
  call.end();
  EXPECT_EQ(table->write(table->self, name, name), RELAIS_ERR_INTERNAL);
  EXPECT_EQ(kept.kept.size(), 1U);
}

// ---- checks of the SDK --------------------------------------------------------------------------

TEST_F(BlobService, SdkChecksTheContractBeforeTheEngineHasTo) {
  answer(200, "x");
  EXPECT_THAT(collect("no checkpoint").error().text,
              HasSubstr("contract of collect: a checkpoint follows the messages of a page"));
  answer(200, "x");
  EXPECT_THAT(collect("moved to nothing").error().text, HasSubstr("contract of moved"));
  EXPECT_THAT(open("no id")->folders().error().text, HasSubstr("a folder has an id"));
  const std::vector<std::string> ids = {"a"};
  EXPECT_THAT(open("")->fetch(ids, inbox).error().text, HasSubstr("it has no checkpoints"));
  const std::vector<Mark> marks = {{"a", Marker::received}, {"b", Marker::archived}};
  std::vector<MarkResult> results;
  const auto keep = [&](MarkResult r) { results.push_back(std::move(r)); };
  EXPECT_THAT(open("twice")->mark(marks, keep).error().text,
              HasSubstr("each mark is reported once"));
  EXPECT_THAT(open("silent")->mark(marks, keep).error().text,
              HasSubstr("each mark is reported, unless the call fails"));
  results.clear();
  EXPECT_TRUE(open("")->mark(marks, keep));
  EXPECT_EQ(results.at(1).error, Errc::item);
  EXPECT_EQ(open("")->check().value().at(0).name, "messages");
}

}  // namespace
}  // namespace relais::plugin
