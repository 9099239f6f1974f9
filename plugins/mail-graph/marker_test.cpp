// Markers, through the built plugin's C function with scripted answers.
#include "plugins/mail-graph/testing/mailbox.hpp"

namespace relais::mail_graph::testing {
namespace {

const std::string grey = "✔ relais";
const std::string green = "✅ relais";

class Marking : public Mailbox {
 protected:
  Marking() {
    says_ = [this](const Sent& sent) { return say(sent); };
  }

  Said say(const Sent& sent) {
    if (sent.is("GET", "outlook/masterCategories")) return page(master_);
    if (sent.is("POST", "outlook/masterCategories")) {
      json::object made = sent.json();
      made["id"] = std::to_string(master_.size());
      master_.push_back(made);
      return Answer::json(made, 201);
    }
    const std::string url = sent.plain_url();
    const auto start = url.find("/messages/");
    if (start == std::string::npos) return std::nullopt;
    const std::string id = url.substr(start + 10, url.find('?') - start - 10);
    if (!categories_.contains(id)) return Answer::error(404, "ErrorItemNotFound");
    if (sent.method == "PATCH") {
      if (sent.header("If-Match") != etag()) return Answer::error(412, "ErrorIrresolvableConflict");
      EXPECT_EQ(sent.json().size(), 1U) << "categories only";
      categories_[id] = sent.json().at("categories").as_array();
      ++version_;
    }
    return Answer::json(
        json::object{{"id", id}, {"@odata.etag", etag()}, {"categories", categories_[id]}});
  }
  std::string etag() const { return "W/\"" + std::to_string(version_) + "\""; }

  Status mark(const std::string& id, Marker marker) {
    const auto [status, results] = plugin_->mark({{id, marker}});
    EXPECT_EQ(status, Status::ok) << host_.failure;
    return results.at(0).status;
  }

  std::map<std::string, json::array> categories_{{"a", {"Golf"}}, {"b", {}}};
  json::array master_;
  int version_ = 1;
};

TEST_F(Marking, R48_R49_GreyThenGreenThenNoneAndTheOwnersStay) {
  EXPECT_EQ(mark("a", Marker::received), Status::ok);
  EXPECT_EQ(categories_["a"], (json::array{"Golf", json::value(grey)}));
  EXPECT_EQ(mark("a", Marker::archived), Status::ok);
  EXPECT_EQ(categories_["a"], (json::array{"Golf", json::value(green)}));
  EXPECT_EQ(mark("a", Marker::none), Status::ok);
  EXPECT_EQ(categories_["a"], (json::array{"Golf"}));
  EXPECT_EQ(host_.count("PATCH"), 3U);
}

TEST_F(Marking, WhatIsSoAlreadyIsNotWritten) {
  categories_["a"] = {json::value(grey)};
  EXPECT_EQ(mark("a", Marker::received), Status::ok);
  EXPECT_EQ(mark("b", Marker::none), Status::ok);
  EXPECT_EQ(host_.count("PATCH"), 0U);
}

TEST_F(Marking, WhatWasReadAMomentAgoIsNotAskedForAgain) {
  mark("a", Marker::received);
  host_.forget();
  mark("a", Marker::archived);
  EXPECT_EQ(host_.sent.size(), 1U);
  EXPECT_EQ(host_.count("PATCH"), 1U);
}

TEST_F(Marking, TheOwnersChangeMeanwhileIsNotLost) {
  mark("a", Marker::received);
  categories_["a"].push_back("Kunde");
  ++version_;
  EXPECT_EQ(mark("a", Marker::archived), Status::ok);
  EXPECT_EQ(categories_["a"], (json::array{"Golf", json::value(green), "Kunde"}));
}

TEST_F(Marking, AConflictThatDoesNotEndIsReported) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.method == "PATCH") return Answer::error(412, "ErrorIrresolvableConflict");
    return say(sent);
  };
  EXPECT_EQ(mark("a", Marker::received), Status::conflict);
  EXPECT_EQ(host_.count("PATCH"), 3U);
}

TEST_F(Marking, AMessageThatIsGoneIsNotFound) {
  const auto [status, results] =
      plugin_->mark({{"a", Marker::received}, {"x", Marker::received}, {"", Marker::received}});
  EXPECT_EQ(status, Status::ok);
  EXPECT_EQ(results[0].status, Status::ok);
  EXPECT_EQ(results[1].status, Status::not_found);
  EXPECT_EQ(results[1].code, "ErrorItemNotFound");
  EXPECT_EQ(results[1].request_id, "request-1");
  EXPECT_EQ(results[2].status, Status::internal);
  EXPECT_EQ(host_.count("GET", "messages/x"), 2U) << "one 404 proves nothing";
}

