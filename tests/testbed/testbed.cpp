#include "tests/testbed/testbed.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "engine/config/load.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::testbed {
namespace {

/// The extended property that holds the key, whatever GUID it stands under.
constexpr std::string_view kKeyProperty = "Name relaisKey";

/// The one item with the key of this source item.
json::value one_with_key(const json::array& items, const std::string& item,
                         const std::string& part) {
  const std::string end = ':' + item + (part.empty() ? "" : ':' + part);
  json::value found;
  for (const auto& one : items) {
    if (!key_of(one.as_object()).ends_with(end)) continue;
    EXPECT_TRUE(found.is_null()) << "two copies carry the key of " << item;
    found = one;
  }
  return found;
}

}  // namespace

std::string key_of(const json::object& item) {
  if (const auto* linked = item.if_contains("linkedResources");
      linked != nullptr && linked->is_array())
    for (const auto& one : linked->get_array())
      if (one.at("applicationName").as_string() == "relais")
        return std::string(one.at("externalId").as_string());
  const auto* extended = item.if_contains("singleValueExtendedProperties");
  if (extended == nullptr || !extended->is_object()) return {};
  for (const auto& [id, value] : extended->get_object())
    if (std::string_view(id).ends_with(kKeyProperty)) return std::string(value.as_string());
  return {};
}

std::string done(const sync::Outcome& outcome) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& mailbox : outcome.report.mailboxes)
    for (const auto& [type, n] : mailbox.applied.by_type) sums[type] += n;
  std::string text;
  for (const auto& [type, n] : sums)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", type, n);
  return text;
}

std::string done_by(const Result<sync::Outcome>& outcome) {
  return outcome ? done(*outcome) : "failed: " + outcome.error().text;
}

json::value fault(json::object match, json::object action, int times) {
  return json::object{{"match", std::move(match)}, {"action", std::move(action)}, {"times", times}};
}

sync::PlanFile plan_file(Testbed& firm, const sync::Outcome& outcome) {
  const auto head = must(firm.engine()->store().head());
  sync::PlanFile plan;
  plan.store_uuid = head.uuid;
  plan.store_seq = head.seq;
  for (const auto& mailbox : outcome.report.mailboxes)
    for (const auto& action : mailbox.planned)
      plan.rows.push_back({mailbox.label, mailbox.mailbox, action});
  return must(sync::parse_plan_file(sync::to_json(plan)));
}

Testbed::Testbed(Options options) : clock_(std::make_shared<VirtualClock>()) {
  auto name = (std::filesystem::temp_directory_path() / "relais-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
  folder_ = name;
  if (options.emulator_url.empty()) {
    emulator_ = std::make_unique<emulator::Emulator>(emulator::Options{.clock = clock_});
    must(emulator_->start());
    url_ = emulator_->url();
    control_ = std::make_unique<emulator::Control>(*emulator_);
  } else {
    url_ = options.emulator_url;
    control_ = std::make_unique<emulator::Control>(url_);
    must(control_->reset());
  }
  must(control_->add_tenant(kTenant, {"firm.example"}));
  must(control_->add_app(kTenant, {.client_id = kClient,
                                   .secret = kSecret,
                                   .roles = {"Contacts.ReadWrite", "Calendars.ReadWrite",
                                             "Tasks.ReadWrite.All", "User.ReadBasic.All"}}));
  ::setenv("RELAIS_TEST_SECRET", kSecret, 1);
  write_config(options);
  create_databases();
  for (const auto& handler : options.handlers) {
    must(
        control_->add_user(kTenant, {.id = user(handler), .upn = user(handler) + "@firm.example"}));
    sql(fmt::format(
        "INSERT INTO handler(id, entity_id, code, given_name, surname, role, sync_addresses, "
        "sync_calendar_items) VALUES('h-{0}', 'zurich', '{0}', 'Given', 'Family', 'lawyer', 1, 1);"
        "INSERT INTO handler_link(handler_id, address) VALUES('h-{0}', '{1}@firm.example');",
        handler, user(handler)));
  }
}

Testbed::~Testbed() {
  expect_nobody_invited();
  std::filesystem::remove_all(folder_);
}

void Testbed::expect_nobody_invited() {
  const auto stats = control_->stats();
  if (stats)
    EXPECT_EQ(stats->at("invitations").as_int64(), 0) << "somebody was invited (R70)";
  else
    ADD_FAILURE() << stats.error().text;
}

void Testbed::write_config(const Options& options) {
  std::ofstream file(config_path());
  file << fmt::format(
      R"(store: {{url: "sqlite:practice.db", ledger: "sqlite:ledger.db", blobs: blobs}}
plugins: {{path: [{}]}}
log: {{level: off}}
entities:
  - id: zurich
    name: Musterkanzlei AG
    language: de
    time_zone: {}
    subscription: {}
    microsoft365:
      tenant: {}
      client_id: {}
      client_secret: env:RELAIS_TEST_SECRET
      secret_expires_on: 2099-12-31
      authority: {}
      graph: {}
)",
      RELAIS_TEST_PLUGINS, options.time_zone, options.subscription, kTenant, kClient, url_, url_);
  time_zone_ = options.time_zone;
  file << options.entity;
  if (!options.addins.empty()) file << "    addins:\n" << options.addins;
  if (!options.safety.empty()) file << "safety: " << options.safety << "\n";
}

