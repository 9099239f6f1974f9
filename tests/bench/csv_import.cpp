// A file of addresses into the practice store, beside the same rows inserted by SQL.
#include <fmt/core.h>

#include <filesystem>
#include <fstream>

#include "engine/import/import.hpp"
#include "engine/store/open.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr int kOneBadIn = 1'000;
constexpr int kTurns = 3;
constexpr int kColumns = 13;

struct AddressRow {
  std::string values[kColumns];
};

/// As an address of a firm is: a dozen values, some of them with letters beyond ASCII.
AddressRow address_row(int i) {
  return {{fmt::format("a{:06}", i), "person", "Herr", i % 7 == 0 ? "Dr. iur." : "",
           i % 3 == 0 ? "Zoé" : "Vreni", fmt::format("Lüthi-{}", i), "",
           i % 2 == 0 ? "Bahnhofstrasse" : "Rue du Rhône", fmt::format("{}", i % 90 + 1),
           fmt::format("{}", 1000 + i % 9000), i % 2 == 0 ? "Zürich" : "Genève", "1970-12-24",
           i % 5 == 0 ? "ruft zurück; schreibt gern" : ""}};
}

constexpr const char* kHeader =
    "id;kind;salutation;title;given_name;surname;company;street;house_no;postal_code;city;birthday;"
    "remarks\r\n";

void write_csv(const std::filesystem::path& path, int addresses) {
  std::ofstream file(path, std::ios::binary);
  file << kHeader;
  for (int i = 1; i <= addresses; ++i) {
    const auto row = address_row(i);
    for (int c = 0; c < kColumns; ++c) {
      const bool bad = c == 11 && i % kOneBadIn == 0;
      const bool quoted = row.values[c].find(';') != std::string::npos;
      file << (c > 0 ? ";" : "") << (quoted ? "\"" : "") << (bad ? "24.13.1970" : row.values[c])
           << (quoted ? "\"" : "");
    }
    file << "\r\n";
  }
}

/// A store of its own below `folder`.
sqlite::Database new_store(const std::filesystem::path& folder, const std::string& name) {
  std::filesystem::remove_all(folder / name);
  std::filesystem::create_directories(folder / name);
  return must(store::open_database("sqlite:" + (folder / name / "practice.db").string(),
                                   {.mode = store::OpenMode::create}));
}

double insert_by_sql(sqlite::Database& database, int addresses) {
  std::vector<AddressRow> rows;
  for (int i = 1; i <= addresses; ++i) rows.push_back(address_row(i));
  const Stopwatch watch;
  auto transaction = must(sqlite::Transaction::begin(database));
  auto insert = must(database.prepare(
      "INSERT INTO address(id, kind, salutation, title, given_name, surname, company, street, "
      "house_no, postal_code, city, birthday, remarks, entity_id) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'zurich')"));
  for (const auto& row : rows) {
    insert.reset();
    for (int c = 0; c < kColumns; ++c) {
      if (row.values[c].empty()) {
        insert.bind_at(c + 1, nullptr);
      } else {
        insert.bind_at(c + 1, row.values[c]);
      }
    }
    must(insert.run());
  }
  if (auto done = transaction.commit(); !done) throw std::runtime_error(done.error().text);
  return watch.seconds();
}

struct ImportedCsv {
  double seconds = 0;
  import::TableReport counts;
};

ImportedCsv import_csv_file(sqlite::Database& database, const std::filesystem::path& file) {
  config::Config config;
  config.entities.emplace_back().id = "zurich";
  config.entities.back().time_zone = "Europe/Zurich";
  const std::atomic<bool> never{false};
  import::Request request;
  request.files = {file};
  const Stopwatch watch;
  const auto outcome = must(import::run(database, request, {config, never}));
  return {watch.seconds(), outcome.tables.at(0)};
}

}  // namespace

void csv_import(const Scale& scale, Report& report) {
  const int addresses = scale.of(250'000, 2'000);
  std::string pattern = (std::filesystem::temp_directory_path() / "relais-csv-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  const std::filesystem::path folder = pattern;
  const auto file = folder / "address.csv";
  write_csv(file, addresses);
  const std::int64_t bad = addresses / kOneBadIn;

  std::vector<double> ratios;
  std::vector<double> times;
  std::vector<double> again;
  for (int turn = 0; turn < (scale.quick ? 1 : kTurns); ++turn) {
    auto plain = new_store(folder, "sql");
    const double sql = insert_by_sql(plain, addresses);
    auto store = new_store(folder, "csv");
    const auto first = import_csv_file(store, file);
    if (first.counts.added != addresses - bad || first.counts.rejected != bad)
      throw std::runtime_error("not exactly the good rows were imported");
    const auto second = import_csv_file(store, file);
    if (second.counts.unchanged != addresses - bad || second.counts.changed != 0)
      throw std::runtime_error("an import that says nothing new changed something");
    times.push_back(first.seconds);
    ratios.push_back(first.seconds / sql);
    again.push_back(second.seconds);
  }
  report.add(fmt::format("CSV of {} addresses, {} of them bad", addresses, bad), median(times), "s",
             fmt::format("{:.2f} times the same rows by SQL", median(ratios)));
  report.add("rows per second", addresses / median(times), "rows/s", "");
  report.add("the same file again, nothing new", median(again), "s",
             fmt::format("{:.2f} times the first", median(again) / median(times)));
  std::filesystem::remove_all(folder);
}

}  // namespace relais::bench
