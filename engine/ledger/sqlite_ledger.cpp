#include "engine/ledger/sqlite_ledger.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/ledger/rows.hpp"
#include "engine/ledger/schema.hpp"
#include "engine/ledger/writer.hpp"

namespace relais::ledger {
namespace {

/// For whom the ledger itself is, whoever comes first and whatever his umask: a file that only its
/// maker may open would keep all others from the ledger.
int open_lock_file(const std::string& path, const std::string& ledger) {
  struct ::stat about = {};
  const mode_t mode = ::stat(ledger.c_str(), &about) == 0 ? about.st_mode & 0666 : 0600;
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode);
  if (file < 0) return file;
  if (::fstat(file, &about) == 0 && about.st_uid == ::geteuid() && (about.st_mode & 0777) != mode)
    (void)::fchmod(file, mode);
  return file;
}

}  // namespace

Result<std::unique_ptr<Ledger>> open(std::string_view url, OpenMode mode, StepListener* steps) {
  constexpr std::string_view scheme = "sqlite:";
  if (!url.starts_with(scheme))
    return fail(Errc::unsupported,
                "store.ledger: only sqlite: databases are built into this relais",
                "use sqlite:/path/to/ledger.db");
  sqlite::Options options;
  options.access = mode == OpenMode::create ? sqlite::Access::create : sqlite::Access::write;
  options.steps = steps;
  options.name = "ledger";
  RELAIS_ASSIGN(auto db, sqlite::Database::open(std::string(url.substr(scheme.size())), options));
  // An import marks keys dirty in every mailbox by turns; with SQLite's 2 MiB each of them evicts
  // another's page.
  RELAIS_TRY(db.exec("PRAGMA cache_size = -8192"));
  RELAIS_TRY(prepare_schema(db));
  return std::make_unique<SqliteLedger>(std::move(db));
}

SqliteLedger::~SqliteLedger() {
  if (lock_file_ >= 0) ::close(lock_file_);
}

template <class T, class Make, class... Args>
Result<std::vector<T>> SqliteLedger::select(Make make, std::string_view sql, const Args&... args) {
  const std::lock_guard lock(guard_);
  RELAIS_ASSIGN(auto statement, db_.prepare(sql));
  statement.bind(args...);
  return collect<T>(statement, make);
}

template <class... Args>
Result<std::int64_t> SqliteLedger::number(std::string_view sql, const Args&... args) {
  const std::lock_guard lock(guard_);
  RELAIS_ASSIGN(const auto value, db_.integer(sql, args...));
  return value.value_or(0);
}

Result<> SqliteLedger::write(const std::function<Result<>(Writer&)>& body) {
  const std::lock_guard lock(guard_);
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(db_));
  if (epoch_ != 0) {
    RELAIS_ASSIGN(const auto epoch,
                  db_.integer("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'epoch'"));
    if (epoch != epoch_)
      return fail(Errc::busy, "another relais has taken over the ledger; this one stopped writing",
                  "run only one relais per ledger");
  }
  SqliteWriter writer(db_);
  RELAIS_TRY(body(writer));
  return transaction.commit();
}

Result<> SqliteLedger::lock() {
  {
    const std::lock_guard guard(guard_);
    if (lock_file_ >= 0) return {};
    const std::string path = db_.path() + ".lock";
    const int file = open_lock_file(path, db_.path());
    if (file < 0)
      return fail(Errc::database, fmt::format("cannot open {}: {}", path, std::strerror(errno)),
                  "whoever runs relais must be able to write in the folder of the ledger, and "
                  "this file if it is there");
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
      ::close(file);
      return fail(Errc::busy, fmt::format("another relais is working on the ledger {}", db_.path()),
                  "wait until it has finished, or stop it");
    }
    lock_file_ = file;
  }
  RELAIS_ASSIGN(const std::int64_t last,
                number("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'epoch'"));
  RELAIS_TRY(write([&](Writer& w) { return w.set_meta("epoch", std::to_string(last + 1)); }));
  epoch_ = last + 1;
  return {};
}

Result<std::string> SqliteLedger::meta(std::string_view name) {
  const std::lock_guard lock(guard_);
  RELAIS_ASSIGN(auto value, db_.text("SELECT value FROM meta WHERE name = ?", name));
  return value.value_or("");
}

