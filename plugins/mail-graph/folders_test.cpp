// The folder tree and the connection test, through the built plugin's C function.
#include "plugins/mail-graph/testing/mailbox.hpp"

namespace relais::mail_graph::testing {
namespace {

class MailFolders : public Mailbox {
 protected:
  std::map<std::string, sdk::Folder> by_id() {
    const auto [status, folders] = plugin_->folders();
    EXPECT_EQ(status, Status::ok) << host_.failure;
    std::map<std::string, sdk::Folder> found;
    for (const sdk::Folder& folder : folders) {
      EXPECT_TRUE(folder.parent_id.empty() || found.contains(folder.parent_id)) << folder.id;
      found.emplace(folder.id, folder);
    }
    return found;
  }
};

TEST_F(MailFolders, R28_AllLevelsWithNamesThatAreTheSameInEveryLanguage) {
  auto found = by_id();
  EXPECT_EQ(found.size(), 4U);
  EXPECT_EQ(found["inbox-id"].well_known, "inbox");
  EXPECT_EQ(found["inbox-id"].parent_id, "");
  EXPECT_EQ(found["inbox-id"].item_count, 3U);
  EXPECT_EQ(found["cases-id"].well_known, "");
  EXPECT_EQ(found["cases-id"].parent_id, "inbox-id");
  EXPECT_EQ(found["cases-id"].name, "Name of cases-id");
  EXPECT_EQ(found["deleted-id"].well_known, "deleteditems");
  const std::string first = host_.sent[0].plain_url();
  EXPECT_NE(first.find("includeHiddenFolders=true"), std::string::npos) << first;
}

TEST_F(MailFolders, SearchAndHiddenOnesAreSaidToBe) {
  json::object search = folder("search-id", "root-id", 4);
  search["@odata.type"] = "#microsoft.graph.mailSearchFolder";
  json::object hidden = folder("hidden-id");
  hidden["isHidden"] = true;
  folders_.push_back(search);
  folders_.push_back(hidden);
  auto found = by_id();
  EXPECT_EQ(found["search-id"].kind, "search");
  EXPECT_TRUE(found["hidden-id"].hidden);
  EXPECT_EQ(found["hidden-id"].kind, "mail");
  EXPECT_EQ(host_.count("GET", "search-id/childFolders"), 0U);
}

TEST_F(MailFolders, NestedOnesOfAnyDepthAreFound) {
  std::string parent = "deep-0";
  folders_.push_back(folder(parent, "root-id", 1));
  for (int depth = 1; depth < 8; ++depth) {
    const std::string id = "deep-" + std::to_string(depth);
    folders_.push_back(folder(id, parent, depth == 7 ? 0 : 1));
    parent = id;
  }
  EXPECT_EQ(by_id().size(), 12U);
}

TEST_F(MailFolders, R32_OneNotFoundOfAWellKnownNameProvesNothing) {
  well_known_["junkemail"] = "junk-id";
  folders_.push_back(folder("junk-id"));
  int asked = 0;
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "mailFolders/junkemail?") && ++asked == 1)
      return Answer::error(404, "ErrorFolderNotFound");
    return std::nullopt;
  };
  EXPECT_EQ(by_id()["junk-id"].well_known, "junkemail");
}

TEST_F(MailFolders, WellKnownNamesAreResolvedOnceAndAbsentOnesAskedForAgain) {
  by_id();
  EXPECT_EQ(host_.count("GET", "mailFolders/inbox?"), 1U);
  EXPECT_EQ(host_.count("GET", "mailFolders/archive?"), 2U);
  host_.forget();
  well_known_["archive"] = "archive-id";
  folders_.push_back(folder("archive-id"));
  EXPECT_EQ(by_id()["archive-id"].well_known, "archive");
  EXPECT_EQ(host_.count("GET", "mailFolders/inbox?"), 0U);
}

TEST_F(MailFolders, NamesAreKeptForOtherSessionsAndResolvedAnewAfterAWeek) {
  by_id();
  open();
  host_.forget();
  EXPECT_EQ(by_id()["inbox-id"].well_known, "inbox");
  EXPECT_EQ(host_.count("GET", "mailFolders/inbox?"), 0U);
  well_known_["inbox"] = "cases-id";
  minutes_pass(8 * 24 * 60);
  auto found = by_id();
  EXPECT_EQ(found["cases-id"].well_known, "inbox");
  EXPECT_EQ(found["inbox-id"].well_known, "");
}

TEST_F(MailFolders, WhatIsKeptMayBeGarbage) {
  by_id();
  for (const char* garbage : {"", "x", "{}", "[]"}) {
    for (auto& [key, value] : host_.shelf.state) value = garbage;
    open();
    EXPECT_EQ(by_id()["inbox-id"].well_known, "inbox") << garbage;
  }
}

