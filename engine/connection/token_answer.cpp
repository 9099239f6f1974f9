#include "engine/connection/token_answer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "engine/base/json.hpp"
#include "engine/http/redact.hpp"
#include "engine/http/retry_after.hpp"

namespace relais::connection {
namespace {

constexpr Millis unknown_lifetime = 300'000;
constexpr Millis longest_lifetime = 86'400'000;
constexpr std::size_t longest_token = 64U << 10U;
constexpr std::size_t most_codes = 8;

Millis read_lifetime(const json::object& body) {
  const json::value* field = body.if_contains("expires_in");
  double seconds = 0;
  if (field == nullptr) return unknown_lifetime;
  if (field->is_string()) {
    const std::string_view text(field->get_string().data(), field->get_string().size());
    std::int64_t whole = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return unknown_lifetime;
    seconds = static_cast<double>(whole);
  } else if (field->is_number()) {
    seconds = field->to_number<double>();
  } else {
    return unknown_lifetime;
  }
  if (!(seconds > 0)) return unknown_lifetime;
  return static_cast<Millis>(std::min(seconds * 1000, static_cast<double>(longest_lifetime)));
}

// It goes into a header.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= longest_token &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::vector<std::string> read_codes(const json::object& body) {
  std::vector<std::string> codes;
  const json::value* list = body.if_contains("error_codes");
  if (list == nullptr || !list->is_array()) return codes;
  for (const json::value& code : list->get_array()) {
    if (codes.size() == most_codes) break;
    if (code.is_int64()) codes.push_back(std::to_string(code.get_int64()));
    if (code.is_uint64()) codes.push_back(std::to_string(code.get_uint64()));
  }
  return codes;
}

TokenAnswer later(std::string text, Millis retry_after = 0) {
  return {.kind = TokenAnswer::Kind::later, .text = std::move(text), .retry_after = retry_after};
}

}  // namespace

namespace {

TokenAnswer read_what_came(const http::Answer& answer, Millis now) {
  if (answer.kind != http::Answer::Kind::answered) return later(http::redact_text(answer.error));
  const Millis wait = http::parse_retry_after(answer.header("retry-after"), now).value_or(0);
  const int status = answer.status;
  const auto parsed = parse_json(answer.body, "the token endpoint's answer", 16);
  const json::object* body = parsed && parsed->is_object() ? &parsed->get_object() : nullptr;

  if (status == 429) return later("the token endpoint throttles (429)", wait);
  if (status >= 300 && status < 400) {
    return later(fmt::format(
        "the token endpoint answered with a redirect ({}), which is not followed", status));
  }
  if (status >= 200 && status < 300) {
    if (body == nullptr)
      return later(fmt::format("the token endpoint answered {} without JSON", status));
    const std::string_view token = string_at(*body, "access_token");
    if (!is_token(token)) {
      return later(fmt::format("the token endpoint answered {} without a usable token", status));
    }
    return {.kind = TokenAnswer::Kind::granted,
            .token = std::string(token),
            .lifetime = read_lifetime(*body)};
  }
  const std::string_view error = body != nullptr ? string_at(*body, "error") : std::string_view{};
  if (status >= 500 || error.empty()) {
    return later(fmt::format("the token endpoint answered {}{}{}", status, error.empty() ? "" : " ",
                             http::redact_text(error, 100)),
                 wait);
  }
  const bool passes = error == "temporarily_unavailable" || error == "server_error";
  return {.kind = passes ? TokenAnswer::Kind::later : TokenAnswer::Kind::refused,
          .error = http::redact_text(error, 100),
          .codes = read_codes(*body),
          .text = http::redact_text(string_at(*body, "error_description")),
          .retry_after = wait};
}

std::string id_at(const http::Answer& answer, std::string_view member, std::string_view header) {
  const auto parsed = parse_json(answer.body, "the token endpoint's answer", 16);
  std::string_view id =
      parsed && parsed->is_object() ? string_at(parsed->get_object(), member) : std::string_view{};
  if (id.empty()) id = answer.header(header);
  return http::redact_text(id, 80);
}

}  // namespace

TokenAnswer read_token_answer(const http::Answer& answer, Millis now) {
  TokenAnswer read = read_what_came(answer, now);
  if (answer.kind != http::Answer::Kind::answered) return read;
  read.http_status = answer.status;
  if (read.kind == TokenAnswer::Kind::granted) return read;
  read.request_id = id_at(answer, "trace_id", "x-ms-request-id");
  read.correlation_id = id_at(answer, "correlation_id", "client-request-id");
  return read;
}

}  // namespace relais::connection
