#include "tests/graph-emulator/faults.hpp"

#include <fstream>

#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

class Fault : public Graph {
 protected:
  void add(json::object match, json::object action, std::int64_t times = 1) {
    const auto added = control.faults({json::object{
        {"match", std::move(match)}, {"times", times}, {"action", std::move(action)}}});
    ASSERT_TRUE(added) << added.error().text;
  }
  Reply post() { return send("POST", "/contacts", json::object{{"surname", "A"}}); }
  std::size_t contacts() { return state().at("contacts").as_array().size(); }
};

TEST_F(Fault, TheNthMatchFailsAndOnlyThat) {
  add({{"method", "POST"}, {"path", "/contacts"}, {"nth", 2}},
      {{"status", 503}, {"code", "ServiceUnavailable"}});
  EXPECT_EQ(post().status, 201);
  const Reply failed = post();
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(failed.code(), "ServiceUnavailable");
  EXPECT_EQ(post().status, 201);
  EXPECT_EQ(contacts(), 2U);
}

TEST_F(Fault, EveryThirdMatchFailsForEver) {
  add({{"every", 3}}, {{"status", 500}}, -1);
  int failed = 0;
  for (int i = 0; i < 9; ++i) failed += get("/contacts").status == 500 ? 1 : 0;
  EXPECT_EQ(failed, 3);
  ASSERT_TRUE(control.clear_faults());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/contacts").status, 200);
}

TEST_F(Fault, MatchesByGlobBodyAndMailbox) {
  add({{"glob", "*/contacts/*"}}, {{"status", 500}});
  add({{"body", "needle"}}, {{"status", 501}});
  add({{"mailbox", "someone else"}}, {{"status", 502}}, -1);
  const std::string id = create({{"surname", "A"}});
  EXPECT_EQ(get("/contacts/" + id).status, 500);
  EXPECT_EQ(send("POST", "/contacts", json::object{{"surname", "needle"}}).status, 501);
  EXPECT_EQ(get("/contacts").status, 200);
}

TEST_F(Fault, CutBeforeHasNoEffectCutAfterHas) {
  add({{"method", "POST"}}, {{"cut_before", true}});
  EXPECT_EQ(post().result, CURLE_GOT_NOTHING);
  EXPECT_EQ(contacts(), 0U);
  add({{"method", "POST"}}, {{"cut_after", true}});
  EXPECT_EQ(post().result, CURLE_GOT_NOTHING);
  EXPECT_EQ(contacts(), 1U);
  add({{"method", "POST"}}, {{"status", 504}, {"after_effect", true}});
  EXPECT_EQ(post().status, 504);
  EXPECT_EQ(contacts(), 2U);
}

TEST_F(Fault, RetryAfterInSecondsAsDateOrAbsent) {
  add({}, {{"status", 429}, {"retry_after", 17}});
  EXPECT_EQ(get("/contacts").headers.at("retry-after"), "17");
  add({}, {{"status", 429}, {"retry_after_date_s", 60}});
  EXPECT_TRUE(get("/contacts").headers.at("retry-after").ends_with(" GMT"));
  add({}, {{"status", 429}});
  EXPECT_FALSE(get("/contacts").headers.contains("retry-after"));
}

TEST_F(Fault, AnExpiredTokenStaysWorthlessUntilANewOne) {
  add({}, {{"expire_token", true}});
  EXPECT_EQ(get("/contacts").code(), "InvalidAuthenticationToken");
  EXPECT_EQ(get("/contacts").status, 401);
  token = request_token(form()).at("access_token");
  EXPECT_EQ(get("/contacts").status, 200);
}

