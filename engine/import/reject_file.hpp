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
/// read it. Written beside itself and put in its place by keep(): nobody sees half of one.
class RejectFile {
 public:
  explicit RejectFile(std::filesystem::path path) : path_(std::move(path)) {}
  RejectFile(RejectFile&&) = default;
  ~RejectFile();

  Result<> add(const Rejected& rejected);
  /// Makes it what stands at path(); without a row, what an earlier import left there goes.
  Result<> keep();
  const std::filesystem::path& path() const { return path_; }
  bool empty() const { return file_ == nullptr && temporary_.empty(); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Result<> open();
  tl::unexpected<Error> cannot_write() const;

  std::filesystem::path path_;
  std::string temporary_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace relais::import
