// What is collected of a message, through the built plugin's C function with scripted answers.
#include <set>

#include "plugins/mail-graph/testing/mailbox.hpp"

namespace relais::mail_graph::testing {
namespace {

class Fetch : public Mailbox {
 protected:
  static constexpr std::int64_t a_minute_later = 1'777'622'461'000;  ///< than the message

  Fetch() {
    collects_ = true;
    whole_ = message("a", at(1));
    whole_["subject"] = "Offer";
    whole_["hasAttachments"] = false;
    whole_["categories"] = json::array{"Golf"};
    whole_["body"] = {{"contentType", "html"}, {"content", "<p>Hello</p>"}};
    says_ = [this](const Sent& sent) { return say(sent); };
  }

  Said say(const Sent& sent) {
    const std::string url = sent.plain_url();
    if (url.starts_with("users/user-1/messages?$filter")) return page({message("a", at(1))});
    if (url.starts_with("users/user-1/messages/a?$select=")) return Answer::json(whole_);
    if (url == "users/user-1/messages/a/$value") return mime_;
    if (url.starts_with("users/user-1/messages/a/attachments?")) return attachments_answer_();
    if (url.starts_with("users/user-1/messages/a/attachments/")) {
      const auto found = contents_.find(url.substr(url.find("attachments/") + 12, 1));
      return found == contents_.end() ? Answer::error(404, "ErrorItemNotFound") : found->second;
    }
    return std::nullopt;
  }

  static json::object attachment(const std::string& id, const std::string& type,
                                 const json::object& more = {}) {
    json::object made{
        {"@odata.type", "#microsoft.graph." + type}, {"id", id},   {"name", id + ".pdf"},
        {"contentType", "application/pdf"},          {"size", 10}, {"isInline", false}};
    for (const auto& [key, value] : more) made[key] = value;
    return made;
  }

  json::object stored() {
    const Gathered seen = poll("");
    EXPECT_EQ(seen.status, Status::ok) << host_.failure;
    return seen.stored.size() == 1 ? seen.stored[0] : json::object();
  }
  std::string blob(const json::value& part) {
    return host_.shelf.blobs[std::string(part.at("blob").as_string())];
  }
  void with_attachments(const json::array& attachments) {
    whole_["hasAttachments"] = true;
    attachments_ = attachments;
  }
  Answer broken() { return Answer::none(Status::transient); }

  json::object whole_;
  json::array attachments_;
  Answer mime_{.body = "MIME"};
  std::map<std::string, Answer> contents_;
  std::function<Answer()> attachments_answer_ = [this] { return page(attachments_); };
};

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

/// A page of thirty messages, of which a few have six attachments.
class FetchedPage : public Fetch {
 protected:
  FetchedPage() {
    for (int i = 0; i < 30; ++i) listed_.push_back(message("m" + std::to_string(i), at(i)));
    attachments_.push_back(attachment("r", "referenceAttachment"));
    for (const char* id : {"a", "b", "c", "d", "e", "f"})
      attachments_.push_back(attachment(id, "fileAttachment"));
    says_ = [this](const Sent& sent) { return say_of_page(sent); };
    plugin_->on_store = [this](const json::object& stored) { see(stored); };
  }
  Said say_of_page(const Sent& sent) {
    const std::string url = sent.plain_url();
    if (url.starts_with("users/user-1/messages?$filter")) return page(listed_);
    if (url.find("/messages/m") == std::string::npos) return std::nullopt;
    if (url.ends_with("/$value")) return Answer{.body = "CONTENT " + url};
    if (url.find("/attachments?") != std::string::npos) return page(attachments_);
    const std::size_t number = std::stoul(url.substr(url.find("messages/m") + 10));
    json::object whole = listed_.at(number).as_object();
    whole["hasAttachments"] = with_attachments_of_(number);
    return Answer::json(whole);
  }
  /// Each part lies in the blob that the message names.
  void see(const json::object& stored) {
    const std::string url = "/messages/" + std::string(stored.at("id").as_string());
    EXPECT_TRUE(blob(stored.at("mime")).ends_with(url + "/$value")) << blob(stored.at("mime"));
    const json::value* attachments = stored.if_contains("attachments");
    if (!attachments) return;
    ++with_attachments_;
    ASSERT_EQ(attachments->as_array().size(), 7U);
    std::set<std::string> blobs;
    for (std::size_t i = 1; i < 7; ++i) {
      const json::value& one = attachments->at(i);
      const std::string name(1, one.at("name").as_string().front());
      EXPECT_TRUE(blob(one).ends_with(url + "/attachments/" + name + "/$value")) << blob(one);
      blobs.emplace(one.at("blob").as_string());
    }
    EXPECT_EQ(blobs.size(), 6U);
  }

