#include "tests/graph-emulator/testing/events_fixture.hpp"

namespace relais::emulator::testing {
namespace {

TEST_F(Events, TheDefaultCalendarIsOneOfTheCalendars) {
  const json::value calendar = get("/calendar").body();
  EXPECT_TRUE(calendar.at("isDefaultCalendar").as_bool());
  EXPECT_TRUE(calendar.at("canEdit").as_bool());
  EXPECT_FALSE(calendar.at("isRemovable").as_bool());
  EXPECT_EQ(calendar.at("owner").at("address").as_string(), "mm@firm.example");
  const json::array all = get("/calendars?$select=name,isDefaultCalendar").value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("id"), calendar.at("id"));
  EXPECT_EQ(all[0].as_object().size(), 3U);
  EXPECT_EQ(state().at("default_calendar"), calendar.at("id"));
  EXPECT_EQ(get("/calendars/" + std::string(calendar.at("id").as_string())).status, 200);
}

TEST_F(Events, CalendarsAreNoContactFolders) {
  const std::string id = make_calendar("relais");
  EXPECT_TRUE(get("/contactFolders").value().empty());
  EXPECT_EQ(get("/contactFolders/" + id).status, 404);
  EXPECT_EQ(get("/calendars/" + default_folder()).status, 404);
  EXPECT_EQ(send("POST", "/contactFolders", json::object{{"displayName", "relais"}}).status, 201);
  EXPECT_EQ(get("/calendars").value().size(), 2U);
}

TEST_F(Events, CalendarsAreCreatedRenamedAndColoured) {
  const Reply made =
      send("POST", "/calendars", json::object{{"name", "Court"}, {"color", "lightGreen"}});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("name"), "Court");
  EXPECT_EQ(made.at("color"), "lightGreen");
  EXPECT_FALSE(made.body().at("isDefaultCalendar").as_bool());
  const std::string path = "/calendars/" + made.at("id");
  const Reply renamed = send("PATCH", path, json::object{{"name", "Courts"}, {"color", "auto"}});
  ASSERT_EQ(renamed.status, 200) << renamed.text;
  EXPECT_EQ(renamed.at("name"), "Courts");
  EXPECT_EQ(renamed.at("id"), made.at("id"));
  EXPECT_NE(renamed.at("changeKey"), made.at("changeKey"));
  EXPECT_EQ(get(path).at("color"), "auto");
}

TEST_F(Events, CalendarBodiesAreChecked) {
  const std::string path = "/calendars/" + make_calendar("Court");
  const json::object bad[] = {{},
                              {{"name", ""}},
                              {{"name", nullptr}},
                              {{"name", 5}},
                              {{"name", std::string(256, 'x')}},
                              {{"name", "x"}, {"color", "green"}},
                              {{"name", "x"}, {"isDefaultCalendar", true}},
                              {{"name", "x"}, {"canEdit", true}},
                              {{"name", "x"}, {"displayName", "x"}}};
  for (const json::object& body : bad)
    EXPECT_EQ(send("POST", "/calendars", body).status, 400) << json::serialize(body);
  EXPECT_EQ(send("PATCH", path, json::object{{"owner", nullptr}}).status, 400);
  EXPECT_EQ(get("/calendars").value().size(), 2U);
  EXPECT_EQ(get("/calendars?$filter=name").status, 400);
  EXPECT_EQ(get("/calendars/nonsense").code(), "ErrorInvalidIdMalformed");
  EXPECT_EQ(get(path + "/nonsense").status, 400);
  EXPECT_EQ(send("PUT", path).status, 405);
}

TEST_F(Events, ANameIsGoodForOneCalendar) {
  const std::string court = make_calendar("Court");
  for (const char* name : {"Court", "COURT", "Calendar"})
    EXPECT_EQ(send("POST", "/calendars", json::object{{"name", name}}).status, 409) << name;
  const std::string other = make_calendar("Other");
  EXPECT_EQ(send("PATCH", "/calendars/" + other, json::object{{"name", "court"}}).status, 409);
  EXPECT_EQ(send("PATCH", "/calendars/" + court, json::object{{"name", "COURT"}}).status, 200);
}

TEST_F(Events, TheDefaultCalendarIsNeitherDeletedNorRenamed) {
  for (const std::string& path :
       {std::string("/calendar"), "/calendars/" + get("/calendar").at("id")}) {
    EXPECT_EQ(send("DELETE", path).status, 400);
    EXPECT_EQ(send("POST", path + "/permanentDelete").status, 400);
    EXPECT_EQ(send("PATCH", path, json::object{{"name", "x"}}).status, 403);
    EXPECT_EQ(send("PATCH", path, json::object{{"color", "lightRed"}}).status, 200);
  }
  EXPECT_FALSE(control.owner(tenant, user, json::object{{"do", "delete_calendar"}}));
}

TEST_F(Events, ACalendarIsDeletedWithItsEvents) {
  const std::string calendar = make_calendar("Court");
  const std::string path = "/calendars/" + calendar;
  const std::string id = make(event(), path + "/events");
  EXPECT_EQ(send("DELETE", path).status, 204);
  EXPECT_EQ(get("/calendars").value().size(), 1U);
  EXPECT_EQ(get("/events/" + id).status, 200);
  EXPECT_EQ(state().at("deleted_events").as_array().size(), 1U);
  EXPECT_EQ(state().at("calendars").as_array().size(), 1U);
  // The name is in Deleted Items now.
  EXPECT_EQ(send("DELETE", "/calendars/" + make_calendar("Court")).status, 409);
}

