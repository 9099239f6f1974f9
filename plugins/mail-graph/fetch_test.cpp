// What is collected of a message, through the built plugin's C function with scripted answers.
#include "plugins/mail-graph/testing/fetching.hpp"

namespace relais::mail_graph::testing {
namespace {

TEST_F(Fetch, AWantedMessageIsStoredWithBodyAndMime) {
  const json::object message = stored();
  EXPECT_EQ(message.at("id"), "a");
  EXPECT_EQ(blob(message.at("body")), "<p>Hello</p>");
  EXPECT_EQ(message.at("body").at("type"), "html");
  EXPECT_EQ(blob(message.at("mime")), "MIME");
  EXPECT_EQ(message.at("envelope").at("subject"), "Offer");
  EXPECT_EQ(message.at("envelope").at("markers"), json::value(json::array{}));
  EXPECT_EQ(message.at("envelope").at("folder").at("id"), "inbox-id");
  for (const char* absent : {"mime_error", "notes", "attachments"})
    EXPECT_FALSE(message.contains(absent)) << absent;
  EXPECT_EQ(host_.count("GET", "/attachments"), 0U) << "there are none";
}

TEST_F(Fetch, AMessageThatIsNotWantedCostsNothing) {
  collects_ = false;
  EXPECT_TRUE(poll("").stored.empty());
  EXPECT_EQ(host_.count("GET", "messages/a"), 0U);
}

TEST_F(Fetch, ThreeKindsOfAttachments) {
  with_attachments({attachment("1", "fileAttachment"),
                    attachment("2", "itemAttachment", {{"contentType", nullptr}}),
                    attachment("3", "referenceAttachment"),
                    attachment("4", "fileAttachment", {{"isInline", true}, {"name", ""}})});
  contents_ = {{"1", {.body = "PDF"}}, {"2", {.body = "ITEM"}}, {"4", {.body = "PNG"}}};
  const json::array shown = stored().at("attachments").as_array();
  ASSERT_EQ(shown.size(), 4U);
  EXPECT_EQ(blob(shown[0]), "PDF");
  EXPECT_EQ(shown[0].at("kind"), "file");
  EXPECT_EQ(shown[0].at("size"), 10);
  EXPECT_EQ(blob(shown[1]), "ITEM");
  EXPECT_EQ(shown[1].at("kind"), "item");
  EXPECT_FALSE(shown[1].as_object().contains("content_type"));
  EXPECT_EQ(shown[2].at("kind"), "reference");
  EXPECT_TRUE(shown[2].as_object().contains("note"));
  EXPECT_EQ(shown[3].at("inline"), true);
  EXPECT_EQ(host_.count("GET", "attachments/3"), 0U) << "a reference has no value";
  for (const Sent& sent : host_.sent)
    if (sent.plain_url().ends_with("$value")) {
      EXPECT_FALSE(sent.blob.empty());
    }
}

TEST_F(Fetch, InlinePicturesAreFoundThoughTheMessageSaysItHasNone) {
  whole_["body"] = {{"contentType", "html"}, {"content", "<img src=\"cid:1\">"}};
  attachments_ = {attachment("1", "fileAttachment", {{"isInline", true}})};
  contents_ = {{"1", {.body = "PNG"}}};
  EXPECT_EQ(stored().at("attachments").as_array().size(), 1U);
}

TEST_F(Fetch, AMessageThatCannotBeConvertedIsStoredWithoutMime) {
  mime_ = Answer::error(500, "ErrorMimeContentConversionFailed");
  attachments_ = {attachment("1", "fileAttachment", {{"name", "smime.p7m"}})};
  contents_ = {{"1", {.body = "P7M"}}};
  const json::object message = stored();
  EXPECT_FALSE(message.contains("mime"));
  EXPECT_NE(message.at("mime_error").as_string().find("ErrorMimeContentConversionFailed"),
            json::string::npos);
  EXPECT_EQ(blob(message.at("attachments").at(0)), "P7M");
  EXPECT_EQ(host_.count("GET", "/messages/a/$value"), 1U) << "for ever, so asked for once";
}

TEST_F(Fetch, WhatMayPassIsWaitedForAndHoldsUpNobody) {
  const Answer half{.code = 200, .status = Status::transient, .not_before_ms = 5000};
  for (const Answer& trouble :
       {broken(), half, Answer::error(500, "ErrorInternalServerError"), Answer::error(504, ""),
        Answer::error(503, "ErrorServerBusy"), Answer::error(403, "ErrorAccessDenied"),
        Answer::error(404, "ErrorItemNotFound")}) {
    SCOPED_TRACE(trouble.code);
    host_.shelf.state.clear();
    open();
    mime_ = trouble;
    const Gathered seen = poll("");
    EXPECT_EQ(seen.status, Status::ok) << host_.failure;
    EXPECT_TRUE(seen.stored.empty()) << "nothing incomplete";
    EXPECT_EQ(seen.later, std::vector<std::string>{"a"});
    EXPECT_FALSE(seen.cursors.empty());
    mime_ = {.body = "MIME"};
    minutes_pass(1);
    open();  // nothing of it hangs on a session
    const Gathered again = plugin_->fetch({"a"});
    ASSERT_EQ(again.stored.size(), 1U);
    EXPECT_FALSE(again.stored[0].contains("mime_error"));
    EXPECT_FALSE(host_.shelf.state.contains("owed"));
  }
}

TEST_F(Fetch, AnOutageOfHoursLeavesNothingIncomplete) {
  // Of old mail, too: how old it is says nothing about the service.
  whole_["receivedDateTime"] = "2026-05-01T07:00:01Z";
  mime_ = Answer::error(503, "ErrorServerBusy");
  EXPECT_EQ(poll("").later.size(), 1U);
  for (int hours = 0; hours < 23; ++hours) {
    minutes_pass(60);
    open();
    EXPECT_EQ(plugin_->fetch({"a"}).later.size(), 1U) << hours;
  }
  mime_ = {.body = "MIME"};
  minutes_pass(11);
  const Gathered seen = plugin_->fetch({"a"});
  ASSERT_EQ(seen.stored.size(), 1U);
  EXPECT_EQ(blob(seen.stored[0].at("mime")), "MIME");
  EXPECT_FALSE(seen.stored[0].contains("notes"));
}

TEST_F(Fetch, WhatFailsForADayIsStoredWithoutIt) {
  mime_ = Answer::error(500, "ErrorInternalServerError");
  EXPECT_EQ(poll("").later.size(), 1U);
  Gathered seen;
  int hours = 0;
  for (; hours < 30 && seen.stored.empty(); ++hours) {
    minutes_pass(60);
    open();
    seen = plugin_->fetch({"a"});
    EXPECT_EQ(seen.status, Status::ok);
  }
  EXPECT_EQ(hours, 24);
  ASSERT_EQ(seen.stored.size(), 1U);
  EXPECT_TRUE(seen.stored[0].contains("mime_error"));
  EXPECT_TRUE(seen.stored[0].contains("body"));
  EXPECT_FALSE(host_.shelf.state.contains("owed"));
}

TEST_F(Fetch, WhatIsOwedIsNotAskedForEachTime) {
  mime_ = Answer::error(503, "ErrorServerBusy");
  poll("");
  host_.forget();
  EXPECT_EQ(plugin_->fetch({"a"}).later, std::vector<std::string>{"a"});
  EXPECT_TRUE(host_.sent.empty());
  minutes_pass(1);
  EXPECT_EQ(plugin_->fetch({"a"}).later, std::vector<std::string>{"a"});
  EXPECT_FALSE(host_.sent.empty());
}

TEST_F(Fetch, AServiceThatAnswersNothingEndsTheCall) {
  bool silent = false;
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/a/$value")) silent = true;
    return silent ? broken() : say(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_TRUE(seen.stored.empty());
  EXPECT_TRUE(seen.later.empty());
  EXPECT_TRUE(seen.cursors.empty()) << "nothing is passed";
}

TEST_F(Fetch, AServiceThatGivesNoContentsIsAskedForAFewOnly) {
  json::array many;
  for (int i = 10; i < 40; ++i) many.push_back(message("m" + std::to_string(i), at(i)));
  says_ = [&](const Sent& sent) -> Said {
    const std::string url = sent.plain_url();
    if (url.starts_with("users/user-1/messages?$filter")) return page(many);
    if (url.ends_with("/$value")) return Answer::error(503, "ErrorServerBusy");
    if (url.find("/attachments?") != std::string::npos) return page({});
    if (url.find("/messages/m") != std::string::npos) return Answer::json(whole_);
    return std::nullopt;
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(seen.later.size(), 30U);
  EXPECT_LE(host_.count("GET", "/$value"), 16U) << "two times eight side by side";
}

TEST_F(Fetch, AMessageTooLargeForMimeIsStoredWithItsAttachments) {
  mime_ = {.code = 200, .status = Status::transient, .not_before_ms = 5000};
  with_attachments({attachment("1", "fileAttachment", {{"size", 30'000'000}})});
  contents_ = {{"1", {.body = "PDF"}}};
  const json::object message = stored();
  EXPECT_TRUE(message.contains("mime_error"));
  EXPECT_EQ(blob(message.at("attachments").at(0)), "PDF");
  EXPECT_EQ(host_.count("GET", "/messages/a/$value"), 1U);
}

TEST_F(Fetch, AMessageThatGoesWhileItIsFetchedIsGone) {
  bool gone = false;
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/a/$value")) gone = true;
    return gone ? Answer::error(404, "ErrorItemNotFound") : say(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(seen.gone, std::vector<std::string>{"a"});
  EXPECT_TRUE(seen.stored.empty());
}

TEST_F(Fetch, ABrokenConnectionThatHealsLeavesNoTrace) {
  int asked = 0;
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/a/$value")) return ++asked == 1 ? broken() : mime_;
    return say(sent);
  };
  const json::object message = stored();
  EXPECT_EQ(blob(message.at("mime")), "MIME");
  EXPECT_FALSE(message.contains("mime_error"));
}

TEST_F(Fetch, ThrottlingEndsTheCallAndPassesNothing) {
  mime_ = Answer::error(429, "ApplicationThrottled");
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_TRUE(seen.stored.empty());
  EXPECT_TRUE(seen.cursors.empty());
}

TEST_F(Fetch, WhoeverIsToldToWaitWaitsAndLosesNothing) {
  mime_ = Answer::error(429, "ApplicationThrottled");
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(poll("").status, Status::transient);
    minutes_pass(60);
  }
  mime_ = {.body = "MIME"};
  EXPECT_EQ(blob(stored().at("mime")), "MIME");
}

TEST_F(Fetch, AMessageWhosePropertiesAreRefusedIsStoredWithWhatThereIs) {
  int code = 500;
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/a?")) return Answer::error(code, "ErrorCorrupt");
    return say(sent);
  };
  EXPECT_EQ(poll("").later, std::vector<std::string>{"a"});
  code = 400;
  minutes_pass(1);
  const json::object message = stored();
  EXPECT_EQ(blob(message.at("mime")), "MIME");
  EXPECT_EQ(message.at("notes").as_array().size(), 1U);
}

TEST_F(Fetch, AnAttachmentThatMayComeIsWaitedFor) {
  for (const Answer& trouble : {broken(), Answer::error(404, "ErrorItemNotFound"),
                                Answer::error(500, "ErrorInternalServerError")}) {
    host_.shelf.state.clear();
    with_attachments({attachment("1", "fileAttachment")});
    contents_ = {{"1", trouble}};
    EXPECT_EQ(poll("").later, std::vector<std::string>{"a"}) << trouble.code;
    contents_ = {{"1", {.body = "PDF"}}};
    minutes_pass(1);
    EXPECT_EQ(blob(stored().at("attachments").at(0)), "PDF");
    host_.shelf.blobs.clear();
  }
}

TEST_F(Fetch, AListOfAttachmentsThatMayComeIsWaitedFor) {
  with_attachments({attachment("1", "fileAttachment")});
  contents_ = {{"1", {.body = "PDF"}}};
  attachments_answer_ = [] { return Answer::error(404, "ErrorItemNotFound"); };
  EXPECT_EQ(poll("").later, std::vector<std::string>{"a"});
  attachments_answer_ = [this] { return page(attachments_); };
  minutes_pass(1);
  EXPECT_EQ(stored().at("attachments").as_array().size(), 1U);
}

TEST_F(Fetch, AnAttachmentThatCannotBeHadIsNoted) {
  with_attachments({attachment("1", "fileAttachment"), attachment("2", "fileAttachment")});
  contents_ = {{"1", Answer::error(405, "ErrorInvalidOperation")}, {"2", {.body = "PDF"}}};
  const json::array shown = stored().at("attachments").as_array();
  EXPECT_TRUE(shown[0].as_object().contains("note"));
  EXPECT_FALSE(shown[0].as_object().contains("blob"));
  EXPECT_EQ(blob(shown[1]), "PDF");
}

TEST_F(Fetch, NewMailThatIsScannedWaitsAndHoldsUpNobody) {
  with_attachments({});
  host_.now_ms = a_minute_later;
  json::array listed{message("a", at(1)), message("b", at(2))};
  says_ = [&](const Sent& sent) -> Said {
    const std::string url = sent.plain_url();
    if (url.starts_with("users/user-1/messages?$filter")) return page(listed);
    if (url.find("messages/b?") != std::string::npos) return Answer::json(message("b", at(2)));
    if (url.ends_with("messages/b/$value")) return Answer{.body = "B"};
    return say(sent);
  };
  const Gathered first = poll("");
  EXPECT_EQ(first.status, Status::ok);
  ASSERT_EQ(first.stored.size(), 1U);
  EXPECT_EQ(first.stored[0].at("id"), "b");
  EXPECT_EQ(first.later, std::vector<std::string>{"a"});

  attachments_ = {attachment("1", "fileAttachment")};
  contents_ = {{"1", {.body = "PDF"}}};
  minutes_pass(1);
  const Gathered second = plugin_->fetch({"a"});
  EXPECT_EQ(second.status, Status::ok);
  ASSERT_EQ(second.stored.size(), 1U);
  EXPECT_EQ(second.stored[0].at("attachments").as_array().size(), 1U);
}

TEST_F(Fetch, OldMailWithoutTheAttachmentsThatItClaimsIsStoredAsItIs) {
  with_attachments({});
  EXPECT_EQ(stored().at("id"), "a");  // the clock says noon
}

TEST_F(Fetch, AMessageThatIsGoneIsReported) {
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/a?")) return Answer::error(404, "ErrorItemNotFound");
    return say(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(seen.gone, std::vector<std::string>{"a"});
  EXPECT_EQ(host_.count("GET", "/messages/a?"), 2U) << "one 404 proves nothing";
}

TEST_F(Fetch, GivenMessagesAreOfferedOrGone) {
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/b?")) return Answer::error(404, "ErrorItemNotFound");
    return say(sent);
  };
  const Gathered seen = plugin_->fetch({"a", "b"});
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(seen.ids(), std::vector<std::string>{"a"});
  EXPECT_EQ(seen.stored.size(), 1U);
  EXPECT_EQ(seen.gone, std::vector<std::string>{"b"});
  EXPECT_TRUE(seen.breaches.empty());
}

TEST_F(Fetch, ErrorTextsShowNothingOfTheMessage) {
  whole_["subject"] = "CANARY";
  mime_ = Answer::error(429, "ApplicationThrottled", "CANARY");
  poll("");
  EXPECT_EQ(host_.failure.find("CANARY"), std::string::npos);
  for (const std::string& line : host_.log) EXPECT_EQ(line.find("CANARY"), std::string::npos);
}

}  // namespace
}  // namespace relais::mail_graph::testing
