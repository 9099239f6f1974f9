// The inbox in an SQLite file.
#pragma once

#include <mutex>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/inbox.hpp"

namespace relais::store {

/// One connection, guarded by mutex_.
class SqliteInbox final : public Inbox {
 public:
  explicit SqliteInbox(sqlite::Database database) : database_(std::move(database)) {}

  Result<std::vector<InboxLine>> list(const InboxFilter& filter) override;
  Result<InboxMessage> message(std::string_view id) override;
  Result<Filed> archive(std::span<const std::string> ids, std::string_view case_name,
                        std::string_view archived_by, Millis at) override;
  Result<Filed> unarchive(std::span<const std::string> ids) override;
  Result<Filed> erase(std::span<const std::string> ids) override;
  Result<Filed> assign(std::span<const std::string> ids, std::string_view handler) override;

 private:
  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace relais::store
