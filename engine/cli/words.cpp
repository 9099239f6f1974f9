#include "engine/cli/words.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "engine/base/text.hpp"

namespace relais::cli {
namespace {

/// The order in which a plan counts its actions, and the words for what was done.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kActions{
    {{"create", "created"},
     {"update", "updated"},
     {"move", "moved"},
     {"repair", "repaired"},
     {"recreate", "recreated"},
     {"adopt", "adopted"},
     {"delete", "deleted"}}};

template <class Word>
std::string list(const std::map<std::string, std::int64_t>& by_type, Word word) {
  std::string out;
  const auto add = [&](std::string_view type, std::int64_t n) {
    if (n != 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, word(type));
  };
  for (const auto& [type, ignored] : kActions)
    if (const auto found = by_type.find(std::string(type)); found != by_type.end())
      add(type, found->second);
  for (const auto& [type, n] : by_type)
    if (std::none_of(kActions.begin(), kActions.end(),
                     [&, &name = type](const auto& known) { return known.first == name; }))
      add(type, n);
  return out;
}

}  // namespace

std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string span_text(Millis duration) {
  const Millis ms = std::max<Millis>(duration, 0);
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{}.{} s", ms / 1000, ms % 1000 / 100);
  const Millis seconds = ms / 1000;
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
  return fmt::format("{} d {} h", seconds / 86'400, seconds % 86'400 / 3600);
}

std::string time_text(Millis instant) {
  if (instant == 0) return {};
  std::string text = format_utc(instant).substr(0, 19);
  text[10] = ' ';
  return text + " UTC";
}

json::value time_json(Millis instant) {
  return instant == 0 ? json::value(nullptr) : json::value(format_utc(instant));
}

std::string did_you_mean(std::string_view text, const std::vector<std::string>& candidates,
                         std::string_view before) {
  std::string_view best;
  std::size_t best_distance = text.size() / 3 + 2;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(fold_case(text), fold_case(candidate));
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best.empty() ? std::string() : fmt::format("; did you mean \"{}{}\"?", before, best);
}

std::string done_word(std::string_view action) {
  for (const auto& [type, word] : kActions)
    if (type == action) return std::string(word);
  return std::string(action);
}

std::string done_text(const std::map<std::string, std::int64_t>& by_type) {
  return list(by_type, done_word);
}

std::string plan_text(const std::map<std::string, std::int64_t>& by_type) {
  return list(by_type, [](std::string_view type) { return type; });
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array texts_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
  json::object out;
  for (const auto& [name, n] : counts) out[name] = n;
  return out;
}

json::object to_json(const Error& error, int exit) {
  json::object out{{"code", name_of(error.code)}, {"text", error.text}};
  if (!error.hint.empty()) out["hint"] = error.hint;
  if (exit >= 0) out["exit"] = exit;
  return out;
}

std::string error_text(const Error& error) {
  return error.hint.empty() ? error.text : error.text + "\n  " + error.hint;
}

}  // namespace relais::cli
