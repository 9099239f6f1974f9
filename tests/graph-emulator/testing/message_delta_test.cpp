#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

class MessageDelta : public MailGraph {
 protected:
  void break_delta(const std::string& how) {
    ASSERT_TRUE(control.faults(
        {json::object{{"match", {{"path", "/delta"}}}, {"action", {{"delta", how}}}}}));
  }
  static std::vector<std::string> ids(const Round& round) {
    std::vector<std::string> all;
    for (const json::object& item : round.items) all.emplace_back(string_at(item, "id"));
    return all;
  }
  void mark(const std::string& id) {
    EXPECT_EQ(send("PATCH", "/messages/" + id, json::object{{"categories", {"x"}}}).status, 200);
  }
};

using Ids = std::vector<std::string>;

TEST_F(MessageDelta, TheFirstRoundShowsAllTheNextWhatChangedOwnWritesToo) {
  Ids all;
  for (int i = 0; i < 12; ++i) all.push_back(deliver());
  const Round first = follow(delta_of("inbox", "?$select=subject,categories"));
  EXPECT_EQ(ids(first), all);
  EXPECT_EQ(first.pages, 2);
  EXPECT_TRUE(follow(first.delta_link).items.empty());
  mark(all[3]);
  const Round second = follow(first.delta_link);
  EXPECT_EQ(ids(second), Ids{all[3]});
  EXPECT_EQ(second.items[0].at("categories"), json::array{"x"});
  EXPECT_EQ(string_at(second.items[0], "@odata.type"), "#microsoft.graph.message");
  EXPECT_FALSE(second.items[0].contains("isRead"));
}

TEST_F(MessageDelta, IsPerFolderOnly) {
  const Reply reply = get("/messages/delta");
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.text.find("Change tracking is not supported against 'microsoft.graph.message'."),
            std::string::npos);
}

TEST_F(MessageDelta, RemovalsSayWhetherTheMessageStillExists) {
  const std::string moved = deliver(), purged = deliver();
  const Round first = follow(delta_of());
  ASSERT_TRUE(control.owner_move_message(tenant, user, moved, "archive"));
  ASSERT_TRUE(control.owner_purge_message(tenant, user, purged));
  const Round second = follow(first.delta_link);
  ASSERT_EQ(ids(second), (Ids{moved, purged}));
  EXPECT_EQ(reason(second.items[0]), "changed");
  EXPECT_EQ(reason(second.items[1]), "deleted");
}

TEST_F(MessageDelta, AMoveIntoTheFolderIsToldTwice) {
  const std::string id = deliver();
  const Round archive = follow(delta_of("archive"));
  ASSERT_TRUE(control.owner_move_message(tenant, user, id, "archive"));
  EXPECT_EQ(ids(follow(archive.delta_link)), (Ids{id, id}));
}

TEST_F(MessageDelta, ThereAndBackAgainIsOnlyARemoval) {
  const std::string id = deliver();
  const Round first = follow(delta_of());
  ASSERT_TRUE(control.owner_move_message(tenant, user, id, "archive"));
  ASSERT_TRUE(control.owner_move_message(tenant, user, id, "inbox"));
  const Round second = follow(first.delta_link);
  ASSERT_EQ(ids(second), Ids{id});
  EXPECT_EQ(reason(second.items[0]), "changed");
  EXPECT_TRUE(follow(second.delta_link).items.empty());
  EXPECT_EQ(get("/messages/" + id).at("parentFolderId"), folder_id("inbox"));
  EXPECT_EQ(follow(first.delta_link, {"Prefer: none"}).items.size(), 3U);  // other ids: all is told
}

TEST_F(MessageDelta, AChangeOfIsReadShowsLittleAndOnlyIfSelected) {
  const std::string id = deliver();
  const Round all = follow(delta_of());
  const Round without = follow(delta_of("inbox", "?$select=subject"));
  ASSERT_TRUE(control.owner_update_message(tenant, user, id, {{"isRead", true}}));
  EXPECT_TRUE(follow(without.delta_link).items.empty());
  const Round second = follow(all.delta_link);
  ASSERT_EQ(ids(second), Ids{id});
  EXPECT_EQ(second.items[0].at("isRead"), true);
  EXPECT_TRUE(second.items[0].contains("parentFolderId"));
  EXPECT_FALSE(second.items[0].contains("subject"));
  mark(id);
  EXPECT_TRUE(follow(second.delta_link).items[0].contains("subject"));
}

