// The practice store in an SQLite file.
#pragma once

#include <memory>
#include <mutex>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/sqlite_snapshot.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// One connection for the feed and for writes, guarded by mutex_; snapshots have their own.
class SqliteStore final : public Store {
 public:
  /// `database` is open for writing and has the current schema.
  static Result<std::unique_ptr<Store>> over(sqlite::Database database);

  Result<Head> head() override;
  Result<std::vector<Change>> changes(std::int64_t after, std::size_t limit) override;
  Result<std::vector<Affected>> expand(std::span<const Change> changes) override;
  Result<> prune(std::int64_t up_to) override;
  Result<std::vector<DateChange>> date_changes(std::int64_t after, std::size_t limit) override;
  Result<std::int64_t> last_date_change() override;
  Result<bool> wait_change(Clock& clock, std::chrono::milliseconds timeout) override;
  Result<std::unique_ptr<Snapshot>> snapshot() override;
  Result<bool> link(std::string_view handler, std::string_view connection,
                    std::string_view address) override;
  Result<bool> unlink(std::string_view handler, std::string_view connection) override;
  Result<> set_resolved(std::string_view handler, std::string_view connection,
                        const std::optional<std::string>& user_id,
                        const std::optional<std::string>& primary_address) override;
  Result<> set_switches(std::string_view handler, const Switches& switches) override;
  Result<MarkCounts> mark(std::span<const std::string> addresses, std::string_view handler,
                          std::string_view marked_by, Millis marked_at) override;
  Result<MarkCounts> unmark(std::span<const std::string> addresses,
                            std::string_view handler) override;

 private:
  explicit SqliteStore(sqlite::Database database);
  Result<bool> changed_since_last_look();

  std::mutex mutex_;
  sqlite::Database database_;
  std::shared_ptr<Readers> readers_;
  std::int64_t seen_version_ = 0;  // of other connections' commits
  bool wrote_ = false;             // this connection's commits do not show in data_version
};

}  // namespace relais::store
