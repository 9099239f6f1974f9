// The MIME of messages. Attachments are encoded while they are sent.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t mime_line = 76;
constexpr std::string_view boundary = "_004_emulator_";

std::string mime_date(Millis at) {
  const std::time_t seconds = at / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return text;
}

/// As an encoded word if it has letters beyond ASCII.
std::string mime_word(std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; });
  if (plain) return std::string(text);
  return "=?utf-8?B?" + read_all(*base64_source(text_source(std::string(text)), 0)) + "?=";
}

std::string mime_address(const json::value& recipient) {
  const json::object& address = recipient.at("emailAddress").as_object();
  const std::string_view name = string_at(address, "name"), mail = string_at(address, "address");
  if (name.empty() || name == mail) return fmt::format("<{}>", mail);
  return fmt::format("{} <{}>", mime_word(name), mail);
}

std::string mime_addresses(const Message& message, PropertyIndex index) {
  std::string text;
  if (const json::value* list = message.values.find(index))
    for (const json::value& one : list->as_array())
      text.append(text.empty() ? "" : ", ").append(mime_address(one));
  return text;
}

std::vector<std::pair<std::string, std::string>> mime_headers(const Message& message) {
  std::vector<std::pair<std::string, std::string>> all;
  const auto add = [&](std::string_view name, std::string value) {
    if (!value.empty()) all.emplace_back(name, std::move(value));
  };
  if (const json::value* from = message.values.find(message::from))
    add("From", mime_address(*from));
  add("To", mime_addresses(message, message::to));
  add("Cc", mime_addresses(message, message::cc));
  add("Subject", mime_word(message.values.text(message::subject)));
  add("Date", mime_date(message.sent));
  add("Message-ID", std::string(message.values.text(message::internet_id)));
  return all;
}

std::string mime_body(const Message& message) {
  const json::value* body = message.values.find(message::body);
  const bool html = body != nullptr && string_at(body->as_object(), "contentType") == "html";
  const std::string content(body == nullptr ? "" : string_at(body->as_object(), "content"));
  return fmt::format(
      "Content-Type: text/{}; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
      html ? "html" : "plain", read_all(*base64_source(text_source(content), mime_line)));
}

void append_part(Pieces& out, const Attachment& attachment) {
  out.text.append("--").append(boundary).append("\r\n");
  const std::string name = mime_word(attachment.name);
  if (attachment.kind == AttachmentKind::item) {
    out.text += "Content-Type: message/rfc822\r\n\r\n";
    out.add(attachment.content);
  } else {
    out.text += fmt::format(
        "Content-Type: {}; name=\"{}\"\r\nContent-Disposition: {}; filename=\"{}\"\r\n"
        "Content-Transfer-Encoding: base64\r\n",
        attachment.content_type, name, attachment.is_inline ? "inline" : "attachment", name);
    if (!attachment.content_id.empty())
      out.text += fmt::format("Content-ID: <{}>\r\n", attachment.content_id);
    out.text += "\r\n";
    out.add(base64_source(attachment.content, mime_line));
  }
  out.text += "\r\n";
}

}  // namespace

SourcePtr mime_of(const Message& message) {
  if (message.mime) return message.mime;
  Pieces out;
  for (const auto& [name, value] : mime_headers(message))
    out.text.append(name).append(": ").append(value).append("\r\n");
  out.text += "MIME-Version: 1.0\r\n";
  const bool parts =
      std::any_of(message.attachments.begin(), message.attachments.end(),
                  [](const Attachment& one) { return one.kind != AttachmentKind::reference; });
  if (!parts) {
    out.text += mime_body(message);
    return std::move(out).source();
  }
  out.text +=
      fmt::format("Content-Type: multipart/mixed; boundary=\"{0}\"\r\n\r\n--{0}\r\n", boundary);
  out.text += mime_body(message);
  out.text += "\r\n";
  for (const Attachment& attachment : message.attachments)
    if (attachment.kind != AttachmentKind::reference) append_part(out, attachment);
  out.text.append("--").append(boundary).append("--\r\n");
  return std::move(out).source();
}

json::array headers_of(const Message& message) {
  if (message.sent_copy || message.draft) return {};
  if (const json::value* given = message.values.find(message::headers)) return given->as_array();
  json::array headers{json::object{
      {"name", "Received"},
      {"value", "from mail.example by emulator.example; " + mime_date(message.received)}}};
  for (auto& [name, value] : mime_headers(message))
    headers.push_back(json::object{{"name", name}, {"value", value}});
  headers.push_back(json::object{{"name", "MIME-Version"}, {"value", "1.0"}});
  return headers;
}

}  // namespace relais::emulator
