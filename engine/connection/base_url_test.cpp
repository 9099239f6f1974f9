#include "engine/connection/base_url.hpp"

#include <gtest/gtest.h>

namespace relais::connection {
namespace {

const std::vector<std::string> bases = {"https://api.example/v1.0/", "https://other.example:8443/"};

TEST(Locate, ResolvesBelowTheFirstBase) {
  const std::pair<const char*, const char*> table[] = {
      {"users/1", "https://api.example/v1.0/users/1"},
      {"/users/1", "https://api.example/v1.0/users/1"},
      {"users/1?$filter=a%20eq%20'b'", "https://api.example/v1.0/users/1?$filter=a%20eq%20'b'"},
      {"users/1?$filter=a eq 'b:c'", "https://api.example/v1.0/users/1?$filter=a%20eq%20'b:c'"},
      {"users/x@y.ch/a", "https://api.example/v1.0/users/x@y.ch/a"},
      {"x?u=https://evil.example/", "https://api.example/v1.0/x?u=https://evil.example/"},
      {"", "https://api.example/v1.0/"},
  };
  for (const auto& [url, expected] : table) {
    const auto located = locate(url, bases);
    ASSERT_TRUE(located) << url << ": " << located.error().text;
    EXPECT_EQ(*located, expected);
  }
}

TEST(Locate, TakesNextLinksOfItsOwnHostsByteForByte) {
  for (const char* url :
       {"https://api.example/v1.0/x?$skiptoken=a%2Bb+c'd(e)!*~", "https://api.example/beta/../x",
        "https://API.Example/x", "HTTPS://api.example/x", "https://api.example:443/x",
        "https://api.example:0443/x", "https://api.example", "https://other.example:8443/x"}) {
    const auto located = locate(url, bases);
    ASSERT_TRUE(located) << url << ": " << located.error().text;
    EXPECT_EQ(*located, url);
  }
}

TEST(Locate, EncodesWhatHasNoPlaceInAUrl) {
  EXPECT_EQ(locate("https://api.example/x?a={\"b\"} |\xc3\xbc", bases).value_or(""),
            "https://api.example/x?a=%7B%22b%22%7D%20%7C%C3%BC");
}

TEST(Locate, RefusesEveryOtherHostAndEveryTrick) {
  for (const char* url : {
           "https://evil.example/x",
           "http://api.example/x",
           "https://api.example@evil.example/x",
           "https://user@api.example/x",
           "https://user:pass@api.example/x",
           "https://@api.example/x",
           "https://api.example:8443/x",
           "https://api.example:444/",
           "https://api.example:/x",
           "https://api.example:0/x",
           "https://api.example:99999/x",
           "https://api.example./x",
           "https://api.example.evil.example/x",
           "https://evilapi.example/x",
           "https://a%70i.example/x",
           "https://api.example%2f.evil.example/x",
           "https://api.example%00.evil.example/x",
           "https://api.example\\@evil.example/x",
           "https:\\\\evil.example/x",
           "https://evil.example\\.api.example/x",
           "https:/api.example/x",
           "https:api.example/x",
           "https:///x",
           "https://",
           "https://api.example#@evil.example/",
           "https://api.example/x#y",
           "//evil.example/x",
           "///evil.example/x",
           "ftp://api.example/x",
           "file:///etc/passwd",
           "javascript:alert(1)",
           "https://other.example/x",
           "https://[::1]/x",
           "https://127.0.0.1/x",
           "https://\xc3\xa4pi.example/x",
           "https://api .example/x",
           "https://api.example/x\r\nHost: evil.example",
           "users/1\r\nHost: evil.example",
           "users/1\n",
           "\thttps://api.example/x",
           " https://api.example/x",
           "users/1#x",
           "users/%zz",
       }) {
    const auto located = locate(url, bases);
    ASSERT_FALSE(located) << url << " -> " << *located;
    EXPECT_EQ(located.error().code, Errc::config);
    EXPECT_EQ(located.error().text.find("evil"), std::string::npos) << "does not repeat the URL";
  }
  EXPECT_FALSE(locate(std::string("users/\0x", 8), bases));
  EXPECT_FALSE(locate("users/1", {}));
}

TEST(Locate, AHostThatBeginsLikeAnAddressIsAnotherHost) {
  const std::vector<std::string> local = {"http://127.0.0.1:8080/", "http://127.0.0.1/",
                                          "https://10.1.2.3/"};
  ASSERT_TRUE(locate("http://127.0.0.1:8080/x", local));
  for (const char* url :
       {"http://127.0.0.1.evil.example/x", "http://127.0.0.1evil.example/x", "http://127.0.0.1./",
        "http://127.0.0.1evil.example:8080/x", "https://10.1.2.3.evil.example/x",
        "https://10.1.2.34/x", "http://127.0.0.01/x", "http://127.1/x", "http://2130706433/x"}) {
    EXPECT_FALSE(locate(url, local)) << url;
  }
}

TEST(CheckBaseUrl, WantsHttpsOrLoopback) {
  for (const char* good : {"https://api.example", "https://api.example/x/", "http://127.0.0.1:8080",
                           "http://localhost:1", "http://[::1]:80", "http://127.9.9.9"}) {
    const auto checked = check_base_url(good, "k");
    ASSERT_TRUE(checked) << good;
    EXPECT_TRUE(checked->ends_with('/'));
  }
  for (const char* bad : {"",
                          "api.example",
                          "http://api.example",
                          "http://localhost.evil.example",
                          "http://10.0.0.1",
                          "http://127.0.0.1.evil.example",
                          "http://2130706433",
                          "ftp://127.0.0.1",
                          "https://u:p@api.example",
                          "https://api.example?x",
                          "https://api.example#x",
                          "https://",
                          "https:/x",
                          "http://0x7f.1",
                          "http://127.0.0",
                          "http://127.0.0.1.",
                          "http://127.0.0.256",
                          "http://127.0.0.0001",
                          "http://127..0.1",
                          "http://[::]"}) {
    EXPECT_FALSE(check_base_url(bad, "k")) << bad;
  }
}

}  // namespace
}  // namespace relais::connection
