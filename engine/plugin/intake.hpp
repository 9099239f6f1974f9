// What comes from a plugin is copied and checked here, and nowhere else.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "engine/plugin/export_types.hpp"
#include "relais/export.h"

namespace relais::plugin {

bool is_utf8(std::string_view bytes) noexcept;

/// Collects the first thing that is wrong; the values that follow are still read.
class Intake {
 public:
  /// Text of at most `limit` bytes; empty if it is wrong.
  std::string text(relais_str from, std::size_t limit, std::string_view field);
  std::string json_object(relais_str from, std::size_t limit, std::string_view field);
  std::string json_array(relais_str from, std::size_t limit, std::string_view field);
  /// JSON of any type, present.
  std::string json(relais_str from, std::size_t limit, std::string_view field);
  /// YYYY-MM-DD or absent.
  std::string date(relais_str from, std::string_view field);
  /// For people: never wrong; cut, in one line, without control characters.
  static std::string words(relais_str from, std::size_t limit = 2000);

  void require(bool kept, std::string_view field, std::string_view problem);
  bool good() const { return problem_.empty(); }
  /// "etag has 5000 bytes, at most 1024 are allowed"
  const std::string& problem() const { return problem_; }

 private:
  std::string problem_;
};

/// The fields of each struct; what is wrong is in `intake`.
Document document_of(const relais_document& raw, Intake& intake);
OpResult result_of(const relais_result& raw, Intake& intake);
Change change_of(const relais_change& raw, Intake& intake);
Found found_of(const relais_found& raw, Intake& intake);
Probe probe_of(const relais_probe& raw, Intake& intake);
Container container_of(relais_str id, std::int32_t created, Intake& intake);
std::string cursor_of(relais_str raw, Intake& intake);

}  // namespace relais::plugin
