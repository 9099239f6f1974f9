// The open handle behind a Database: its cache of statements and its errors.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/sqlite/sqlite.hpp"

namespace relais::sqlite {

struct Connection {
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// A reset statement for `sql`, from the cache or compiled. Its owner gives it back.
  Result<sqlite3_stmt*> take(std::string_view sql);
  void give_back(sqlite3_stmt* statement) noexcept;

  Error error(int rc, std::string_view doing) const;
  void announce(std::string_view moment) const;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  sqlite3* db = nullptr;
  std::string path;
  Options options;
  std::unordered_map<std::string, sqlite3_stmt*, Hash, std::equal_to<>> idle;
};

}  // namespace relais::sqlite
