// Audits, through the built plugin's C function with scripted answers.
#include "plugins/mail-graph/testing/mailbox.hpp"

namespace relais::mail_graph::testing {
namespace {

class Audits : public Mailbox {
 protected:
  Audits() {
    says_ = [this](const Sent& sent) { return say(sent); };
  }

  /// Per folder: the entries of its next round, and how often it was begun anew.
  struct Changes {
    json::array entries;
    int begun = 0;
    int round = 0;
  };

  Said say(const Sent& sent) {
    const std::string url = sent.plain_url();
    for (const json::object& each : folders_) {
      const std::string id(each.at("id").as_string());
      Changes& changes = changes_[id];
      if (url.find("mailFolders/" + id + "/messages/delta") != std::string::npos)
        ++changes.begun;
      else if (!url.starts_with("https://g/" + id + "/"))
        continue;
      if (expired_.erase(id) > 0) return Answer::error(410, "SyncStateNotFound");
      json::array entries = std::exchange(changes.entries, {});
      if (!entries.empty()) ++changes.round;
      return delta_page(entries, "https://g/" + id + "/" + std::to_string(changes.round));
    }
    for (const auto& [id, found] : messages_)
      if (url.find("/messages/" + id + "?") != std::string::npos) return Answer::json(found);
    if (url.find("/messages/") != std::string::npos) return Answer::error(404, "ErrorItemNotFound");
    return std::nullopt;
  }

  Gathered audit(const std::string& cursor) { return collect(Purpose::audit, cursor); }
  std::string audited() {
    const Gathered seen = audit("");
    EXPECT_EQ(seen.status, Status::ok) << host_.failure;
    host_.forget();
    minutes_pass(60);
    for (auto& [id, changes] : changes_) changes.begun = 0;
    return seen.cursors.empty() ? std::string() : seen.cursors.back();
  }

  std::size_t audit_values() const {
    return static_cast<std::size_t>(
        std::count_if(host_.shelf.state.begin(), host_.shelf.state.end(),
                      [](const auto& value) { return value.first.starts_with("audit/"); }));
  }

  std::map<std::string, Changes> changes_;
  std::map<std::string, json::object> messages_;  ///< what is found by id
  std::set<std::string> expired_;
};

TEST_F(Audits, ReadEachFolderAndAfterwardsOnlyItsChanges) {
  changes_["inbox-id"].entries = {message("a", at(1)), message("b", at(2))};
  changes_["cases-id"].entries = {message("c", at(3), "cases-id")};
  const Gathered first = audit("");
  EXPECT_EQ(first.status, Status::ok) << host_.failure;
  EXPECT_EQ(first.offered.size(), 3U);
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 1) << id;
  for (const Sent& sent : host_.sent)
    if (sent.is("GET", "messages/delta")) {
      EXPECT_NE(sent.plain_url().find("$filter=receivedDateTime ge 2026-05-01T07:00:00Z"),
                std::string::npos);
    }

  host_.forget();
  changes_["sent-id"].entries = {message("d", at(4), "sent-id")};
  const Gathered second = audit(first.cursors.back());
  EXPECT_EQ(second.ids(), std::vector<std::string>{"d"});
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 1) << id;
}

TEST_F(Audits, WithoutChangesThereIsNothingToKeep) {
  const std::string cursor = audited();
  const Gathered seen = audit(cursor);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_TRUE(seen.offered.empty());
  EXPECT_TRUE(seen.cursors.empty());
  EXPECT_EQ(host_.count("GET", "https://g/"), 4U) << "one per folder";
}

TEST_F(Audits, AMoveIsOfferedInItsNewFolder) {
  const std::string cursor = audited();
  changes_["inbox-id"].entries = {removed("a")};
  changes_["deleted-id"].entries = {message("a", at(1), "deleted-id")};
  const Gathered seen = audit(cursor);
  ASSERT_EQ(seen.ids(), std::vector<std::string>{"a"});
  EXPECT_EQ(seen.offered[0].at("folder").at("ancestry").at(0).at("well_known"), "deleteditems");
  EXPECT_TRUE(seen.gone.empty());
  EXPECT_EQ(host_.count("GET", "/messages/a?"), 0U);
}

TEST_F(Audits, WhatIsWantedAndThenGoneIsNotFetched) {
  collects_ = true;
  changes_["inbox-id"].entries = {message("a", at(1)), removed("a")};
  const Gathered seen = audit("");
  EXPECT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_EQ(seen.gone, std::vector<std::string>{"a"}) << "said once";
  EXPECT_TRUE(seen.stored.empty());
  EXPECT_EQ(host_.count("GET", "/messages/a/$value"), 0U);
}