TEST_F(Marking, ManyMarksEachHaveTheirResult) {
  std::vector<std::pair<std::string, Marker>> marks;
  for (int i = 0; i < 65; ++i) {
    const std::string id = "m" + std::to_string(i);
    if (i % 7 != 0) categories_[id] = {};
    marks.emplace_back(id, Marker::received);
  }
  says_ = [this](const Sent& sent) -> Said {
    if (sent.method == "PATCH") version_ = 1;  // each message has its own
    Said said = say(sent);
    version_ = 1;
    return said;
  };
  const auto [status, results] = plugin_->mark(marks);
  EXPECT_EQ(status, Status::ok);
  for (std::size_t i = 0; i < results.size(); ++i)
    EXPECT_EQ(results[i].status, i % 7 == 0 ? Status::not_found : Status::ok) << i;
}

TEST_F(Marking, BothCategoriesGetTheirColoursOnce) {
  mark("a", Marker::received);
  open();
  mark("b", Marker::archived);
  ASSERT_EQ(master_.size(), 2U);
  EXPECT_EQ(master_[0].at("displayName"), json::value(grey));
  EXPECT_EQ(master_[0].at("color"), "preset12");
  EXPECT_EQ(master_[1].at("displayName"), json::value(green));
  EXPECT_EQ(master_[1].at("color"), "preset4");
  EXPECT_EQ(host_.count("GET", "masterCategories"), 1U);
}

TEST_F(Marking, AnEntryOfTheOwnersKeepsItsColour) {
  master_ = {json::object{{"id", "1"}, {"displayName", "✔ RELAIS"}, {"color", "preset0"}}};
  mark("a", Marker::received);
  EXPECT_EQ(master_.size(), 2U);
  EXPECT_EQ(master_[0].at("color"), "preset0");
}

TEST_F(Marking, WithoutThePermissionForColoursTheMarkersAreSet) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "masterCategories")) return Answer::error(403, "ErrorAccessDenied");
    return say(sent);
  };
  EXPECT_EQ(mark("a", Marker::received), Status::ok);
  open();
  const auto [status, results] = plugin_->mark({{"b", Marker::received}, {"a", Marker::none}});
  EXPECT_EQ(results[0].status, Status::ok);
  EXPECT_EQ(results[0].code, "ErrorAccessDenied") << "set, but not as it should look";
  EXPECT_EQ(results[1].code, "");
  EXPECT_EQ(host_.count("GET", "masterCategories"), 1U) << "asked for once, whatever the session";
  minutes_pass(25 * 60);
  open();
  EXPECT_EQ(mark("a", Marker::received), Status::ok);
  EXPECT_EQ(host_.count("GET", "masterCategories"), 2U) << "it may be permitted by now";
  ASSERT_EQ(host_.log.size(), 2U);
  EXPECT_TRUE(host_.log[0].starts_with("degraded: marker colours")) << host_.log[0];
}

TEST_F(Marking, ColoursThatAreOutOfReachAreTriedAgain) {
  bool busy = true;
  says_ = [&](const Sent& sent) -> Said {
    if (busy && sent.is("GET", "masterCategories")) return Answer::error(503, "ErrorServerBusy");
    return say(sent);
  };
  EXPECT_EQ(mark("a", Marker::received), Status::ok);
  busy = false;
  EXPECT_EQ(mark("b", Marker::received), Status::ok);
  EXPECT_EQ(master_.size(), 2U);
}

TEST_F(Marking, ADuplicateCategoryIsThere) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("POST", "masterCategories")) return Answer::error(409, "ErrorDuplicate");
    return say(sent);
  };
  EXPECT_EQ(mark("a", Marker::received), Status::ok);
  EXPECT_EQ(mark("b", Marker::received), Status::ok);
  EXPECT_EQ(host_.count("GET", "masterCategories"), 1U);
}

TEST_F(Marking, NamesComeFromTheConfigurationAndColoursCanBeOff) {
  open(R"({"received_category":"Gesehen","archived_category":"Abgelegt","colors":false})");
  mark("a", Marker::archived);
  EXPECT_EQ(categories_["a"], (json::array{"Golf", "Abgelegt"}));
  EXPECT_EQ(host_.count("GET", "masterCategories"), 0U);
}

TEST_F(Marking, AnAnswerThatSaysNothingChangesNothing) {
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/a")) return Answer{.body = R"({"id":"a"})"};
    return say(sent);
  };
  EXPECT_EQ(mark("a", Marker::received), Status::transient);
  EXPECT_EQ(host_.count("PATCH"), 0U);
}

}  // namespace
}  // namespace relais::mail_graph::testing
