#include "plugins/mail-graph/part.hpp"

#include <gtest/gtest.h>

namespace relais::mail_graph {
namespace {

using sdk::Status;

graph::Refusal refusal(Status status, int http, const std::string& code = {},
                       std::int64_t not_before = 0) {
  return {
      .status = status, .http = http, .code = code, .request_id = "r", .not_before_ms = not_before};
}

TEST(Part, WhatARefusalMeansForThePart) {
  struct Refused {
    graph::Refusal refusal;
    Fate fate;
  };
  for (const Refused& each : {
           Refused{refusal(Status::not_found, 404, "ErrorItemNotFound"), Fate::gone},
           Refused{refusal(Status::transient, 500, "ErrorMimeContentConversionFailed"),
                   Fate::never},
           Refused{refusal(Status::transient, 500, "ErrorInternalServerError"), Fate::broken},
           Refused{refusal(Status::transient, 504, ""), Fate::broken},
           Refused{refusal(Status::transient, 0, ""), Fate::broken},
           Refused{refusal(Status::transient, 0, "", 5000), Fate::wait},
           Refused{refusal(Status::transient, 429, "ApplicationThrottled"), Fate::wait},
           Refused{refusal(Status::transient, 503, "ErrorServerBusy"), Fate::busy},
           Refused{refusal(Status::transient, 501, ""), Fate::never},
           Refused{refusal(Status::item, 405, "ErrorInvalidOperation"), Fate::never},
           Refused{refusal(Status::item, 400, "ErrorInvalidRequest"), Fate::never},
           Refused{refusal(Status::unknown_outcome, 200, ""), Fate::never},
           Refused{refusal(Status::forbidden, 403, "ErrorAccessDenied"), Fate::broken},
           Refused{refusal(Status::auth, 401, ""), Fate::wait},
           Refused{refusal(Status::cancelled, 0, ""), Fate::wait},
       })
    EXPECT_EQ(fate_of(each.refusal), each.fate) << why(each.refusal);
}

TEST(Part, HowLongAMessageIsWaitedFor) {
  const graph::Refusal never = refusal(Status::item, 400), busy = refusal(Status::transient, 503),
                       broken = refusal(Status::transient, 500),
                       wait = refusal(Status::transient, 429);
  EXPECT_TRUE(is_given_up(never, 0));
  for (const auto& each : {busy, broken}) {
    EXPECT_FALSE(is_given_up(each, 0));
    EXPECT_FALSE(is_given_up(each, patience));
    EXPECT_TRUE(is_given_up(each, patience + 1));
    EXPECT_TRUE(is_given_up(each, -10 * patience)) << "a time in the future";
    EXPECT_TRUE(is_given_up(each, std::nullopt));
  }
  EXPECT_FALSE(is_given_up(wait, 1'000'000));
}

}  // namespace
}  // namespace relais::mail_graph
