#include <fmt/core.h>

#include <fstream>
#include <set>

#include "engine/cli/archive.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/redacted_config.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/support_parts.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/config/secret_uses.hpp"
#include "engine/config/yaml_text.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kRuns = 100;
constexpr std::streamoff kLogTail = 256 * 1024;

constexpr const char* kReadMe =
    "What relais knows of its own state, to be sent to whoever helps.\n\n"
    "In it: versions, the configuration without its texts, the last connection tests, runs,\n"
    "numbers, the last lines of the log.\n"
    "Not in it: names, addresses, subjects, contents, folders, file paths, secrets, tokens, ids "
    "of\n"
    "items. Tenants and applications are numbered. Ids of entities and codes of handlers are in "
    "it.\n"
    "\n"
    "Everything is plain text. Look through it before you send it.\n";

/// Collects the parts. What cannot be read is a line in `problems`, not the end: a bundle is wanted
/// when something is broken.
class Bundle {
 public:
  explicit Bundle(const Call& call) : call_(call) { add("README.txt", kReadMe); }

  void add_configured(const config::Config& config) {
    const auto catalogue = find_plugins(config);
    const auto redacted = redact(config, catalogue);
    learn(config, redacted);
    add("configuration.yaml", redacted.shown);
    add("secrets.yaml", secrets_of_all(config));
    add("versions.yaml", versions_part(catalogue, scrubber_));
    add_state();
    add_log(config);
  }
  void add_broken(const std::vector<config::Diagnostic>& found) {
    json::array places;
    for (const auto& one : found)
      places.push_back(json::object{{"line", one.line}, {"column", one.column}});
    problems_.push_back(json::object{{"part", "configuration"}, {"mistakes", std::move(places)}});
    add("versions.yaml", versions_part(plugin::Catalogue({}), scrubber_));
  }
  std::vector<ArchiveFile> files() && {
    json::object part;
    part["problems"] = problems_;
    add("problems.yaml", part);
    return std::move(files_);
  }
  const json::array& problems() const { return problems_; }

 private:
  void add(const char* name, std::string text) {
    files_.push_back({std::string("relais-support/") + name, std::move(text)});
  }
  void add(const char* name, const json::object& part) { add(name, config::yaml_text(part)); }
  void problem(const char* part, const Error& error) {
    problems_.push_back(json::object{
        {"part", part}, {"code", name_of(error.code)}, {"text", scrubber_.line(error.text)}});
  }

  /// What must not stand in any text, whatever wrote it there.
  void learn(const config::Config& config, const RedactedConfig& redacted) {
    std::set<std::string> ids{"contact", "deadline", "reminder", "appointment", "message"};
    for (const auto& entity : config.entities) ids.insert(entity.id);
    std::vector<store::Handler> handlers;
    if (auto store = open_store(config)) {
      if (auto all = all_handlers(**store)) handlers = std::move(*all);
    }
    for (const auto& handler : handlers) ids.insert(handler.code);
    const auto hide = [&](const std::string& word) {
      if (!ids.contains(word)) scrubber_.hide(word);
    };
    for (const auto& [name, by] : redacted.pseudonyms) scrubber_.hide(name, by);
    for (const auto& text : redacted.hidden) hide(text);
    std::size_t number = 0;
    for (const auto& handler : handlers) {
      hide(handler.given_name);
      hide(handler.surname);
      for (const auto& link : handler.links) {
        hide(link.address);
        if (link.user_id) scrubber_.hide(*link.user_id, fmt::format("user-{}", ++number));
      }
    }
    for (const auto& entity : config.entities)
      for (const auto& use : config::secrets_of(entity))
        if (const auto secret = config::read_secret(use.reference)) scrubber_.hide(*secret);
  }

  json::object secrets_of_all(const config::Config& config) {
    json::object out;
    for (const auto& entity : config.entities) {
      json::array uses;
      for (const auto& use : config::secrets_of(entity)) {
        const auto secret = config::read_secret(use.reference);
        const auto text = use.reference.text();
        uses.push_back(json::object{{"key", scrubber_.line(use.key)},
                                    {"from", text.substr(0, text.find(':'))},
                                    {"readable", secret.has_value()}});
      }
      out[entity.id] = std::move(uses);
    }
    return out;
  }

