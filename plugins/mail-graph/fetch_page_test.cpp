// What is collected of a page of messages at once.
#include <set>

#include "plugins/mail-graph/testing/fetching.hpp"

namespace relais::mail_graph::testing {
namespace {

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

}  // namespace
}  // namespace relais::mail_graph::testing
