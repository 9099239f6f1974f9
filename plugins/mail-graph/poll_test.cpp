// Polls, through the built plugin's C function with scripted answers.
#include "plugins/mail-graph/testing/mailbox.hpp"

namespace relais::mail_graph::testing {
namespace {

/// A mailbox whose listing is right: by time, by `ge`, with pages and links that count.
class Poll : public Mailbox {
 protected:
  Poll() {
    says_ = [this](const Sent& sent) { return list(sent); };
  }

  Said list(const Sent& sent) {
    if (sent.url.starts_with("https://g/skip/")) return listed(sent.url.substr(15));
    if (!sent.is("GET", "users/user-1/messages?$filter")) return std::nullopt;
    const std::string url = sent.plain_url();
    const auto ge = url.find(" ge ") + 4;
    return listed(url.substr(ge, 20) + "/0");
  }

  /// "2026-05-01T08:00:00Z/SKIP"
  Answer listed(const std::string& token) {
    const std::string from = token.substr(0, 20);
    const std::size_t skip = std::stoul(token.substr(21));
    std::vector<json::object> found;
    for (const json::object& each : messages_)
      if (each.at("receivedDateTime").as_string() >= from) found.push_back(each);
    std::stable_sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
      return left.at("receivedDateTime").as_string() < right.at("receivedDateTime").as_string();
    });
    json::array shown;
    for (std::size_t i = skip; i < found.size() && shown.size() < page_size_; ++i)
      shown.push_back(found[i]);
    const std::size_t next = skip + shown.size();
    const bool more = next < found.size() && !links_missing_;
    return page(shown, more ? "https://g/skip/" + from + "/" + std::to_string(next) : "");
  }

  void receive(int count, int second, const std::string& prefix = "m") {
    for (int i = 0; i < count; ++i)
      messages_.push_back(message(prefix + std::to_string(messages_.size()), at(second)));
  }
  void small_pages() {
    page_size_ = 10;
    open(R"({"page_size":10})");
  }
  /// All that is new, again and again until nothing is, as the engine does.
  std::vector<std::string> all_new(std::string& cursor) {
    std::vector<std::string> ids;
    const Gathered seen = poll(cursor);
    EXPECT_EQ(seen.status, Status::ok);
    if (!seen.cursors.empty()) cursor = seen.cursors.back();
    for (const std::string& id : seen.ids()) ids.push_back(id);
    return ids;
  }
  std::size_t listings() const {
    return host_.count("GET", "/messages?") + host_.count("GET", "https://g/skip");
  }

  std::vector<json::object> messages_;
  std::size_t page_size_ = 100;
  bool links_missing_ = false;
};

TEST_F(Poll, R45_AnIdlePollIsOneRequestAndEveryFifthTwo) {
  receive(3, 10);
  std::string cursor = poll("").cursors.back();
  for (int number = 2; number <= 16; ++number) {
    minutes_pass(1);
    open();  // whoever polls may be another session
    host_.forget();
    const Gathered idle = poll(cursor);
    EXPECT_EQ(idle.status, Status::ok);
    EXPECT_TRUE(idle.offered.empty());
    const bool with_sent = number % 5 == 1;
    EXPECT_EQ(idle.cursors.empty(), !with_sent) << "nothing has come, so there is nothing to keep";
    if (with_sent) cursor = idle.cursors.back();
    EXPECT_EQ(host_.sent.size(), with_sent ? 2U : 1U) << number;
    EXPECT_EQ(host_.count("GET", "https://g/sent"), with_sent ? 1U : 0U) << number;
  }
}

TEST_F(Poll, TheFirstBeginsAtTheActivation) {
  poll("");
  const std::string url = host_.sent[0].plain_url();
  EXPECT_TRUE(
      url.starts_with("users/user-1/messages?$filter=receivedDateTime ge "
                      "2026-05-01T07:00:00Z&$orderby=receivedDateTime&$select=id,"))
      << url;
  EXPECT_TRUE(url.ends_with("&$top=100")) << url;
  EXPECT_EQ(url.find("subject"), std::string::npos) << "not asked for before it is wanted";
  EXPECT_EQ(url.find("body"), std::string::npos);
  for (const Sent& sent : host_.sent)
    EXPECT_TRUE(sent.header("Prefer").starts_with(R"(IdType="ImmutableId")"));
}

