#include "tests/graph-emulator/api/call.hpp"

#include <fmt/format.h>

#include "tests/graph-emulator/odata/render.hpp"

namespace relais::emulator {

bool Call::may_read(std::string_view family) const {
  return grant->roles.contains(std::string(family) + ".Read") || may_write(family);
}

bool Call::may_write(std::string_view family) const {
  return grant->roles.contains(std::string(family) + ".ReadWrite");
}

Answer<> Call::check_mailbox() const {
  if (!user)
    return refuse(404, "Request_ResourceNotFound",
                  fmt::format("Resource '{}' does not exist or one of its queried "
                              "reference-property objects are not present.",
                              user_segment));
  const MailboxState state = user->state;
  if (state == MailboxState::on_premises || state == MailboxState::unlicensed)
    return refuse(404, "MailboxNotEnabledForRESTAPI",
                  "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
  return {};
}

Answer<> Call::check_scope() const {
  const auto& scope = grant->mailboxes;
  const bool outside = user && !scope.empty() && !scope.contains(lower_case(user->id));
  if (outside && grant->scoped_grants)
    return refuse(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
  if (outside || (user && user->state == MailboxState::out_of_scope))
    return refuse(403, "ErrorAccessDenied", "Access to OData is disabled.");
  return check_mailbox();
}

Answer<Item*> Call::item(std::string_view id) const {
  if (!looks_like_id(id)) return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  Mailbox& mailbox = user->mailbox;
  Item* item = settings.accept_any_id ? mailbox.item_by_any_id(id) : mailbox.item_by_id(ids, id);
  if (item == nullptr)
    return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  return item;
}

Response json_answer(int status, std::string body) {
  Response response;
  response.status = status;
  if (status != 204) {
    response.content_type =
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;"
        "charset=utf-8";
    response.body = std::move(body);
  }
  return response;
}

Response refusal_answer(const Refusal& refusal, Millis now, std::string_view request_id,
                        std::string_view client_request_id) {
  Response response;
  response.status = refusal.status;
  response.content_type = "application/json";
  if (refusal.retry_after_s >= 0)
    response.headers.add("Retry-After", std::to_string(refusal.retry_after_s));
  if (refusal.status == 401)
    response.headers.add("WWW-Authenticate",
                         "Bearer realm=\"\", authorization_uri="
                         "\"https://login.microsoftonline.com/common/oauth2/authorize\"");
  std::string& out = response.body;
  out = "{\"error\":{\"code\":";
  append_json_string(out, refusal.code);
  out += ",\"message\":";
  append_json_string(out, refusal.message);
  out += ",\"innerError\":{";
  if (!refusal.inner_code.empty()) {
    out += "\"code\":";
    append_json_string(out, refusal.inner_code);
    out += ',';
  }
  out += "\"date\":";
  append_json_string(out, format_utc(now).substr(0, 19));
  out += ",\"request-id\":";
  append_json_string(out, request_id);
  out += ",\"client-request-id\":";
  append_json_string(out, client_request_id.empty() ? request_id : client_request_id);
  out += "}}}";
  return response;
}

Answer<json::object> json_body(const Request& request) {
  const auto type = request.headers.find("Content-Type");
  if (!type)
    return refuse(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header.");
  if (!type->starts_with("application/json"))
    return refuse(415, "UnsupportedMediaType",
                  "The media type of the request is not supported; use application/json.");
  if (request.headers.find("Content-Encoding"))
    return refuse(415, "UnsupportedMediaType", "Encoded request bodies are not supported.");
  if (request.body.empty())
    return refuse(400, "BadRequest", "Empty Payload. JSON content expected.");
  auto value = parse_json(request.body, "body");
  if (!value || !value->is_object())
    return refuse(400, "BadRequest",
                  "Unable to read JSON request payload. Please ensure "
                  "Content-Type header is set and payload is of valid JSON "
                  "format.");
  return std::move(value->get_object());
}

Answer<> check_if_match(const Request& request, std::string_view change_key) {
  const auto wanted = request.headers.find("If-Match");
  if (!wanted || *wanted == "*" || *wanted == fmt::format("W/\"{}\"", change_key)) return {};
  return refuse(412, "ErrorIrresolvableConflict",
                "The send or update operation could not be performed because the change key "
                "passed in the request does not match the current change key for the item.");
}

std::string delta_scope(const Call& call, std::string_view kind) {
  return fmt::format("{} {} {}", kind, call.user->mailbox.name(), call.request.path);
}

Refusal no_such_segment(std::string_view segment) {
  return {400, "BadRequest", fmt::format("Resource not found for the segment '{}'.", segment)};
}

Refusal wrong_method() {
  return {405, "Request_BadRequest",
          "Specified HTTP method is not allowed for the request target."};
}

}  // namespace relais::emulator