TEST_F(Fault, HostileBodies) {
  add({}, {{"truncate_body", true}});
  EXPECT_EQ(get("/contacts").result, CURLE_PARTIAL_FILE);
  add({}, {{"status", 200}, {"html", true}});
  const Reply html = get("/contacts");
  EXPECT_EQ(html.status, 200);
  EXPECT_TRUE(html.body().is_null());
  add({}, {{"status", 400}, {"empty", true}});
  const Reply empty = get("/contacts");
  EXPECT_EQ(empty.status, 400);
  EXPECT_TRUE(empty.text.empty());
  add({}, {{"huge_body", 3'000'000}, {"body", "{\"value\":\""}});
  EXPECT_EQ(get("/contacts").text.size(), 3'000'010U);
  add({}, {{"redirect", "https://elsewhere.example/"}});
  const Reply redirect = get("/contacts");
  EXPECT_EQ(redirect.status, 302);
  EXPECT_EQ(redirect.headers.at("location"), "https://elsewhere.example/");
  add({}, {{"body", json::object{{"value", 5}}}});
  EXPECT_EQ(get("/contacts").text, "{\"value\":5}");
}

TEST_F(Fault, FalseNotFoundThenTheTruth) {
  const std::string id = create({{"surname", "A"}});
  add({{"path", "/contacts/"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}});
  EXPECT_EQ(get("/contacts/" + id).code(), "ErrorItemNotFound");
  EXPECT_EQ(get("/contacts/" + id).status, 200);
}

TEST_F(Fault, ASearchThatLagsDoesNotShowWhatIsNew) {
  add({{"path", "%24filter"}}, {{"lag_search_ms", 60'000}}, -1);
  add({{"path", "$filter"}}, {{"lag_search_ms", 60'000}}, -1);
  create({{"singleValueExtendedProperties", {{{"id", tag}, {"value", "7"}}}}});
  EXPECT_TRUE(get("/contacts?" + tag_filter(tag, 7)).value().empty());
  EXPECT_EQ(get("/contacts").value().size(), 1U);
  ASSERT_TRUE(control.advance(61'000));
  EXPECT_EQ(get("/contacts?" + tag_filter(tag, 7)).value().size(), 1U);
}

TEST_F(Fault, ASearchCanLagUntilAnInstant) {
  create({{"singleValueExtendedProperties", {{{"id", tag}, {"value", "7"}}}}});
  ASSERT_TRUE(control.advance(1000));
  add({{"path", "filter"}}, {{"lag_search_until", SystemClock().now() + 61'000}}, -1);
  create({{"singleValueExtendedProperties", {{{"id", tag}, {"value", "7"}}}}});
  EXPECT_EQ(get("/contacts?" + tag_filter(tag, 7)).value().size(), 1U);
  ASSERT_TRUE(control.advance(61'000));
  EXPECT_EQ(get("/contacts?" + tag_filter(tag, 7)).value().size(), 2U);
}

TEST_F(Fault, AMailboxIsMatchedByTheNameInTheUrlToo) {
  add({{"mailbox", "mm@firm.example"}}, {{"status", 500}});
  EXPECT_EQ(get("/contacts").status, 200);
  EXPECT_EQ(get(emulator.url() + "/v1.0/users/mm@firm.example/contacts").status, 500);
}

TEST_F(Fault, TokenRequestsCanFail) {
  add({{"path", "/oauth2/v2.0/token"}}, {{"status", 429}, {"retry_after", 2}});
  EXPECT_EQ(request_token(form()).status, 429);
  EXPECT_EQ(request_token(form()).status, 200);
}

TEST_F(Fault, MisspeltScriptsAreRefusedAndAddNothing) {
  for (const json::value& bad :
       {json::value{{"match", {{"pathh", "x"}}}, {"action", {{"status", 500}}}},
        json::value{{"action", {{"statuss", 500}}}}, json::value{{"match", json::object{}}},
        json::value{{"action", {{"delta", "odd"}}}}, json::value(5)})
    EXPECT_FALSE(control.faults({json::object{{"action", {{"status", 500}}}}, bad}))
        << json::serialize(bad);
  EXPECT_EQ(get("/contacts").status, 200);
}

TEST(Glob, StarStandsForAnyText) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*c", "abbc"));
  EXPECT_TRUE(glob_matches("*/x/*", "/a/x/b"));
  EXPECT_FALSE(glob_matches("a*c", "abd"));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_TRUE(glob_matches("*a*a*b", std::string(200, 'a') + "b"));
}

}  // namespace
}  // namespace relais::emulator::testing