TEST_F(MailFolders, AListThatIsNotWholeIsNoList) {
  for (const int code : {404, 500, 503}) {
    says_ = [&](const Sent& sent) -> Said {
      if (sent.is("GET", "childFolders")) return Answer::error(code, "ErrorItemNotFound");
      return std::nullopt;
    };
    EXPECT_EQ(plugin_->folders().first, Status::transient) << code;
  }
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "mailFolders/inbox?")) return Answer::error(403, "ErrorAccessDenied");
    return std::nullopt;
  };
  EXPECT_EQ(plugin_->folders().first, Status::forbidden);
}

TEST_F(MailFolders, AFolderThatNamesItselfItsParentEndsTheList) {
  says_ = [&](const Sent& sent) -> Said {
    if (sent.is("GET", "childFolders")) return page({folder("inbox-id", "inbox-id", 1)});
    return std::nullopt;
  };
  EXPECT_EQ(by_id().size(), 3U);
}

/// A message in a folder that was known already: what its envelope says of where it lies.
class KnownFolders : public MailFolders {
 protected:
  KnownFolders() {
    folders_.push_back(folder("child-id", "cases-id"));
    folders_[1]["childFolderCount"] = 1;
    says_ = [this](const Sent& sent) -> Said {
      const std::string url = sent.plain_url();
      if (url.starts_with("users/user-1/messages?$filter")) return page(listed_);
      const auto at = url.find("/mailFolders/");
      if (at == std::string::npos || url.find("?$select=id,displayName") == std::string::npos)
        return std::nullopt;
      if (trouble_) return trouble_;
      const std::string id = url.substr(at + 13, url.find('?') - at - 13);
      for (const json::object& each : folders_)
        if (each.at("id") == json::value(id) && url.find("childFolders") == std::string::npos)
          return Answer::json(each);
      return id == "missing-id" ? Said(Answer::error(404, "ErrorFolderNotFound")) : std::nullopt;
    };
    plugin_->folders();
    minutes_pass(1);
    host_.forget();
  }
  json::object folder_of_new(const std::string& folder) {
    listed_ = {message("m" + std::to_string(++messages_), at(messages_), folder)};
    const Gathered seen = poll(cursor_);
    EXPECT_EQ(seen.status, Status::ok) << host_.failure;
    if (!seen.cursors.empty()) cursor_ = seen.cursors.back();
    return seen.offered.empty() ? json::object() : seen.offered.back().at("folder").as_object();
  }
  /// Requests for single folders.
  std::size_t count_single() const {
    std::size_t count = 0;
    for (const Sent& sent : host_.sent)
      if (sent.plain_url().find("?$select=id,displayName") != std::string::npos) ++count;
    return count;
  }
  std::size_t lists() const { return host_.count("GET", "/mailFolders?"); }

  json::array listed_;
  Said trouble_;
  std::string cursor_;
  int messages_ = 0;
};

TEST_F(KnownFolders, AnOwnersFolderAndThoseAboveItAreAskedForOncePerCall) {
  EXPECT_EQ(folder_of_new("child-id").at("ancestry").as_array().size(), 3U);
  EXPECT_EQ(count_single(), 2U) << "the inbox stays where it is";
  EXPECT_EQ(lists(), 0U);
  host_.forget();
  listed_ = {message("x", at(50), "child-id"), message("y", at(51), "cases-id")};
  EXPECT_EQ(poll(cursor_).offered.size(), 2U);
  EXPECT_EQ(count_single(), 2U);
}

TEST_F(KnownFolders, WhatWasReadMomentsAgoIsNotAskedForAgain) {
  plugin_->folders();
  host_.forget();
  folder_of_new("child-id");
  EXPECT_EQ(count_single() + lists(), 0U);
  folders_[1]["parentFolderId"] = "deleted-id";
  folders_[3]["childFolderCount"] = 1;
  folders_[0]["childFolderCount"] = 0;
  minutes_pass(1);
  EXPECT_EQ(folder_of_new("child-id").at("ancestry").at(2).at("well_known"), "deleteditems");
}

TEST_F(KnownFolders, TheFoldersOfTheServiceAreNotAskedFor) {
  EXPECT_EQ(folder_of_new("inbox-id").at("ancestry").as_array().size(), 1U);
  EXPECT_EQ(count_single(), 0U);
}

TEST_F(KnownFolders, R31_OneThatMovedSinceIsNoticedWithItsNextMessage) {
  folders_[1]["parentFolderId"] = "deleted-id";  // cases-id, above child-id
  folders_[3]["childFolderCount"] = 1;
  folders_[0]["childFolderCount"] = 0;
  const json::object shown = folder_of_new("child-id");
  ASSERT_EQ(shown.at("ancestry").as_array().size(), 3U);
  EXPECT_EQ(shown.at("ancestry").at(2).at("well_known"), "deleteditems");
  EXPECT_EQ(lists(), 1U);
}

