// The files of a call, read and understood as far as that goes without the store.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/import/csv_file.hpp"
#include "engine/import/import.hpp"
#include "engine/import/reject_file.hpp"

namespace relais::import {

enum class Format { csv, vcard, icalendar };

struct Input {
  Format format = Format::csv;
  std::string text;  ///< of CSV: UTF-8; else as the readers of cards and calendars take it
  CsvFile csv;       ///< views into `text`
  RejectFile rejects;
  FileReport report;
  std::size_t rank = 0;  ///< what is referred to comes first
};

/// All of them, as they were named; each stays where it is for good. Errc::usage: one cannot be
/// read, or nobody can tell what it holds; nothing else has happened then.
Result<std::vector<std::unique_ptr<Input>>> open_inputs(const Request& request);

}  // namespace relais::import