Result<std::vector<Mailbox>> SqliteLedger::mailboxes() {
  return select<Mailbox>(
      [](const sqlite::Statement& row) {
        return Mailbox{row.integer(0), row.string(1),  row.string(2),
                       row.string(3),  row.integer(4), row.string(5)};
      },
      "SELECT id, connection, tenant, account_id, not_before, blocked FROM mailbox ORDER BY id");
}

Result<std::vector<Member>> SqliteLedger::members() {
  return select<Member>(
      [](const sqlite::Statement& row) {
        return Member{row.integer(0), row.string(1), row.string(2), row.boolean(3)};
      },
      "SELECT mailbox, handler, entity, linked FROM member ORDER BY mailbox, handler");
}

Result<std::vector<Stream>> SqliteLedger::streams(MailboxId mailbox) {
  return select<Stream>(
      stream_of, fmt::format("SELECT {} FROM stream WHERE mailbox = ? ORDER BY id", kStreamColumns),
      mailbox);
}

Result<std::string> SqliteLedger::planned_config(MailboxId mailbox, std::string_view entity,
                                                 std::string_view kind) {
  const std::lock_guard lock(guard_);
  RELAIS_ASSIGN(auto value, db_.text("SELECT fingerprint FROM planned_config "
                                     "WHERE mailbox = ? AND entity = ? AND kind = ?",
                                     mailbox, entity, kind));
  return value.value_or("");
}

Result<std::vector<DirtyKey>> SqliteLedger::dirty(MailboxId mailbox, std::string_view kind,
                                                  std::string_view after, Millis now,
                                                  std::size_t limit) {
  return select<DirtyKey>(
      dirty_of,
      "SELECT kind, item, seq, reason, not_before, since FROM dirty WHERE mailbox = ? AND kind = ? "
      "AND item > ? AND item <> '*' AND not_before <= ? ORDER BY item LIMIT ?",
      mailbox, kind, after, now, limit);
}

Result<std::optional<DirtyKey>> SqliteLedger::dirty_whole(MailboxId mailbox,
                                                          std::string_view kind) {
  RELAIS_ASSIGN(auto rows,
                select<DirtyKey>(dirty_of,
                                 "SELECT kind, item, seq, reason, not_before, since "
                                 "FROM dirty WHERE mailbox = ? AND kind = ? AND item = '*'",
                                 mailbox, kind));
  if (rows.empty()) return std::optional<DirtyKey>{};
  return std::optional<DirtyKey>{std::move(rows.front())};
}

Result<bool> SqliteLedger::has_dirty(MailboxId mailbox, Millis now) {
  RELAIS_ASSIGN(const auto found,
                number("SELECT EXISTS(SELECT 1 FROM dirty WHERE mailbox = ? AND not_before <= ?)",
                       mailbox, now));
  return found != 0;
}

Result<std::int64_t> SqliteLedger::count_dirty() { return number("SELECT count(*) FROM dirty"); }

Result<Millis> SqliteLedger::oldest_dirty() { return number("SELECT min(since) FROM dirty"); }

Result<std::vector<Link>> SqliteLedger::links(MailboxId mailbox, std::string_view kind,
                                              std::span<const std::string> items) {
  return select<Link>(link_of,
                      fmt::format("SELECT {} FROM link INDEXED BY link_mailbox_item "
                                  "WHERE mailbox = ? AND kind = ? AND "
                                  "item IN (SELECT value FROM json_each(?)) ORDER BY item, key",
                                  kLinkColumns),
                      mailbox, kind, json_list(items));
}

Result<std::vector<Link>> SqliteLedger::links_of_item(MailboxId mailbox, std::string_view kind,
                                                      std::string_view item) {
  return select<Link>(
      link_of,
      fmt::format("SELECT {} FROM link WHERE kind = ? AND item = ? AND (? = 0 OR mailbox = ?)",
                  kLinkColumns),
      kind, item, mailbox, mailbox);
}

Result<std::vector<std::string>> SqliteLedger::linked_items(MailboxId mailbox,
                                                            std::string_view entity,
                                                            std::string_view kind,
                                                            std::string_view after,
                                                            std::size_t limit) {
  return select<std::string>(
      [](const sqlite::Statement& row) { return row.string(0); },
      "SELECT DISTINCT item FROM link INDEXED BY link_mailbox_item WHERE mailbox = ? AND kind = ? "
      "AND item > ? AND stream IN (SELECT id FROM stream WHERE mailbox = ? AND entity = ?) "
      "ORDER BY item LIMIT ?",
      mailbox, kind, after, mailbox, entity, limit);
}

