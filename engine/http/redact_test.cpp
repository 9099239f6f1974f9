#include "engine/http/redact.hpp"

#include <gtest/gtest.h>

#include "engine/http/form.hpp"
#include "engine/http/header_rules.hpp"

namespace relais::http {
namespace {

TEST(RedactUrl, KeepsShapeAndIdsAndHidesPeople) {
  const std::pair<const char*, const char*> table[] = {
      {"https://host/v1.0/users/3f2a/contacts/AAMk=", "/v1.0/users/3f2a/contacts/AAMk="},
      {"https://host/v1.0/users/anna%40firm.ch/contacts", "/v1.0/users/***/contacts"},
      {"https://host/v1.0/users/anna@firm.ch", "/v1.0/users/***"},
      {"https://host/v1.0/users/anna%2540firm.ch", "/v1.0/users/***"},
      {"https://host/users?$filter=mail%20eq%20'anna'&$top=5&$select=id",
       "/users?$filter=***&$top=5&$select=id"},
      {"https://host/x?%24select=id&$skiptoken=abc", "/x?%24select=id&$skiptoken=***"},
      {"https://host/x?$select=a@b.ch", "/x?$select=***"},
      {"https://host/x?a@b.ch", "/x?***"},
      {"https://user:pass@host/x", "/x"},
      {"users/1?$top=1#frag", "users/1?$top=1"},
      {"https://host", ""},
      {"", ""},
      {"?", "?"},
  };
  for (const auto& [url, expected] : table) EXPECT_EQ(redact_url(url), expected) << url;
}

TEST(RedactText, HidesSecretsAndAddressesAndKeepsTheRest) {
  const std::pair<const char*, const char*> table[] = {
      {"AADSTS7000215: Invalid client secret.\r\nTrace ID: 1f",
       "AADSTS7000215: Invalid client secret. Trace ID: 1f"},
      {"Authorization: Bearer abc.def-123 x", "Authorization: Bearer *** x"},
      {"token eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0. end", "token *** end"},
      {"client_secret=a~b%2Bc&x=1", "client_secret=***&x=1"},
      {"{\"access_token\":\"abc\"}", "{\"access_token\":\"***\"}"},
      {"user anna.muster@firm.ch not found", "user *** not found"},
      {"user m%C3%BCller%40firm.ch", "user ***"},
      {"a @ b", "a @ b"},
      {"", ""},
  };
  for (const auto& [text, expected] : table) EXPECT_EQ(redact_text(text), expected) << text;
}

TEST(RedactText, CutsOnACharacterBorder) {
  const std::string cut = redact_text("ääääääääää", 5);
  EXPECT_EQ(cut, "ää...");
}

TEST(Redact, ACanarySecretNeverComesThrough) {
  const std::string canary = "c4n~ry/S3cret+==";
  for (const std::string& text : {"wrong secret " + canary + " given",
                                  "client_secret=" + form_encode(canary), canary + canary}) {
    const std::string clean = without_secret(text, canary);
    EXPECT_EQ(clean.find(canary), std::string::npos);
    EXPECT_EQ(clean.find(form_encode(canary)), std::string::npos);
  }
  EXPECT_EQ(redact_url("https://h/x?code=" + canary).find("S3cret"), std::string::npos);
}

TEST(Form, EncodesWhatSecretsAreMadeOf) {
  EXPECT_EQ(form_encode("a~b+c/d=e f&g%h"), "a%7Eb%2Bc%2Fd%3De%20f%26g%25h");
  EXPECT_EQ(form_encode("ü"), "%C3%BC");
  EXPECT_EQ(form_body({{"a", "1&2"}, {"b", ""}}), "a=1%262&b=");
}

TEST(HeaderRules, RefuseWhatIsTheEnginesAndWhatSmuggles) {
  EXPECT_EQ(refuse_request({.method = "GET", .url = "x", .headers = {{"Prefer", "x=\"y\""}}}), "");
  for (const Header& bad : std::vector<Header>{{"Authorization", "x"},
                                               {"authorization", "x"},
                                               {"HOST", "evil"},
                                               {"Content-Length", "0"},
                                               {"Transfer-Encoding", "chunked"},
                                               {"X", "a\r\nAuthorization: b"},
                                               {"X", "a\nb"},
                                               {"X", std::string("a\0b", 3)},
                                               {"X: y\r\nZ", "a"},
                                               {"X ", "a"},
                                               {"", "a"}}) {
    EXPECT_NE(refuse_request({.method = "GET", .url = "x", .headers = {bad}}), "") << bad.name;
  }
  for (const char* method : {"", "get", "CONNECT", "TRACE", "GET /x HTTP/1.1\r\n"}) {
    EXPECT_NE(refuse_request({.method = method, .url = "x"}), "") << method;
  }
}

}  // namespace
}  // namespace relais::http
