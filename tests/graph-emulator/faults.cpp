#include "tests/graph-emulator/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace relais::emulator {
namespace {

constexpr const char* html_type = "text/html; charset=us-ascii";

std::int64_t int_at(const json::object& object, std::string_view key, std::int64_t otherwise) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

bool flag_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

Result<> only(const json::object& object, std::initializer_list<std::string_view> known,
              std::string_view what) {
  for (const auto& [key, value] : object)
    if (std::find(known.begin(), known.end(), std::string_view(key.data(), key.size())) ==
        known.end())
      return fail(Errc::usage, fmt::format("fault script: unknown key \"{}\" in {}",
                                           std::string_view(key.data(), key.size()), what));
  return {};
}

/// `{"status": 503, "code": "..", "message": "..", "html": true, "headers": {..}, ...}`
Response read_answer(const json::object& action, Millis now) {
  Response answer;
  answer.status = static_cast<int>(int_at(action, "status", 200));
  if (flag_at(action, "html")) {
    answer.content_type = html_type;
    answer.body = fmt::format("<html><body><h1>{} {}</h1></body></html>", answer.status,
                              reason_phrase(answer.status));
  } else if (action.contains("body")) {
    const json::value& body = action.at("body");
    answer.content_type = "application/json";
    answer.body = body.is_string() ? std::string(body.get_string()) : json::serialize(body);
  } else if (!flag_at(action, "empty")) {
    answer.content_type = "application/json";
    answer.body = json::serialize(
        json::object{{"error",
                      {{"code", string_at(action, "code", "UnknownError")},
                       {"message", string_at(action, "message", "")},
                       {"innerError",
                        {{"date", format_utc(now).substr(0, 19)},
                         {"request-id", "00000000-0000-4000-8000-000000000000"}}}}}});
  }
  if (const json::value* headers = action.if_contains("headers"); headers && headers->is_object())
    for (const auto& [key, value] : headers->get_object())
      if (value.is_string()) answer.headers.add(std::string(key), std::string(value.get_string()));
  if (const json::value* retry = action.if_contains("retry_after"); retry != nullptr) {
    if (retry->is_int64())
      answer.headers.add("Retry-After", std::to_string(retry->get_int64()));
    else if (retry->is_string())
      answer.headers.add("Retry-After", std::string(retry->get_string()));
  }
  if (const std::int64_t wait = int_at(action, "retry_after_date_s", -1); wait >= 0) {
    const std::time_t at = now / 1000 + wait;
    std::tm parts{};
    gmtime_r(&at, &parts);
    char text[64];
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    answer.headers.add("Retry-After", text);
  }
  if (const auto to = string_at(action, "redirect"); !to.empty()) {
    if (answer.status < 300) answer.status = 302;
    answer.headers.add("Location", std::string(to));
  }
  answer.filler = static_cast<std::uint64_t>(int_at(action, "huge_body", 0));
  return answer;
}

std::optional<DeltaFault> delta_mode(std::string_view name) {
  if (name == "expired") return DeltaFault::expired;
  if (name == "duplicate") return DeltaFault::duplicate;
  if (name == "replay") return DeltaFault::replay;
  if (name == "partial") return DeltaFault::partial;
  if (name == "reversed") return DeltaFault::reversed;
  if (name == "late") return DeltaFault::late;
  if (name == "lost_removals") return DeltaFault::lost_removals;
  return std::nullopt;
}

Result<FaultPlan> read_plan(const json::object& action, Millis now) {
  RELAIS_TRY(only(action, {"status",       "code",          "message",
                           "html",         "empty",         "body",
                           "headers",      "retry_after",   "retry_after_date_s",
                           "redirect",     "huge_body",     "after_effect",
                           "cut_before",   "cut_after",     "latency_ms",
                           "expire_token", "truncate_body", "endless_next",
                           "empty_page",   "ends_early",    "lists_show_flagged_only",
                           "delta",        "lag_search_ms", "lag_search_until"},
                  "action"));
  FaultPlan plan;
  if (action.contains("status") || action.contains("redirect") || action.contains("huge_body") ||
      action.contains("html") || action.contains("body"))
    (flag_at(action, "after_effect") ? plan.after : plan.instead) = read_answer(action, now);
  plan.cut_before = flag_at(action, "cut_before");
  plan.cut_after = flag_at(action, "cut_after");
  plan.latency_ms = int_at(action, "latency_ms", 0);
  plan.expire_token = flag_at(action, "expire_token");
  plan.truncate = flag_at(action, "truncate_body");
  plan.endless_next = flag_at(action, "endless_next");
  plan.empty_page = flag_at(action, "empty_page");
  plan.ends_early = flag_at(action, "ends_early");
  plan.flagged_only = flag_at(action, "lists_show_flagged_only");
  if (action.contains("delta")) {
    const auto mode = delta_mode(string_at(action, "delta"));
    if (!mode)
      return fail(Errc::usage,
                  "fault script: \"delta\" is \"expired\", \"duplicate\", \"replay\", "
                  "\"partial\", \"reversed\", \"late\" or \"lost_removals\"");
    plan.delta = *mode;
  }
  return plan;
}

void add_plan(FaultPlan& sum, const FaultPlan& one) {
  if (one.instead && !sum.instead) sum.instead = one.instead;
  if (one.after && !sum.after) sum.after = one.after;
  sum.cut_before |= one.cut_before;
  sum.cut_after |= one.cut_after;
  sum.expire_token |= one.expire_token;
  sum.truncate |= one.truncate;
  sum.endless_next |= one.endless_next;
  sum.empty_page |= one.empty_page;
  sum.ends_early |= one.ends_early;
  sum.flagged_only |= one.flagged_only;
  if (one.delta != DeltaFault::none) sum.delta = one.delta;
  sum.latency_ms += one.latency_ms;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Result<Faults::Rule> Faults::read(const json::object& text, Millis now) {
  RELAIS_TRY(only(text, {"match", "times", "action"}, "a rule"));
  Rule rule;
  rule.text = text;
  rule.added = now;
  rule.times = int_at(text, "times", 1);
  if (const json::value* match = text.if_contains("match"); match && match->is_object()) {
    const json::object& m = match->get_object();
    RELAIS_TRY(only(m, {"method", "path", "glob", "mailbox", "body", "nth", "every"}, "match"));
    rule.method = string_at(m, "method");
    rule.path = string_at(m, "path");
    rule.glob = string_at(m, "glob");
    rule.mailbox = string_at(m, "mailbox");
    rule.body = string_at(m, "body");
    rule.nth = int_at(m, "nth", 0);
    rule.every = int_at(m, "every", 0);
  }
  const json::value* action = text.if_contains("action");
  if (action == nullptr || !action->is_object() || action->get_object().empty())
    return fail(Errc::usage, "fault script: a rule needs an \"action\" object");
  RELAIS_ASSIGN(rule.plan, read_plan(action->get_object(), now));
  rule.lag_ms = int_at(action->get_object(), "lag_search_ms", 0);
  rule.until = int_at(action->get_object(), "lag_search_until", 0);
  return rule;
}

Result<> Faults::add(const json::array& rules, Millis now) {
  std::vector<Rule> read_rules;
  for (const json::value& value : rules) {
    if (!value.is_object()) return fail(Errc::usage, "fault script: a rule is an object");
    RELAIS_ASSIGN(Rule rule, read(value.get_object(), now));
    read_rules.push_back(std::move(rule));
  }
  const std::lock_guard lock(mutex_);
  for (Rule& rule : read_rules) rules_.push_back(std::move(rule));
  any_ = !rules_.empty();
  return {};
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
  any_ = false;
}

json::array Faults::list() const {
  json::array all;
  const std::lock_guard lock(mutex_);
  for (const Rule& rule : rules_)
    all.push_back(
        json::object{{"rule", rule.text}, {"matched", rule.matched}, {"applied", rule.applied}});
  return all;
}

bool Faults::matches(const Rule& rule, const Request& request, std::string_view mailbox) {
  if (!rule.method.empty() && rule.method != request.method) return false;
  if (!rule.mailbox.empty() && rule.mailbox != mailbox &&
      request.path.find("/users/" + rule.mailbox + "/") == std::string::npos)
    return false;
  if (!rule.body.empty() && request.body.find(rule.body) == std::string::npos) return false;
  if (rule.path.empty() && rule.glob.empty()) return true;
  const std::string target =
      request.query.empty() ? request.path : request.path + "?" + request.query;
  if (!rule.path.empty() && target.find(rule.path) == std::string::npos) return false;
  return rule.glob.empty() || glob_matches(rule.glob, target);
}

FaultPlan Faults::plan(const Request& request, std::string_view mailbox, Millis now) {
  FaultPlan sum;
  if (!any_) return sum;
  const std::lock_guard lock(mutex_);
  for (Rule& rule : rules_) {
    if (rule.times >= 0 && rule.applied >= rule.times) continue;
    if (!matches(rule, request, mailbox)) continue;
    ++rule.matched;
    if (rule.nth > 0 && rule.matched < rule.nth) continue;
    if (rule.every > 0 && rule.matched % rule.every != 0) continue;
    if (rule.until != 0 && now >= rule.until) continue;
    ++rule.applied;
    add_plan(sum, rule.plan);
    if (rule.lag_ms > 0) sum.search_hides_from = std::min(sum.search_hides_from, now - rule.lag_ms);
    if (rule.until != 0) sum.search_hides_from = std::min(sum.search_hides_from, rule.added);
  }
  return sum;
}

}  // namespace relais::emulator
