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

TEST(Part, AnAnswerThatBreaksOffIsAboutTheMessageThoughTheEngineNamesATime) {
  const graph::Refusal half = refusal(Status::transient, 200, "", 5000);
  EXPECT_TRUE(breaks_off(half));
  EXPECT_EQ(fate_of(half), Fate::broken);
  EXPECT_FALSE(is_silence(half));
  EXPECT_FALSE(breaks_off(refusal(Status::unknown_outcome, 200))) << "more than can be taken";
  EXPECT_FALSE(breaks_off(refusal(Status::transient, 500)));
}

TEST(Part, SilenceCanBeTheMessageOrTheService) {
  EXPECT_TRUE(is_silence(refusal(Status::transient, 0, "", 5000)));
  EXPECT_FALSE(is_silence(refusal(Status::cancelled, 0)));
  EXPECT_FALSE(is_silence(refusal(Status::auth, 0)));
  EXPECT_FALSE(is_silence(refusal(Status::transient, 503, "", 5000)));
}

}  // namespace
}  // namespace relais::mail_graph
