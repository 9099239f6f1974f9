// Lists, delta, and the owner at work.
#include <set>

#include "tests/graph-emulator/testing/todo_fixture.hpp"

namespace relais::emulator::testing {
namespace {

class Lists : public ToDo {
 protected:
  struct Round {
    json::array entries;
    std::string link;
    int pages = 0;
  };

  /// Follows next links up to the delta link.
  Round round(std::string url) {
    Round all;
    for (; all.link.empty() && all.pages < 20; ++all.pages) {
      const Reply page = get(url);
      EXPECT_EQ(page.status, 200) << page.text;
      for (const json::value& entry : page.value()) all.entries.push_back(entry);
      all.link = page.at("@odata.deltaLink");
      url = page.at("@odata.nextLink");
    }
    return all;
  }

  static std::set<std::string> names(const json::array& entries) {
    std::set<std::string> all;
    for (const json::value& entry : entries) all.emplace(entry.at("displayName").as_string());
    return all;
  }

  static std::string removed(const json::array& entries) {
    if (entries.size() != 1 || !entries[0].as_object().contains("@removed")) return "none";
    EXPECT_EQ(entries[0].at("@removed").at("reason").as_string(), "deleted");
    return std::string(entries[0].at("id").as_string());
  }

  void fault(json::object action, std::int64_t times = 1) {
    ASSERT_TRUE(control.faults({json::object{
        {"match", {{"path", "/todo/"}}}, {"times", times}, {"action", std::move(action)}}}));
  }
};

TEST_F(Lists, EveryMailboxHasTheTwoWellKnownOnes) {
  const json::array lists = get("/todo/lists").value();
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_EQ(lists[0].at("displayName").as_string(), "Tasks");
  EXPECT_EQ(lists[0].at("wellknownListName").as_string(), "defaultList");
  EXPECT_EQ(lists[1].at("wellknownListName").as_string(), "flaggedEmails");
  EXPECT_TRUE(lists[0].at("isOwner").as_bool());
  EXPECT_FALSE(lists[0].at("isShared").as_bool());
  for (const json::value& list : lists) {
    const std::string path = "/todo/lists/" + std::string(list.at("id").as_string());
    EXPECT_EQ(send("DELETE", path).status, 400);
    EXPECT_EQ(send("PATCH", path, json::object{{"displayName", "x"}}).status, 400);
    EXPECT_EQ(get(path).at("displayName"), list.at("displayName").as_string());
  }
  const std::string flagged = "/todo/lists/" + std::string(lists[1].at("id").as_string());
  EXPECT_EQ(send("POST", flagged + "/tasks", json::object{{"title", "x"}}).status, 400);
}

TEST_F(Lists, AreCreatedRenamedAndDeletedWithTheirTasks) {
  const std::string id = make_list("relais");
  const std::string path = "/todo/lists/" + id;
  const Reply list = get(path);
  EXPECT_EQ(list.at("wellknownListName"), "none");
  const std::string task = send("POST", path + "/tasks", json::object{{"title", "x"}}).at("id");
  const Reply renamed = send("PATCH", path, json::object{{"displayName", "Fristen"}});
  EXPECT_EQ(renamed.at("displayName"), "Fristen");
  EXPECT_NE(renamed.at("@odata.etag"), list.at("@odata.etag"));
  EXPECT_EQ(send("PATCH", path, json::object{{"displayName", "x"}},
                 {"If-Match: " + list.at("@odata.etag")})
                .status,
            412);
  EXPECT_EQ(send("DELETE", path).status, 204);
  EXPECT_EQ(send("DELETE", path).status, 404);
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(get(path + "/tasks").status, 404);
  EXPECT_EQ(get(path + "/tasks/" + task).status, 404);
  EXPECT_TRUE(state().at("tasks").as_array().empty());
}

TEST_F(Lists, NamesAreNotUniqueAndNothingElseCanBeWritten) {
  EXPECT_NE(make_list("relais"), make_list("relais"));
  for (const json::value& bad :
       {json::value(json::object{}), json::value{{"displayName", ""}},
        json::value{{"displayName", nullptr}}, json::value{{"displayName", 1}},
        json::value{{"displayName", std::string(256, 'x')}}, json::value{{"name", "x"}},
        json::value{{"displayName", "x"}, {"wellknownListName", "none"}},
        json::value{{"displayName", "x"}, {"isOwner", true}},
        json::value{{"displayName", "x"}, {"singleValueExtendedProperties", json::array{}}}})
    EXPECT_EQ(send("POST", "/todo/lists", bad).status, 400) << json::serialize(bad);
  EXPECT_EQ(get("/todo/lists").value().size(), 4U);
}

TEST_F(Lists, HavePagesAndCanBeHiddenFromTheListingButNotFromDelta) {
  for (int i = 0; i < 10; ++i) make_list("L" + std::to_string(i));
  const Reply first = get("/todo/lists?$select=displayName");
  EXPECT_EQ(first.value().size(), 10U);
  EXPECT_FALSE(first.value().at(0).as_object().contains("isOwner"));
  EXPECT_EQ(get(first.at("@odata.nextLink")).value().size(), 2U);
  EXPECT_EQ(get("/todo/lists?$expand=tasks").status, 400);
  EXPECT_EQ(get("/todo/lists?$filter=displayName%20eq%20%27L1%27").status, 400);
  fault({{"lists_show_flagged_only", true}});
  EXPECT_EQ(names(get("/todo/lists").value()), std::set<std::string>{"Flagged Emails"});
  EXPECT_EQ(get("/todo/lists?$top=50").value().size(), 12U);
  ASSERT_TRUE(control.settings({{"lists_show_flagged_only", true}}));
  EXPECT_EQ(names(get("/todo/lists").value()), std::set<std::string>{"Flagged Emails"});
  EXPECT_EQ(round("/todo/lists/delta").entries.size(), 12U);
}

TEST_F(Lists, DeltaOfListsShowsWhatChanged) {
  const Round all = round("/todo/lists/delta");
  EXPECT_EQ(names(all.entries), (std::set<std::string>{"Tasks", "Flagged Emails"}));
  const std::string id = make_list("relais");
  const Round added = round(all.link);
  EXPECT_EQ(names(added.entries), std::set<std::string>{"relais"});
  send("PATCH", "/todo/lists/" + id, json::object{{"displayName", "Fristen"}});
  const Round renamed = round(added.link);
  EXPECT_EQ(names(renamed.entries), std::set<std::string>{"Fristen"});
  send("DELETE", "/todo/lists/" + id);
  EXPECT_EQ(removed(round(renamed.link).entries), id);
  EXPECT_EQ(round("/todo/lists/delta").entries.size(), 2U);
  EXPECT_EQ(get("/todo/lists/delta?$expand=tasks").status, 400);
}

TEST_F(Lists, DeltaOfTasksShowsOwnWritesChangesAndRemovals) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i)
    made.push_back(make_task({{"linkedResources", {linked("k" + std::to_string(i))}}}));
  const Round all = round(tasks + "/delta?$top=2&$select=title,status&$expand=linkedResources");
  EXPECT_EQ(all.pages, 3);
  ASSERT_EQ(all.entries.size(), 5U);
  EXPECT_EQ(all.entries[0].at("linkedResources").at(0).at("externalId").as_string(), "k0");
  EXPECT_FALSE(all.entries[0].as_object().contains("importance"));
  EXPECT_TRUE(round(all.link).entries.empty());
  EXPECT_EQ(get(all.link + "&$top=1").status, 400);
  patch(made[3], {{"title", "changed"}});
  const Round changed = round(all.link);
  ASSERT_EQ(changed.entries.size(), 1U);
  EXPECT_EQ(changed.entries[0].at("title").as_string(), "changed");
  EXPECT_TRUE(changed.entries[0].as_object().contains("linkedResources"));
  send("DELETE", tasks + "/" + made[0]);
  const Round gone = round(changed.link);
  EXPECT_EQ(removed(gone.entries), made[0]);
  send("DELETE",
       tasks + "/" + made[1] + "/linkedResources/" +
           std::string(
               get(tasks + "/" + made[1] + "/linkedResources").value().at(0).at("id").as_string()));
  EXPECT_EQ(round(gone.link).entries.size(), 1U);
  EXPECT_EQ(round(tasks + "/delta").entries.size(), 4U);
  for (const char* options : {"?$filter=x", "?$skip=1", "?$orderby=title", "?$expand=extensions"})
    EXPECT_EQ(get(tasks + "/delta" + options).status, 400) << options;
}

