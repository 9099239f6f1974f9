#include "engine/ledger/rows.hpp"

#include "engine/base/json.hpp"

namespace relais::ledger {

Link link_of(const sqlite::Statement& row) {
  Link link;
  int i = 0;
  link.key = row.string(i++);
  link.kind = row.string(i++);
  link.item = row.string(i++);
  link.part = row.string(i++);
  link.stream = row.integer(i++);
  link.remote_id = row.string(i++);
  link.etag = row.string(i++);
  link.container = row.string(i++);
  link.written = row.string(i++);
  link.remote = row.string(i++);
  link.facts = row.string(i++);
  link.degraded = row.string(i++);
  link.revisit_on = row.string(i++);
  link.config = row.string(i++);
  link.revision = row.integer(i++);
  link.incarnation = static_cast<int>(row.integer(i++));
  link.own = row.boolean(i++);
  link.seen = static_cast<Seen>(row.integer(i++));
  link.seen_etag = row.string(i++);
  link.seen_remote = row.string(i++);
  link.round = row.integer(i++);
  link.updated_at = row.integer(i++);
  return link;
}

Stream stream_of(const sqlite::Statement& row) {
  Stream stream;
  int i = 0;
  stream.id = row.integer(i++);
  stream.key.mailbox = row.integer(i++);
  stream.key.entity = row.string(i++);
  stream.key.addin = row.string(i++);
  stream.key.target = row.string(i++);
  stream.key.name = row.string(i++);
  stream.container = row.string(i++);
  stream.created = row.boolean(i++);
  stream.cursor = row.string(i++);
  stream.round = row.integer(i++);
  stream.round_open = row.boolean(i++);
  stream.observed_at = row.integer(i++);
  stream.audited_at = row.integer(i++);
  stream.inventoried = row.boolean(i++);
  return stream;
}

Intent intent_of(const sqlite::Statement& row) {
  Intent intent;
  int i = 0;
  intent.key = row.string(i++);
  intent.kind = row.string(i++);
  intent.item = row.string(i++);
  intent.part = row.string(i++);
  intent.stream = row.integer(i++);
  intent.incarnation = static_cast<int>(row.integer(i++));
  intent.token = row.string(i++);
  intent.document = row.string(i++);
  intent.written = row.string(i++);
  intent.degraded = row.string(i++);
  intent.revisit_on = row.string(i++);
  intent.config = row.string(i++);
  intent.revision = row.integer(i++);
  intent.recreate = row.boolean(i++);
  intent.created_at = row.integer(i++);
  return intent;
}

ActionRecord action_of(const sqlite::Statement& row) {
  ActionRecord action;
  int i = 0;
  action.run = row.integer(i++);
  action.at = row.integer(i++);
  action.mailbox = row.integer(i++);
  action.entity = row.string(i++);
  action.kind = row.string(i++);
  action.item = row.string(i++);
  action.key = row.string(i++);
  action.type = row.string(i++);
  action.reason = row.string(i++);
  action.cause = row.string(i++);
  action.outcome = row.string(i++);
  action.code = row.string(i++);
  action.request_id = row.string(i++);
  return action;
}

Hold hold_of(const sqlite::Statement& row) {
  Hold hold;
  int i = 0;
  hold.id = row.integer(i++);
  hold.entity = row.string(i++);
  hold.mailbox = row.integer(i++);
  hold.kind = row.string(i++);
  hold.trip = row.string(i++);
  hold.state = static_cast<HoldState>(row.integer(i++));
  hold.planned = row.integer(i++);
  hold.executed = row.integer(i++);
  hold.allowed = row.integer(i++);
  hold.created_at = row.integer(i++);
  hold.approved_at = row.integer(i++);
  hold.approved_by = row.string(i++);
  return hold;
}

DirtyKey dirty_of(const sqlite::Statement& row) {
  return {row.string(0), row.string(1),  row.integer(2),
          row.string(3), row.integer(4), row.integer(5)};
}

Quarantine quarantine_of(const sqlite::Statement& row) {
  Quarantine quarantine;
  int i = 0;
  quarantine.key = row.string(i++);
  quarantine.kind = row.string(i++);
  quarantine.item = row.string(i++);
  quarantine.written = row.string(i++);
  quarantine.code = row.string(i++);
  quarantine.text = row.string(i++);
  quarantine.tries = static_cast<int>(row.integer(i++));
  quarantine.next_at = row.integer(i++);
  return quarantine;
}

std::string json_list(std::span<const std::string> strings) {
  json::array list;
  list.reserve(strings.size());
  for (const auto& text : strings) list.emplace_back(text);
  return json::serialize(list);
}

}  // namespace relais::ledger
