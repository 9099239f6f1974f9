// A thin wrapper of SQLite, shared by the practice store and the ledger: one way to open a
// database, one translation of its errors, and no exception ever leaves it.
//
//   RELAIS_ASSIGN(auto db, sqlite::Database::open(path, {.access = sqlite::Access::create}));
//   RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(db));
//   RELAIS_TRY(db.run("INSERT INTO t(id, n) VALUES(?, ?)", "a", 1));
//   RELAIS_TRY(transaction.commit());
//
//   RELAIS_ASSIGN(auto rows, db.prepare("SELECT id, n FROM t WHERE n > ?"));
//   rows.bind(0);
//   for (;;) {
//     RELAIS_ASSIGN(const bool more, rows.step());
//     if (!more) break;
//     use(rows.text(0), rows.integer(1));
//   }
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/base/steps.hpp"

struct sqlite3_stmt;

namespace relais::sqlite {

enum class Access {
  create,  ///< read and write; the file is made if it is missing
  write,   ///< read and write an existing file
  read,    ///< an existing file; every attempt to change it fails
};

struct Options {
  Access access = Access::write;
  /// How long a statement waits for another program's write before it fails with Errc::busy.
  std::chrono::milliseconds busy_timeout{30'000};
  /// Hears `<name>.commit.before` and `<name>.commit.after` of every committed write transaction.
  StepListener* steps = nullptr;
  /// What the database is called in steps and error texts: "store", "ledger".
  std::string name = "database";
};

using Blob = std::span<const std::byte>;

struct Connection;  // private to this module

/// A prepared statement, borrowed from its database's cache: it goes back, reset and unbound, when
/// this object is destroyed. It must not outlive the Database.
/// Parameters count from 1, columns from 0. Text and blobs are views, valid until the next step.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  /// Binds all parameters in order, from the first. Takes text, integers, bool, blobs, nullptr and
  /// optionals of these; the values are copied. A failure is reported by the next step().
  template <class... Args>
  Statement& bind(const Args&... args) {
    reset();
    int index = 0;
    (bind_at(++index, args), ...);
    return *this;
  }
  void bind_at(int index, std::nullptr_t);
  void bind_at(int index, std::string_view text);
  void bind_at(int index, Blob blob);
  void bind_at(int index, std::int64_t value);
  void bind_at(int index, const char* text) { bind_at(index, std::string_view(text)); }
  void bind_at(int index, const std::string& text) { bind_at(index, std::string_view(text)); }
  template <std::integral T>
  void bind_at(int index, T value) {
    bind_at(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) {
      bind_at(index, *value);
    } else {
      bind_at(index, nullptr);
    }
  }

  /// True: a row is there. False: done; the statement is then reset and may be bound again.
  Result<bool> step();
  /// Steps until done, passing over rows; answers how many rows were changed.
  Result<std::int64_t> run();
  /// Makes it ready to be stepped from the start; bindings stay. Ends a read.
  void reset();

  int columns() const;
  bool is_null(int column) const;
  /// Empty for null.
  std::string_view text(int column) const;
  /// 0 for null.
  std::int64_t integer(int column) const;
  bool boolean(int column) const { return integer(column) != 0; }
  Blob blob(int column) const;
  std::optional<std::string> maybe_text(int column) const;
  std::optional<std::int64_t> maybe_integer(int column) const;
  std::string string(int column) const { return std::string(text(column)); }

 private:
  friend class Database;
  Statement(Connection* connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}
  void note(int rc);
  void give_back();

  Connection* connection_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  int bind_error_ = 0;
};

/// One connection, in WAL mode with synchronous=FULL and foreign keys on. Not thread-safe: a
/// connection, its statements and its transactions belong to one thread at a time.
class Database {
 public:
  /// Opens and reads the file, so that one that is damaged or no database fails here and not later.
  static Result<Database> open(const std::string& path, Options options = {});

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Statements without parameters or interesting rows, several separated by `;`. Writes outside
  /// of a Transaction are not announced to the StepListener: meant for schemas and pragmas.
  Result<> exec(std::string_view sql);
  /// From the cache, or compiled. Preparing the same text while one is in use compiles a second.
  Result<Statement> prepare(std::string_view sql);
  /// prepare, bind, run: answers the number of rows changed (not counting triggers' changes).
  template <class... Args>
  Result<std::int64_t> run(std::string_view sql, const Args&... args) {
    auto statement = prepare(sql);
    if (!statement) return fail(std::move(statement).error());
    return statement->bind(args...).run();
  }
  /// The first column of the first row, if there is one and it is not null.
  template <class... Args>
  Result<std::optional<std::int64_t>> integer(std::string_view sql, const Args&... args) {
    auto statement = prepare(sql);
    if (!statement) return fail(std::move(statement).error());
    auto row = statement->bind(args...).step();
    if (!row) return fail(std::move(row).error());
    return *row ? statement->maybe_integer(0) : std::nullopt;
  }
  template <class... Args>
  Result<std::optional<std::string>> text(std::string_view sql, const Args&... args) {
    auto statement = prepare(sql);
    if (!statement) return fail(std::move(statement).error());
    auto row = statement->bind(args...).step();
    if (!row) return fail(std::move(row).error());
    return *row ? statement->maybe_text(0) : std::nullopt;
  }

  /// Differs from the last answer if another connection has committed in between.
  Result<std::int64_t> data_version();
  /// Rows changed over this connection since it was opened, triggers included.
  std::int64_t total_changes() const;
  std::int64_t last_insert_rowid() const;
  bool in_transaction() const;
  const std::string& path() const;
  /// The error for SQLite's result `rc`, with this database's name and file in the text.
  Error error(int rc, std::string_view doing) const;

 private:
  friend class Transaction;
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

/// Rolled back when destroyed, unless committed. Does not nest. It must not outlive the Database.
class Transaction {
 public:
  enum class Kind {
    immediate,  ///< takes the write lock now: waits at most busy_timeout, never fails half-way
    deferred,   ///< for reading: what is read is one state of the database
  };
  static Result<Transaction> begin(Database& database, Kind kind = Kind::immediate);

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// After an error the transaction is still open; destroying it rolls back.
  Result<> commit();
  void rollback();

 private:
  explicit Transaction(Connection* connection) : connection_(connection) {}
  Connection* connection_ = nullptr;
};

}  // namespace relais::sqlite
