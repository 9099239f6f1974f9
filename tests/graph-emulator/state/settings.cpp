#include "tests/graph-emulator/state/settings.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <variant>

namespace relais::emulator {
namespace {

using Member = std::variant<std::int64_t Settings::*, bool Settings::*, std::string Settings::*>;

const std::array<std::pair<std::string_view, Member>, 24> members = {{
    {"mailbox_concurrency", &Settings::mailbox_concurrency},
    {"app_concurrency", &Settings::app_concurrency},
    {"concurrency_retry_after_s", &Settings::concurrency_retry_after_s},
    {"budget", &Settings::budget},
    {"budget_window_s", &Settings::budget_window_s},
    {"budget_retry_after_s", &Settings::budget_retry_after_s},
    {"page_size", &Settings::page_size},
    {"max_page_size", &Settings::max_page_size},
    {"latency_ms", &Settings::latency_ms},
    {"token_life_s", &Settings::token_life_s},
    {"opaque_tokens", &Settings::opaque_tokens},
    {"skip_links", &Settings::skip_links},
    {"accept_any_id", &Settings::accept_any_id},
    {"second_delete", &Settings::second_delete},
    {"transaction_replay", &Settings::transaction_replay},
    {"todo_due_cut", &Settings::todo_due_cut},
    {"lists_show_flagged_only", &Settings::lists_show_flagged_only},
    {"mime_limit", &Settings::mime_limit},
    {"delta_limit", &Settings::delta_limit},
    {"sent_keeps_received", &Settings::sent_keeps_received},
    {"duplicate_category", &Settings::duplicate_category},
    {"log_limit", &Settings::log_limit},
    {"log_bodies", &Settings::log_bodies},
    {"public_url", &Settings::public_url},
}};

bool assign(Settings& settings, const Member& member, const json::value& value) {
  return std::visit(
      [&](auto pointer) {
        using Type = std::remove_reference_t<decltype(settings.*pointer)>;
        if constexpr (std::is_same_v<Type, bool>) {
          if (!value.is_bool()) return false;
          settings.*pointer = value.get_bool();
        } else if constexpr (std::is_same_v<Type, std::int64_t>) {
          if (!value.is_int64()) return false;
          settings.*pointer = value.get_int64();
        } else {
          if (!value.is_string()) return false;
          settings.*pointer = std::string(value.get_string());
        }
        return true;
      },
      member);
}

}  // namespace

json::object to_json(const Settings& settings) {
  json::object object;
  for (const auto& [name, member] : members)
    std::visit([&](auto pointer) { object[name] = json::value_from(settings.*pointer); }, member);
  return object;
}

Result<> change(Settings& settings, const json::object& wanted) {
  Settings changed = settings;
  for (const auto& [key, value] : wanted) {
    const std::string_view name(key.data(), key.size());
    bool done = false;
    for (const auto& [known, member] : members)
      if (known == name) done = assign(changed, member, value);
    if (!done)
      return fail(Errc::usage, fmt::format("setting \"{}\": unknown, or of the wrong type", name));
  }
  settings = changed;
  return {};
}

}  // namespace relais::emulator