void Testbed::sql(const std::string& text) {
  auto db = must(sqlite::Database::open(folder_ / "practice.db"));
  must(db.exec("BEGIN IMMEDIATE;" + text + ";COMMIT"));
}

void Testbed::add_addresses(const std::string& handler, int from, int to) {
  sql(fmt::format(
      "INSERT INTO address(id, entity_id, kind, given_name, surname, street, house_no, "
      "postal_code, city) "
      "WITH RECURSIVE n(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM n WHERE i < {1}) "
      "SELECT printf('a%04d', i), 'zurich', 'person', 'Vreni', printf('Müller %d', i), "
      "'Bahnhofstrasse', i, '8001', 'Zürich' FROM n;"
      "INSERT INTO address_contact_point(address_id, slot, type, value) "
      "WITH RECURSIVE n(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM n WHERE i < {1}) "
      "SELECT printf('a%04d', i), 1, 'email_b', printf('person%d@example.ch', i) FROM n;"
      "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
      "WITH RECURSIVE n(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM n WHERE i < {1}) "
      "SELECT printf('a%04d', i), 'h-{2}', 'test', '2026-01-01T00:00:00.000Z' FROM n",
      from, to, handler));
}

void Testbed::add_case(const std::string& id, const std::string& number,
                       const std::string& handler) {
  sql(
      fmt::format("INSERT INTO address(id, entity_id, kind, given_name, surname) "
                  "VALUES('client-{0}', 'zurich', 'person', 'Anna', 'Muster');"
                  "INSERT INTO case_file(id, entity_id, number, title, client_address_id, court, "
                  "responsible_handler_id) VALUES('{0}', 'zurich', '{1}', 'Muster gegen Beispiel', "
                  "'client-{0}', 'Bezirksgericht Zürich', 'h-{2}')",
                  id, number, handler));
}

void Testbed::add_item(const std::string& kind, const std::string& id, const std::string& values,
                       const std::vector<std::string>& handlers, const std::string& more) {
  std::string text = values;
  if (!more.empty()) text += fmt::format(";UPDATE {} SET {} WHERE id = '{}'", kind, more, id);
  for (const auto& handler : handlers)
    text += fmt::format(";INSERT INTO {0}_assignee({0}_id, handler_id) VALUES('{1}', 'h-{2}')",
                        kind, id, handler);
  sql(text);
}

void Testbed::add_deadline(const std::string& id, const std::string& due,
                           const std::vector<std::string>& handlers, const std::string& more) {
  add_item("deadline", id,
           fmt::format("INSERT INTO deadline(id, entity_id, name, due_date) "
                       "VALUES('{}', 'zurich', 'Klageantwort', '{}')",
                       id, due),
           handlers, more);
}

void Testbed::add_reminder(const std::string& id, const std::string& due,
                           const std::vector<std::string>& handlers, const std::string& more) {
  add_item("reminder", id,
           fmt::format("INSERT INTO reminder(id, entity_id, name, due_date) "
                       "VALUES('{}', 'zurich', 'Nachfragen', '{}')",
                       id, due),
           handlers, more);
}

void Testbed::add_appointment(const std::string& id, const std::string& starts,
                              const std::string& ends, const std::vector<std::string>& handlers,
                              const std::string& more) {
  add_item("appointment", id,
           fmt::format("INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, "
                       "time_zone) VALUES('{}', 'zurich', 'Besprechung', '{}', '{}', '{}')",
                       id, starts, ends, time_zone_),
           handlers, more);
}

std::unique_ptr<sync::Engine> Testbed::engine(StepListener* steps) {
  auto config = config::load(config_path());
  if (!config) throw std::runtime_error(config.error().front().text());
  return must(sync::Engine::open(std::move(*config), {.clock = clock_.get(), .steps = steps}));
}