TEST_F(Events, ACalendarInDeletedItemsAnswersByItsIdAndTakesEvents) {
  const std::string path = "/calendars/" + make_calendar("Court");
  ASSERT_TRUE(
      control.owner(tenant, user, json::object{{"do", "delete_calendar"}, {"calendar", "Court"}}));
  EXPECT_EQ(get(path).at("name"), "Court");
  make(event(), path + "/events");
  EXPECT_EQ(state().at("deleted_events").as_array().size(), 1U);
  EXPECT_TRUE(state().at("events").as_array().empty());
  EXPECT_EQ(send("DELETE", path).status, 404);
}

TEST_F(Events, ACalendarThatCanOnlyBeReadRefusesWhateverConcernsItsEvents) {
  const auto made = control.owner(
      tenant, user,
      json::object{{"do", "create_calendar"}, {"name", "Birthdays"}, {"read_only", true}});
  ASSERT_TRUE(made);
  const std::string path = "/calendars/" + std::string(made->at("id").as_string());
  EXPECT_FALSE(get(path).body().at("canEdit").as_bool());
  EXPECT_EQ(get("/calendars").value().size(), 2U);
  EXPECT_EQ(get(path + "/events").status, 403);
  EXPECT_EQ(get(path + "/events?" + tag_filter(tag, 7)).code(), "ErrorAccessDenied");
  EXPECT_EQ(send("POST", path + "/events", event()).status, 403);
}

TEST_F(Events, APurgedCalendarLeavesNothing) {
  const std::string path = "/calendars/" + make_calendar("Court");
  const std::string id = make(event(), path + "/events");
  EXPECT_EQ(send("POST", path + "/permanentDelete").status, 204);
  EXPECT_EQ(get("/events/" + id).status, 404);
  EXPECT_TRUE(state().at("deleted_events").as_array().empty());
}

TEST_F(Events, EachCalendarListsItsOwnEvents) {
  const std::string path = "/calendars/" + make_calendar("Court");
  const std::string default_path = "/calendars/" + get("/calendar").at("id");
  const std::string there = make(event(tagged(7)), path + "/events");
  const std::string here = make(event(tagged(7)), "/calendar/events");
  for (const std::string& list :
       {std::string("/events"), std::string("/calendar/events"), default_path + "/events"}) {
    const json::array found = get(list + "?" + tag_filter(tag, 7)).value();
    ASSERT_EQ(found.size(), 1U) << list;
    EXPECT_EQ(found[0].at("id").as_string(), here);
  }
  const json::array found = get(path + "/events?" + tag_filter(tag, 7)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("id").as_string(), there);
  EXPECT_EQ(get("/events/" + there).status, 200);
  EXPECT_EQ(get(path + "/events/" + there).status, 200);
  EXPECT_EQ(get(path + "/events/" + here).status, 404);
  EXPECT_EQ(get("/calendar/events/" + there).status, 404);
  EXPECT_EQ(send("PATCH", path + "/events/" + here, json::object{{"subject", "x"}}).status, 404);
  EXPECT_EQ(send("DELETE", path + "/events/" + here).status, 404);
}

TEST_F(Events, AMovedEventKeepsItsImmutableId) {
  const auto calendar = control.owner_create_calendar(tenant, user, "Mine");
  ASSERT_TRUE(calendar);
  const std::string id = make(event());
  const std::string old(get("/events", mutable_ids).value().at(0).at("id").as_string());
  ASSERT_TRUE(control.owner_move_event(tenant, user, id, *calendar));
  EXPECT_EQ(get("/events/" + id).status, 200);
  EXPECT_EQ(get("/events/" + old, mutable_ids).status, 404);
  EXPECT_TRUE(get("/events").value().empty());
  EXPECT_EQ(get("/calendars/" + *calendar + "/events").value().size(), 1U);
  EXPECT_EQ(state().at("events").at(0).at("calendar").as_string(), *calendar);
}

TEST_F(Events, OwnersKeepTheirCalendarsInOrder) {
  ASSERT_TRUE(control.owner_create_calendar(tenant, user, "Mine"));
  ASSERT_TRUE(control.owner(
      tenant, user,
      json::object{{"do", "rename_calendar"}, {"calendar", "Mine"}, {"name", "Ours"}}));
  EXPECT_EQ(get("/calendars?$top=1&$skip=1").value().at(0).at("name").as_string(), "Ours");
  ASSERT_TRUE(
      control.owner(tenant, user, json::object{{"do", "delete_calendar"}, {"calendar", "Ours"}}));
  EXPECT_EQ(get("/calendars").value().size(), 1U);
}

TEST_F(Events, CalendarsComeInPages) {
  for (int i = 0; i < 11; ++i) make_calendar("C" + std::to_string(i));
  const Reply first = get("/calendars");
  EXPECT_EQ(first.value().size(), 10U);
  const Reply second = get(first.at("@odata.nextLink"));
  EXPECT_EQ(second.value().size(), 2U);
  EXPECT_TRUE(second.at("@odata.nextLink").empty());
  EXPECT_EQ(get(first.at("@odata.nextLink") + "x").status, 400);
}

}  // namespace
}  // namespace relais::emulator::testing