TEST_F(Audits, ARemovalIsAClaimThatIsLookedInto) {
  const std::string cursor = audited();
  changes_["inbox-id"].entries = {removed("back"), removed("purged")};
  messages_["back"] = message("back", at(1));
  const Gathered seen = audit(cursor);
  EXPECT_EQ(seen.ids(), std::vector<std::string>{"back"});
  EXPECT_EQ(seen.gone, std::vector<std::string>{"purged"});
  EXPECT_EQ(host_.count("GET", "/messages/purged?"), 2U);
}

TEST_F(Audits, AMessageThatCannotBeReadStopsNothing) {
  const std::string cursor = audited();
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "/messages/bad?")) return Answer::error(500, "ErrorInternal");
    return say(sent);
  };
  changes_["inbox-id"].entries = {removed("bad"), message("good", at(1))};
  const Gathered seen = audit(cursor);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(seen.ids(), std::vector<std::string>{"good"});
  EXPECT_TRUE(seen.gone.empty()) << "that is not known";
  EXPECT_EQ(seen.later, std::vector<std::string>{"bad"}) << "never lost";
  EXPECT_EQ(host_.log.size(), 1U);
}

TEST_F(Audits, SilenceAboutOneMessageIsNoSilenceOfTheService) {
  const std::string cursor = audited();
  bool silent = false;
  says_ = [&](const Sent& sent) -> Said {
    const Answer nothing{.code = 0, .status = Status::transient, .not_before_ms = 5000};
    if (sent.is("GET", "/messages/bad?") || (silent && sent.is("GET", "/inbox?"))) return nothing;
    return say(sent);
  };
  changes_["inbox-id"].entries = {removed("bad"), message("good", at(1))};
  Gathered seen = audit(cursor);
  EXPECT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_EQ(seen.later, std::vector<std::string>{"bad"});
  silent = true;
  minutes_pass(1);
  seen = plugin_->fetch({"bad"});
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_TRUE(seen.later.empty());
}

TEST_F(Audits, AnAuditThatBeginsGoesOnWhereTheLastOneEndedAndNowAndThenReadsAll) {
  audited();
  EXPECT_EQ(audit("").status, Status::ok);
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 0) << id;
  minutes_pass(8 * 24 * 60);
  EXPECT_EQ(audit("").status, Status::ok);
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 1) << id;
  EXPECT_EQ(audit("").status, Status::ok);
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 1) << id;
}

TEST_F(Audits, AMinuteBeforeTheFoldersWereReadSoTheyAreNotReadAgain) {
  plugin_->folders();
  host_.forget();
  EXPECT_EQ(audit("").status, Status::ok);
  EXPECT_EQ(host_.count("GET", "/mailFolders?"), 0U);
  minutes_pass(2);
  EXPECT_EQ(audit("").status, Status::ok);
  EXPECT_EQ(host_.count("GET", "/mailFolders?"), 1U);
}

TEST_F(Audits, APartialChangeIsAskedForInWhole) {
  const std::string cursor = audited();
  changes_["inbox-id"].entries = {json::object{{"id", "a"}, {"parentFolderId", "inbox-id"}}};
  messages_["a"] = message("a", at(1));
  const Gathered seen = audit(cursor);
  ASSERT_EQ(seen.offered.size(), 1U);
  EXPECT_TRUE(seen.offered[0].contains("received"));
}

TEST_F(Audits, AnExpiredLinkBeginsItsFolderAnewAndNoOther) {
  const std::string cursor = audited();
  expired_.insert("cases-id");
  const Gathered seen = audit(cursor);
  EXPECT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_EQ(changes_["cases-id"].begun, 1);
  EXPECT_EQ(changes_["inbox-id"].begun, 0);
}

TEST_F(Audits, AFolderWhoseLinksLeadNowhereIsListed) {
  for (const bool endless : {false, true}) {
    SCOPED_TRACE(endless);
    host_.shelf.state.clear();
    int pages = 0;
    says_ = [&](const Sent& sent) -> Said {
      if (sent.is("GET", "mailFolders/cases-id/messages?"))
        return page({message("listed", at(1), "cases-id")});
      if (sent.is("GET", "mailFolders/cases-id/messages/delta"))
        return delta_page({message("a", at(2), "cases-id")}, "https://g/cases-id/next", false);
      if (sent.url.starts_with("https://g/cases-id/next")) {
        if (!endless) return Answer::error(410, "SyncStateNotFound");
        return delta_page({}, "https://g/cases-id/next" + std::to_string(++pages), false);
      }
      return say(sent);
    };
    minutes_pass(2);
    host_.forget();
    const Gathered seen = audit("");
    EXPECT_EQ(seen.status, Status::ok) << host_.failure;
    const std::vector<std::string> ids = seen.ids();
    EXPECT_EQ(std::count(ids.begin(), ids.end(), "listed"), 1);
    EXPECT_EQ(host_.count("GET", "cases-id/messages/delta"), 3U) << "not for ever";
    EXPECT_EQ(audit_values(), 3U) << "the next audit begins this one anew";
  }
}

