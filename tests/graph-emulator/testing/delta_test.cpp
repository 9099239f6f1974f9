#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

class Delta : public Graph {
 protected:
  std::string start(const std::string& options = "?$select=surname") {
    return emulator.url() + "/v1.0/users/" + user + "/contactFolders/" + default_folder() +
           "/contacts/delta" + options;
  }
  void break_delta(const std::string& how) {
    ASSERT_TRUE(control.faults(
        {json::object{{"match", {{"path", "/delta"}}}, {"action", {{"delta", how}}}}}));
  }
};

std::string id_of(const json::object& item) { return std::string(string_at(item, "id")); }

TEST_F(Delta, TheFirstRoundShowsEverythingTheNextOnlyWhatChanged) {
  ASSERT_TRUE(control.fill(tenant, user, 12));
  const Round first = follow(start());
  EXPECT_EQ(first.items.size(), 12U);
  EXPECT_EQ(first.pages, 2);
  EXPECT_TRUE(follow(first.delta_link).items.empty());
  send("PATCH", "/contacts/" + id_of(first.items[3]), json::object{{"surname", "Changed"}});
  const Round second = follow(first.delta_link);
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(id_of(second.items[0]), id_of(first.items[3]));
  EXPECT_EQ(string_at(second.items[0], "surname"), "Changed");
  EXPECT_FALSE(second.items[0].contains("displayName"));
}

TEST_F(Delta, OwnCreatesComeBack) {
  const Round first = follow(start());
  const std::string id = create({{"surname", "A"}});
  const Round second = follow(first.delta_link);
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(id_of(second.items[0]), id);
}

TEST_F(Delta, RemovalsAreToldWithTheirReason) {
  const std::string deleted = create({{"surname", "A"}});
  const std::string moved = create({{"surname", "B"}});
  const Round first = follow(start());
  send("DELETE", "/contacts/" + deleted);
  ASSERT_TRUE(control.owner_create_folder(tenant, user, "Other"));
  ASSERT_TRUE(control.owner_move(tenant, user, moved, "Other"));
  const Round second = follow(first.delta_link);
  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_EQ(json::value(second.items[0]),
            (json::value{{"id", deleted}, {"@removed", {{"reason", "deleted"}}}}));
  EXPECT_EQ(json::value(second.items[1]),
            (json::value{{"id", moved}, {"@removed", {{"reason", "changed"}}}}));
  EXPECT_TRUE(follow(start()).items.empty());
}

TEST_F(Delta, AnItemThatChangesDuringTheFirstRoundComesAgain) {
  ASSERT_TRUE(control.fill(tenant, user, 12));
  const Reply page = get(start());
  const std::string id(page.value().at(0).at("id").as_string());
  send("PATCH", "/contacts/" + id, json::object{{"surname", "Changed"}});
  const Round rest = follow(page.at("@odata.nextLink"));
  ASSERT_EQ(rest.items.size(), 3U);
  EXPECT_EQ(id_of(rest.items[2]), id);
}

TEST_F(Delta, PageSizeIsAskedForWithPreferOnEveryPage) {
  ASSERT_TRUE(control.fill(tenant, user, 30));
  const HeaderList twenty = {"Prefer: IdType=\"ImmutableId\", odata.maxpagesize=20"};
  EXPECT_EQ(follow(start(), twenty).pages, 2);
  const Reply page = get(start(), twenty);
  EXPECT_EQ(page.value().size(), 20U);
  EXPECT_EQ(get(page.at("@odata.nextLink")).value().size(), 10U);
}

TEST_F(Delta, IdsFollowThePreferHeaderOfEachRequest) {
  const std::string id = create({{"surname", "A"}});
  const Round first = follow(start());
  send("PATCH", "/contacts/" + id, json::object{{"surname", "B"}});
  const Round second = follow(first.delta_link, {"Prefer: odata.maxpagesize=5"});
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_NE(id_of(second.items[0]), id);
}

TEST_F(Delta, OptionsOtherThanSelectAreRefused) {
  for (const char* options : {"?$expand=singleValueExtendedProperties", "?$top=5", "?$orderby=x",
                              "?$filter=surname%20eq%20'A'", "?$search=x", "?$deltatoken=latest"})
    EXPECT_EQ(get(start(options)).status, 400) << options;
  EXPECT_EQ(get("/contacts/delta").status, 400);
}