TEST_F(Lists, DeltaTakesThePageSizeOfThePreferHeader) {
  for (int i = 0; i < 3; ++i) make_task({});
  EXPECT_EQ(get(tasks + "/delta", {"Prefer: odata.maxpagesize=2"}).value().size(), 2U);
}

TEST_F(Lists, OldSyncStatesAreGone) {
  const Round lists = round("/todo/lists/delta");
  const Round all = round(tasks + "/delta");
  ASSERT_TRUE(control.expire_sync_states(tenant, user));
  for (const std::string& link : {lists.link, all.link}) {
    EXPECT_EQ(get(link).status, 410);
    EXPECT_EQ(get(link).code(), "SyncStateNotFound");
  }
  const Round fresh = round(tasks + "/delta");
  fault({{"delta", "expired"}});
  EXPECT_EQ(get(fresh.link).status, 410);
  EXPECT_EQ(get(fresh.link).status, 200);
}

TEST_F(Lists, FaultsOfDeltaAndListingsApply) {
  const std::string first = make_task({});
  const std::string second = make_task({});
  const Round all = round(tasks + "/delta");
  fault({{"delta", "replay"}});
  EXPECT_EQ(get(all.link).value().size(), 2U);
  patch(first, {{"title", "x"}});
  fault({{"delta", "duplicate"}});
  EXPECT_EQ(get(all.link).value().size(), 2U);
  fault({{"delta", "partial"}});
  EXPECT_FALSE(get(all.link).value().at(0).as_object().contains("title"));
  patch(second, {{"title", "y"}});
  fault({{"delta", "reversed"}});
  EXPECT_EQ(get(all.link).value().at(0).at("id").as_string(), second);
  fault({{"delta", "late"}});
  const Reply late = get(all.link);
  EXPECT_TRUE(late.value().empty());
  EXPECT_EQ(round(late.at("@odata.deltaLink")).entries.size(), 2U);
  fault({{"empty_page", true}});
  const Reply empty = get(tasks);
  EXPECT_TRUE(empty.value().empty());
  EXPECT_EQ(get(empty.at("@odata.nextLink")).value().size(), 2U);
  fault({{"endless_next", true}});
  EXPECT_NE(get(tasks).at("@odata.nextLink"), "");
  send("DELETE", tasks + "/" + first);
  fault({{"delta", "lost_removals"}});
  EXPECT_EQ(get(all.link).value().size(), 1U);
}

