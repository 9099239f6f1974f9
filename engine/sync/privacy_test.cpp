#include "engine/sync/privacy.hpp"

#include <gtest/gtest.h>

namespace relais::sync {
namespace {

using config::Privacy;

const char* const kDeadline = R"({"schema":1,"item":"deadline","id":"d1","entity":"zurich",
  "revision":3,"name":"Klageantwort Muster","subject":"Muster","description":"Frau Muster anrufen",
  "due_date":"2026-05-01","due_time":"12:00","reminder_time":"08:00","type":"court",
  "category":"Muster","event_date":"2026-04-01","period_text":"30 Tage","done":true,
  "done_on":"2026-04-30","done_by":"Anna Muster","confidential":true,
  "leads":[{"seq":0,"amount":7,"unit":"days","label":"Muster fragen"}],
  "assignees":[{"code":"MM","name":"Max Muster"}],"novelty":"Muster",
  "case":{"number":"2024-0173","title":"Muster","status":0,"confidential":true,
    "client":{"name":"Anna Muster","short":"Muster"},"parties":[{"name":"Muster","role":"x"}],
    "court":"Bezirksgericht","court_ref":"CG1","responsible":{"code":"MM","name":"Muster"}}})";

std::string after(Privacy privacy, const char* kind = "deadline") {
  json::value item = json::parse(kDeadline);
  apply_privacy(item, kind, privacy);
  return json::serialize(item);
}

TEST(Privacy, FullShowsEverythingAndSaysSo) {
  json::value item = json::parse(kDeadline);
  item.as_object()["privacy"] = "full";
  EXPECT_EQ(json::parse(after(Privacy::full)), item);
}

TEST(Privacy, CaseNumberOnlyShowsNoNameAndNoFreeText) {
  EXPECT_EQ(json::parse(after(Privacy::case_number_only)), json::parse(R"({
    "schema":1,"item":"deadline","id":"d1","entity":"zurich","revision":3,"due_date":"2026-05-01",
    "due_time":"12:00","reminder_time":"08:00","type":"court","done":true,"done_on":"2026-04-30",
    "confidential":true,"leads":[{"seq":0,"amount":7,"unit":"days"}],
    "case":{"number":"2024-0173","status":0,"confidential":true},"privacy":"case-number-only"})"));
}

TEST(Privacy, BusyShowsTheTimeAlone) {
  const std::string left = after(Privacy::busy);
  for (const char* word : {"Muster", "2024-0173", "court", "Bezirksgericht", "novelty"})
    EXPECT_EQ(left.find(word), std::string::npos) << word;
  EXPECT_NE(left.find("2026-05-01"), std::string::npos);
}

TEST(Privacy, AMarkedAddressIsShownAsItIs) {
  EXPECT_EQ(json::parse(after(Privacy::busy, "contact")), json::parse(kDeadline));
}

TEST(Privacy, TheStricterOfTwoHolds) {
  EXPECT_EQ(stricter(Privacy::full, Privacy::busy), Privacy::busy);
  EXPECT_EQ(stricter(Privacy::case_number_only, Privacy::full), Privacy::case_number_only);
}

TEST(Privacy, OddItemsAreNoReasonToFail) {
  for (const char* odd : {"[]", "null", R"({"case":1,"leads":{"a":1}})", R"({"leads":[1,null]})"}) {
    json::value item = json::parse(odd);
    apply_privacy(item, "reminder", Privacy::case_number_only);
  }
}

}  // namespace
}  // namespace relais::sync