  void add_state() {
    auto engine = open_engine(call_);
    if (!engine) return problem("databases", engine.error());
    const auto status = read_status(**engine, call_.clock.now());
    if (!status) return problem("status", status.error());
    add("checks.yaml", checks_part(*status, scrubber_));
    add("trouble.yaml", trouble_part(*status, scrubber_));
    if (const auto runs = (*engine)->ledger().runs(kRuns)) {
      add("runs.yaml", runs_part(*runs));
    } else {
      problem("runs", runs.error());
    }
    if (const auto counts = counts_part(**engine, *status)) {
      add("counts.yaml", *counts);
    } else {
      problem("counts", counts.error());
    }
  }

  void add_log(const config::Config& config) {
    if (config.log.file.empty()) return;
    std::ifstream file(config.log.file, std::ios::binary | std::ios::ate);
    if (!file) return problem("log", {Errc::not_found, "the file of the log cannot be read"});
    const auto size = static_cast<std::streamoff>(file.tellg());
    file.seekg(std::max<std::streamoff>(size - kLogTail, 0));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    add("log.txt", log_part(text, scrubber_));
  }

  const Call& call_;
  Scrubber scrubber_;
  json::array problems_;
  std::vector<ArchiveFile> files_;
};

/// `relais-support-20260501-090000.tar.gz`
std::string default_name(Millis now) {
  std::string name = "relais-support-";
  const auto text = format_utc(now);
  for (const char c : text.substr(0, 19))
    if (c == 'T') {
      name += '-';
    } else if (c != '-' && c != ':') {
      name += c;
    }
  return name + ".tar.gz";
}

Result<Reply> run(const Call& call) {
  const Millis now = call.clock.now();
  const std::string file = call.arguments.empty() ? default_name(now) : call.arguments[0];
  if (file.empty()) return usage_error(call.verb, "the file has no name");
  RELAIS_ASSIGN(const auto path, config_path(call));
  Bundle bundle(call);
  if (const auto config = config::load(path)) {
    start_log(call, *config);
    RELAIS_TRY(permit(call, *config));
    bundle.add_configured(*config);
  } else {
    bundle.add_broken(config.error());
  }
  const auto problems = bundle.problems();
  const auto files = std::move(bundle).files();
  RELAIS_ASSIGN(const auto archive, tar_gz(files, now));
  RELAIS_TRY(write_new_whole(file, archive));

  Reply reply;
  json::array names;
  reply.text = fmt::format("written to {}, {} bytes:\n", file, archive.size());
  for (const auto& one : files) {
    names.emplace_back(one.name);
    reply.text += fmt::format("  {}\n", one.name);
  }
  reply.text +=
      "names, addresses, subjects and secrets are not in it; look through it before "
      "you send it\n";
  for (const auto& one : problems)
    reply.notes.push_back("not in it: " + std::string(string_at(one.as_object(), "part")) +
                          "; problems.yaml says why");
  reply.document = {{"file", file},
                    {"bytes", archive.size()},
                    {"parts", std::move(names)},
                    {"problems", problems}};
  return reply;
}

}  // namespace

Verb support_bundle_verb() {
  return {"support-bundle",
          "[FILE]",
          0,
          1,
          "Writes a file about the state of relais, for whoever helps",
          "Versions, the configuration without its texts, the last connection tests, runs,\n"
          "numbers, the last lines of the log: without names, addresses, subjects, secrets and\n"
          "tokens. FILE is a compressed archive (tar.gz) for its owner only, and must not be\n"
          "there yet; without it, one in this folder with the time in its name. Sends nothing.",
          {},
          "relais support-bundle\ntar -xzf relais-support-20260501-090000.tar.gz",
          run,
          kForOperators};
}

}  // namespace relais::cli