TEST_F(Lists, TheOwnerWritesTicksAndDeletes) {
  const auto list = control.owner_create_list(tenant, user, "Privat");
  ASSERT_TRUE(list);
  const auto task = control.owner_create_task(tenant, user, {{"title", "Milk"}}, "Privat");
  ASSERT_TRUE(task);
  const std::string path = "/todo/lists/" + *list + "/tasks/" + *task;
  EXPECT_EQ(get(path).at("title"), "Milk");
  ASSERT_TRUE(control.owner_update_task(tenant, user, *task, {{"importance", "high"}}));
  ASSERT_TRUE(control.owner_tick_task(tenant, user, *task));
  EXPECT_EQ(get(path).at("status"), "completed");
  EXPECT_TRUE(has(get(path), "completedDateTime"));
  ASSERT_TRUE(control.owner_untick_task(tenant, user, *task));
  EXPECT_EQ(get(path).at("status"), "notStarted");
  EXPECT_EQ(get(path).at("importance"), "high");
  EXPECT_FALSE(control.owner_update_task(tenant, user, *task, {{"status", "odd"}}));
  ASSERT_TRUE(control.owner(
      tenant, user,
      json::object{{"do", "update_task"}, {"task", *task}, {"hidden", {{"steps", {"buy"}}}}}));
  EXPECT_EQ(state().at("tasks").at(0).at("hidden").at("steps").at(0).as_string(), "buy");
  ASSERT_TRUE(control.owner_delete_task(tenant, user, *task));
  EXPECT_FALSE(control.owner_delete_task(tenant, user, *task));
  EXPECT_EQ(get(path).status, 404);
  ASSERT_TRUE(control.owner(
      tenant, user, json::object{{"do", "rename_list"}, {"list", *list}, {"name", "Zuhause"}}));
  EXPECT_EQ(get("/todo/lists/" + *list).at("displayName"), "Zuhause");
  ASSERT_TRUE(control.owner_delete_list(tenant, user, *list));
  EXPECT_EQ(get("/todo/lists/" + *list).status, 404);
  EXPECT_FALSE(control.owner_delete_list(tenant, user, ""));
  EXPECT_FALSE(control.owner_create_task(tenant, user, {{"title", "x"}}, "nowhere"));
  EXPECT_FALSE(control.owner(tenant, user, json::object{{"do", "tick_task"}, {"taskk", "x"}}));
}

TEST_F(Lists, AMovedTaskGetsAnotherIdAndKeepsTheRest) {
  const std::string task = make_task({{"linkedResources", {linked("k1")}}});
  const std::string list = make_list("Privat");
  const std::string there = "/todo/lists/" + list + "/tasks";
  const Round here = round(tasks + "/delta"), other = round(there + "/delta");
  const auto moved = control.owner_move_task(tenant, user, task, list);
  ASSERT_TRUE(moved);
  EXPECT_NE(*moved, task);
  EXPECT_EQ(read(task).status, 404);
  EXPECT_EQ(read(*moved).status, 404);
  EXPECT_EQ(get(there + "/" + task).status, 404);
  const Reply now = get(there + "/" + *moved + "?$expand=linkedResources");
  EXPECT_EQ(now.body().at("linkedResources").at(0).at("externalId").as_string(), "k1");
  EXPECT_EQ(removed(round(here.link).entries), task);
  EXPECT_EQ(round(other.link).entries.at(0).at("id").as_string(), *moved);
}

