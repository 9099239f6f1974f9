#include "tests/property/agenda_life.hpp"

#include <date/date.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "engine/sqlite/sqlite.hpp"

namespace relais::testbed {
namespace {

const std::vector<std::string> kHandlers = {"MM", "AK"};
const char* const kZone = "Europe/Zurich";

std::string text_of(const json::value& entry, const char* name) {
  const auto* value = entry.get_object().if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

json::object moment(const std::string& wall) { return {{"dateTime", wall}, {"timeZone", kZone}}; }

/// The key of a copy, without the store.
std::string name_of(const json::value& copy) {
  const auto key = key_of(copy.as_object());
  return key.empty() ? "" : key.substr(key.find(':') + 1);
}

/// `2027-05-01`, moved on by weeks.
std::string weeks_after(const std::string& day, int weeks) {
  std::istringstream in(day);
  date::sys_days parsed;
  in >> date::parse("%F", parsed);
  return date::format("%F", parsed + date::weeks{weeks});
}

/// A fault of every kind that a service has under load.
json::value random_fault(Random& random) {
  const int every = 2 + random.below(6);
  const int times = 1 + random.below(4);
  const auto rule = [&](json::object match, json::object action) {
    match["every"] = every;
    return fault(std::move(match), std::move(action), times);
  };
  switch (random.below(9)) {
    case 0:
      return rule({}, {{"status", 429}, {"code", "ApplicationThrottled"}, {"retry_after", 2}});
    case 1:
      return rule({}, {{"status", 500}, {"code", "ErrorInternalServerError"}});
    case 2:
      return rule({}, {{"cut_after", true}});
    case 3:
      return rule({}, {{"cut_before", true}});
    case 4:
      return rule({{"method", "POST"}}, {{"status", 504}, {"after_effect", true}});
    case 5:
      return rule({{"method", "GET"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}});
    case 6:
      return rule({{"method", "PATCH"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}});
    case 7:
      return rule({{"method", "PATCH"}}, {{"status", 412}, {"code", "ErrorIrresolvableConflict"}});
    default:
      return rule({}, {{"truncate_body", true}});
  }
}

}  // namespace

AgendaLife::AgendaLife(unsigned seed)
    : options_{.handlers = kHandlers,
               .subscription = "[A04, B08, B09]",
               .safety = "{max_delete: {count: 1000, percent: 100}}"},
      firm_(options_),
      random_(seed),
      targets_{{"deadline", "calendar"}, {"reminder", "calendar"}, {"appointment", "calendar"}} {
  firm_.add_case("c1", "2024-0173");
  for (int i = 1; i <= 5; ++i) items_.push_back({"deadline", fmt::format("d{}", i)});
  for (int i = 1; i <= 2; ++i) items_.push_back({"reminder", fmt::format("r{}", i)});
  for (int i = 1; i <= 2; ++i) items_.push_back({"appointment", fmt::format("t{}", i)});
  for (const auto& item : items_) create(item);
  auto& graph = firm_.graph();
  for (const auto& handler : kHandlers) {
    const auto user = Testbed::user(handler);
    const auto calendar = graph.owner_create_calendar(kTenant, user, "Privat").value();
    const auto list = graph.owner_create_list(kTenant, user, "Einkauf").value();
    const json::object dinner{{"subject", "Nachtessen"},
                              {"start", moment("2027-05-02T19:00:00")},
                              {"end", moment("2027-05-02T22:00:00")}};
    for (const auto& in : {std::string(), calendar})
      EXPECT_TRUE(graph.owner_create_event(kTenant, user, dinner, in));
    for (const auto& in : {std::string(), list})
      EXPECT_TRUE(graph.owner_create_task(kTenant, user, {{"title", "Milch"}}, in));
    foreign_[handler] = foreign(handler);
  }
  firm_.sync();
  tables_ = firm_.practice_tables();
}

// ---- the practice ------------------------------------------------------------------------------

/// Within the window, however long such a life is.
std::string AgendaLife::date() {
  return fmt::format("{}-{:02}-{:02}", 2027 + random_.below(2), 1 + random_.below(12),
                     1 + random_.below(28));
}

void AgendaLife::create(const Item& item) {
  const std::string more = random_.chance(70) ? "case_id = 'c1'" : "";
  const auto exists = [&] {
    auto db = sqlite::Database::open(firm_.folder() / "practice.db").value();
    return db.text(fmt::format("SELECT id FROM {} WHERE id = ?", item.kind), item.id).value();
  }();
  if (exists) return;
  const std::string kind = item.kind;
  const std::vector<std::string> handlers = {random_.one_of(kHandlers)};
  if (kind == "deadline") {
    firm_.add_deadline(item.id, date(), handlers, more);
  } else if (kind == "reminder") {
    firm_.add_reminder(item.id, date(), handlers, more);
  } else {
    const auto day = date();
    firm_.add_appointment(item.id, day + "T10:00", day + "T11:00", handlers, more);
  }
}

void AgendaLife::assign(const Item& item, const std::string& handler, bool on) {
  if (on)
    firm_.sql(fmt::format(
        "INSERT OR IGNORE INTO {0}_assignee({0}_id, handler_id) SELECT id, 'h-{2}' FROM {0} "
        "WHERE id = '{1}'",
        item.kind, item.id, handler));
  else
    firm_.sql(fmt::format("DELETE FROM {0}_assignee WHERE {0}_id = '{1}' AND handler_id = 'h-{2}'",
                          item.kind, item.id, handler));
}

void AgendaLife::practice_acts() {
  const Item item = random_.one_of(items_);
  switch (random_.below(8)) {
    case 0:
      create(item);
      break;
    case 1:
      firm_.sql(fmt::format("DELETE FROM {} WHERE id = '{}'", item.kind, item.id));
      break;
    case 2:
      firm_.sql(
          fmt::format("UPDATE {} SET deleted_at = CASE WHEN deleted_at IS NULL THEN "
                      "'2026-02-02T00:00:00.000Z' END WHERE id = '{}'",
                      item.kind, item.id));
      break;
    case 3:
      assign(item, random_.one_of(kHandlers), random_.chance(60));
      break;
    case 4:
      change_case();
      break;
    default:
      change(item);
  }
  tables_ = firm_.practice_tables();
}

void AgendaLife::change(const Item& item) {
  const bool appointment = std::string_view(item.kind) == "appointment";
  switch (random_.below(4)) {
    case 0:
      firm_.sql(fmt::format("UPDATE {} SET {} = 'N{}' WHERE id = '{}'", item.kind,
                            appointment ? "subject" : "name", random_.below(1000), item.id));
      break;
    case 1:
      firm_.sql(fmt::format(
          "INSERT OR REPLACE INTO item_lead(kind, item_id, seq, amount, unit) VALUES('{}', '{}', "
          "{}, {}, 'days')",
          item.kind, item.id, random_.below(2), random_.below(20)));
      break;
    default:
      appointment ? change_appointment(item) : change_due(item);
  }
}

void AgendaLife::change_due(const Item& item) {
  const auto set = [&](const std::string& what) {
    firm_.sql(fmt::format("UPDATE {} SET {} WHERE id = '{}'", item.kind, what, item.id));
  };
  switch (random_.below(4)) {
    case 0:
      return set(fmt::format("due_date = '{}'", date()));
    case 1:
      return set(random_.chance(50) ? "due_time = NULL"
                                    : fmt::format("due_time = '{:02}:00'", 8 + random_.below(9)));
    case 2:
      return set("done_at = CASE WHEN done_at IS NULL THEN '2026-10-01T10:00:00.000Z' END");
    default:
      return set("confidential = 1 - confidential");
  }
}

void AgendaLife::change_appointment(const Item& item) {
  const auto day = date();
  switch (random_.below(4)) {
    case 0:
      return firm_.sql(fmt::format(
          "UPDATE appointment SET starts_at = '{0}T{1:02}:15', ends_at = '{0}T{2:02}:00' WHERE "
          "id = '{3}'",
          day, 8 + random_.below(9), 17, item.id));
    case 1:
      return firm_.sql(fmt::format(
          "UPDATE appointment SET rrule = CASE WHEN rrule IS NULL THEN 'FREQ=WEEKLY;COUNT=3' "
          "END WHERE id = '{}'",
          item.id));
    case 2:
      return firm_.sql(fmt::format(
          "INSERT OR IGNORE INTO appointment_exdate SELECT id, date(starts_at, '+{} days') FROM "
          "appointment WHERE id = '{}'",
          7 * random_.below(3), item.id));
    default:
      return firm_.sql(
          fmt::format("DELETE FROM appointment_exdate WHERE appointment_id = '{}'", item.id));
  }
}

void AgendaLife::change_case() {
  switch (random_.below(3)) {
    case 0:
      return firm_.sql(
          fmt::format("UPDATE case_file SET number = '2024-{:04}'", random_.below(9999)));
    case 1:
      return firm_.sql(
          fmt::format("UPDATE address SET surname = 'Muster {}'", random_.below(1000)));
    default:
      return firm_.sql("UPDATE case_file SET confidential = 1 - confidential");
  }
}

// ---- owners, operator, service -----------------------------------------------------------------

void AgendaLife::owner_acts() {
  const auto handler = random_.one_of(kHandlers);
  const auto user = Testbed::user(handler);
  if (random_.chance(5)) return delete_container(user);
  std::vector<json::value> events, tasks;
  for (const auto& one : firm_.events(handler))
    if (!name_of(one).empty()) events.push_back(one);
  for (const auto& one : firm_.tasks(handler))
    if (!name_of(one).empty()) tasks.push_back(one);
  if (!events.empty() && (tasks.empty() || random_.chance(50)))
    on_event(user, random_.one_of(events));
  else if (!tasks.empty())
    on_task(user, random_.one_of(tasks));
}

void AgendaLife::on_event(const std::string& user, const json::value& event) {
  auto& graph = firm_.graph();
  const auto id = text_of(event, "id");
  switch (random_.below(7)) {
    case 0:
      EXPECT_TRUE(graph.owner_update_event(kTenant, user, id, {{"subject", "Wrong"}}));
      break;
    case 1: {
      if (!event.at("recurrence").is_null()) break;
      const auto day = date();
      EXPECT_TRUE(graph.owner_update_event(kTenant, user, id,
                                           {{"isAllDay", false},
                                            {"start", moment(day + "T03:00:00")},
                                            {"end", moment(day + "T04:00:00")}}));
      break;
    }
    case 2:
      EXPECT_TRUE(graph.owner_delete_event(kTenant, user, id));
      break;
    case 3:
      EXPECT_TRUE(graph.owner_purge_event(kTenant, user, id));
      break;
    case 4:
      EXPECT_TRUE(graph.owner_move_event(kTenant, user, id, random_.chance(50) ? "Privat" : ""));
      break;
    case 5:
      EXPECT_TRUE(graph.owner_update_event(
          kTenant, user, id, {{"body", {{"contentType", "html"}, {"content", "<p>x</p>"}}}}));
      break;
    default:
      EXPECT_TRUE(graph.owner_update_event(kTenant, user, id,
                                           {{"importance", "high"}, {"categories", {"Meine"}}}));
  }
}

void AgendaLife::on_task(const std::string& user, const json::value& task) {
  auto& graph = firm_.graph();
  const auto id = text_of(task, "id");
  switch (random_.below(6)) {
    case 0:
      EXPECT_TRUE(graph.owner_update_task(kTenant, user, id, {{"title", "Wrong"}}));
      break;
    case 1:
      EXPECT_TRUE(graph.owner_update_task(kTenant, user, id,
                                          {{"dueDateTime", moment(date() + "T00:00:00")}}));
      break;
    case 2:
      EXPECT_TRUE(graph.owner_tick_task(kTenant, user, id));
      break;
    case 3:
      EXPECT_TRUE(graph.owner_delete_task(kTenant, user, id));
      break;
    case 4:
      EXPECT_TRUE(graph.owner_move_task(kTenant, user, id, random_.chance(50) ? "Einkauf" : ""));
      break;
    default:
      EXPECT_TRUE(graph.owner_update_task(kTenant, user, id,
                                          {{"body", {{"contentType", "text"}, {"content", "x"}}}}));
  }
}

/// The service may refuse it: there is none, or one of its name lies in Deleted Items.
void AgendaLife::delete_container(const std::string& user) {
  if (random_.chance(50))
    (void)firm_.graph().owner(kTenant, user,
                              json::object{{"do", "delete_calendar"}, {"calendar", "Fristen"}});
  else
    (void)firm_.graph().owner_delete_list(kTenant, user, "Kanzlei");
}

std::string AgendaLife::addins() const {
  const auto own = [](const char* key, const std::string& name) {
    return name.empty() ? std::string() : fmt::format(", {}: {}", key, name);
  };
  return fmt::format(
      "      B08: {{deadline: {{target: {}}}, reminder: {{target: {}}}{}{}}}\n"
      "      B09: {{appointment: {{target: {}}}}}\n",
      targets_.at("deadline"), targets_.at("reminder"), own("calendar", calendar_),
      own("list", list_), targets_.at("appointment"));
}

void AgendaLife::operator_acts() {
  for (auto& [kind, target] : targets_)
    if (random_.chance(40)) target = random_.chance(50) ? "calendar" : "tasks";
  if (random_.chance(30)) calendar_ = random_.chance(50) ? "Fristen" : "";
  if (random_.chance(30)) list_ = random_.chance(50) ? "Kanzlei" : "";
  Options options = options_;
  options.addins = addins();
  firm_.write_config(options);
}

void AgendaLife::service_fails() { EXPECT_TRUE(firm_.graph().faults({random_fault(random_)})); }

void AgendaLife::run() {
  (void)firm_.engine()->sync({}, random_.chance(40), 120'000);
  firm_.clock().advance(random_.below(3) * kHour);
}

void AgendaLife::settle() {
  ASSERT_TRUE(firm_.graph().clear_faults());
  for (int i = 0; i < 10; ++i) {
    firm_.clock().advance(26 * kHour);  // no key is slowed down or in quarantine any more
    const auto outcome = firm_.engine()->sync({}, true, 120'000);
    ASSERT_TRUE(outcome) << outcome.error().text;
    if (sync::exit_code(*outcome) == 0 && done(*outcome).empty() && i > 0) return;
  }
  std::string why;
  for (const auto& mailbox : firm_.plan().report.mailboxes)
    for (const auto& action : mailbox.planned)
      why += fmt::format("{}: {} {}: {}\n", mailbox.label, sync::name_of(action.type), action.key,
                         action.reason);
  ADD_FAILURE() << "it does not come to rest:\n" << why;
}

// ---- what is right -----------------------------------------------------------------------------

void AgendaLife::expect_due(const std::string& kind, const std::string& handler, Mailbox& into) {
  auto db = sqlite::Database::open(firm_.folder() / "practice.db").value();
  auto rows =
      db.prepare(fmt::format("SELECT i.id, i.due_date, i.name, i.due_time, i.done_at IS NOT NULL, "
                             "i.confidential OR coalesce(c.confidential, 0) FROM {0} i "
                             "JOIN {0}_assignee a ON a.{0}_id = i.id "
                             "LEFT JOIN case_file c ON c.id = i.case_id "
                             "WHERE i.deleted_at IS NULL AND a.handler_id = 'h-{1}'",
                             kind, handler))
          .value();
  const bool task = targets_.at(kind) == "tasks";
  while (rows.step().value()) {
    Shown shown{task ? "task" : "event", {rows.string(1)}, rows.string(2), rows.boolean(4)};
    if (!task && !rows.is_null(3))  // half an hour that ends then
      shown.dates[0] += fmt::format("T{:02}:30", std::stoi(rows.string(3)) - 1);
    if (task && rows.boolean(5)) shown.text.clear();  // tasks are never private: they say less
    into.emplace(kind + ':' + rows.string(0), std::move(shown));
  }
}

void AgendaLife::expect_appointments(const std::string& handler, Mailbox& into) {
  auto db = sqlite::Database::open(firm_.folder() / "practice.db").value();
  auto rows = db.prepare(
                    "SELECT i.id, i.starts_at, i.subject, i.rrule IS NOT NULL, "
                    "(SELECT group_concat(date) FROM appointment_exdate e WHERE "
                    "e.appointment_id = i.id), coalesce(c.confidential, 0) FROM appointment i "
                    "JOIN appointment_assignee a ON a.appointment_id = i.id "
                    "LEFT JOIN case_file c ON c.id = i.case_id WHERE i.deleted_at IS NULL AND "
                    "a.handler_id = ?")
                  .value();
  rows.bind("h-" + handler);
  const bool task = targets_.at("appointment") == "tasks";
  while (rows.step().value()) {
    const auto key = "appointment:" + rows.string(0);
    const auto day = rows.string(1).substr(0, 10), time = rows.string(1).substr(10);
    const bool repeated = rows.boolean(3), series = repeated && !task && rows.is_null(4);
    Shown shown{task ? "task" : "event", {}, rows.string(2)};
    if (task && rows.boolean(5)) shown.text.clear();
    Shown whole = shown;
    for (int i = 0; i < (repeated ? 3 : 1); ++i) {
      const auto on = weeks_after(day, i);
      if (repeated && rows.text(4).find(on) != std::string_view::npos) continue;
      shown.dates = {on + (task ? "" : time)};
      whole.dates.push_back(shown.dates[0]);
      std::string digits = on + time;
      std::erase_if(digits, [](char c) { return c == '-' || c == ':'; });
      std::replace(digits.begin(), digits.end(), 'T', '-');
      if (!series) into.emplace(repeated ? key + ":on-" + digits : key, shown);
    }
    if (series) into.emplace(key + ":series", whole);
  }
}

AgendaLife::Mailbox AgendaLife::expected(const std::string& handler) {
  Mailbox mailbox;
  expect_due("deadline", handler, mailbox);
  expect_due("reminder", handler, mailbox);
  expect_appointments(handler, mailbox);
  return mailbox;
}

AgendaLife::Mailbox AgendaLife::shown(const std::string& handler) {
  std::map<std::string, std::string> keys;  // by id
  for (const auto& copies : {firm_.events(handler), firm_.tasks(handler)})
    for (const auto& one : copies)
      if (!name_of(one).empty()) keys.emplace(text_of(one, "id"), name_of(one));
  std::map<std::string, std::string> ids;  // by key
  for (const auto& [id, key] : keys)
    EXPECT_TRUE(ids.emplace(key, id).second) << "a twin of " << key;

  Mailbox mailbox;
  const auto agenda =
      firm_.graph().agenda(kTenant, Testbed::user(handler), kZone, "1990-01-01", "2051-01-01");
  for (const auto& entry : agenda.value()) {
    const auto key = keys.find(text_of(entry, "id"));
    if (key == keys.end()) continue;
    Shown& copy = mailbox[key->second];
    copy.what = text_of(entry, "what");
    const bool task = copy.what == "task";
    copy.text = text_of(entry, task ? "title" : "subject");
    copy.done = task ? entry.at("done").as_bool() : copy.text.starts_with("✓ ");
    const bool all_day = !task && entry.at("all_day").as_bool();
    copy.dates.push_back(text_of(entry, task ? "due" : all_day ? "first" : "start"));
  }
  EXPECT_EQ(mailbox.size(), keys.size()) << "a copy is not to be seen";
  return mailbox;
}

std::string AgendaLife::foreign(const std::string& handler) {
  const auto state = firm_.graph().state(kTenant, Testbed::user(handler)).value();
  std::string text;
  for (const char* what : {"events", "tasks"})
    for (const auto& one : state.at(what).as_array())
      if (name_of(one).empty()) text += json::serialize(one) + '\n';
  for (const auto& one : state.at("calendars").as_array())
    if (one.at("name").as_string() != "Fristen") text += json::serialize(one) + '\n';
  for (const auto& one : state.at("lists").as_array())
    if (one.at("displayName").as_string() != "Kanzlei") text += json::serialize(one) + '\n';
  return text;
}

void AgendaLife::expect_right() {
  for (const auto& handler : kHandlers) {
    SCOPED_TRACE(handler + ", " + addins());
    auto seen = shown(handler);
    for (const auto& [key, wanted] : expected(handler)) {
      const auto copy = seen.extract(key);
      ASSERT_FALSE(copy.empty()) << key << " is missing";
      EXPECT_EQ(copy.mapped().what, wanted.what) << key;
      EXPECT_EQ(copy.mapped().dates, wanted.dates) << key;
      EXPECT_NE(copy.mapped().text.find(wanted.text), std::string::npos) << key;
      EXPECT_EQ(copy.mapped().text.find("Wrong"), std::string::npos) << key;
      // What its owner ticked stays ticked.
      EXPECT_TRUE(copy.mapped().done == wanted.done || wanted.what == "task") << key;
      EXPECT_TRUE(copy.mapped().done || !wanted.done) << key;
    }
    for (const auto& [key, copy] : seen) ADD_FAILURE() << key << " should not be there";
    EXPECT_EQ(foreign(handler), foreign_[handler]) << "something foreign was touched";
  }
  firm_.mutations();
  firm_.audit();
  const auto sent = firm_.mutations();
  EXPECT_TRUE(sent.empty()) << "a further run sent " << sent.size() << ", first " << sent.front();
  expect_practice_untouched();
}

void AgendaLife::expect_practice_untouched() {
  EXPECT_EQ(firm_.practice_tables(), tables_) << "the practice store was written (R53)";
}

}  // namespace relais::testbed
