#include "tests/graph-emulator/testing/todo_fixture.hpp"

namespace relais::emulator::testing {
namespace {

TEST_F(ToDo, CreateAnswersTheTaskWithoutItsLinkedResources) {
  const Reply made =
      send("POST", tasks, json::object{{"title", "Appeal"}, {"linkedResources", {linked("k1")}}});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("title"), "Appeal");
  EXPECT_EQ(made.at("status"), "notStarted");
  EXPECT_EQ(made.at("importance"), "normal");
  EXPECT_TRUE(made.at("@odata.etag").starts_with("W/\""));
  EXPECT_NE(made.at("@odata.context").find("/todo/lists('" + default_list + "')/tasks/$entity"),
            std::string::npos);
  EXPECT_EQ(made.at("createdDateTime").size(), std::string("2026-05-01T09:00:00.1234567Z").size());
  EXPECT_FALSE(made.body().at("isReminderOn").as_bool());
  EXPECT_TRUE(made.body().at("categories").as_array().empty());
  for (const char* absent : {"linkedResources", "dueDateTime", "reminderDateTime", "recurrence",
                             "completedDateTime", "changeKey", "sensitivity"})
    EXPECT_FALSE(has(made, absent)) << absent;
  EXPECT_FALSE(has(read(made.at("id")), "linkedResources"));
}

TEST_F(ToDo, BodiesThatToDoWouldRefuseAreRefused) {
  const json::value due = at("2026-05-01T00:00:00", "Europe/Zurich");
  const json::value bad[] = {
      json::object{},
      json::array{},
      {{"title", ""}},
      {{"title", nullptr}},
      {{"title", 5}},
      {{"title", std::string(256, 'x')}},
      {{"Title", "x"}},
      {{"title", "x"}, {"subject", "x"}},
      {{"title", "x"}, {"sensitivity", "private"}},
      {{"title", "x"}, {"singleValueExtendedProperties", {{{"id", key}, {"value", "k"}}}}},
      {{"title", "x"}, {"id", "x"}},
      {{"title", "x"}, {"createdDateTime", "2026-05-01T00:00:00Z"}},
      {{"title", "x"}, {"lastModifiedDateTime", "2026-05-01T00:00:00Z"}},
      {{"title", "x"}, {"bodyLastModifiedDateTime", "2026-05-01T00:00:00Z"}},
      {{"title", "x"}, {"hasAttachments", false}},
      {{"title", "x"}, {"transactionId", "x"}},
      {{"title", "x"}, {"checklistItems", json::array{}}},
      {{"title", "x"}, {"@odata.type", "#microsoft.graph.contact"}},
      {{"title", "x"}, {"status", "Completed"}},
      {{"title", "x"}, {"status", nullptr}},
      {{"title", "x"}, {"importance", "urgent"}},
      {{"title", "x"}, {"isReminderOn", "true"}},
      {{"title", "x"}, {"isReminderOn", true}},
      {{"title", "x"}, {"categories", nullptr}},
      {{"title", "x"}, {"categories", "red"}},
      {{"title", "x"}, {"categories", {1}}},
      {{"title", "x"}, {"body", "text"}},
      {{"title", "x"}, {"body", {{"content", "text"}}}},
      {{"title", "x"}, {"body", {{"content", "text"}, {"contentType", "Text"}}}},
      {{"title", "x"}, {"dueDateTime", "2026-05-01"}},
      {{"title", "x"}, {"dueDateTime", {{"dateTime", "2026-05-01T00:00:00"}}}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00Z", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00+02:00", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-02-30T00:00:00", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T24:00:00", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00.", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00.12345678", "UTC")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00", "")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00", "Europe/Zuerich")}},
      {{"title", "x"}, {"dueDateTime", at("2026-05-01T00:00:00", "+02:00")}},
      {{"title", "x"}, {"completedDateTime", due}},
      {{"title", "x"}, {"status", "completed"}, {"completedDateTime", nullptr}},
      {{"title", "x"}, {"linkedResources", nullptr}},
      {{"title", "x"}, {"linkedResources", {"k1"}}},
      {{"title", "x"}, {"linkedResources", {{{"externalId", "k1"}}}}},
      {{"title", "x"}, {"linkedResources", {{{"id", "k1"}}}}},
      {{"title", "x"}, {"dueDateTime", due}, {"recurrence", "daily"}},
      {{"title", "x"}, {"dueDateTime", due}, {"recurrence", json::object{}}},
  };
  for (const json::value& body : bad) {
    const Reply reply = send("POST", tasks, body);
    EXPECT_EQ(reply.status, 400) << json::serialize(body) << reply.text;
  }
  EXPECT_TRUE(state().at("tasks").as_array().empty());
}

