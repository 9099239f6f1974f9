#include "engine/connection/token_answer.hpp"

#include <gtest/gtest.h>

namespace relais::connection {
namespace {

using Kind = TokenAnswer::Kind;

TokenAnswer read(int status, std::string body, std::vector<http::Header> headers = {}) {
  return read_token_answer({.kind = http::Answer::Kind::answered,
                            .status = status,
                            .headers = std::move(headers),
                            .body = std::move(body)},
                           0);
}

TEST(TokenAnswer, ReadsATokenAndItsLife) {
  const std::pair<const char*, Millis> table[] = {{"3599", 3'599'000},
                                                  {"\"3599\"", 3'599'000},
                                                  {"3599.5", 3'599'500},
                                                  {"0", 300'000},
                                                  {"-5", 300'000},
                                                  {"\"soon\"", 300'000},
                                                  {"null", 300'000},
                                                  {"{}", 300'000},
                                                  {"1e300", 86'400'000},
                                                  {"\"99999999999999999999\"", 300'000},
                                                  {"18446744073709551615", 86'400'000}};
  for (const auto& [expires, life] : table) {
    const auto answer =
        read(200, std::string(R"({"access_token":"abc","expires_in":)") + expires + "}");
    EXPECT_EQ(answer.kind, Kind::granted) << expires;
    EXPECT_EQ(answer.token, "abc");
    EXPECT_EQ(answer.lifetime, life) << expires;
  }
  EXPECT_EQ(read(200, R"({"access_token":"abc"})").lifetime, 300'000);
}

TEST(TokenAnswer, R4_KeepsTheServicesOwnWordsOfARefusal) {
  const auto answer = read(
      401,
      "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret "
      "provided.\\r\\nTrace ID: 1\",\"error_codes\":[7000215],\"trace_id\":\"1\"}");
  EXPECT_EQ(answer.kind, Kind::refused);
  EXPECT_EQ(answer.error, "invalid_client");
  EXPECT_EQ(answer.codes, std::vector<std::string>{"7000215"});
  EXPECT_EQ(answer.text, "AADSTS7000215: Invalid client secret provided. Trace ID: 1");
  EXPECT_EQ(read(400, R"({"error":"unauthorized_client","error_codes":"x"})").kind, Kind::refused);
}

TEST(TokenAnswer, HostileAnswersAreTemporaryAndSaid) {
  const std::pair<int, const char*> table[] = {
      {200, ""},
      {200, "<html>sign in to the hotel</html>"},
      {200, R"({"access_token":"ab)"},
      {200, "{}"},
      {200, "[]"},
      {200, "null"},
      {200, R"({"access_token":""})"},
      {200, R"({"access_token":17})"},
      {200, R"({"access_token":"a\r\nX: y"})"},
      {200, R"({"access_token":"a b"})"},
      {200, R"({"token_type":"Bearer","expires_in":3599})"},
      {302, ""},
      {307, R"({"access_token":"abc"})"},
      {400, "<html>"},
      {403, "blocked by the proxy"},
      {429, ""},
      {500, ""},
      {503, R"({"error":"invalid_client"})"},
      {400, R"({"error":"temporarily_unavailable"})"},
      {400, R"({"error":{"code":"x"}})"},
      {401, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}};
  for (const auto& [status, body] : table) {
    const auto answer = read(status, body);
    EXPECT_EQ(answer.kind, Kind::later) << status << body;
    EXPECT_EQ(answer.token, "");
  }
  EXPECT_EQ(read(200, R"({"access_token":")" + std::string(100'000, 'a') + "\"}").kind,
            Kind::later);
  EXPECT_EQ(read(429, "", {{"retry-after", "9"}}).retry_after, 9'000);
  EXPECT_EQ(read_token_answer({.kind = http::Answer::Kind::broken, .error = "cut"}, 0).text, "cut");
}

}  // namespace
}  // namespace relais::connection
