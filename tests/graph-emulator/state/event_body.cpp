#include "tests/graph-emulator/state/event_body.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view head =
    "<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">";
constexpr std::string_view before_text =
    "<meta name=\"Generator\" content=\"Microsoft Exchange Server\">\r\n"
    "<!-- converted from text --><style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; "
    "border-left: #800000 2px solid; } --></style></head>\r\n<body>\r\n"
    "<font size=\"2\"><span style=\"font-size:11pt;\"><div class=\"PlainText\">";
constexpr std::string_view after_text = "</div></span></font>\r\n</body>\r\n</html>";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> entities = {
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", "\xC2\xA0"}, {"&amp;", "&"}}};

/// Each line break as \r\n.
std::string with_crlf(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && text.substr(i + 1).starts_with('\n')) continue;
    if (text[i] == '\n' || text[i] == '\r')
      lines += "\r\n";
    else
      lines += text[i];
  }
  return lines;
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : with_crlf(text)) {
    if (c == '<')
      html += "&lt;";
    else if (c == '>')
      html += "&gt;";
    else if (c == '&')
      html += "&amp;";
    else if (c == '\r')
      html += "<br>\r";
    else
      html += c;
  }
  return html;
}

/// What stands between the tags `<body ..>` and `</body>`, or all of it.
std::string_view inner_body(std::string_view html) {
  const std::size_t tag = html.find("<body");
  if (tag == std::string_view::npos) return html;
  const std::size_t from = html.find('>', tag);
  const std::size_t to = html.rfind("</body");
  if (from == std::string_view::npos || to == std::string_view::npos || to < from) return html;
  return html.substr(from + 1, to - from - 1);
}

std::string rewritten(std::string_view html) {
  return std::string(head) + "</head><body>" + with_crlf(inner_body(html)) + "</body></html>";
}

bool breaks_line(std::string_view tag) {
  return tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/div") ||
         tag.starts_with("/li") || tag.starts_with("/tr");
}

/// The size of the character reference that `html` starts with, "&#252;", and what it means; 0 if
/// it is none.
std::pair<std::size_t, std::uint32_t> numbered_character(std::string_view html) {
  if (!html.starts_with("&#")) return {0, 0};
  std::uint32_t code = 0;
  const auto read = std::from_chars(html.data() + 2, html.data() + html.size(), code);
  const auto size = static_cast<std::size_t>(read.ptr - html.data());
  const bool usable = read.ec == std::errc{} && size < html.size() && html[size] == ';';
  return {usable && code < 0x10000 ? size + 1 : 0, code};
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  if (code >= 0x800) {
    byte(0xE0U | code >> 12U);
    byte(0x80U | (code >> 6U & 0x3FU));
  } else if (code >= 0x80) {
    byte(0xC0U | code >> 6U);
  }
  byte(code >= 0x80 ? 0x80U | (code & 0x3FU) : code);
}

/// Appends the character that `html` starts with; how many bytes of `html` it took.
std::size_t append_character(std::string& text, std::string_view html) {
  if (const auto [size, code] = numbered_character(html); size > 0) {
    append_utf8(text, code);
    return size;
  }
  for (const auto& [entity, character] : entities)
    if (html.starts_with(entity)) {
      text += character;
      return entity.size();
    }
  const bool blank = html[0] == '\r' || html[0] == '\n' || html[0] == '\t' || html[0] == ' ';
  const bool at_start = text.empty() || text.back() == '\n' || text.back() == ' ';
  if (blank && !at_start) text += ' ';
  if (!blank) text += html[0];
  return 1;
}

std::string without_tags(std::string_view html) {
  std::string text;
  html = inner_body(html);
  while (!html.empty()) {
    if (html[0] != '<') {
      html.remove_prefix(append_character(text, html));
      continue;
    }
    const std::size_t end = html.find('>');
    if (breaks_line(html.substr(1, end))) text += "\r\n";
    html.remove_prefix(end == std::string_view::npos ? html.size() : end + 1);
  }
  return text;
}

}  // namespace

Answer<json::value> check_body(std::string_view name, const json::value& value) {
  if (value.is_null()) return json::value(nullptr);
  constexpr std::array<std::string_view, 2> types = {"text", "html"};
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 2 || !object->contains("contentType") ||
      !object->contains("content") || !object->at("content").is_string())
    return wrong_type(name, "microsoft.graph.itemBody");
  if (auto checked = check_word(name, object->at("contentType"), types); !checked)
    return refuse(checked.error());
  const std::string_view content = string_at(*object, "content");
  if (content.empty()) return json::value(nullptr);
  if (string_at(*object, "contentType") == "text") return value;
  return json::value(json::object{{"contentType", "html"}, {"content", rewritten(content)}});
}

std::string html_of(const json::object& body) {
  const std::string_view content = string_at(body, "content");
  if (string_at(body, "contentType") == "html") return std::string(content);
  return std::string(head).append("\r\n").append(before_text) + escaped(content) +
         std::string(after_text);
}

std::string text_of(const json::object& body) {
  const std::string_view content = string_at(body, "content");
  return string_at(body, "contentType") == "html" ? without_tags(content) : with_crlf(content);
}

}  // namespace relais::emulator
