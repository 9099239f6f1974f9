// Everything about the service that is a number or a matter of opinion.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/json.hpp"

namespace relais::emulator {

struct Settings {
  std::int64_t mailbox_concurrency = 4;  ///< requests in flight per (app, mailbox); 0 = no limit
  std::int64_t app_concurrency = 0;      ///< the same per (tenant, app), all mailboxes
  std::int64_t concurrency_retry_after_s = -1;  ///< of those 429; negative: no header
  std::int64_t budget = 10'000;  ///< requests per (app, mailbox) and window; 0 = no limit
  std::int64_t budget_window_s = 600;
  std::int64_t budget_retry_after_s = 10;  ///< of those 429; negative: no header
  std::int64_t page_size = 10;             ///< of listings and delta, unless asked otherwise
  std::int64_t max_page_size = 1000;
  std::int64_t latency_ms = 0;  ///< of every request, token requests too
  std::int64_t token_life_s = 3599;
  bool opaque_tokens = false;  ///< no JWT: `roles` cannot be read from it
  bool skip_links = false;     ///< next links of listings count (`$skip`) and shift with deletes
  bool accept_any_id = false;  ///< either kind of id whatever Prefer says
  std::int64_t second_delete = 404;       ///< answer to the DELETE of an item in Deleted Items
  std::int64_t transaction_replay = 201;  ///< answer to the repeated POST of an event; or 409
  bool todo_due_cut = true;               ///< due dates of tasks are read back as dates of UTC
  bool lists_show_flagged_only = false;   ///< GET /todo/lists hides all lists but one
  std::int64_t mime_limit = 25'000'000;  ///< bytes; the connection breaks in longer MIME; 0 = never
  std::int64_t delta_limit = 5'000;      ///< messages of a filtered first round of delta
  bool sent_keeps_received = true;       ///< a sent copy was received when its draft was made
  std::int64_t duplicate_category = 409;  ///< answer to a master category whose name is taken
  std::int64_t log_limit = 100'000;       ///< requests kept in the log; 0 = none
  bool log_bodies = true;
  std::string public_url;  ///< of links, if a proxy stands before; "" = from Host
};

json::object to_json(const Settings& settings);
/// Changes the named ones; an unknown name or wrong type is an error and changes nothing.
Result<> change(Settings& settings, const json::object& wanted);

}  // namespace relais::emulator
