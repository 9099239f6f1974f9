#include "engine/cli/session.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "engine/base/log.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/roles.hpp"
#include "engine/cli/words.hpp"
#include "engine/config/values.hpp"
#include "engine/plugin/discover.hpp"

namespace relais::cli {
namespace {

constexpr Millis kDefaultWait = 120'000;
constexpr std::string_view kSqlite = "sqlite:";

log::Level translate(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug:
      return log::Level::debug;
    case config::LogLevel::info:
      return log::Level::info;
    case config::LogLevel::warning:
      return log::Level::warning;
    case config::LogLevel::error:
      return log::Level::error;
    case config::LogLevel::off:
      return log::Level::off;
  }
  return log::Level::info;
}

Result<> keep(const ledger::Refusal& record, const config::Config& config) {
  if (!ledger_exists(config)) return fail(Errc::not_found, "there is none");
  RELAIS_ASSIGN(const auto ledger, ledger::open(config.store.ledger, ledger::OpenMode::existing));
  return ledger->write([&](ledger::Writer& writer) { return writer.record(record); });
}

}  // namespace

Result<std::filesystem::path> config_path(const Call& call) {
  if (call.config_option) return *call.config_option;
  if (const char* named = std::getenv("RELAIS_CONFIG"); named != nullptr && *named != '\0')
    return std::filesystem::path(named);
  std::error_code ignored;
  for (const char* place : {"relais.yaml", "/etc/relais/relais.yaml"})
    if (std::filesystem::exists(place, ignored)) return std::filesystem::path(place);
  return fail(Errc::config,
              "no configuration: neither ./relais.yaml nor /etc/relais/relais.yaml is there, and "
              "RELAIS_CONFIG is not set",
              "name it with --config FILE; `relais init` writes one to start from");
}

Result<config::Config> load_config(const Call& call) {
  RELAIS_ASSIGN(const auto path, config_path(call));
  auto loaded = config::load(path);
  if (!loaded)
    return fail(Errc::config, config::to_text(loaded.error()),
                "correct the file; `relais config check` looks at it again");
  start_log(call, *loaded);
  RELAIS_TRY(permit(call, *loaded));
  return std::move(*loaded);
}

Result<> permit(const Call& call, const config::Config& config) {
  const auto judgement = judge(call, config.roles);
  if (judgement.allowed) return {};
  const ledger::Refusal record{call.clock.now(), call.verb.name, name_of(judgement.needed),
                               text_of(judgement.rights), call.user.uid};
  log::warning("refused: {} needs the role {}, uid {} has {}", record.verb, record.needed,
               record.uid, record.had);
  if (const auto kept = keep(record, config); !kept)
    log::warning("the refusal is not recorded in the ledger: {}", kept.error().text);
  return fail(refusal(call, config, judgement));
}

std::optional<config::HandlerUser> only_handler(const Call& call, const config::Config& config) {
  return judge(call, config.roles).only;
}

void start_log(const Call& call, const config::Config& config) {
  const auto level = translate(config.log.level);
  if (config.log.file.empty()) {
    log::start(call.verbose ? level : log::Level::off);
  } else if (!log::start(level, config.log.file.string())) {
    // One of several users of a firm; or a disk that is in trouble, of which warnings must not be
    // lost.
    log::start(call.verbose ? level : std::max(level, log::Level::warning));
    log::warning("log.file cannot be written by this user: warnings stand here instead");
  }
}

Result<std::unique_ptr<store::Store>> open_store(const config::Config& config) {
  return store::open(config.store.url);
}

bool ledger_exists(const config::Config& config) {
  std::error_code ignored;
  return !config.store.ledger.starts_with(kSqlite) ||
         std::filesystem::exists(config.store.ledger.substr(kSqlite.size()), ignored);
}

Result<std::unique_ptr<sync::Engine>> open_engine(const Call& call, sync::Progress* progress) {
  RELAIS_ASSIGN(auto config, load_config(call));
  if (!ledger_exists(config))
    return fail(Errc::not_found,
                fmt::format("there is no ledger {}", config.store.ledger.substr(kSqlite.size())),
                "`relais init` makes one; if it was lost: `relais init`, then `relais rebuild`, "
                "which finds the copies again by their keys");
  sync::EngineOptions options;
  options.clock = &call.clock;
  options.progress = progress;
  options.cancel = &call.cancel;
  return sync::Engine::open(std::move(config), options);
}

plugin::Catalogue find_plugins(const config::Config& config) {
  plugin::DiscoverOptions options;
  options.directories = plugin::search_path(config.plugins.path, std::getenv("RELAIS_PLUGIN_PATH"));
  options.pins = config.plugins.pins;
  options.timeout = config.plugins.timeout;
  return plugin::discover(options);
}

Result<sync::Selection> selection_of(const Call& call, const config::Config& config,
                                     store::Store& store, const plugin::Catalogue& catalogue) {
  sync::Selection selection;
  selection.entity = call.value("entity");
  selection.handler = call.value("handler");
  selection.addin = call.value("addin");
  if (call.has("entity")) RELAIS_TRY(check_entity(config, selection.entity));
  if (call.has("handler")) {
    RELAIS_ASSIGN(const auto handler, find_handler(store, selection.handler, selection.entity));
    selection.handler = handler.code;
    if (selection.entity.empty()) selection.entity = handler.entity;
  }
  if (call.has("addin")) RELAIS_TRY(check_addin(config, catalogue, selection.addin));
  return selection;
}

std::vector<Option> with_selection(std::vector<Option> more) {
  std::vector<Option> options{{"entity", "ID", "only this entity"},
                              {"handler", "CODE", "only this handler's mailbox"},
                              {"addin", "CODE", "only this add-in, such as A04"}};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

Result<Millis> wait_of(const Call& call) {
  if (!call.has("wait")) return kDefaultWait;
  const std::string text = call.value("wait");
  if (text == "0") return Millis{0};
  if (const auto duration = config::parse_duration(text)) return Millis{duration->count()};
  return usage_error(call.verb, fmt::format("--wait {} is no duration such as 90s, 2m or 0", text));
}

}  // namespace relais::cli