Result<std::vector<Link>> SqliteLedger::links_by_remote(MailboxId mailbox,
                                                        std::span<const std::string> remote_ids) {
  return select<Link>(link_of,
                      fmt::format("SELECT {} FROM link INDEXED BY link_remote WHERE mailbox = ? "
                                  "AND remote_id IN (SELECT value FROM json_each(?))",
                                  kLinkColumns),
                      mailbox, json_list(remote_ids));
}

Result<std::vector<Link>> SqliteLedger::claimed(StreamId stream, std::size_t limit) {
  return select<Link>(
      link_of,
      fmt::format("SELECT {} FROM link WHERE stream = ? AND seen = 1 LIMIT ?", kLinkColumns),
      stream, limit);
}

Result<std::vector<Link>> SqliteLedger::links_of_stream(StreamId stream, std::string_view after_key,
                                                        std::size_t limit) {
  return select<Link>(
      link_of,
      fmt::format("SELECT {} FROM link WHERE stream = ? AND key > ? ORDER BY key LIMIT ?",
                  kLinkColumns),
      stream, after_key, limit);
}

Result<std::int64_t> SqliteLedger::count_links(MailboxId mailbox, std::string_view entity,
                                               std::string_view kind) {
  return number(
      "SELECT count(*) FROM link WHERE mailbox = ? AND kind = ? AND "
      "stream IN (SELECT id FROM stream WHERE mailbox = ? AND entity = ?)",
      mailbox, kind, mailbox, entity);
}

Result<std::int64_t> SqliteLedger::count_links(std::string_view entity, std::string_view kind) {
  return number(
      "SELECT count(*) FROM link WHERE stream IN (SELECT id FROM stream WHERE entity = ?) "
      "AND kind = ?",
      entity, kind);
}

Result<std::vector<Link>> SqliteLedger::links_with_facts(MailboxId mailbox) {
  return select<Link>(
      link_of,
      fmt::format("SELECT {} FROM link WHERE mailbox = ? AND facts <> '' AND EXISTS "
                  "(SELECT 1 FROM json_each(facts) WHERE type = 'true') ORDER BY key",
                  kLinkColumns),
      mailbox);
}

Result<std::vector<Link>> SqliteLedger::degraded(MailboxId mailbox, std::size_t limit) {
  return select<Link>(
      link_of,
      fmt::format("SELECT {} FROM link WHERE mailbox = ? AND degraded <> '' ORDER BY key LIMIT ?",
                  kLinkColumns),
      mailbox, limit);
}

Result<std::int64_t> SqliteLedger::count_degraded(MailboxId mailbox) {
  return number("SELECT count(*) FROM link WHERE mailbox = ? AND degraded <> ''", mailbox);
}

Result<std::vector<std::string>> SqliteLedger::revisits(MailboxId mailbox, std::string_view kind,
                                                        std::string_view today) {
  return select<std::string>([](const sqlite::Statement& row) { return row.string(0); },
                             "SELECT DISTINCT item FROM link WHERE mailbox = ? AND kind = ? AND "
                             "revisit_on <> '' AND revisit_on <= ?",
                             mailbox, kind, today);
}

Result<std::vector<Intent>> SqliteLedger::intents(MailboxId mailbox) {
  return select<Intent>(
      intent_of,
      fmt::format("SELECT {} FROM intent WHERE mailbox = ? ORDER BY key", kIntentColumns), mailbox);
}

Result<std::vector<Sweep>> SqliteLedger::sweeps(MailboxId mailbox, Millis now) {
  return select<Sweep>(
      [](const sqlite::Statement& row) {
        return Sweep{row.string(0), row.integer(1), row.integer(2)};
      },
      "SELECT key, stream, due FROM sweep WHERE mailbox = ? AND due <= ?", mailbox, now);
}

Result<std::vector<Quarantine>> SqliteLedger::quarantined(MailboxId mailbox) {
  return select<Quarantine>(quarantine_of,
                            "SELECT key, kind, item, written, code, text, tries, next_at "
                            "FROM quarantine WHERE mailbox = ? ORDER BY key",
                            mailbox);
}

