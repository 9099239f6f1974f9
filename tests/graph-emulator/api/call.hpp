// One request to Graph, as far as the way to its resource is known.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tests/graph-emulator/api/preferences.hpp"
#include "tests/graph-emulator/api/service.hpp"

namespace relais::emulator {

struct Call {
  Service& service;
  const Request& request;
  const Settings& settings;
  const FaultPlan& faults;
  Millis now;
  std::string base;  ///< "http://127.0.0.1:1234"
  std::shared_ptr<const Grant> grant;
  std::shared_ptr<User> user;  ///< nothing outside of /users/{id}
  std::string user_segment;    ///< as the client named the user
  IdKind ids = IdKind::mutable_id;
  Preferences prefer{};  ///< read where they mean something

  bool may_read(std::string_view family) const;  ///< "Contacts"
  bool may_write(std::string_view family) const;
  /// Whether there is such a user with a mailbox in the cloud; not whether the app may use it.
  Answer<> check_mailbox() const;
  /// The same, and whether the app is scoped to it.
  Answer<> check_scope() const;
  /// An item of this mailbox by the kind of id that the request speaks, or the refusal.
  Answer<Item*> item(std::string_view id) const;
};

/// Rest of the path, decoded.
using Segments = std::span<const std::string>;

Response json_answer(int status, std::string body);
Response refusal_answer(const Refusal& refusal, Millis now, std::string_view request_id,
                        std::string_view client_request_id);
/// The body of a POST or PATCH, which must be a JSON object and say so.
Answer<json::object> json_body(const Request& request);
/// If-Match against the change key of what is to be changed.
Answer<> check_if_match(const Request& request, std::string_view change_key);
/// What a token of a delta round is good for: the path of this mailbox, and its kind.
std::string delta_scope(const Call& call, std::string_view kind);
Refusal no_such_segment(std::string_view segment);
Refusal wrong_method();

}  // namespace relais::emulator