TEST_F(ToDo, ErrorsHaveTheShapeOfToDoAndDoNotSayWhatIsWrong) {
  const Reply reply = send("POST", tasks, json::object{{"title", ""}});
  EXPECT_EQ(reply.status, 400);
  const json::value body = reply.body();
  EXPECT_EQ(body.at("error").at("code").as_string(), "invalidRequest");
  EXPECT_EQ(body.at("error").at("message").as_string(), "Invalid request");
  EXPECT_EQ(body.at("error").at("innerError").at("code").as_string(), "InvalidModel");
}

TEST_F(ToDo, WhatIsAllowedIsTaken) {
  const Reply made = send(
      "POST", tasks,
      json::object{{"@odata.type", "#microsoft.graph.todoTask"},
                   {"title", std::string(255, 'x')},
                   {"body", {{"content", "a\nb"}, {"contentType", "text"}}},
                   {"status", "waitingOnOthers"},
                   {"importance", "high"},
                   {"startDateTime", at("2026-04-01T00:00:00", "UTC")},
                   {"dueDateTime", at("2026-05-01T00:00:00.0000000", "W. Europe Standard Time")},
                   {"reminderDateTime", at("2026-04-30T09:30:00", "Europe/Zurich")},
                   {"isReminderOn", true},
                   {"categories", {"relais"}},
                   {"linkedResources", json::array{}}});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.body().at("categories").at(0).as_string(), "relais");
  EXPECT_TRUE(made.body().at("isReminderOn").as_bool());
  EXPECT_EQ(date_time(made, "reminderDateTime"), "2026-04-30T07:30:00.0000000");
}

TEST_F(ToDo, ARecurrenceNeedsADueDateAndWhatItsTypeNeeds) {
  const json::object due = at("2026-05-01T00:00:00", "UTC");
  const auto task = [&](const char* pattern, const char* range) {
    return json::object{
        {"title", "x"},
        {"dueDateTime", due},
        {"recurrence", {{"pattern", json::parse(pattern)}, {"range", json::parse(range)}}}};
  };
  const char* no_end = R"({"type": "noEnd", "startDate": "2026-05-01"})";
  const char* weekly =
      R"({"type": "weekly", "interval": 1, "daysOfWeek": ["friday"], "firstDayOfWeek": "monday"})";
  const std::pair<const char*, const char*> bad[] = {
      {R"({"type": "hourly", "interval": 1})", no_end},
      {R"({"type": "daily"})", no_end},
      {R"({"type": "daily", "interval": 0})", no_end},
      {R"({"type": "weekly", "interval": 1})", no_end},
      {R"({"type": "weekly", "interval": 1, "daysOfWeek": ["Freitag"]})", no_end},
      {R"({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 32})", no_end},
      {R"({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 1})", no_end},
      {R"({"type": "daily", "interval": 1, "every": 2})", no_end},
      {weekly, R"({"type": "noEnd"})"},
      {weekly, R"({"type": "noEnd", "startDate": "2026-02-30"})"},
      {weekly, R"({"type": "endDate", "startDate": "2026-05-01", "endDate": "2026-04-01"})"},
      {weekly, R"({"type": "numbered", "startDate": "2026-05-01"})"},
      {weekly, R"({"type": "forever", "startDate": "2026-05-01"})"},
      {weekly, R"({"type": "noEnd", "startDate": "2026-05-01", "recurrenceTimeZone": "Bern"})"},
  };
  for (const auto& [pattern, range] : bad)
    EXPECT_EQ(send("POST", tasks, task(pattern, range)).status, 400) << pattern << range;
  const std::string made = send("POST", tasks, task(weekly, no_end)).at("id");
  EXPECT_EQ(read(made).body().at("recurrence").at("pattern").at("type").as_string(), "weekly");
  EXPECT_EQ(patch(made, {{"dueDateTime", nullptr}}).status, 400);
  EXPECT_EQ(patch(made, {{"dueDateTime", nullptr}, {"recurrence", nullptr}}).status, 200);
}

struct DueCase {
  const char* wall;
  const char* zone;
  const char* answered;  ///< by the write
  const char* read;      ///< by any later GET
};

class DueDate : public ToDo, public ::testing::WithParamInterface<DueCase> {};

TEST_P(DueDate, IsADateThatIsConvertedAndThenCut) {
  const DueCase& given = GetParam();
  const Reply made = send(
      "POST", tasks, json::object{{"title", "x"}, {"dueDateTime", at(given.wall, given.zone)}});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(date_time(made, "dueDateTime"), std::string(given.answered) + ".0000000");
  const std::string task = made.at("id");
  EXPECT_EQ(date_time(read(task), "dueDateTime"), std::string(given.read) + ".0000000");
  EXPECT_EQ(date_time(patch(task, {{"title", "y"}}), "dueDateTime"),
            std::string(given.answered) + ".0000000");
  ASSERT_TRUE(control.settings({{"todo_due_cut", false}}));
  EXPECT_EQ(date_time(read(task), "dueDateTime"), std::string(given.answered) + ".0000000");
}