TEST_F(Poll, WithoutAnActivationNothingIsRead) {
  open("{}", R"({"mailbox":{"id":"user-1"}})");
  EXPECT_EQ(poll("").status, Status::config);
  EXPECT_TRUE(host_.sent.empty());
}

TEST_F(Poll, OffersEachMessageOnceWithTheAncestryOfItsFolder) {
  messages_ = {message("a", at(1)), message("b", at(1), "cases-id"), message("c", at(2))};
  const Gathered seen = poll("");
  EXPECT_EQ(seen.ids(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(seen.offered[1].at("folder"),
            json::parse(R"({"id":"cases-id","path":"Name of inbox-id/Name of cases-id","ancestry":[
              {"id":"cases-id"},{"id":"inbox-id","well_known":"inbox"}]})"));
}

TEST_F(Poll, ALateMessageOfAnEarlierSecondIsFound) {
  receive(1, 60);
  std::string cursor = poll("").cursors.back();
  receive(1, 60, "same");
  receive(1, 45, "late");
  EXPECT_EQ(all_new(cursor), (std::vector<std::string>{"late2", "same1"}));
  EXPECT_TRUE(all_new(cursor).empty());
}

TEST_F(Poll, InAnotherFolderAMessageIsOfferedAgain) {
  messages_ = {message("draft", at(5), "drafts-id")};
  std::string cursor = poll("").cursors.back();
  messages_[0]["parentFolderId"] = "sent-id";
  const Gathered seen = poll(cursor);
  ASSERT_EQ(seen.ids(), std::vector<std::string>{"draft"});
  EXPECT_EQ(seen.offered[0].at("folder").at("id"), "sent-id");
}

TEST_F(Poll, AFloodLosesNothingAndRepeatsNothing) {
  small_pages();
  for (const auto& [per_second, seconds] : std::vector<std::pair<int, int>>{
           {1, 95}, {3, 40}, {9, 12}, {10, 10}, {11, 10}, {25, 4}, {100, 1}}) {
    messages_.clear();
    for (int second = 0; second < seconds; ++second) receive(per_second, second);
    std::string cursor;
    std::vector<std::string> ids = all_new(cursor);
    const std::size_t all = messages_.size();
    EXPECT_EQ(ids.size(), all) << per_second;
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end()) << per_second;
    EXPECT_TRUE(all_new(cursor).empty()) << per_second;
  }
}

TEST_F(Poll, AfterAFloodAnIdlePollIsOneRequestAgain) {
  small_pages();
  for (int second = 0; second < 30; ++second) receive(4, second);
  std::string cursor = poll("").cursors.back();
  host_.forget();
  poll(cursor);
  EXPECT_EQ(listings(), 1U);

  receive(100, 40);
  host_.now_ms = 1'777'622'460'000;  // a minute after it came
  cursor = poll(cursor).cursors.back();
  host_.forget();
  EXPECT_TRUE(poll(cursor).cursors.empty());
  EXPECT_GT(listings(), 1U) << "more may come of the second";
  minutes_pass(20);
  cursor = poll(cursor).cursors.back();  // it is left behind
  host_.forget();
  EXPECT_TRUE(poll(cursor).offered.empty());
  EXPECT_EQ(listings(), 1U);
  receive(1, 41);
  EXPECT_EQ(all_new(cursor).size(), 1U);
}

TEST_F(Poll, ListingsThatEndEarlyLoseNothingButWithinASecond) {
  small_pages();
  links_missing_ = true;
  for (int second = 0; second < 20; ++second) receive(4, second);
  std::string cursor;
  EXPECT_EQ(all_new(cursor).size(), 80U);
  receive(15, 50);
  receive(1, 51);
  const std::vector<std::string> ids = all_new(cursor);
  EXPECT_EQ(ids.size(), 11U) << "ten of the full second, and what came after it";
}