TEST_F(Lists, TheStateShowsTasksAsTheyWereWritten) {
  const json::object due = at("2026-05-01T00:00:00", "Europe/Zurich");
  const std::string id = make_task({{"dueDateTime", due}, {"linkedResources", {linked("k1")}}});
  const json::object all = state();
  const json::value& task = all.at("tasks").at(0);
  EXPECT_EQ(task.at("id").as_string(), id);
  EXPECT_EQ(task.at("list").as_string(), default_list);
  EXPECT_EQ(task.at("dueDateTime").as_object(), due);
  EXPECT_EQ(task.at("status").as_string(), "notStarted");
  EXPECT_EQ(task.at("linkedResources").at(0).at("externalId").as_string(), "k1");
  EXPECT_EQ(all.at("lists").at(0).at("id").as_string(), default_list);
  EXPECT_EQ(all.at("lists").at(0).at("wellknownListName").as_string(), "defaultList");
}

TEST_F(Lists, TheAgendaShowsTheDatesThatWereMeantAndRemindersOnTheAskedClock) {
  const auto make = [&](const char* title, const char* due, const char* reminder) {
    json::object set{{"title", title}};
    if (*due != 0) set["dueDateTime"] = at(due, "Europe/Zurich");
    if (*reminder != 0) set["reminderDateTime"] = at(reminder, "Europe/Zurich");
    set["isReminderOn"] = *reminder != 0;
    make_task(set);
  };
  make("before", "2026-04-30T00:00:00", "");
  make("first day", "2026-05-01T00:00:00", "2026-04-28T09:30:00");
  make("late that day", "2026-05-01T23:00:00", "");
  make("last day", "2026-05-31T00:00:00", "");
  make("after", "2026-06-01T00:00:00", "");
  make("reminder only", "", "2026-05-10T00:30:00");
  make("neither", "", "");
  const std::string off = make_task({{"title", "off"},
                                     {"status", "completed"},
                                     {"importance", "high"},
                                     {"dueDateTime", at("2026-05-02T00:00:00", "Europe/Zurich")},
                                     {"reminderDateTime", at("2026-05-01T08:00:00", "UTC")}});
  const auto seen = control.agenda(tenant, user, "UTC", "2026-05-01", "2026-06-01");
  ASSERT_TRUE(seen);
  std::string lines;
  for (const json::value& entry : *seen) {
    const json::object& one = entry.as_object();
    EXPECT_EQ(one.at("what").as_string(), "task");
    EXPECT_EQ(one.at("list").as_string(), default_list);
    lines.append(string_at(one, "title")).append("|").append(string_at(one, "due"));
    lines.append("|").append(string_at(one, "reminder")).append("\n");
  }
  EXPECT_EQ(lines,
            "first day|2026-05-01|2026-04-28T07:30\n"
            "late that day|2026-05-01|\n"
            "last day|2026-05-31|\n"
            "reminder only||2026-05-09T22:30\n"
            "neither||\n"
            "off|2026-05-02|\n");
  const json::object& last = seen->back().as_object();
  EXPECT_EQ(last.at("id").as_string(), off);
  EXPECT_TRUE(last.at("done").as_bool());
  EXPECT_EQ(last.at("importance").as_string(), "high");
  EXPECT_FALSE(seen->front().at("done").as_bool());
}

TEST_F(Lists, ManyTasksAreMadeAtOnce) {
  const auto filled =
      control.send("POST", std::string("mailboxes/") + tenant + "/" + user + "/fill",
                   json::object{{"kind", "task"},
                                {"count", 1000},
                                {"ids", true},
                                {"set", {{"linkedResources", {linked("key{n}")}}}}});
  ASSERT_TRUE(filled);
  const std::string last(filled->at("ids").as_array().back().as_string());
  EXPECT_EQ(read(last).at("title"), "Task 1000");
  EXPECT_EQ(get(tasks + "/" + last + "/linkedResources").value().at(0).at("externalId").as_string(),
            "key1000");
  EXPECT_FALSE(control.send("POST", std::string("mailboxes/") + tenant + "/" + user + "/fill",
                            json::object{{"kind", "task"}, {"count", 1}, {"list", "nowhere"}}));
}

TEST(ToDoSeed, ASeedDocumentCanHaveListsAndTasks) {
  const json::value seed = json::parse(R"({"tenants": [{"id": "t1", "users": [
    {"id": "u1", "lists": ["relais"], "tasks": [{"title": "Milk"}]}]}]})");
  Emulator emulator({.seed = seed.as_object()});
  ASSERT_TRUE(emulator.start());
  const auto state = Control(emulator).state("t1", "u1");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->at("lists").as_array().size(), 3U);
  EXPECT_EQ(state->at("tasks").at(0).at("title").as_string(), "Milk");
}

}  // namespace
}  // namespace relais::emulator::testing