TEST_F(Delta, LinksAreGoodByteForByteOnly) {
  const std::string link = follow(start()).delta_link;
  EXPECT_EQ(get(link).status, 200);
  EXPECT_EQ(get(link + "&$select=surname").status, 400);
  std::string encoded_dollar = link;
  encoded_dollar.replace(encoded_dollar.find("$deltatoken"), 1, "%24");
  EXPECT_EQ(get(encoded_dollar).status, 400);
  std::string as_skip = link;
  as_skip.replace(as_skip.find("$deltatoken"), 11, "$skiptoken");
  EXPECT_EQ(get(as_skip).status, 400);
  std::string changed = link;
  char& letter = changed[changed.find("$deltatoken=") + 15];
  letter = letter == 'A' ? 'B' : 'A';
  EXPECT_EQ(get(changed).status, 400);
}

TEST_F(Delta, AnExpiredGenerationAnswers410UntilARoundIsStartedAnew) {
  create({{"surname", "A"}});
  const std::string link = follow(start()).delta_link;
  ASSERT_TRUE(control.expire_sync_states(tenant, user));
  const Reply gone = get(link);
  EXPECT_EQ(gone.status, 410);
  EXPECT_EQ(gone.code(), "SyncStateNotFound");
  EXPECT_NE(gone.text.find("The sync state generation is not found; generation="),
            std::string::npos);
  EXPECT_EQ(follow(start()).items.size(), 1U);
}

TEST_F(Delta, FaultExpired) {
  const std::string link = follow(start()).delta_link;
  break_delta("expired");
  EXPECT_EQ(get(link).status, 410);
  EXPECT_EQ(get(link).status, 200);
}

TEST_F(Delta, FaultDuplicateAndReplay) {
  create({{"surname", "A"}});
  const std::string link = follow(start()).delta_link;
  break_delta("replay");
  EXPECT_EQ(follow(link).items.size(), 1U);
  break_delta("duplicate");
  EXPECT_EQ(follow(start()).items.size(), 2U);
}

TEST_F(Delta, FaultPartialLeavesPropertiesOut) {
  create({{"surname", "A"}});
  break_delta("partial");
  const Round round = follow(start());
  ASSERT_EQ(round.items.size(), 1U);
  EXPECT_FALSE(round.items[0].contains("surname"));
  EXPECT_TRUE(round.items[0].contains("parentFolderId"));
}

TEST_F(Delta, FaultReversedLateAndLostRemovals) {
  const std::string a = create({{"surname", "A"}});
  const std::string b = create({{"surname", "B"}});
  break_delta("reversed");
  const Round reversed = follow(start());
  ASSERT_EQ(reversed.items.size(), 2U);
  EXPECT_EQ(id_of(reversed.items[0]), b);
  send("PATCH", "/contacts/" + a, json::object{{"surname", "C"}});
  break_delta("late");
  const Round late = follow(reversed.delta_link);
  EXPECT_TRUE(late.items.empty());
  EXPECT_EQ(follow(late.delta_link).items.size(), 1U);
  send("DELETE", "/contacts/" + a);
  break_delta("lost_removals");
  const Round lost = follow(late.delta_link);
  EXPECT_TRUE(follow(lost.delta_link).items.empty());
}

TEST_F(Delta, EmptyPagesWithANextLinkAndEndlessOnes) {
  create({{"surname", "A"}});
  ASSERT_TRUE(control.faults(
      {json::object{{"match", {{"path", "/delta"}}}, {"action", {{"empty_page", true}}}}}));
  const Round round = follow(start());
  EXPECT_EQ(round.pages, 2);
  EXPECT_EQ(round.items.size(), 1U);
  ASSERT_TRUE(control.faults({json::object{
      {"match", {{"path", "/delta"}}}, {"times", -1}, {"action", {{"endless_next", true}}}}}));
  EXPECT_EQ(follow(start()).pages, most_pages);
}

}  // namespace
}  // namespace relais::emulator::testing