Result<std::vector<Quarantine>> SqliteLedger::quarantined(MailboxId mailbox, std::string_view kind,
                                                          std::span<const std::string> items) {
  return select<Quarantine>(quarantine_of,
                            "SELECT key, kind, item, written, code, text, tries, next_at "
                            "FROM quarantine WHERE mailbox = ? AND kind = ? AND "
                            "item IN (SELECT value FROM json_each(?))",
                            mailbox, kind, json_list(items));
}

Result<std::vector<Millis>> SqliteLedger::restorations(MailboxId mailbox, std::string_view key,
                                                       Millis since) {
  return select<Millis>([](const sqlite::Statement& row) { return row.integer(0); },
                        "SELECT at FROM action WHERE mailbox = ? AND key = ? AND at > ? AND "
                        "type IN ('recreate', 'repair') AND outcome = 'done' ORDER BY at",
                        mailbox, key, since);
}

Result<std::int64_t> SqliteLedger::count_actions(std::string_view entity, MailboxId mailbox,
                                                 std::string_view kind, std::string_view type,
                                                 std::string_view cause, Millis since) {
  // What the brake asks of each plan has an index of its own, found by the words of its condition.
  const bool indexed = type == "delete" || type == "update";
  return number(
      fmt::format("SELECT count(*) FROM action WHERE entity = ? AND kind = ? AND type = ? AND "
                  "at > ? {} AND outcome = 'done' AND (? = '' OR cause = ?) AND (? = 0 OR "
                  "mailbox = ?)",
                  indexed ? "AND type IN ('delete', 'update')" : ""),
      entity, kind, type, since, cause, cause, mailbox, mailbox);
}

Result<std::vector<ActionRecord>> SqliteLedger::history(std::string_view kind,
                                                        std::string_view item, MailboxId mailbox,
                                                        std::size_t limit) {
  return select<ActionRecord>(
      action_of,
      fmt::format("SELECT {} FROM action WHERE kind = ? AND item = ? AND (? = 0 OR mailbox = ?) "
                  "ORDER BY id DESC LIMIT ?",
                  kActionColumns),
      kind, item, mailbox, mailbox, limit);
}

Result<std::vector<Run>> SqliteLedger::runs(std::size_t limit) {
  return select<Run>(
      [](const sqlite::Statement& row) {
        return Run{row.integer(0), row.string(1), row.integer(2),
                   row.integer(3), row.string(4), row.string(5)};
      },
      "SELECT id, command, started, ended, outcome, summary FROM run ORDER BY id DESC LIMIT ?",
      limit);
}

Result<std::vector<Refusal>> SqliteLedger::refusals(std::size_t limit) {
  return select<Refusal>(
      [](const sqlite::Statement& row) {
        return Refusal{row.integer(0), row.string(1), row.string(2), row.string(3), row.integer(4)};
      },
      "SELECT at, verb, needed, had, uid FROM refusal ORDER BY id DESC LIMIT ?", limit);
}

Result<std::int64_t> SqliteLedger::count_refusals(Millis since) {
  return number("SELECT count(*) FROM refusal WHERE at >= ?", since);
}

Result<std::vector<Hold>> SqliteLedger::holds() {
  return select<Hold>(hold_of, fmt::format("SELECT {} FROM hold ORDER BY id", kHoldColumns));
}

Result<std::vector<HoldKey>> SqliteLedger::hold_keys(std::int64_t id) {
  return select<HoldKey>([](const sqlite::Statement& row) { return row.string(0); },
                         "SELECT key FROM hold_key WHERE hold = ? ORDER BY key", id);
}

Result<std::vector<Dot>> SqliteLedger::dots() {
  return select<Dot>(
      [](const sqlite::Statement& row) {
        return Dot{row.string(0), row.string(1), row.string(2) == "green", row.integer(3),
                   row.string(4)};
      },
      "SELECT handler, addin, colour, tested_at, report FROM dot ORDER BY handler, addin");
}

Result<std::string> SqliteLedger::state(MailboxId mailbox, std::string_view plugin,
                                        std::string_view entity, std::string_view name) {
  const std::lock_guard lock(guard_);
  RELAIS_ASSIGN(auto value, db_.text("SELECT value FROM state WHERE mailbox = ? AND plugin = ? AND "
                                     "entity = ? AND name = ?",
                                     mailbox, plugin, entity, name));
  return value.value_or("");
}

}  // namespace relais::ledger
