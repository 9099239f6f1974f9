#include "tests/graph-emulator/state/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/moment.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t message_line = 255;
constexpr std::string_view message_importance[] = {"low", "normal", "high"};
constexpr std::string_view message_inference[] = {"focused", "other"};
constexpr std::string_view flag_words[] = {"notFlagged", "complete", "flagged"};
constexpr std::string_view recipient_members[] = {"name", "address"};

Answer<json::value> check_recipient(std::string_view name, const json::value& value) {
  if (value.is_null()) return json::value(nullptr);
  const json::object* given = value.if_object();
  if (given == nullptr || given->size() != 1 || !given->contains("emailAddress"))
    return wrong_type(name, "microsoft.graph.recipient");
  const json::value& address = given->at("emailAddress");
  if (auto checked = check_members(name, address, recipient_members); !checked)
    return refuse(checked.error());
  const std::string text(string_at(address.get_object(), "address"));
  const std::string shown(string_at(address.get_object(), "name", text));
  return json::value(json::object{{"emailAddress", {{"name", shown}, {"address", text}}}});
}

Answer<json::value> check_recipients(std::string_view name, const json::value& value) {
  if (!value.is_array()) return wrong_type(name, "Collection");
  json::array recipients;
  for (const json::value& entry : value.get_array()) {
    auto checked = check_recipient(name, entry);
    if (!checked) return checked;
    if (checked->is_null()) return wrong_type(name, "microsoft.graph.recipient");
    recipients.push_back(std::move(*checked));
  }
  return json::value(std::move(recipients));
}

/// A due date needs a start date, and both that the flag is set.
Answer<json::value> check_flag(std::string_view name, const json::value& value) {
  const json::object* given = value.if_object();
  if (given == nullptr) return wrong_type(name, "microsoft.graph.followupFlag");
  json::object flag{{"flagStatus", "notFlagged"}};
  for (const auto& [key, member] : *given) {
    if (key == "flagStatus") {
      if (auto checked = check_word(key, member, flag_words); !checked)
        return refuse(checked.error());
      flag[key] = member;
    } else if (key == "dueDateTime" || key == "startDateTime" || key == "completedDateTime") {
      if (member.is_null()) continue;
      auto moment = check_moment(key, member);
      if (!moment) return moment;
      flag[key] = std::move(*moment);
    } else {
      return wrong_type(name, "microsoft.graph.followupFlag");
    }
  }
  if (flag.contains("dueDateTime") && !flag.contains("startDateTime"))
    return refuse(400, "ErrorInvalidRequest", "A due date of a flag needs a start date.");
  if (flag.size() == 1 && flag.at("flagStatus") == "notFlagged") return json::value(nullptr);
  return json::value(std::move(flag));
}

Answer<json::value> check_headers(std::string_view name, const json::value& value) {
  if (!value.is_array()) return wrong_type(name, "Collection");
  for (const json::value& entry : value.get_array()) {
    const json::object* header = entry.if_object();
    if (header == nullptr || header->size() != 2 || string_at(*header, "name").empty() ||
        !header->contains("value") || !header->at("value").is_string())
      return wrong_type(name, "microsoft.graph.internetMessageHeader");
  }
  return value;
}

constexpr Property message_own(std::string_view name,
                               Answer<json::value> (*check)(std::string_view, const json::value&),
                               std::string_view unset = "null") {
  return {.name = name, .shape = Shape::own, .unset = unset, .check = check};
}

constexpr Property message_computed(std::string_view name) {
  return {.name = name, .shape = Shape::computed, .unset = "null"};
}

constexpr std::array message_properties = {
    Property{"changeKey", Shape::change_key},
    Property{"createdDateTime", Shape::created},
    Property{"lastModifiedDateTime", Shape::modified},
    Property{"categories", Shape::texts, message_line},
    message_computed("receivedDateTime"),
    message_computed("sentDateTime"),
    message_computed("hasAttachments"),
    Property{"internetMessageId", Shape::text},
    Property{"subject", Shape::text, message_line},
    message_computed("bodyPreview"),
    Property{.name = "importance",
             .shape = Shape::choice,
             .unset = "\"normal\"",
             .words = message_importance},
    Property{"parentFolderId", Shape::parent_folder},
    message_computed("conversationId"),
    message_computed("conversationIndex"),
    Property{.name = "isDeliveryReceiptRequested", .shape = Shape::flag, .unset = "null"},
    Property{.name = "isReadReceiptRequested", .shape = Shape::flag, .unset = "false"},
    Property{.name = "isRead", .shape = Shape::flag, .unset = "false"},
    message_computed("isDraft"),
    message_computed("webLink"),
    Property{.name = "inferenceClassification",
             .shape = Shape::choice,
             .unset = "\"focused\"",
             .words = message_inference},
    message_own("body", check_body),
    message_computed("uniqueBody"),
    message_own("sender", check_recipient),
    message_own("from", check_recipient),
    message_own("toRecipients", check_recipients, "[]"),
    message_own("ccRecipients", check_recipients, "[]"),
    message_own("bccRecipients", check_recipients, "[]"),
    message_own("replyTo", check_recipients, "[]"),
    message_own("flag", check_flag, R"({"flagStatus":"notFlagged"})"),
    message_own("internetMessageHeaders", check_headers, "[]"),
};
static_assert(message_properties[message::headers].name == "internetMessageHeaders");
static_assert(message_properties[message::is_read].name == "isRead");
static_assert(message_properties[message::body].name == "body");

constexpr Schema mail_schema{"microsoft.graph.message", "messages", true, message_properties};

}  // namespace

bool Message::has_attachments() const {
  return std::any_of(attachments.begin(), attachments.end(),
                     [](const Attachment& one) { return !one.is_inline; });
}

const Schema& message_schema() { return mail_schema; }

bool only_if_selected(PropertyIndex index) {
  return index == message::headers || index == message::unique_body;
}

bool beyond_basic(PropertyIndex index) {
  return index == message::body || index == message::body_preview || index == message::unique_body;
}

Answer<> check_settable(const Message& message, const Change& change) {
  if (message.draft) return {};
  for (const auto& [index, value] : change.values)
    if (index != message::categories && index != message::flag && index != message::is_read &&
        index != message::importance && index != message::inference)
      return refuse(400, "ErrorInvalidPropertySet",
                    fmt::format("Property '{}' can be set on drafts only.",
                                mail_schema.properties[index].name));
  return {};
}

void write_message(Message& message, const Change& change) {
  for (const auto& [index, value] : change.values) {
    if (index == message::is_read)
      message.read = value.as_bool();
    else
      message.values.set(index, value);
  }
}

json::value recipient(std::string_view text) {
  const std::size_t open = text.find('<');
  std::string_view address = text, name = text;
  if (open != std::string_view::npos && text.ends_with('>')) {
    address = text.substr(open + 1, text.size() - open - 2);
    name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
  }
  return json::object{{"emailAddress", {{"name", name}, {"address", address}}}};
}

}  // namespace relais::emulator
