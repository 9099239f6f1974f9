#include "plugins/graph/probe.hpp"

#include <gtest/gtest.h>

#include "plugins/graph/request.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::graph::testing {
namespace {

using sdk::Health;

TEST(Probe, ARefusalIsWhatItMeansAndNoAnswerAFailure) {
  struct Row {
    Answer answer;
    Health otherwise;
    Health outcome;
    const char* code;
  };
  const Row table[] = {
      {Answer{.code = 200, .body = "{}"}, Health::failed, Health::ok, ""},
      {Answer::error(403, "ErrorAccessDenied", "Access is denied."), Health::failed, Health::failed,
       "ErrorAccessDenied"},
      {Answer::error(403, "ErrorAccessDenied", "Access is denied."), Health::degraded,
       Health::degraded, "ErrorAccessDenied"},
      {Answer::error(404, "MailboxNotEnabledForRESTAPI", "x"), Health::degraded, Health::degraded,
       "MailboxNotEnabledForRESTAPI"},
      {Answer::error(429, "ApplicationThrottled"), Health::degraded, Health::failed,
       "ApplicationThrottled"},
      {Answer::error(503, ""), Health::degraded, Health::failed, ""},
      {Answer{.code = 403, .body = "<html>"}, Health::failed, Health::failed, ""},
      {Answer::none(sdk::Status::transient), Health::degraded, Health::failed, ""},
  };
  for (const Row& row : table) {
    ScriptedHost host([&](const Sent&) { return row.answer; });
    const auto line = probe(host.host(), "contacts", get("users/u/contacts"), row.otherwise);
    EXPECT_EQ(line.name, "contacts");
    EXPECT_EQ(line.outcome, row.outcome) << row.answer.code << row.code;
    EXPECT_EQ(line.code, row.code);
    ASSERT_EQ(host.sent.size(), 1U);
    EXPECT_EQ(host.sent[0].method, "GET");
  }
}

}  // namespace
}  // namespace relais::graph::testing
