#include "engine/sync/plan_file.hpp"

#include "engine/base/json.hpp"

namespace relais::sync {
namespace {

constexpr std::string_view kFormat = "relais-plan/1";

Error malformed(std::string_view what) {
  return {Errc::config, "the plan file is not usable: " + std::string(what),
          "write a new one with `relais plan --out FILE`"};
}

Result<std::int64_t> integer_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64())
    return fail(malformed(std::string(key) + " is missing"));
  return value->get_int64();
}

json::object to_json(const PlanFile::Row& row) {
  const Action& action = row.action;
  return {{"mailbox", row.mailbox},
          {"mailbox_id", row.mailbox_id},
          {"action", name_of(action.type)},
          {"cause", name_of(action.cause)},
          {"reason", action.reason},
          {"kind", action.kind},
          {"item", action.item},
          {"part", action.part},
          {"key", action.key},
          {"stream", action.stream},
          {"written", action.written},
          {"forget", action.forget}};
}

Result<PlanFile::Row> parse_row(const json::value& value) {
  if (!value.is_object()) return fail(malformed("an action is no object"));
  const auto& object = value.get_object();
  PlanFile::Row row;
  row.mailbox = string_at(object, "mailbox");
  RELAIS_ASSIGN(row.mailbox_id, integer_at(object, "mailbox_id"));
  const auto type = parse_action_type(string_at(object, "action"));
  const auto cause = parse_cause(string_at(object, "cause"));
  if (!type || !cause) return fail(malformed("an action of an unknown type"));
  row.action.type = *type;
  row.action.cause = *cause;
  row.action.reason = string_at(object, "reason");
  row.action.kind = string_at(object, "kind");
  row.action.item = string_at(object, "item");
  row.action.part = string_at(object, "part");
  row.action.key = string_at(object, "key");
  RELAIS_ASSIGN(row.action.stream, integer_at(object, "stream"));
  row.action.written = string_at(object, "written");
  const auto* forget = object.if_contains("forget");
  row.action.forget = forget != nullptr && forget->is_bool() && forget->get_bool();
  if (row.action.key.empty() || row.action.kind.empty() || row.action.item.empty())
    return fail(malformed("an action without a key"));
  return row;
}

}  // namespace

std::string to_json(const PlanFile& plan) {
  json::array rows;
  for (const auto& row : plan.rows) rows.push_back(to_json(row));
  return json::serialize(json::object{{"format", kFormat},
                                      {"store", plan.store_uuid},
                                      {"store_seq", plan.store_seq},
                                      {"planned_at", format_utc(plan.planned_at)},
                                      {"entity", plan.selection.entity},
                                      {"handler", plan.selection.handler},
                                      {"addin", plan.selection.addin},
                                      {"actions", std::move(rows)}});
}

Result<PlanFile> parse_plan_file(std::string_view text) {
  const auto value = parse_json(text, "the plan file");
  if (!value) return fail(malformed(value.error().text));
  if (!value->is_object() || string_at(value->get_object(), "format") != kFormat)
    return fail(malformed("it does not say that it is one"));
  const auto& object = value->get_object();
  PlanFile plan;
  plan.store_uuid = string_at(object, "store");
  RELAIS_ASSIGN(plan.store_seq, integer_at(object, "store_seq"));
  const auto planned_at = parse_utc(string_at(object, "planned_at"));
  if (!planned_at) return fail(malformed("planned_at is no time"));
  plan.planned_at = *planned_at;
  plan.selection.entity = string_at(object, "entity");
  plan.selection.handler = string_at(object, "handler");
  plan.selection.addin = string_at(object, "addin");
  const auto* rows = object.if_contains("actions");
  if (rows == nullptr || !rows->is_array()) return fail(malformed("actions are missing"));
  for (const auto& one : rows->get_array()) {
    RELAIS_ASSIGN(auto row, parse_row(one));
    plan.rows.push_back(std::move(row));
  }
  return plan;
}

}  // namespace relais::sync