TEST_F(Audits, R31_AFolderThatHangsElsewhereIsReadAnewAndWhatIsBelowIt) {
  folders_.push_back(folder("below-id", "cases-id"));
  folders_[1]["childFolderCount"] = 1;
  const std::string cursor = audited();
  folders_[1]["parentFolderId"] = "root-id";
  changes_["cases-id"].entries = {message("c", at(1), "cases-id")};
  const Gathered seen = audit(cursor);
  EXPECT_EQ(changes_["cases-id"].begun, 1);
  EXPECT_EQ(changes_["below-id"].begun, 1);
  EXPECT_EQ(changes_["inbox-id"].begun, 0);
  ASSERT_EQ(seen.offered.size(), 1U);
  EXPECT_EQ(seen.offered[0].at("folder").at("ancestry").as_array().size(), 1U);
}

TEST_F(Audits, ARenamedFolderIsToldAndNotJudgedAgain) {
  const std::string cursor = audited();
  folders_[1]["displayName"] = "Other";
  says_ = [this](const Sent& sent) -> Said {
    if (sent.is("GET", "mailFolders/cases-id/messages?"))
      return page({message("c", at(1), "cases-id")});
    return say(sent);
  };
  const Gathered seen = audit(cursor);
  EXPECT_EQ(changes_["cases-id"].begun, 0);
  EXPECT_TRUE(seen.offered.empty());
  ASSERT_EQ(seen.moved.size(), 1U);
  EXPECT_EQ(seen.moved[0].first, "c");
  EXPECT_EQ(seen.moved[0].second.at("path"), "Name of inbox-id/Other");
  // Told once.
  minutes_pass(60);
  EXPECT_TRUE(audit(seen.cursors.back()).moved.empty());
}

TEST_F(Audits, ANewFolderIsReadAndAGoneOneForgotten) {
  const std::string cursor = audited();
  EXPECT_EQ(audit_values(), 4U);
  folders_.erase(folders_.begin() + 1);
  folders_[0]["childFolderCount"] = 0;
  folders_.push_back(folder("new-id"));
  folders_.push_back(folder("newer-id"));
  EXPECT_EQ(audit(cursor).status, Status::ok) << host_.failure;
  EXPECT_EQ(changes_["new-id"].begun, 1);
  EXPECT_EQ(audit_values(), 5U);
}

TEST_F(Audits, HiddenFoldersAndSearchesAreNotRead) {
  json::object hidden = folder("hidden-id");
  hidden["isHidden"] = true;
  json::object search = folder("search-id");
  search["@odata.type"] = "#microsoft.graph.mailSearchFolder";
  folders_.push_back(hidden);
  folders_.push_back(search);
  EXPECT_EQ(audit("").status, Status::ok) << host_.failure;
  EXPECT_EQ(changes_["hidden-id"].begun, 0);
  EXPECT_EQ(changes_["search-id"].begun, 0);
}

TEST_F(Audits, AnotherActivationBeginsAnew) {
  const std::string cursor = audited();
  std::string other = account_since;
  other.replace(other.find("2026-05-01T07"), 13, "2026-05-02T07");
  open("{}", other);
  EXPECT_EQ(audit(cursor).status, Status::ok);
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 1) << id;
}

TEST_F(Audits, WhatIsKeptOfAFolderMayBeGarbage) {
  const std::string cursor = audited();
  for (auto& [key, value] : host_.shelf.state) value = "garbage";
  EXPECT_EQ(audit(cursor).status, Status::ok);
  for (const auto& [id, changes] : changes_) EXPECT_EQ(changes.begun, 1) << id;
  EXPECT_EQ(audit("garbage").status, Status::resync);
}

TEST_F(Audits, AFailurePassesNoLink) {
  const std::string cursor = audited();
  changes_["inbox-id"].entries = {message("a", at(1))};
  const auto before = host_.shelf.state;
  plugin_->obeyed = [](std::size_t) { return Status::transient; };
  const Gathered seen = audit(cursor);
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_TRUE(seen.cursors.empty());
  EXPECT_EQ(host_.shelf.state, before);
}

TEST_F(Audits, ManyFoldersAreReadSideBySide) {
  for (int i = 0; i < 40; ++i) {
    const std::string id = "f" + std::to_string(i) + "-id";
    folders_.push_back(folder(id));
    changes_[id].entries = {message("m" + std::to_string(i), at(i), id)};
  }
  const Gathered seen = audit("");
  EXPECT_EQ(seen.status, Status::ok) << host_.failure;
  EXPECT_EQ(seen.offered.size(), 40U);
  std::map<std::size_t, int> in_one_go;
  for (const Sent& sent : host_.sent)
    if (sent.is("GET", "messages/delta")) ++in_one_go[sent.batch];
  EXPECT_EQ(in_one_go.size(), 6U) << "44 folders, 8 at a time";
}

}  // namespace
}  // namespace relais::mail_graph::testing