INSTANTIATE_TEST_SUITE_P(
    Zones, DueDate,
    ::testing::Values(
        DueCase{"2026-05-01T00:00:00", "UTC", "2026-05-01T00:00:00", "2026-05-01T00:00:00"},
        DueCase{"2026-05-01T04:10:00", "UTC", "2026-05-01T00:00:00", "2026-05-01T00:00:00"},
        DueCase{"2026-05-01T00:00:00", "Europe/Zurich", "2026-04-30T22:00:00",
                "2026-04-30T00:00:00"},
        DueCase{"2026-05-01T23:59:59.9999999", "Europe/Zurich", "2026-04-30T22:00:00",
                "2026-04-30T00:00:00"},
        DueCase{"2026-05-01T00:00:00", "W. Europe Standard Time", "2026-04-30T22:00:00",
                "2026-04-30T00:00:00"},
        DueCase{"2026-12-01T00:00:00", "Europe/Zurich", "2026-11-30T23:00:00",
                "2026-11-30T00:00:00"},
        DueCase{"2026-03-29T00:00:00", "Europe/Zurich", "2026-03-28T23:00:00",
                "2026-03-28T00:00:00"},  // the clocks go forward that night
        DueCase{"2026-03-30T00:00:00", "Europe/Zurich", "2026-03-29T22:00:00",
                "2026-03-29T00:00:00"},
        DueCase{"2026-05-01T00:00:00", "America/New_York", "2026-05-01T04:00:00",
                "2026-05-01T00:00:00"},
        DueCase{"2026-09-06T00:00:00", "America/Santiago", "2026-09-06T04:00:00",
                "2026-09-06T00:00:00"}));  // has no midnight that day

TEST_F(ToDo, AReminderKeepsItsTimeAndNeedsToBeThereWhenItIsOn) {
  const std::string task =
      make_task({{"reminderDateTime", at("2026-10-25T02:30:00", "Europe/Zurich")}});
  EXPECT_EQ(date_time(read(task), "reminderDateTime"), "2026-10-25T00:30:00.0000000");
  EXPECT_FALSE(read(task).body().at("isReminderOn").as_bool());
  EXPECT_EQ(patch(task, {{"isReminderOn", true}}).status, 200);
  EXPECT_EQ(patch(task, {{"reminderDateTime", nullptr}}).status, 400);
  EXPECT_EQ(patch(task, {{"reminderDateTime", nullptr}, {"isReminderOn", false}}).status, 200);
  EXPECT_FALSE(has(read(task), "reminderDateTime"));
  EXPECT_EQ(patch(task, {{"isReminderOn", true}}).status, 400);
}

TEST_F(ToDo, TheServiceSaysWhenATaskWasCompletedToTheDay) {
  const std::string task = make_task({});
  const Reply done = patch(task, {{"status", "completed"}});
  const std::string today = format_utc(SystemClock().now()).substr(0, 10);
  EXPECT_EQ(date_time(done, "completedDateTime").substr(10), "T00:00:00.0000000");
  EXPECT_LE(date_time(done, "completedDateTime").substr(0, 10), today);
  EXPECT_EQ(patch(task, {{"title", "still done"}}).at("status"), "completed");
  EXPECT_EQ(patch(task, {{"completedDateTime", nullptr}}).status, 400);
  EXPECT_FALSE(has(patch(task, {{"status", "inProgress"}}), "completedDateTime"));
  const Reply earlier = patch(
      task,
      {{"status", "completed"}, {"completedDateTime", at("2026-04-01T15:00:00", "Europe/Zurich")}});
  EXPECT_EQ(date_time(earlier, "completedDateTime"), "2026-03-31T22:00:00.0000000");
  EXPECT_EQ(date_time(read(task), "completedDateTime"), "2026-03-31T00:00:00.0000000");
}

