// An emulator whose app may use calendars.
#pragma once

#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {

class Events : public Graph {
 protected:
  void SetUp() override {
    Graph::SetUp();
    have_roles({"Calendars.ReadWrite", "Contacts.ReadWrite"});
    ASSERT_TRUE(control.clear_stats());
  }

  void have_roles(std::vector<std::string> roles) {
    ASSERT_TRUE(control.add_app(
        tenant, {.client_id = client_id, .secret = secret, .roles = std::move(roles)}));
    token = request_token(form()).at("access_token");
  }

  static json::object at(const std::string& date_time, const std::string& zone = "UTC") {
    return {{"dateTime", date_time}, {"timeZone", zone}};
  }

  /// An hour on 1 July 2026 in Zurich, unless `set` says otherwise.
  static json::object event(json::object set = {}) {
    set.emplace("start", at("2026-07-01T09:00:00", "Europe/Zurich"));
    set.emplace("end", at("2026-07-01T10:00:00", "Europe/Zurich"));
    return set;
  }

  static json::object all_day(const std::string& first, const std::string& after,
                              json::object set = {}) {
    set["isAllDay"] = true;
    set["start"] = at(first + "T00:00:00", "Europe/Zurich");
    set["end"] = at(after + "T00:00:00", "Europe/Zurich");
    return set;
  }

  /// `pattern` from its first date on; 09:00 to 10:00 in Zurich.
  static json::object series(json::object pattern, json::object range) {
    const std::string day(string_at(range, "startDate"));
    return {{"subject", "Series"},
            {"start", at(day + "T09:00:00", "Europe/Zurich")},
            {"end", at(day + "T10:00:00", "Europe/Zurich")},
            {"recurrence", {{"pattern", std::move(pattern)}, {"range", std::move(range)}}}};
  }

  /// Each Monday from 2 March 2026 on, without end.
  static json::object mondays() {
    return series({{"type", "weekly"},
                   {"interval", 1},
                   {"daysOfWeek", {"monday"}},
                   {"firstDayOfWeek", "monday"}},
                  {{"type", "noEnd"}, {"startDate", "2026-03-02"}});
  }

  static json::object tagged(int number, const std::string& text = "k") {
    return {{"singleValueExtendedProperties",
             {{{"id", tag}, {"value", std::to_string(number)}}, {{"id", key}, {"value", text}}}}};
  }

  std::string make(const json::object& body, const std::string& path = "/events") {
    const Reply made = send("POST", path, body);
    EXPECT_EQ(made.status, 201) << made.text;
    return made.at("id");
  }

  std::string make_calendar(const std::string& name) {
    const Reply made = send("POST", "/calendars", json::object{{"name", name}});
    EXPECT_EQ(made.status, 201) << made.text;
    return made.at("id");
  }

  /// With the immutable id and one more preference.
  Reply prefer(const std::string& preference, const std::string& path) {
    return get(path, {"Prefer: IdType=\"ImmutableId\", " + preference});
  }

  Reply patch(const std::string& id, const json::object& set, HeaderList headers = {}) {
    return send("PATCH", "/events/" + id, set, std::move(headers));
  }

  static std::string date_time(const json::value& event, std::string_view property = "start") {
    return std::string(event.at(property).at("dateTime").as_string());
  }

  std::int64_t invitations() { return control.stats()->at("invitations").as_int64(); }

  json::array agenda(const std::string& from, const std::string& to,
                     const std::string& zone = "Europe/Zurich") {
    const auto entries = control.agenda(tenant, user, zone, from, to);
    EXPECT_TRUE(entries);
    return entries ? *entries : json::array{};
  }
};

}  // namespace relais::emulator::testing
