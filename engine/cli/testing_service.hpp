// For tests of the command line: a service that signs everybody in and knows every user.
#pragma once

#include <atomic>

#include "engine/http/testing.hpp"

namespace relais::cli::testing {

class Service {
 public:
  std::string url(const std::string& path) const { return server_.url(path); }
  /// From now on nobody gets a token.
  void refuse() { refuses_ = true; }
  void accept() { refuses_ = false; }

 private:
  http::testing::Reply answer(const http::testing::Seen& seen) const {
    using http::testing::reply;
    if (seen.target.find("/users/") != std::string::npos)
      return reply(200, R"({"id":"u1","mail":"mm@firm.example"})");
    if (refuses_)
      return reply(401, R"({"error":"invalid_client","error_description":"AADSTS7000222: expired.",
                            "error_codes":[7000222],"correlation_id":"c-1"})");
    return reply(200, R"({"token_type":"Bearer","expires_in":3600,"access_token":"t"})");
  }

  std::atomic<bool> refuses_{false};
  http::testing::RawServer server_{
      [this](const http::testing::Seen& seen, int) { return answer(seen); }};
};

}  // namespace relais::cli::testing
