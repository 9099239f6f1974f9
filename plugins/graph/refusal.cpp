#include "plugins/graph/refusal.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>

namespace relais::graph {
namespace {

namespace json = boost::json;
using sdk::Status;

bool same_word(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view each) { return same_word(word, each); });
}

const json::value* member(const json::object& object, std::string_view name) {
  for (const auto& [key, value] : object)
    if (same_word(key, name)) return &value;
  return nullptr;
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = member(object, name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Codes are words; anything else is not repeated in results and logs.
std::string as_code(std::string code) {
  const bool word =
      code.size() <= 100 && std::all_of(code.begin(), code.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
      });
  return word ? code : std::string();
}

constexpr std::array<std::string_view, 4> resync_codes{
    "SyncStateNotFound", "SyncStateInvalid", "resyncRequired", "resyncChangesApplyDifferences"};
constexpr std::array<std::string_view, 2> full_codes{"ErrorQuotaExceeded", "quotaLimitReached"};
/// The whole mailbox is out of reach; no item of it can be written.
constexpr std::array<std::string_view, 5> mailbox_codes{
    "MailboxNotEnabledForRESTAPI", "MailboxNotSupportedForRESTAPI", "Request_ResourceNotFound",
    "ErrorInvalidUser", "ErrorNonExistentMailbox"};
constexpr std::array<std::string_view, 6> load_codes{
    "ApplicationThrottled",      "TooManyRequests", "activityLimitReached",
    "ErrorTooManyObjectsOpened", "ErrorServerBusy", "ErrorInternalServerTransientError"};
/// A 400 that says: no item has this id.
constexpr std::array<std::string_view, 2> id_codes{"ErrorInvalidIdMalformed",
                                                   "ErrorInvalidMailboxItemId"};

/// To Do says so, with 401, when it is the permission that is missing and not the token.
constexpr std::array<std::string_view, 1> permission_codes{"UnknownError"};

/// What an answer without a telling code means.
Status status_of_http(int http, bool has_code, Doing doing) {
  switch (http) {
    case 400:
      // Without a code it is transient; whether it did anything is not said.
      if (has_code) return Status::item;
      return doing == Doing::create ? Status::unknown_outcome : Status::transient;
    case 401:
      return Status::auth;
    case 403:
      return Status::forbidden;
    case 404:
      return Status::not_found;
    case 408:
      return doing == Doing::create ? Status::unknown_outcome : Status::transient;
    case 409:
    case 412:
      return Status::conflict;
    case 410:
      return doing == Doing::read ? Status::resync : Status::not_found;
    case 423:
    case 424:
    case 429:
      return Status::transient;
    default:
      break;
  }
  if (http >= 400 && http < 500) return Status::item;
  if (http >= 500) return doing == Doing::create ? Status::unknown_outcome : Status::transient;
  // Redirects and the like: nobody that speaks Graph.
  return Status::transient;
}

Status status_of_answer(int http, const ErrorBody& error, Doing doing) {
  const auto says = [&](const auto& codes) {
    return one_of(error.code, codes) || one_of(error.inner_code, codes);
  };
  if (http >= 400 && http < 500 && says(resync_codes)) return Status::resync;
  if (http == 507 || says(full_codes)) return Status::item;
  if (http == 404 && says(mailbox_codes)) return Status::forbidden;
  if (http >= 400 && http < 500 && says(load_codes)) return Status::transient;
  if (http == 400 && says(id_codes)) return Status::not_found;
  return status_of_http(http, !error.code.empty(), doing);
}

}  // namespace

ErrorBody read_error(std::string_view body) {
  boost::system::error_code failed;
  const json::value parsed = json::parse({body.data(), body.size()}, failed);
  if (failed || !parsed.is_object()) return {};
  const json::value* error = member(parsed.get_object(), "error");
  if (!error) return {};
  if (error->is_string()) return {std::string(error->get_string()), {}, {}};
  if (!error->is_object()) return {};

  ErrorBody read;
  read.code = text_member(error->get_object(), "code");
  read.message = text_member(error->get_object(), "message");
  const json::value* inner = member(error->get_object(), "innerError");
  while (inner && inner->is_object()) {
    if (std::string code = text_member(inner->get_object(), "code"); !code.empty())
      read.inner_code = std::move(code);
    inner = member(inner->get_object(), "innerError");
  }
  return read;
}

std::string Refusal::summary() const {
  if (!error.empty()) return error;
  std::string text = http ? "HTTP " + std::to_string(http) : std::string("no answer");
  if (!code.empty()) text += " " + code;
  if (!request_id.empty()) text += " (request " + request_id + ")";
  if (http == 401 && status == Status::forbidden)
    text += ": the permission Tasks.ReadWrite.All is missing";
  return text;
}

std::optional<Refusal> refusal_of(const sdk::Response& response, Doing doing) {
  if (response.success()) return std::nullopt;
  Refusal refusal{.status = response.status(),
                  .http = response.code(),
                  .code = {},
                  .request_id = std::string(response.request_id()),
                  .not_before_ms = response.not_before_ms(),
                  .error = response.answered() ? "" : std::string(response.error())};
  ErrorBody error = read_error(response.body());
  if (response.answered()) {
    refusal.status = status_of_answer(response.code(), error, doing);
  } else if (response.status() == Status::unknown_outcome) {
    // A full mailbox answers with a 5xx, but says clearly that nothing was done.
    const bool definite = response.code() == 507 || one_of(error.code, full_codes);
    if (definite)
      refusal.status = Status::item;
    else if (doing != Doing::create)
      refusal.status = Status::transient;
  }
  // The host may have judged by the 401 already, after it has tried another token.
  if (response.code() == 401 && one_of(error.code, permission_codes)) {
    refusal.status = Status::forbidden;
    refusal.error.clear();
  }
  refusal.code =
      as_code(error.inner_code.empty() || !error.code.empty() ? std::move(error.code)
                                                              : std::move(error.inner_code));
  return refusal;
}

sdk::Failure failure(const Refusal& refusal, std::string_view attempted) {
  return sdk::Failure(refusal.status,
                      "cannot " + std::string(attempted) + ": " + refusal.summary());
}

void demand(const sdk::Response& response, std::string_view attempted, Doing doing) {
  if (const auto refusal = refusal_of(response, doing)) throw failure(*refusal, attempted);
}

}  // namespace relais::graph