sync::Outcome Testbed::sync(int exit_code) {
  auto outcome = engine()->sync({}, false, 120'000);
  if (!outcome) {
    ADD_FAILURE() << "sync failed: " << outcome.error().text;
    return {};
  }
  std::string why;
  for (const auto& problem : outcome->problems) why += problem.error.text + "\n";
  for (const auto& mailbox : outcome->report.mailboxes)
    if (!mailbox.outcome) why += mailbox.outcome.error().text + "\n";
  EXPECT_EQ(sync::exit_code(*outcome), exit_code) << why;
  return std::move(*outcome);
}

sync::Outcome Testbed::audit(int exit_code) {
  auto outcome = engine()->sync({}, true, 120'000);
  if (!outcome) {
    ADD_FAILURE() << "audit failed: " << outcome.error().text;
    return {};
  }
  EXPECT_EQ(sync::exit_code(*outcome), exit_code);
  return std::move(*outcome);
}

sync::Outcome Testbed::plan() {
  auto outcome = engine()->plan({}, false);
  if (!outcome) {
    ADD_FAILURE() << "plan failed: " << outcome.error().text;
    return {};
  }
  return std::move(*outcome);
}

json::array Testbed::events(const std::string& handler) {
  return must(control_->state(kTenant, user(handler))).at("events").as_array();
}

json::array Testbed::tasks(const std::string& handler) {
  return must(control_->state(kTenant, user(handler))).at("tasks").as_array();
}

json::value Testbed::event(const std::string& handler, const std::string& item,
                           const std::string& part) {
  return one_with_key(events(handler), item, part);
}

json::value Testbed::task(const std::string& handler, const std::string& item,
                          const std::string& part) {
  return one_with_key(tasks(handler), item, part);
}

std::vector<std::string> Testbed::seen_by_owner(const std::string& handler) {
  const auto text = [](const json::value& entry, const char* key) {
    const auto* value = entry.get_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string("-");
  };
  std::vector<std::string> lines;
  for (const auto& entry :
       must(control_->agenda(kTenant, user(handler), time_zone_, "1990-01-01", "2051-01-01"))) {
    if (text(entry, "what") == "task")
      lines.push_back("task " + text(entry, "due") + ' ' + text(entry, "title"));
    else
      lines.push_back("calendar " + text(entry, entry.at("all_day").as_bool() ? "first" : "start") +
                      ' ' + text(entry, "subject"));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Testbed::practice_tables() {
  auto db = must(sqlite::Database::open(folder_ / "practice.db", {.access = sqlite::Access::read}));
  std::vector<std::string> names;
  auto tables =
      must(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN "
                      "('relais_meta', 'change_log') AND name NOT LIKE 'sqlite_%' ORDER BY name"));
  while (must(tables.step())) names.push_back(tables.string(0));
  std::string text;
  for (const auto& name : names) {
    text += name + '\n';
    auto rows = must(db.prepare("SELECT * FROM " + name));
    while (must(rows.step())) {
      for (int i = 0; i < rows.columns(); ++i)
        text += rows.is_null(i) ? "-|" : fmt::format("{}:{}|", rows.text(i).size(), rows.text(i));
      text += '\n';
    }
  }
  return text;
}

void Testbed::lose_ledger() {
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(ledger_path().string() + suffix);
  create_databases();
}

/// What `relais init` leaves; those that are there stay as they are.
void Testbed::create_databases() {
  const auto config = config::load(config_path()).value();
  must(store::open(config.store.url, {.mode = store::OpenMode::create}));
  must(ledger::open(config.store.ledger, ledger::OpenMode::create));
}

json::array Testbed::contacts(const std::string& handler) {
  return must(control_->state(kTenant, user(handler))).at("contacts").as_array();
}

json::value Testbed::contact(const std::string& handler, const std::string& address) {
  json::value found;
  for (const auto& contact : contacts(handler)) {
    if (!key_of(contact.as_object()).ends_with(":contact:" + address)) continue;
    EXPECT_TRUE(found.is_null()) << "two contacts carry the key of " << address;
    found = contact;
  }
  return found;
}

std::string Testbed::contact_id(const std::string& handler, const std::string& address) {
  const auto found = contact(handler, address);
  return found.is_object() ? std::string(found.at("id").as_string()) : "";
}

int Testbed::copies(const std::string& handler) {
  int copies = 0;
  for (const auto& contact : contacts(handler))
    copies += key_of(contact.as_object()).empty() ? 0 : 1;
  return copies;
}

json::array Testbed::requests() {
  auto log = must(control_->requests(next_request_));
  next_request_ = log.at("next").to_number<std::uint64_t>();
  json::array requests;
  for (auto& request : log.at("requests").as_array())
    if (!std::string_view(request.at("path").as_string()).ends_with("/token"))
      requests.push_back(std::move(request));
  return requests;
}

std::vector<std::string> Testbed::mutations() {
  std::vector<std::string> list;
  for (const auto& request : requests())
    if (request.at("method").as_string() != "GET")
      list.push_back(std::string(request.at("method").as_string()) + ' ' +
                     std::string(request.at("path").as_string()));
  return list;
}

}  // namespace relais::testbed
