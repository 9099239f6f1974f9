// The rows of a file that were not taken, beside it.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/base/error.hpp"
#include "engine/import/record.hpp"

namespace relais::import {

/// `addresses.csv.rejects.csv`: line, reason, and the row as it stood there. Only its owner may
/// read it. Until keep() it has no name, so that nobody sees half of one and no end of the process
/// leaves one behind; and it takes the place of an earlier one only, never of anything else.
class RejectFile {
 public:
  explicit RejectFile(std::filesystem::path path) : path_(std::move(path)) {}

  Result<> add(const Rejected& rejected);
  /// Makes it what stands at path(); without a row, what an earlier import left there goes.
  Result<> keep();
  const std::filesystem::path& path() const { return path_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Result<> open();
  Result<> copy_to(int file) const;
  tl::unexpected<Error> cannot_write() const;

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace relais::import
