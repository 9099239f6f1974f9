#include "plugins/mail-graph/envelope.hpp"

#include <gtest/gtest.h>

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

json::object parsed(const char* text) { return json::parse(text).as_object(); }

TEST(Envelope, ShowsAMessageInTheWordsOfTheSchema) {
  const json::object message = parsed(R"({"@odata.etag":"W/\"1\"","id":"A","parentFolderId":"f",
    "receivedDateTime":"2026-05-01T07:30:00.5Z","sentDateTime":"2026-05-01T07:29:58Z",
    "internetMessageId":"<1@x>","conversationId":"c","subject":"","importance":"high",
    "from":{"emailAddress":{"name":"Anna","address":"a@x.ch"}},
    "sender":{"emailAddress":{"address":"/O=EX/CN=B"}},
    "toRecipients":[{"emailAddress":{"name":"M","address":"m@x.ch"}}],
    "ccRecipients":[],"bccRecipients":[],"hasAttachments":true,"isDraft":false})");
  EXPECT_EQ(envelope_of(message, {{"id", "f"}, {"ancestry", json::array{}}}),
            parsed(R"({"id":"A","folder":{"id":"f","ancestry":[]},
    "received":"2026-05-01T07:30:00Z","sent":"2026-05-01T07:29:58Z","internet_message_id":"<1@x>",
    "conversation_id":"c","subject":"","importance":"high","from":{"name":"Anna","address":"a@x.ch"},
    "sender":{"address":"/O=EX/CN=B"},"to":[{"name":"M","address":"m@x.ch"}],"cc":[],"bcc":[],
    "has_attachments":true,"is_draft":false})"));
}

TEST(Envelope, WhatIsMissingOrOfAnotherKindIsLeftOut) {
  EXPECT_EQ(envelope_members(parsed(R"({"id":"A","from":null,"sender":{},"toRecipients":"x",
    "receivedDateTime":"yesterday","subject":null,"importance":"urgent","isDraft":"no",
    "internetMessageId":"","hasAttachments":1})")),
            json::object());
  EXPECT_FALSE(
      envelope_members({{"conversationId", std::string(2000, 'x')}}).contains("conversation_id"));
}

TEST(Envelope, SomebodyWhoCannotBeReadIsStillARecipient) {
  EXPECT_EQ(
      envelope_members(
          parsed(R"({"toRecipients":[{"emailAddress":{"name":"team"}},7,{"emailAddress":null}]})"))
          .at("to"),
      json::parse(R"([{"address":"","name":"team"},{"address":""},{"address":""}])"));
}

TEST(Envelope, CategoriesAreKnownOnlyIfAllAreTexts) {
  EXPECT_EQ(categories_of(parsed(R"({"categories":["a","b"]})")), (Categories{"a", "b"}));
  EXPECT_EQ(categories_of(parsed(R"({"categories":[]})")), Categories());
  for (const char* text :
       {R"({})", R"({"categories":null})", R"({"categories":["a",1]})", R"({"categories":{}})"})
    EXPECT_EQ(categories_of(parsed(text)), std::nullopt) << text;
}

TEST(Envelope, ASmallChangeShowsTooLittleToBeJudged) {
  EXPECT_TRUE(is_partial(parsed(R"({"id":"A","parentFolderId":"f","isRead":true})")));
  EXPECT_TRUE(is_partial(
      parsed(R"({"id":"A","receivedDateTime":"2026-05-01T07:30:00Z","toRecipients":[]})")))
      << "where does it lie?";
  EXPECT_FALSE(is_partial(
      parsed(R"({"id":"A","parentFolderId":"f","receivedDateTime":null,"toRecipients":[]})")));
}

}  // namespace
}  // namespace relais::mail_graph