  json::array listed_;
  std::function<bool(std::size_t)> with_attachments_of_ = [](std::size_t number) {
    return number == 7 || number == 8;
  };
  int with_attachments_ = 0;
};

TEST_F(FetchedPage, IsAskedForSideBySide) {
  const Gathered seen = poll("");
  ASSERT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_EQ(seen.stored.size(), listed_.size());
  ASSERT_EQ(seen.offered.size(), listed_.size());
  for (std::size_t i = 0; i < listed_.size(); ++i)
    EXPECT_EQ(seen.offered[i].at("id"), listed_[i].at("id")) << "offered in order";
  EXPECT_EQ(with_attachments_, 2);
  std::set<std::size_t> sends;
  for (const Sent& sent : host_.sent)
    if (sent.is("GET", "/messages/m")) sends.insert(sent.batch);
  EXPECT_LT(sends.size(), 15U) << "of " << host_.count("GET", "/messages/m") << " requests";
}

TEST_F(FetchedPage, TakesNoMoreBlobsThanACallMayHave) {
  attachments_.clear();
  for (int i = 0; i < 300; ++i)
    attachments_.push_back(attachment("x" + std::to_string(i), "fileAttachment"));
  std::set<std::string> names{"body"};
  says_ = [&](const Sent& sent) -> Said {
    if (!sent.blob.empty()) names.insert(sent.blob);
    // What was taken of these lies there, and no message names it.
    if (sent.is("GET", "/messages/m1") && sent.is("GET", "/attachments/x2/$value"))
      return Answer::error(503, "ErrorServerBusy");
    return say_of_page(sent);
  };
  plugin_->on_store = nullptr;
  with_attachments_of_ = [](std::size_t) { return true; };
  const Gathered seen = poll("");
  ASSERT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_GT(seen.later.size(), 1U);
  ASSERT_GT(seen.stored.size(), 1U);
  for (const json::object& stored : seen.stored) {
    const json::array& all = stored.at("attachments").as_array();
    EXPECT_EQ(all.size(), 300U) << "all are named";
    EXPECT_EQ(
        std::count_if(all.begin(), all.end(),
                      [](const json::value& one) { return one.as_object().contains("blob"); }),
        250);
  }
  EXPECT_LE(names.size(), 300U);
}

TEST_F(FetchedPage, OneThatIsThrottledEndsTheCallAndPassesNothing) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/m3/$value")) return Answer::error(429, "ApplicationThrottled");
    return say_of_page(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_EQ(seen.stored.size(), 3U) << "those before it";
  EXPECT_TRUE(seen.later.empty());
  EXPECT_TRUE(seen.cursors.empty());
  EXPECT_EQ(host_.count("GET", "/messages/m8"), 0U) << "nothing more is asked for";
}

TEST_F(FetchedPage, OneThatMayComeIsOwedAndTheOthersAreStored) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/m7/attachments/e/$value"))
      return Answer::error(503, "ErrorServerBusy");
    return say_of_page(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_EQ(seen.later, std::vector<std::string>{"m7"});
  EXPECT_EQ(seen.stored.size(), listed_.size() - 1);
  EXPECT_EQ(with_attachments_, 1);
}

TEST_F(FetchedPage, IsLeftWhenTheCallIsCancelled) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/m7/attachments")) host_.cancel = true;
    return say_of_page(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::cancelled);
  EXPECT_LT(seen.stored.size(), 16U);
  EXPECT_TRUE(seen.cursors.empty());
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
