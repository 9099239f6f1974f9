// A Snapshot over a connection of its own, which goes back to the store's pool afterwards.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// Read connections that nobody uses at the moment. Guarded by its mutex.
class Readers {
 public:
  explicit Readers(std::string path) : path_(std::move(path)) {}
  Result<sqlite::Database> take();
  void give_back(sqlite::Database database);

 private:
  const std::string path_;
  std::mutex mutex_;
  std::vector<sqlite::Database> idle_;
};

Result<Head> read_head(sqlite::Database& database);

class SqliteSnapshot final : public Snapshot {
 public:
  static Result<std::unique_ptr<Snapshot>> take(std::shared_ptr<Readers> readers);
  ~SqliteSnapshot() override;

  Result<Head> head() override;
  Result<std::vector<Handler>> handlers() override;
  Result<std::vector<Item>> items(std::string_view handler, std::string_view kind,
                                  std::span<const std::string> ids) override;
  Result<std::vector<std::string>> keys(std::string_view handler, std::string_view kind,
                                        std::string_view after, std::size_t limit) override;
  Result<std::int64_t> count(std::string_view handler, std::string_view kind) override;
  Result<std::vector<std::string>> unassigned(std::string_view entity, std::string_view kind,
                                              std::string_view today) override;
  Result<std::int64_t> count_entity(std::string_view entity, std::string_view kind) override;
  Result<std::vector<std::string>> addresses(std::string_view entity,
                                             const AddressQuery& query) override;
  Result<Explanation> explain(std::string_view handler, std::string_view kind,
                              std::string_view id) override;

 private:
  SqliteSnapshot(std::shared_ptr<Readers> readers, sqlite::Database database)
      : readers_(std::move(readers)), database_(std::move(database)) {}

  std::shared_ptr<Readers> readers_;
  sqlite::Database database_;
  std::optional<sqlite::Transaction> transaction_;
  Head head_;
};

}  // namespace relais::store
