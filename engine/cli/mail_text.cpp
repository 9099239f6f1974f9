#include "engine/cli/mail_text.hpp"

#include <fmt/core.h>

#include "engine/base/text.hpp"
#include "engine/cli/check_text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

const std::string& collect_code() {
  static const std::string code(mail::code_of(mail::Reason::collect));
  return code;
}

std::string state_text(const mail::TopLevel& line) {
  std::string text(mail::name_of(line.state));
  if (line.excluded_below > 0)
    text += fmt::format(", but {} below it {} not", line.excluded_below,
                        line.excluded_below == 1 ? "is" : "are");
  return text;
}

std::string loaded_text(const std::optional<config::MailHistory>& history) {
  if (!history) return "what was received before the activation is not loaded";
  return fmt::format(
      "of what was received before the activation at most {} from {} on {} loaded, "
      "once, by agreement",
      counted(history->max_messages, "message", "messages"), history->from,
      history->max_messages == 1 ? "is" : "are");
}

std::string sample_text(const collect::Preview& preview) {
  const auto since = time_text(preview.sampled_since);
  if (preview.sampled == 0)
    return fmt::format("no message since {} to try the filters on\n", since);
  const auto skipped = count_skipped(preview.sample);
  return fmt::format("the filters, tried on {} since {}: {} would be collected, {} skipped{}\n",
                     counted(preview.sampled, "message", "messages"), since,
                     count_collected(preview.sample), skipped,
                     skipped == 0 ? "" : " (" + skipped_text(preview.sample) + ')');
}

}  // namespace

std::string skipped_text(const std::map<std::string, std::int64_t>& verdicts) {
  std::string text;
  for (const auto& [reason, n] : verdicts)
    if (reason != collect_code() && n != 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, reason);
  return text;
}

std::int64_t count_all(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t sum = 0;
  for (const auto& [name, n] : counts) sum += n;
  return sum;
}

std::string counts_text(const std::map<std::string, std::int64_t>& counts) {
  std::string text;
  for (const auto& [name, n] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, name);
  return text;
}

std::int64_t count_skipped(const std::map<std::string, std::int64_t>& verdicts) {
  std::int64_t sum = 0;
  for (const auto& [reason, n] : verdicts)
    if (reason != collect_code()) sum += n;
  return sum;
}

std::int64_t count_collected(const std::map<std::string, std::int64_t>& verdicts) {
  const auto found = verdicts.find(collect_code());
  return found == verdicts.end() ? 0 : found->second;
}

std::string folders_table(const std::vector<mail::TopLevel>& folders, bool ids) {
  std::vector<std::string> header{"FOLDER", "WELL-KNOWN NAME", "MESSAGES", "STATE"};
  if (ids) header.emplace_back("ID");
  Table table(std::move(header));
  for (const auto& line : folders) {
    std::vector<std::string> cells{normalise_line(line.folder->name),
                                   line.folder->well_known.empty() ? "-" : line.folder->well_known,
                                   std::to_string(line.items), state_text(line)};
    if (ids) cells.push_back(normalise_line(line.folder->id));
    table.add(std::move(cells));
  }
  return table.text();
}

json::array folders_json(const std::vector<mail::TopLevel>& folders) {
  json::array out;
  for (const auto& line : folders)
    out.push_back(json::object{{"id", line.folder->id},
                               {"name", line.folder->name},
                               {"well_known", text_or_null(line.folder->well_known)},
                               {"messages", line.items},
                               {"folders", line.folders},
                               {"not_read_below", line.excluded_below},
                               {"state", mail::name_of(line.state)}});
  return out;
}

std::string not_resolved_text(const mail::NotResolved& name) {
  std::string text = error_text(name.error());
  for (const auto& candidate : name.candidates)
    text += fmt::format("\n  could be: {}", normalise_line(candidate));
  return text;
}

json::array not_resolved_json(const std::vector<mail::NotResolved>& names) {
  json::array out;
  for (const auto& name : names)
    out.push_back(json::object{{"key_path", name.given.origin.key_path},
                               {"file", name.given.origin.file},
                               {"line", name.given.origin.mark.line},
                               {"name", name.given.text},
                               {"error", to_json(name.error(), -1)},
                               {"candidates", texts_json(name.candidates)}});
  return out;
}

std::string preview_text(const collect::Preview& preview,
                         const std::optional<config::MailHistory>& history) {
  if (preview.test_failed() || !preview.tree) return {};
  std::string text = folders_table(preview.folders, false);
  text += fmt::format("{} in folders that are read, {} in others; {}\n",
                      counted(preview.read, "message", "messages"), preview.not_read,
                      loaded_text(history));
  return text + sample_text(preview);
}

json::object preview_json(const collect::Preview& preview,
                          const std::optional<config::MailHistory>& history) {
  json::object out{{"tests", lines_json(preview.test.lines)},
                   {"folders", folders_json(preview.folders)},
                   {"not_resolved", not_resolved_json(preview.not_resolved)},
                   {"read", preview.read},
                   {"not_read", preview.not_read},
                   {"sample", json::object{{"since", time_json(preview.sampled_since)},
                                           {"messages", preview.sampled},
                                           {"verdicts", counts_json(preview.sample)}}},
                   {"history", nullptr}};
  if (history)
    out["history"] = json::object{{"from", history->from}, {"max_messages", history->max_messages}};
  return out;
}

}  // namespace relais::cli