TEST_F(KnownFolders, OneThatMovedToTheTopOrHasAnotherNameIsNoticed) {
  folders_[1]["parentFolderId"] = "root-id";
  EXPECT_EQ(folder_of_new("cases-id").at("ancestry").as_array().size(), 1U);
  EXPECT_EQ(folder_of_new("cases-id").at("path"), "Name of cases-id") << "at the top it stays";
  EXPECT_EQ(lists(), 1U);
  minutes_pass(1);
  folders_[1]["displayName"] = "Renamed";
  EXPECT_EQ(folder_of_new("cases-id").at("path"), "Renamed");
}

TEST_F(KnownFolders, AFolderThatCannotBeReadEndsTheCallAndOneThatSeemsGoneIsLookedFor) {
  listed_ = {message("m", at(1), "cases-id")};
  trouble_ = Answer::error(500, "ErrorInternalServerError");
  const Gathered seen = poll("");
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_TRUE(seen.offered.empty());
  trouble_ = Answer::error(404, "ErrorFolderNotFound");
  EXPECT_EQ(folder_of_new("cases-id").at("ancestry").as_array().size(), 2U);
  EXPECT_EQ(lists(), 1U) << "one that is not found proves nothing";
}

TEST_F(KnownFolders, AMessageThatDoesNotSayWhereItLiesIsAskedFor) {
  json::object bare = message("bare", at(1));
  bare.erase("parentFolderId");
  listed_ = {bare};
  const auto usual = says_;
  bool says_where = true;
  says_ = [&](const Sent& sent) -> Said {
    if (!sent.is("GET", "/messages/bare?")) return usual(sent);
    return Answer::json(says_where ? message("bare", at(1)) : bare);
  };
  EXPECT_EQ(poll("").offered.at(0).at("folder").at("id"), "inbox-id");
  says_where = false;
  host_.forget();
  const Gathered seen = poll("");
  EXPECT_TRUE(seen.offered.at(0).at("folder").at("ancestry").as_array().empty());
  EXPECT_EQ(host_.count("GET", "mailFolders/unknown"), 0U) << "that is no id";
}

TEST_F(KnownFolders, WhatNoOwnerSeesIsHiddenThoughTheServiceDoesNotSaySo) {
  well_known_["recoverableitemsdeletions"] = "deletions-id";
  well_known_["archive"] = "archive-id";
  folders_.push_back(folder("deletions-id", "missing-id"));
  folders_.push_back(folder("archive-id", "missing-id"));
  open();
  host_.shelf.state.clear();
  const json::object shown = folder_of_new("deletions-id");
  ASSERT_EQ(shown.at("ancestry").as_array().size(), 1U);
  EXPECT_EQ(shown.at("ancestry").at(0).at("hidden"), true);
  EXPECT_EQ(folder_of_new("archive-id").at("ancestry").at(0).at("well_known"), "archive")
      << "though no list shows it";
}

TEST_F(MailFolders, TheConnectionTestAsksForEachResource) {
  std::map<std::string, int> codes{
      {"mailFolders/inbox?", 200}, {"messages?", 200}, {"masterCategories", 403}};
  says_ = [&](const Sent& sent) -> Said {
    for (const auto& [part, code] : codes)
      if (sent.is("GET", part))
        return code == 200 ? Answer::json(json::object{{"id", "x"}})
                           : Answer::error(code, "ErrorAccessDenied", "Access is denied.");
    return std::nullopt;
  };
  std::vector<sdk::Probe> probes = plugin_->check();
  ASSERT_EQ(probes.size(), 4U);
  EXPECT_EQ(probes[0].name, "mail folders");
  EXPECT_EQ(probes[0].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[1].name, "messages");
  EXPECT_EQ(probes[1].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[2].name, "marker");
  EXPECT_EQ(probes[2].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[3].name, "master categories");
  EXPECT_EQ(probes[3].outcome, sdk::Health::degraded);
  EXPECT_EQ(probes[3].http_status, 403);
  EXPECT_EQ(probes[3].code, "ErrorAccessDenied");
  EXPECT_EQ(probes[3].message, "Access is denied.");
  for (const Sent& sent : host_.sent) EXPECT_EQ(sent.method, "GET");

  codes["messages?"] = 403;
  open(R"({"colors":false})");
  probes = plugin_->check();
  EXPECT_EQ(probes[1].outcome, sdk::Health::failed);
  EXPECT_EQ(probes[3].outcome, sdk::Health::not_needed);
}

}  // namespace
}  // namespace relais::mail_graph::testing