TEST_F(ToDo, PatchChangesWhatItNamesAndNullClears) {
  const std::string task = make_task({{"importance", "high"},
                                      {"categories", {"a", "b"}},
                                      {"body", {{"content", "note"}, {"contentType", "text"}}},
                                      {"dueDateTime", at("2026-05-01T00:00:00", "UTC")},
                                      {"startDateTime", at("2026-04-01T08:00:00", "UTC")},
                                      {"linkedResources", {linked("k1")}}});
  const Reply changed = patch(task, {{"title", "Other"}, {"categories", {"c"}}});
  ASSERT_EQ(changed.status, 200) << changed.text;
  EXPECT_FALSE(has(changed, "linkedResources"));
  EXPECT_EQ(changed.at("importance"), "high");
  EXPECT_EQ(changed.body().at("categories").as_array().size(), 1U);
  EXPECT_EQ(date_time(read(task), "startDateTime"), "2026-04-01T00:00:00.0000000");
  patch(task, {{"dueDateTime", nullptr}, {"startDateTime", nullptr}, {"body", nullptr}});
  EXPECT_FALSE(has(read(task), "dueDateTime"));
  EXPECT_FALSE(has(read(task), "startDateTime"));
  EXPECT_EQ(read(task).body().at("body").at("content").as_string(), "");
  EXPECT_EQ(patch(task, {{"linkedResources", {linked("k1")}}}).status, 400);
  EXPECT_EQ(patch(task, {{"title", ""}}).status, 400);
  EXPECT_EQ(patch(task, {{"title", nullptr}}).status, 400);
  EXPECT_EQ(patch(task, {{"title", "lost"}, {"status", "done"}}).status, 400);
  EXPECT_EQ(read(task).at("title"), "Other");
}

TEST_F(ToDo, BodiesAreReadBackInTheServicesOwnWay) {
  const json::object text{{"content", "a\nb\r\nc"}, {"contentType", "text"}};
  const Reply made = send("POST", tasks, json::object{{"title", "x"}, {"body", text}});
  EXPECT_EQ(made.body().at("body").as_object(), text);
  const std::string task = made.at("id");
  EXPECT_EQ(read(task).body().at("body").at("content").as_string(), "a\r\nb\r\nc");
  EXPECT_EQ(state().at("tasks").at(0).at("body").as_object(), text);
  patch(task, {{"body", {{"content", "<p>a</p>"}, {"contentType", "html"}}}});
  const json::value html = read(task).body().at("body");
  EXPECT_EQ(html.at("contentType").as_string(), "html");
  EXPECT_TRUE(std::string(html.at("content").as_string()).starts_with("<html>"));
  EXPECT_NE(html.at("content").as_string(), "<p>a</p>");
  EXPECT_NE(html.at("content").as_string().find("<p>a</p>"), json::string::npos);
}

TEST_F(ToDo, EveryWriteChangesTheEtagAndIfMatchIsHonoured) {
  const std::string task = make_task({{"linkedResources", {linked("k1")}}});
  const std::string first = read(task).at("@odata.etag");
  const std::string second = patch(task, {{"title", "Call back"}}).at("@odata.etag");
  EXPECT_NE(first, second);
  EXPECT_EQ(read(task).at("@odata.etag"), second);
  const auto with = [&](const char* method, const std::string& etag, const json::value& body) {
    return send(method, tasks + "/" + task, body, {"If-Match: " + etag});
  };
  const Reply stale = with("PATCH", first, json::object{{"title", "x"}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.code(), "ErrorIrresolvableConflict");
  EXPECT_EQ(with("DELETE", first, nullptr).status, 412);
  EXPECT_EQ(read(task).at("title"), "Call back");
  EXPECT_EQ(with("PATCH", second, json::object{{"title", "x"}}).status, 200);
  EXPECT_EQ(with("DELETE", "*", nullptr).status, 204);
}

TEST_F(ToDo, DeleteIsForGood) {
  const std::string task = make_task({});
  EXPECT_EQ(send("DELETE", tasks + "/" + task).status, 204);
  EXPECT_EQ(send("DELETE", tasks + "/" + task).code(), "ErrorItemNotFound");
  EXPECT_EQ(read(task).status, 404);
  EXPECT_EQ(patch(task, {{"title", "x"}}).status, 404);
  EXPECT_EQ(send("POST", tasks + "/" + task + "/permanentDelete", json::object{}).status, 404);
  EXPECT_TRUE(state().at("deleted").as_array().empty());
}

TEST_F(ToDo, IdsAreCaseSensitiveAndThereIsOnlyOneKind) {
  const std::string task = make_task({});
  make_task({});
  std::string other = task;
  for (char& c : other)
    if (c == 'q' || c == 'Q') c = c == 'q' ? 'Q' : 'q';
  EXPECT_NE(read(other).at("id"), task);
  const HeaderList plain = {"Prefer: return=representation"};
  EXPECT_EQ(get(tasks + "/" + task, plain).at("id"), task);
  EXPECT_EQ(read("nonsense").status, 400);
  EXPECT_EQ(get("/todo/lists/" + make_list("L") + "/tasks/" + task).status, 404);
  EXPECT_EQ(get("/contacts/" + task).status, 403);
}

TEST_F(ToDo, ARepeatedPostMakesAnotherTask) {
  const json::object body{{"title", "x"}, {"linkedResources", {linked("k1")}}};
  EXPECT_NE(send("POST", tasks, body).at("id"), send("POST", tasks, body).at("id"));
  EXPECT_EQ(get(tasks).value().size(), 2U);
}

}  // namespace
}  // namespace relais::emulator::testing
