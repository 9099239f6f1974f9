#include "engine/import/input.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "engine/base/text.hpp"

namespace relais::import {
namespace {

namespace fs = std::filesystem;

/// All files of a call are in memory until it ends.
constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 30;

tl::unexpected<Error> unusable(const fs::path& path, std::string_view why, std::string hint = {}) {
  return fail(Errc::usage, fmt::format("{}: {}", path.string(), why), std::move(hint));
}

Result<std::string> bytes_of(const fs::path& path, std::uintmax_t room) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return unusable(path, "there is no such file");
  if (error) return unusable(path, "cannot be read: " + error.message());
  if (status.type() == fs::file_type::directory) return unusable(path, "is a folder");
  if (status.type() != fs::file_type::regular) return unusable(path, "is no ordinary file");
  const auto size = fs::file_size(path, error);
  if (!error && size > kMostBytes) return unusable(path, "is larger than 1 GB");
  if (!error && size > room)
    return unusable(path, "the files up to this one are larger than 1 GB together",
                    "several calls, or increments");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return unusable(path, "cannot be read: " + std::generic_category().message(errno));
  std::string bytes(error ? 0 : size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (static_cast<std::uintmax_t>(file.gcount()) != bytes.size())
    return unusable(path, "cannot be read to its end");
  return bytes;
}

Result<Format> format_of(const fs::path& path, bool named_table) {
  const std::string extension = lower_ascii(path.extension().string());
  if (extension == ".vcf" || extension == ".vcard") return Format::vcard;
  if (extension == ".ics" || extension == ".ical") return Format::icalendar;
  if (named_table || extension == ".csv" || extension == ".tsv" || extension == ".txt")
    return Format::csv;
  return unusable(path, "its name ends in none of .csv, .tsv, .txt, .vcf, .ics",
                  "--table NAME reads it as CSV");
}

Result<const Table*> table_for(const fs::path& path, const std::string& named) {
  const auto* table = named.empty() ? table_of_file(path.stem().string()) : find_table(named);
  if (table != nullptr) return table;
  std::string names;
  for (const auto& one : tables())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
  if (!named.empty()) return fail(Errc::usage, fmt::format("there is no table {}", named), names);
  return unusable(path, "its name is none of a table", "--table NAME says which one: " + names);
}

Result<> open_as_csv(Input& input, const Request& request, std::string bytes) {
  RELAIS_ASSIGN(const auto* table, table_for(input.report.file, request.table));
  const auto encoding = request.encoding.value_or(detect_encoding(bytes));
  input.text = decode(std::move(bytes), encoding);
  auto csv = open_csv(input.text, *table, {request.separator, request.increment});
  if (!csv)
    return fail(csv.error().code,
                fmt::format("{}: {}", input.report.file.string(), csv.error().text),
                csv.error().hint);
  input.csv = std::move(*csv);
  input.report.table = table->name;
  input.report.encoding = name_of(encoding);
  input.report.separator = input.csv.separator;
  input.rank = rank_of(*table) * 2;
  return {};
}

fs::path rejects_of(const fs::path& file, const Request& request) {
  fs::path beside = request.rejects.empty() ? file : request.rejects / file.filename();
  beside += ".rejects.csv";
  return beside;
}

Result<std::unique_ptr<Input>> open_input(const fs::path& path, const Request& request,
                                          std::uintmax_t room) {
  RELAIS_ASSIGN(const auto format, format_of(path, !request.table.empty()));
  RELAIS_ASSIGN(auto bytes, bytes_of(path, room));
  auto input = std::unique_ptr<Input>(new Input{.format = format,
                                                .text = {},
                                                .csv = {},
                                                .rejects = RejectFile(rejects_of(path, request)),
                                                .report = {.file = path}});
  if (format == Format::csv) {
    RELAIS_TRY(open_as_csv(*input, request, std::move(bytes)));
    input->report.format = "csv";
    return input;
  }
  // Cards need handlers and are followed by what belongs to addresses; entries of a calendar need
  // cases and are followed by assignees.
  const bool cards = format == Format::vcard;
  // Each line of a card may have an encoding of its own, so its reader decodes.
  const auto encoding = detect_encoding(bytes);
  const bool wide = encoding == Encoding::utf16le || encoding == Encoding::utf16be;
  input->text = wide ? decode(std::move(bytes), encoding) : std::move(bytes);
  input->report.format = cards ? "vcard" : "icalendar";
  input->rank = rank_of(*find_table(cards ? "address" : "case_party")) * 2 + 1;
  return input;
}

}  // namespace

Result<std::vector<std::unique_ptr<Input>>> open_inputs(const Request& request) {
  std::vector<std::unique_ptr<Input>> inputs;
  std::uintmax_t room = kMostBytes;
  for (const auto& path : request.files) {
    RELAIS_ASSIGN(auto input, open_input(path, request, room));
    room -= std::min<std::uintmax_t>(room, input->text.size());
    for (const auto& other : inputs)
      if (other->rejects.path() == input->rejects.path())
        return unusable(path, "is named twice, or would have the reject file of another one");
    inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace relais::import
