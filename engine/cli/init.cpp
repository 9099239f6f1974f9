#include <fmt/core.h>
#include <sys/stat.h>

#include "engine/cli/files.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/config/starter.hpp"

namespace relais::cli {
namespace {

namespace fs = std::filesystem;

/// New files are for their owner only: they hold what the firm's clients trust it with.
class OwnerOnly {
 public:
  OwnerOnly() : before_(::umask(077)) {}
  ~OwnerOnly() { ::umask(before_); }
  OwnerOnly(const OwnerOnly&) = delete;
  OwnerOnly& operator=(const OwnerOnly&) = delete;

 private:
  mode_t before_;
};

struct Made {
  std::vector<std::string> created;
  std::vector<std::string> kept;
  void note(bool made, const std::string& what) { (made ? created : kept).push_back(what); }
};

Result<fs::path> place(const Call& call) {
  if (!call.arguments.empty() && call.config_option)
    return usage_error(call.verb, "either a folder or --config FILE, not both");
  if (!call.arguments.empty()) {
    if (call.arguments[0].empty()) return usage_error(call.verb, "the folder has no name");
    return fs::path(call.arguments[0]) / "relais.yaml";
  }
  if (call.config_option) return *call.config_option;
  if (const char* named = std::getenv("RELAIS_CONFIG"); named != nullptr && *named != '\0')
    return fs::path(named);
  return fs::path("relais.yaml");
}

config::Starter starter_of(const Call& call) {
  config::Starter starter;
  const auto take = [&](const char* option, std::string& into) {
    if (call.has(option)) into = call.value(option);
  };
  take("entity", starter.entity_id);
  take("name", starter.entity_name);
  take("language", starter.language);
  take("time-zone", starter.time_zone);
  take("tenant", starter.tenant);
  take("client-id", starter.client_id);
  take("secret-expires-on", starter.secret_expires_on);
  return starter;
}

Result<> write_starter(const Call& call, const fs::path& path) {
  const std::string yaml = config::starter_yaml(starter_of(call));
  if (const auto good = config::load_text(yaml, path); !good)
    return fail(Errc::usage,
                "the options do not make a configuration:\n" + config::to_text(good.error()),
                "nothing was written");
  if (path.has_parent_path()) RELAIS_TRY(make_folder(path.parent_path()));
  return write_new(path, yaml);
}

/// The file behind `sqlite:PATH`; empty: another kind of database.
fs::path file_of(const std::string& url) {
  constexpr std::string_view scheme = "sqlite:";
  return url.starts_with(scheme) ? fs::path(url.substr(scheme.size())) : fs::path();
}

template <class Open>
Result<> make_database(const std::string& url, Made& made, Open open) {
  const fs::path file = file_of(url);
  std::error_code ignored;
  const bool there = file.empty() || fs::exists(file, ignored);
  if (!file.empty()) RELAIS_TRY(make_folder(file.parent_path()));
  RELAIS_TRY(open());
  made.note(!there, file.empty() ? url : file.string());
  return {};
}

Result<> make_databases(const config::Config& config, Made& made) {
  RELAIS_TRY(make_database(config.store.url, made, [&]() -> Result<> {
    store::OpenOptions options;
    options.mode = store::OpenMode::create;
    RELAIS_TRY(store::open(config.store.url, options));
    return {};
  }));
  RELAIS_TRY(make_database(config.store.ledger, made, [&]() -> Result<> {
    RELAIS_TRY(ledger::open(config.store.ledger, ledger::OpenMode::create));
    return {};
  }));
  if (!config.store.blobs.empty()) {
    RELAIS_ASSIGN(const bool new_folder, make_folder(config.store.blobs));
    made.note(new_folder, config.store.blobs.string());
  }
  return {};
}

/// Up to the first sync; what was given on the command line, or stands in the file, is not asked
/// for.
std::vector<std::string> next_steps(const config::Config& config, bool new_config,
                                    const std::string& file) {
  std::vector<std::string> steps;
  const auto& entity = config.entities.front();
  if (new_config) {
    const config::Starter placeholders;
    const auto& at = entity.microsoft365;
    if (!at || at->tenant == placeholders.tenant) steps.push_back("enter the tenant in " + file);
    steps.push_back("relais permissions: what its application must be granted, and scripts for it");
    if (!at || at->client_id == placeholders.client_id)
      steps.push_back("enter the client_id of the application, and when its secret expires");
    steps.push_back("put its secret where the file says: export " +
                    config::starter_secret_variable(entity.id) + "=...");
  }
  steps.push_back("relais config check");
  steps.push_back(
      "fill the practice store: relais import FILE..., or SQL (docs/store.md); then: relais "
      "handler list");
  steps.push_back("relais handler link CODE ADDRESS, and relais handler set CODE --addresses on");
  steps.push_back("relais address mark ID... --handler CODE");
  steps.push_back("relais check: sign-in, mailboxes, and what each add-in needs there");
  steps.push_back("relais plan, and if it is what you want: relais sync");
  return steps;
}

Result<Reply> run_init(const Call& call) {
  const OwnerOnly owner_only;
  RELAIS_ASSIGN(const auto path, place(call));
  std::error_code ignored;
  const bool new_config = !fs::exists(fs::symlink_status(path, ignored));
  Made made;
  if (new_config) {
    RELAIS_TRY(write_starter(call, path));
  } else if (!call.values.empty()) {
    return usage_error(call.verb, fmt::format("{} is there already and is never overwritten: the "
                                              "options for a new one do not apply",
                                              path.string()));
  }
  made.note(new_config, fs::absolute(path, ignored).lexically_normal().string());
  const auto config = config::load(path);
  if (!config)
    return fail(Errc::config, config::to_text(config.error()),
                "correct the file, then run `relais init` again; no database was made");
  start_log(call, *config);
  RELAIS_TRY(permit(call, *config));
  RELAIS_TRY(make_databases(*config, made));

  Reply reply;
  const auto paint = call.paint();
  for (const auto& what : made.created) reply.text += paint.good("created") + "  " + what + '\n';
  for (const auto& what : made.kept) reply.text += "kept     " + what + '\n';
  const auto steps = next_steps(*config, new_config, path.string());
  reply.text += "\nnext:\n";
  for (std::size_t i = 0; i < steps.size(); ++i)
    reply.text += fmt::format("  {}. {}\n", i + 1, steps[i]);
  reply.document = {{"config", fs::absolute(path, ignored).lexically_normal().string()},
                    {"created", texts_json(made.created)},
                    {"kept", texts_json(made.kept)},
                    {"next", texts_json(steps)}};
  return reply;
}

}  // namespace

Verb init_verb() {
  return {"init",
          "[DIR]",
          0,
          1,
          "Makes a configuration, the practice store and the ledger",
          "Writes a small relais.yaml in DIR (or where --config says) unless there is one; an\n"
          "existing file is never changed. Then makes the databases and folders that it names and\n"
          "that are missing. Safe to run again. The options fill in the new file.",
          {{"entity", "ID", "id of the entity; default main"},
           {"name", "TEXT", "its name"},
           {"language", "CODE", "de, fr, it or en"},
           {"time-zone", "NAME", "such as Europe/Zurich"},
           {"tenant", "ID", "of the entity's tenant"},
           {"client-id", "ID", "of the app registration"},
           {"secret-expires-on", "DATE", "when its secret expires, YYYY-MM-DD"}},
          "relais init /srv/relais --entity zurich --name \"Musterkanzlei AG\"",
          run_init,
          kForAdmins};
}

}  // namespace relais::cli
