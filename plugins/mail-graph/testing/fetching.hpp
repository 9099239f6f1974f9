// For tests: a mailbox with one message, whose contents a test may change.
#pragma once

#include "plugins/mail-graph/testing/mailbox.hpp"

namespace relais::mail_graph::testing {

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

}  // namespace relais::mail_graph::testing