TEST_F(Poll, AFailureBetweenPagesGoesOnWhereItWas) {
  small_pages();
  for (int second = 0; second < 40; ++second) receive(1, second);
  int listed = 0;
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages?$filter") && ++listed == 3)
      return Answer::error(503, "ErrorServerBusy");
    return list(sent);
  };
  const Gathered first = poll("");
  EXPECT_EQ(first.status, Status::transient);
  EXPECT_LT(first.offered.size(), 40U);
  std::string cursor = first.cursors.back();
  const std::vector<std::string> rest = all_new(cursor);
  EXPECT_EQ(first.offered.size() + rest.size(), 40U);
}

TEST_F(Poll, ATimeInTheFutureDoesNotHideWhatComesLater) {
  messages_ = {message("odd", "2099-01-01T00:00:00Z")};
  std::string cursor;
  EXPECT_EQ(all_new(cursor), std::vector<std::string>{"odd"});
  receive(1, 10);
  EXPECT_EQ(all_new(cursor), std::vector<std::string>{"m1"});
  EXPECT_TRUE(all_new(cursor).empty());
}

TEST_F(Poll, GarbageForACursorAsksForAResync) {
  for (const char* cursor : {"x", "{}", "[1]", R"({"v":9,"for":"poll"})"}) {
    EXPECT_EQ(poll(cursor).status, Status::resync) << cursor;
    EXPECT_TRUE(host_.sent.empty());
  }
}

TEST_F(Poll, HostileAnswersEndThePollAndPassNothing) {
  for (const char* body : {"", "{", "<html>busy</html>", "[]", R"({"value":5})",
                           R"({"value":[{"id":7}]})", R"({"value":[],"@odata.nextLink":{}})",
                           R"({"value":[],"@odata.nextLink":"https://g/a"})"}) {
    says_ = [&](const Sent&) -> Said { return Answer{.body = body}; };
    host_.forget();
    const Gathered seen = poll("");
    EXPECT_EQ(seen.status, Status::transient) << body;
    EXPECT_TRUE(seen.cursors.empty()) << body;
    EXPECT_LE(host_.sent.size(), 4U) << body;
  }
  for (const auto& [code, status] : std::vector<std::pair<int, Status>>{
           {404, Status::transient}, {403, Status::forbidden}, {410, Status::transient}}) {
    says_ = [&](const Sent&) -> Said { return Answer::error(code, "Error"); };
    EXPECT_EQ(poll("").status, status) << code;
  }
}

TEST_F(Poll, SentItemsShowADraftThatKeepsItsTime) {
  std::string cursor = poll("").cursors.back();
  minutes_pass(5);
  says_ = [this](const Sent& sent) -> Said {
    if (sent.url == "https://g/sent")
      return delta_page({message("old-draft", "2026-05-01T07:00:01Z", "sent-id"), removed("x")},
                        "https://g/sent2");
    return list(sent);
  };
  const Gathered seen = poll(cursor);
  EXPECT_EQ(seen.ids(), std::vector<std::string>{"old-draft"});
  EXPECT_NE(seen.cursors.back().find("https://g/sent2"), std::string::npos);
}

TEST_F(Poll, AnExpiredLinkOfSentItemsBeginsAnewAtOnce) {
  const std::string cursor = poll("").cursors.back();
  minutes_pass(5);
  host_.forget();
  says_ = [this](const Sent& sent) -> Said {
    if (sent.url == "https://g/sent") return Answer::error(410, "SyncStateNotFound");
    if (sent.is("GET", "sentitems/messages/delta?$filter=receivedDateTime ge 2026-05-01T07:00:00Z"))
      return delta_page({}, "https://g/fresh");
    return list(sent);
  };
  const Gathered seen = poll(cursor);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(host_.sent.size(), 3U);
  EXPECT_NE(seen.cursors.back().find("https://g/fresh"), std::string::npos);
}

TEST_F(Poll, LinksOfSentItemsThatExpireAgainAndAgainCostNoCursor) {
  receive(2, 10);
  for (const bool fresh : {false, true}) {
    says_ = [&](const Sent& sent) -> Said {
      if (sent.url == "https://g/next") return Answer::error(410, "SyncStateNotFound");
      if (sent.is("GET", "sentitems/messages/delta"))
        return fresh ? Answer::error(410, "SyncStateNotFound")
                     : delta_page({}, "https://g/next", false);
      return list(sent);
    };
    host_.forget();
    const Gathered seen = poll("");
    EXPECT_EQ(seen.status, Status::transient) << "a resync would be one of the whole poll";
    EXPECT_EQ(seen.offered.size(), 2U);
    EXPECT_FALSE(seen.cursors.empty());
    EXPECT_EQ(host_.count("GET", "sentitems/messages/delta"), 2U);
  }
}

TEST_F(Poll, PagesThatTakeTheServiceTooLongAreAskedForSmaller) {
  page_size_ = 6;
  for (int second = 0; second < 30; ++second) receive(1, second);
  says_ = [this](const Sent& sent) -> Said {
    const std::string url = sent.plain_url();
    const auto top = url.find("&$top=");
    if (url.find("/messages?") != std::string::npos && std::stoi(url.substr(top + 6)) > 10)
      return Answer::error(504, "UnknownError");
    return list(sent);
  };
  std::string cursor;
  EXPECT_EQ(all_new(cursor).size(), 30U);
  says_ = [](const Sent&) -> Said { return Answer::error(504, ""); };
  EXPECT_EQ(poll(cursor).status, Status::transient);
}

TEST_F(Poll, AFailureOfSentItemsDoesNotHoldUpTheRest) {
  receive(2, 10);
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "sentitems/messages/delta")) return Answer::error(500, "ErrorInternal");
    return list(sent);
  };
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::transient);
  ASSERT_FALSE(seen.cursors.empty());
  minutes_pass(1);
  const Gathered next = poll(seen.cursors.back());
  EXPECT_EQ(next.status, Status::ok) << "they are asked for again in a while";
  EXPECT_TRUE(next.offered.empty());
}