TEST_F(MessageDelta, AFilteredRoundIsLimited) {
  ASSERT_TRUE(control.fill_mail(tenant, user, 30, "inbox", "2026-01-01T00:00:00Z", 3600));
  ASSERT_TRUE(control.settings({{"delta_limit", 12}}));
  const std::string filter = "?$filter=" + encoded("receivedDateTime ge 2026-01-01T05:00:00Z");
  const Round limited = follow(delta_of("inbox", filter + "&$select=receivedDateTime&$top=5"));
  ASSERT_EQ(limited.items.size(), 12U);
  EXPECT_EQ(limited.pages, 3);
  EXPECT_EQ(string_at(limited.items[0], "receivedDateTime"), "2026-01-02T05:00:00Z");
  EXPECT_EQ(follow(delta_of()).items.size(), 30U);
  ASSERT_TRUE(control.settings({{"delta_limit", 5000}}));
  EXPECT_EQ(follow(delta_of("inbox", filter)).items.size(), 25U);
  EXPECT_EQ(
      follow(delta_of("inbox", "?$filter=" + encoded("receivedDateTime gt 2026-01-01T05:00:00Z")))
          .items.size(),
      24U);
}

TEST_F(MessageDelta, AFilterHoldsForLaterRounds) {
  const std::string old = deliver_at("2020-01-01T00:00:00Z");
  const Round first =
      follow(delta_of("inbox", "?$filter=" + encoded("receivedDateTime ge 2026-01-01T00:00:00Z") +
                                   "&$orderby=" + encoded("receivedDateTime desc")));
  EXPECT_TRUE(first.items.empty());
  mark(old);
  const std::string young = deliver_at("2026-02-01T00:00:00Z");
  EXPECT_EQ(ids(follow(first.delta_link)), Ids{young});
}

TEST_F(MessageDelta, TheNewestCanComeFirst) {
  const std::string a = deliver_at("2026-01-01T00:00:00Z");
  const std::string c = deliver_at("2026-01-03T00:00:00Z");
  const std::string b = deliver_at("2026-01-02T00:00:00Z");
  EXPECT_EQ(ids(follow(delta_of("inbox", "?$top=1&$orderby=" + encoded("receivedDateTime desc")))),
            (Ids{c, b, a}));
}

TEST_F(MessageDelta, OtherOptionsAreRefused) {
  for (const std::string& option :
       {"$filter=" + encoded("receivedDateTime le 2026-01-01T00:00:00Z"),
        "$filter=" + encoded("receivedDateTime ge 2026-01-01T00:00:00Z and isRead eq false"),
        "$filter=" + encoded("isRead eq false"),
        "$filter=" + encoded("sentDateTime ge 2026-01-01T00:00:00Z"),
        "$filter=" + encoded("receivedDateTime ge 2026-01-01T00:00:00Z and receivedDateTime ge "
                             "2026-01-01T00:00:00Z"),
        std::string("$orderby=receivedDateTime"), std::string("$orderby=subject"),
        std::string("$search=x"), std::string("$skip=1"), std::string("$count=true"),
        std::string("changeType=moved"), std::string("$expand=attachments"),
        std::string("$deltatoken=x"), std::string("$skiptoken=x")})
    EXPECT_EQ(get(delta_of("inbox", "?" + option)).status, 400) << option;
}

TEST_F(MessageDelta, LinksAreGoodByteForByteAndForTheirFolderOnly) {
  for (int i = 0; i < 3; ++i) deliver();
  const Reply page = prefer("odata.maxpagesize=1", delta_of());
  const std::string link = page.at("@odata.nextLink");
  EXPECT_EQ(page.value().size(), 1U);
  EXPECT_EQ(get(link + "&$select=id").status, 400);
  EXPECT_EQ(get(link + "x").status, 400);
  std::string other = link;
  other.replace(other.find("inbox"), 5, "drafts");
  EXPECT_EQ(get(other).status, 400);
  // The size of a page is to be asked for again.
  EXPECT_EQ(prefer("odata.maxpagesize=1", link).value().size(), 1U);
  EXPECT_EQ(get(link).value().size(), 2U);
}

