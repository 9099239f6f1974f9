#include "engine/config/values.hpp"

#include <gtest/gtest.h>

namespace relais::config {
namespace {

using namespace std::chrono_literals;

TEST(Values, Durations) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("10s"), 10s);
  EXPECT_EQ(parse_duration("60m"), 60min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("2d"), 48h);
  EXPECT_EQ(parse_duration("0s"), 0s);
  EXPECT_EQ(parse_duration("999999999d"), 999999999 * 24h);
  for (const char* text : {"", "s", "10", "10 s", "-1s", "+1s", "1.5h", "10S", "1w", "1h30m",
                           "9999999999s", "0x1s", "1s "})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Values, DurationsArePrintedInTheLargestWholeUnit) {
  for (const char* text : {"500ms", "90s", "90m", "5h", "2d", "0s"})
    EXPECT_EQ(format_duration(*parse_duration(text)), text);
  EXPECT_EQ(format_duration(60min), "1h");
}

TEST(Values, Dates) {
  for (const char* text : {"2027-01-31", "2028-02-29", "1999-12-31"})
    EXPECT_TRUE(is_date(text)) << text;
  for (const char* text : {"", "2027-02-29", "2027-13-01", "2027-00-10", "2027-1-31", "2027/01/31",
                           "27-01-31", "0000-01-01", "2027-01-31T00:00", "２０２７-01-31"})
    EXPECT_FALSE(is_date(text)) << text;
}

TEST(Values, Tenants) {
  for (const char* text :
       {"11111111-2222-3333-4444-555555555555", "kanzlei.ch", "a.onmicrosoft.com",
        "müller-recht.ch", "AAAAAAAA-bbbb-CCCC-dddd-EEEEEEEEEEEE"})
    EXPECT_TRUE(is_tenant(text)) << text;
  for (const char* text : {"", "common", "organizations", "a@b.ch", "a b.ch", "a..ch",
                           "https://a.ch", "11111111-2222-3333-4444", "a.ch/x", "a.ch?x"})
    EXPECT_FALSE(is_tenant(text)) << text;
}

TEST(Values, ServiceUrls) {
  for (const char* text : {"https://graph.example.com", "https://a.example:8443/v2/",
                           "HTTPS://A.example", "http://127.0.0.1:8080", "http://127.8.8.8",
                           "http://[::1]:80/x", "http://localhost:1", "http://LOCALHOST"})
    EXPECT_TRUE(is_service_url(text)) << text;
  for (const char* text : {"",
                           "graph.example.com",
                           "http://graph.example.com",
                           "http://localhost.example.com",
                           "http://127.0.0.1.example.com",
                           "http://10.0.0.1",
                           "http://[::2]",
                           "http://0.0.0.0",
                           "http://[::1].example.com",
                           "http://127.0.0.1%2eexample.com",
                           "http://2130706433",
                           "http://127.1",
                           "https://h.example:",
                           "https://",
                           "https:///x",
                           "https://u@h.example",
                           "https://u:p@h.example",
                           "https://h.example?x",
                           "https://h.example#x",
                           "ftp://h.example",
                           "file:///etc/passwd",
                           "https://h.example:0",
                           "https://h.example:70000",
                           "https://h ost",
                           "https:h.example",
                           " https://h.example"})
    EXPECT_FALSE(is_service_url(text)) << text;
}

TEST(Values, StoreUrls) {
  for (const char* text : {"sqlite:a.db", "sqlite:/a/b.db", "sqlite:///a/b.db", "postgresql://h/d",
                           "postgresql://u@h:5432/d?sslmode=verify-full", "postgresql:///d"})
    EXPECT_FALSE(store_url_fault(text)) << text;
  for (const char* text :
       {"", "a.db", "sqlite:", "sqlite://a.db", "sqlite::memory:", "sqlite:a?mode=ro",
        "postgres://h/d", "postgresql:h", "postgresql://u:p@h/d", "postgresql://h/d?password=x",
        "postgresql://h/d?sslPassword=x", "mysql://h/d"})
    EXPECT_TRUE(store_url_fault(text)) << text;
}

TEST(Values, CodesIdsAndUsers) {
  for (const char* text : {"A04", "MAIL", "ACME1", "ABCDEFGHIJKLMNOP"})
    EXPECT_TRUE(is_addin_code(text)) << text;
  for (const char* text : {"", "A0", "a04", "4AB", "A-4", "ABCDEFGHIJKLMNOPQ", "Ä04"})
    EXPECT_FALSE(is_addin_code(text)) << text;
  for (const char* text : {"a", "zurich-2", "A.b_c"}) EXPECT_TRUE(is_id(text)) << text;
  for (const char* text : {"", "-a", ".", "a b", "a/b", "zürich"})
    EXPECT_FALSE(is_id(text)) << text;
  EXPECT_TRUE(is_os_user("EXAMPLE\\mm"));
  EXPECT_FALSE(is_os_user("a b"));
  EXPECT_TRUE(is_sha256(std::string(64, 'a')));
  EXPECT_TRUE(is_sha256("sha256:" + std::string(64, 'A')));
  EXPECT_FALSE(is_sha256(std::string(63, 'a')));
  EXPECT_FALSE(is_sha256("md5:" + std::string(64, 'a')));
}

TEST(Values, TimeZones) {
  for (const char* text : {"Europe/Zurich", "UTC", "America/Argentina/Buenos_Aires"})
    EXPECT_TRUE(is_time_zone(text)) << text;
  for (const char* text : {"", "Europe/Bern", "CEST", "W. Europe Standard Time", "europe/zurich",
                           "/etc/passwd", "Europe/Zurich "})
    EXPECT_FALSE(is_time_zone(text)) << text;
}

}  // namespace
}  // namespace relais::config
