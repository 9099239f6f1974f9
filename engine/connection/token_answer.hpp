// What a token endpoint answered, read with suspicion. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/http/client.hpp"

namespace relais::connection {

struct TokenAnswer {
  enum class Kind {
    granted,
    refused,  ///< a person has to act
    later,    ///< passes: throttled, down, or something that is no token endpoint answered
  };
  Kind kind = Kind::later;
  std::string token{};
  Millis lifetime = 0;               ///< from now on; with `granted`
  std::string error{};               ///< OAuth error code, such as invalid_client
  std::vector<std::string> codes{};  ///< further codes of the service, most telling first
  std::string text{};                ///< the service's own words, or what was wrong with the answer
  Millis retry_after = 0;
  int http_status = 0;           ///< 0: no answer
  std::string request_id{};      ///< the service's id of the request
  std::string correlation_id{};  ///< the id that both sides' logs have
  bool sent_an_id = false;       ///< what was sent as the secret has the form of an id (GUID)
};

TokenAnswer read_token_answer(const http::Answer& answer, Millis now);

}  // namespace relais::connection
