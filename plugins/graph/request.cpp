#include "plugins/graph/request.hpp"

namespace relais::graph {
namespace {

sdk::Request request(const char* method, std::string url, bool idempotent,
                     std::string_view prefer = {}) {
  sdk::Request made{.method = method, .url = std::move(url), .idempotent = idempotent};
  std::string preferences = R"(IdType="ImmutableId")";
  if (!prefer.empty()) preferences.append(", ").append(prefer);
  made.headers.push_back({"Prefer", std::move(preferences)});
  return made;
}

void set_body(sdk::Request& request, std::string body) {
  request.body = std::move(body);
  request.headers.push_back({"Content-Type", "application/json"});
}

}  // namespace

std::string escape(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  static constexpr std::string_view plain = "-._~,";
  std::string escaped;
  escaped.reserve(text.size() + 16);
  for (const char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || plain.find(c) != std::string_view::npos) {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += '%';
    escaped += digits[byte >> 4];
    escaped += digits[byte & 15];
  }
  return escaped;
}

Url& Url::segment(std::string_view segment) {
  text_.append("/").append(escape(segment));
  return *this;
}

Url& Url::path(std::string_view path) {
  text_.append("/").append(path);
  return *this;
}

Url& Url::option(std::string_view name, std::string_view value) {
  text_.append(has_query_ ? "&" : "?").append(name).append("=").append(escape(value));
  has_query_ = true;
  return *this;
}

Url user(std::string_view id) { return std::move(Url("users").segment(id)); }

sdk::Request get(std::string url, std::string_view prefer) {
  return request("GET", std::move(url), true, prefer);
}

sdk::Request post(std::string url, std::string body) {
  sdk::Request made = request("POST", std::move(url), false);
  set_body(made, std::move(body));
  return made;
}

sdk::Request patch(std::string url, std::string body, std::string_view if_match) {
  sdk::Request made = request("PATCH", std::move(url), true);
  set_body(made, std::move(body));
  if (!if_match.empty()) made.headers.push_back({"If-Match", std::string(if_match)});
  return made;
}

sdk::Request remove(std::string url) { return request("DELETE", std::move(url), true); }

sdk::Request preferring(sdk::Request request, std::string_view preference) {
  for (sdk::Header& header : request.headers)
    if (header.name == "Prefer") header.value.append(", ").append(preference);
  return request;
}

}  // namespace relais::graph