TEST_F(MessageDelta, ChangeTypesKeepTheRestAway) {
  const std::string old = deliver();
  const auto start = [&](const std::string& type) {
    return follow(delta_of("inbox", "?changeType=" + type));
  };
  const Round created = start("created"), updated = start("updated"), deleted = start("deleted");
  EXPECT_EQ(ids(created), Ids{old});
  EXPECT_TRUE(updated.items.empty());
  EXPECT_TRUE(deleted.items.empty());
  mark(old);
  const std::string young = deliver(), gone = deliver(), moved_in = deliver({.folder = "archive"});
  ASSERT_TRUE(control.owner_purge_message(tenant, user, gone));
  ASSERT_TRUE(control.owner_move_message(tenant, user, moved_in, "inbox"));
  EXPECT_EQ(ids(follow(created.delta_link)), Ids{young});
  EXPECT_EQ(ids(follow(updated.delta_link)), (Ids{old, moved_in, moved_in}));
  EXPECT_EQ(ids(follow(deleted.delta_link)), Ids{gone});
}

TEST_F(MessageDelta, ASentDraftIsMovedToSentItems) {
  const std::string id = deliver({.folder = "drafts", .set = {{"isDraft", true}}});
  const Round drafts = follow(delta_of("drafts")), sent = follow(delta_of("sentitems"));
  ASSERT_TRUE(control.owner_send_draft(tenant, user, id));
  EXPECT_EQ(reason(follow(drafts.delta_link).items.at(0)), "changed");
  EXPECT_EQ(ids(follow(sent.delta_link)).at(0), id);
}

TEST_F(MessageDelta, OldGenerationsAre410EvenOnANextLink) {
  for (int i = 0; i < 3; ++i) deliver();
  const std::string link = get(delta_of("inbox", "?$top=1")).at("@odata.nextLink");
  ASSERT_TRUE(control.expire_sync_states(tenant, user));
  const Reply reply = get(link);
  EXPECT_EQ(reply.status, 410);
  EXPECT_EQ(reply.code(), "SyncStateNotFound");
  EXPECT_EQ(follow(delta_of()).items.size(), 3U);
}

TEST_F(MessageDelta, FaultsWorkAsForOtherKinds) {
  const std::string id = deliver();
  const Round first = follow(delta_of());
  break_delta("replay");
  EXPECT_EQ(ids(follow(first.delta_link)), Ids{id});
  break_delta("expired");
  EXPECT_EQ(get(first.delta_link).status, 410);
  mark(id);
  break_delta("duplicate");
  EXPECT_EQ(ids(follow(first.delta_link)), (Ids{id, id}));
  break_delta("partial");
  EXPECT_FALSE(follow(first.delta_link).items.at(0).contains("subject"));
  break_delta("late");
  const Round late = follow(first.delta_link);
  EXPECT_TRUE(late.items.empty());
  EXPECT_EQ(ids(follow(late.delta_link)), Ids{id});
}

TEST_F(MessageDelta, ExpandsExtendedProperties) {
  const std::string id = deliver();
  ASSERT_EQ(send("PATCH", "/messages/" + id,
                 json::object{{"singleValueExtendedProperties", {{{"id", tag}, {"value", "7"}}}}})
                .status,
            200);
  const Round round = follow(
      delta_of("inbox", "?$expand=" + encoded("singleValueExtendedProperties($filter=id eq '" +
                                              std::string(tag) + "')")));
  EXPECT_EQ(round.items.at(0).at("singleValueExtendedProperties").at(0).at("value"), "7");
}

TEST_F(MessageDelta, OldMessagesComeInPagesAsAnyOthers) {
  deliver();
  ASSERT_TRUE(control.fill_mail(tenant, user, 2500, "inbox"));
  const std::string last = deliver();
  const Round round = follow(delta_of("inbox", "?$select=id"),
                             {"Prefer: IdType=\"ImmutableId\", odata.maxpagesize=1000"});
  EXPECT_EQ(round.items.size(), 2502U);
  EXPECT_EQ(round.pages, 3);
  EXPECT_EQ(ids(round).back(), last);
  mark(ids(round)[1200]);
  EXPECT_EQ(ids(follow(round.delta_link)), Ids{ids(round)[1200]});
}

}  // namespace
}  // namespace relais::emulator::testing
