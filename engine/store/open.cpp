#include "engine/store/open.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "engine/store/schema.hpp"
#include "engine/store/sqlite_store.hpp"

namespace relais::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

Result<std::string> path_of(std::string_view url) {
  if (url.starts_with(kSqlite)) return std::string(url.substr(kSqlite.size()));
  if (url.starts_with("postgresql:") || url.starts_with("postgres:")) {
    return fail(Errc::unsupported,
                "a practice store in PostgreSQL is not supported by this build of relais",
                "Set store.url to sqlite: followed by the path of a file.");
  }
  return fail(Errc::config, "the practice store's url does not begin with sqlite:",
              "Set store.url to sqlite: followed by the path of a file.");
}

/// Reads a file that exists without changing it, so that another program's database stays as it is.
Result<Inspection> look(const std::string& path) {
  RELAIS_ASSIGN(auto database,
                sqlite::Database::open(path, {.access = sqlite::Access::read, .name = "store"}));
  return inspect(database);
}

}  // namespace

Result<sqlite::Database> open_database(std::string_view url, OpenOptions options) {
  RELAIS_ASSIGN(const auto path, path_of(url));
  std::error_code ignored;
  const bool exists = std::filesystem::exists(path, ignored);
  if (!exists && options.mode == OpenMode::existing) {
    return fail(Errc::not_found, fmt::format("there is no practice store {}", path),
                "`relais init` makes one; check store.url in the configuration.");
  }
  if (exists) {
    RELAIS_ASSIGN(const auto found, look(path));
    if (!found.empty && !found.ours) {
      return fail(Errc::schema,
                  fmt::format("{} is a database of another program, no practice store", path),
                  "Check store.url in the configuration; the file was left as it is.");
    }
    if (found.empty && options.mode == OpenMode::existing) {
      return fail(Errc::schema, fmt::format("{} is empty, no practice store", path),
                  "`relais init` makes one of it; check store.url in the configuration.");
    }
  }
  RELAIS_ASSIGN(auto database,
                sqlite::Database::open(
                    path, {.access = options.mode == OpenMode::create ? sqlite::Access::create
                                                                      : sqlite::Access::write,
                           .busy_timeout = options.busy_timeout,
                           .steps = options.steps,
                           .name = "store"}));
  RELAIS_TRY(bring_up(database, migrations()));
  return database;
}

Result<std::unique_ptr<Store>> open(std::string_view url, OpenOptions options) {
  RELAIS_ASSIGN(auto database, open_database(url, options));
  return SqliteStore::over(std::move(database));
}

}  // namespace relais::store