TEST_F(Poll, TheFoldersAreReadOnceAndAgainForAnUnknownOneOnly) {
  receive(1, 10);
  std::string cursor = poll("").cursors.back();
  EXPECT_EQ(host_.count("GET", "/mailFolders?"), 1U);
  host_.forget();
  receive(1, 20);
  open();  // another session
  EXPECT_EQ(all_new(cursor).size(), 1U);
  EXPECT_EQ(host_.count("GET", "/mailFolders"), 0U);

  folders_.push_back(folder("new-id"));
  messages_.push_back(message("x", at(30), "new-id"));
  messages_.push_back(message("y", at(30), "nowhere-id"));
  messages_.push_back(message("z", at(30), "nowhere-id"));
  const Gathered seen = poll(cursor);
  EXPECT_EQ(host_.count("GET", "/mailFolders?"), 1U);
  EXPECT_EQ(host_.count("GET", "/mailFolders/nowhere-id?"), 1U);
  ASSERT_EQ(seen.offered.size(), 3U);
  EXPECT_EQ(seen.offered[0].at("folder").at("ancestry").as_array().size(), 1U);
  EXPECT_TRUE(seen.offered[1].at("folder").at("ancestry").as_array().empty());
}

TEST_F(Poll, HistoryGoesFromTheAgreedDayToTheActivation) {
  small_pages();
  says_ = nullptr;
  std::vector<std::string> filters;
  says_ = [&](const Sent& sent) -> Said {
    if (!sent.is("GET", "/messages?")) return std::nullopt;
    const std::string url = sent.plain_url();
    const auto start = url.find("receivedDateTime");
    filters.push_back(url.substr(start, url.find("&$orderby") - start));
    return filters.size() == 1 ? page({message("old", "2026-02-01T00:00:00Z")}) : page({});
  };
  const Gathered seen = collect(Purpose::history, "");
  EXPECT_EQ(seen.ids(), std::vector<std::string>{"old"});
  EXPECT_EQ(filters, std::vector<std::string>{"receivedDateTime ge 2026-01-01T00:00:00Z and "
                                              "receivedDateTime lt 2026-05-01T07:00:00Z"});
  // What is read is read.
  EXPECT_TRUE(collect(Purpose::history, seen.cursors.back()).offered.empty());
  EXPECT_EQ(filters.size(), 1U);
  EXPECT_EQ(collect(Purpose::history, "x").status, Status::resync);
}

}  // namespace
}  // namespace relais::mail_graph::testing
