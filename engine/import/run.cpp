#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "engine/import/icalendar.hpp"
#include "engine/import/import.hpp"
#include "engine/import/input.hpp"
#include "engine/import/readers.hpp"
#include "engine/import/snapshot.hpp"
#include "engine/import/vcard.hpp"
#include "engine/import/writer.hpp"
#include "engine/store/date_changes.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kRemarks = 20;
constexpr std::size_t kDateChanges = 1'000;
constexpr std::int64_t kLookUpEvery = 256;  // rows, for the cancel flag

/// What the snapshots of a call say of a table.
struct Covered {
  Keys named;
  std::map<std::string, std::int64_t> good;  ///< by entity
  bool unreadable = false;                   ///< a row whose key nobody knows was rejected
};

Rules rules_of(const Request& request, const config::Config& config) {
  Rules rules;
  rules.entity = request.entity;
  rules.chosen = !request.entity.empty();
  for (const auto& entity : config.entities) rules.time_zones[entity.id] = entity.time_zone;
  if (!rules.chosen && config.entities.size() == 1) rules.entity = config.entities.front().id;
  return rules;
}

class Run {
 public:
  Run(sqlite::Database& store, const Request& request, const Surroundings& surroundings)
      : store_(store),
        request_(request),
        surroundings_(surroundings),
        rules_(rules_of(request, surroundings.config)),
        writer_(store) {}

  Result<Outcome> go() {
    RELAIS_ASSIGN(inputs_, open_inputs(request_));
    RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(store_));
    RELAIS_ASSIGN(const auto dates_before, store::last_date_change(store_));
    for (const auto& input : inputs_) {
      total_bytes_ += input->text.size();
      if (input->format == Format::csv && !request_.increment) covered_[input->csv.table];
    }
    std::vector<Input*> ordered;
    for (const auto& input : inputs_) ordered.push_back(input.get());
    std::stable_sort(ordered.begin(), ordered.end(), [](const Input* left, const Input* right) {
      return left->rank < right->rank;
    });
    for (auto* input : ordered) RELAIS_TRY(import_file(*input));
    for (const auto& table : tables())
      if (covered_.contains(&table)) RELAIS_TRY(delete_absent(table));
    RELAIS_ASSIGN(outcome_.date_changes, store::date_changes(store_, dates_before, kDateChanges));
    for (const auto& input : inputs_) RELAIS_TRY(keep_rejects(*input));
    if (!request_.dry_run) RELAIS_TRY(transaction.commit());
    return outcome();
  }

 private:
  struct Place {
    const Input* input = nullptr;
    std::size_t line = 0;
  };
  struct Waiting {
    Row row;
    std::string raw;
  };

  Result<> import_file(Input& input) {
    // Files of one snapshot follow each other, and name a row once; increments may name it again.
    const bool goes_on =
        input.format == Format::csv && !request_.increment && lines_.contains(input.csv.table);
    if (!goes_on) lines_.clear();
    waiting_.clear();
    stop_.reset();
    RELAIS_TRY(read(input));
    if (stop_) return fail(std::move(*stop_));
    RELAIS_TRY(write_waiting(input));
    done_bytes_ += input.text.size();
    return {};
  }

  Result<> read(Input& input) {
    if (input.format != Format::csv) return read_components(input);
    CsvSink sink;
    sink.record = [&](Record record) { return go_on(take(input, std::move(record))); };
    sink.rejected = [&](const Record& readable, const Rejected& rejected) {
      ++input.report.rows;
      note_key(readable);
      return go_on(reject(input, *input.csv.table, rejected));
    };
    sink.progress = [&](std::size_t bytes) { show(input, bytes); };
    read_csv(input.csv, sink);
    return {};
  }

  /// Cards, or the entries of a calendar.
  Result<> read_components(Input& input) {
    if (rules_.entity.empty())
      return fail(Errc::usage, input.report.file.string() + ": nothing says whose it is",
                  "--entity ID says it");
    const bool cards = input.format == Format::vcard;
    const Table& usual = *find_table(cards ? "address" : "appointment");
    Sink sink;
    sink.record = [&](Record record) {
      if (!stop_) go_on(take(input, std::move(record)));
    };
    sink.rejected = [&](const Rejected& rejected) {
      ++input.report.rows;
      if (!stop_) go_on(reject(input, usual, rejected));
    };
    const Warn warn = [&](const Warning& warning) {
      ++input.report.warnings;
      if (input.report.remarks.size() < kRemarks)
        input.report.remarks.push_back({warning.line, warning.text, false});
    };
    if (cards) {
      read_vcards(input.text, sink, warn);
      return {};
    }
    RELAIS_TRY(check_owners(store_, rules_.entity, request_.owners));
    const auto& zone = rules_.time_zones.at(rules_.entity);
    const CalendarOptions options{{rules_.entity, zone}, request_.owners};
    read_icalendar(input.text, options, lookups_of(store_, rules_.entity), sink, warn);
    return {};
  }

  bool go_on(Result<> result) {
    if (result && ++looked_ % kLookUpEvery == 0 && surroundings_.cancel.load())
      result = fail(Errc::cancelled, "the import was stopped; the store is as it was",
                    "nothing was imported: run it again");
    if (!result) stop_ = std::move(result).error();
    return !stop_;
  }

  void show(const Input& input, std::size_t bytes) {
    if (!surroundings_.progress || input.report.rows % kLookUpEvery != 0) return;
    const auto done = done_bytes_ + bytes;
    surroundings_.progress({&input.report.file, input.report.rows,
                            total_bytes_ == 0 ? 100 : static_cast<int>(done * 100 / total_bytes_)});
  }

  /// A row that was rejected is there all the same: it is not one that was left out.
  void note_key(const Record& record) {
    const auto covered = covered_.find(find_table(record.table));
    if (covered == covered_.end()) return;
    auto key = readable_key(record, rules_);
    if (key.empty()) {
      covered->second.unreadable = true;
    } else {
      covered->second.named.insert(std::move(key));
    }
  }

  Result<> take(Input& input, Record record) {
    ++input.report.rows;
    const std::size_t line = record.line;
    const std::string_view raw = record.raw;
    const auto* table = find_table(record.table);
    // Kept because checking takes the record apart.
    Record key{.table = record.table, .id = record.id, .line = line};
    if (table != nullptr && !table->source && covered_.contains(table)) key.values = record.values;
    auto checked = check(std::move(record), rules_);
    if (!checked.problem.empty()) {
      note_key(key);
      if (table == nullptr) return fail(Errc::internal, "a reader names a table that is none");
      return reject(input, *table, {line, std::move(checked.problem), std::string(raw)});
    }
    auto& row = checked.row;
    if (const auto own = row.key(); !own.empty()) {
      const auto [first, is_new] = lines_[table].try_emplace(own, Place{&input, line});
      if (const auto covered = covered_.find(table); covered != covered_.end())
        covered->second.named.insert(own);
      if (!is_new)
        return reject(input, *table, {line, same_row(first->second, input), std::string(raw)});
    }
    RELAIS_ASSIGN(auto refusal, writer_.write(row));
    if (!refusal) return note_written(row);
    if (!refusal->later) return reject(input, *table, {line, refusal->reason, std::string(raw)});
    waiting_.push_back({std::move(row), std::string(raw)});
    return {};
  }

  static std::string same_row(const Place& first, const Input& input) {
    auto text = fmt::format("is the same row as line {}", first.line);
    if (first.input != &input) text += " of " + first.input->report.file.filename().string();
    return text;
  }

  Result<> note_written(const Row& row) {
    if (const auto covered = covered_.find(row.table); covered != covered_.end()) {
      covered->second.named.insert(row.key());
      ++covered->second.good[row.entity];
    }
    for (const auto& child : row.children)
      if (const auto covered = covered_.find(child.table); covered != covered_.end())
        covered->second.named.insert(child.key());
    return {};
  }

  /// Rows that refer to later ones of their file, or wait for what a later one gives up.
  Result<> write_waiting(Input& input) {
    for (bool moved = true; moved && !waiting_.empty();) {
      moved = false;
      std::vector<Waiting> still;
      for (auto& one : waiting_) {
        RELAIS_ASSIGN(const auto refusal, writer_.write(one.row));
        if (refusal) {
          still.push_back(std::move(one));
        } else {
          moved = true;
          RELAIS_TRY(note_written(one.row));
        }
      }
      waiting_ = std::move(still);
    }
    for (auto& one : waiting_) {
      RELAIS_ASSIGN(const auto refusal, writer_.write(one.row));
      const std::string reason = refusal ? refusal->reason : std::string("cannot be written");
      RELAIS_TRY(reject(input, *one.row.table, {one.row.line, reason, std::move(one.raw)}));
    }
    return {};
  }

  Result<> reject(Input& input, const Table& table, Rejected rejected) {
    ++input.report.rejected;
    ++writer_.counts()[&table].rejected;
    if (input.report.remarks.size() < kRemarks)
      input.report.remarks.push_back({rejected.line, rejected.reason, true});
    rejected.raw = shown(rejected.raw);
    return input.rejects.add(rejected);
  }

  Result<> keep_rejects(Input& input) {
    RELAIS_TRY(input.rejects.keep());
    if (input.report.rejected > 0) input.report.rejects = input.rejects.path();
    return {};
  }

  Result<> delete_absent(const Table& table) {
    const auto& covered = covered_.at(&table);
    auto good = covered.good;
    if (!rules_.entity.empty()) good.try_emplace(rules_.entity, 0);
    if (good.empty()) {
      Kept kept;
      kept.why = Kept::Why::nobody;
      kept.table = table.name;
      outcome_.kept.push_back(std::move(kept));
    }
    for (const auto& [entity, rows] : good) RELAIS_TRY(delete_absent(table, entity, rows, covered));
    return {};
  }

  Result<> delete_absent(const Table& table, const std::string& entity, std::int64_t good,
                         const Covered& covered) {
    RELAIS_ASSIGN(const auto absent, absent_from(store_, table, entity, covered.named));
    if (absent.keys.empty()) return {};
    const auto* configured = surroundings_.config.entity(entity);
    Permission permission{good == 0, request_.allow_empty, request_.allow_deletes,
                          configured != nullptr ? configured->safety.max_delete
                                                : surroundings_.config.safety.max_delete};
    const bool held = is_held(absent, permission);
    if (held || covered.unreadable) {
      outcome_.kept.push_back({!held              ? Kept::Why::unreadable
                               : permission.empty ? Kept::Why::empty
                                                  : Kept::Why::too_many,
                               entity, std::string(table.name),
                               static_cast<std::int64_t>(absent.keys.size()), absent.there,
                               permission.limit});
      return {};
    }
    for (const auto& key : absent.keys) RELAIS_TRY(writer_.erase(table, key));
    return {};
  }

  Outcome outcome() {
    for (auto& input : inputs_) outcome_.files.push_back(std::move(input->report));
    for (const auto& table : tables()) {
      const auto found = writer_.counts().find(&table);
      if (found == writer_.counts().end() && !covered_.contains(&table)) continue;
      const Counts n = found == writer_.counts().end() ? Counts{} : found->second;
      outcome_.tables.push_back(
          {std::string(table.name), n.added, n.changed, n.deleted, n.unchanged, n.rejected});
    }
    return std::move(outcome_);
  }

  using Lines = std::unordered_map<std::string, Place>;

  sqlite::Database& store_;
  const Request& request_;
  const Surroundings& surroundings_;
  const Rules rules_;
  std::vector<std::unique_ptr<Input>> inputs_;
  Writer writer_;
  std::map<const Table*, Covered> covered_;
  std::map<const Table*, Lines> lines_;  // of the file at hand, or of its snapshot so far, by key
  std::vector<Waiting> waiting_;         // of the file at hand
  std::optional<Error> stop_;
  std::int64_t looked_ = 0;
  std::size_t total_bytes_ = 0;
  std::size_t done_bytes_ = 0;
  Outcome outcome_;
};

}  // namespace

std::int64_t Outcome::rejected() const {
  std::int64_t count = 0;
  for (const auto& file : files) count += file.rejected;
  return count;
}

bool Outcome::braked() const {
  return std::any_of(kept.begin(), kept.end(),
                     [](const Kept& one) { return one.why != Kept::Why::unreadable; });
}

Result<Outcome> run(sqlite::Database& store, const Request& request,
                    const Surroundings& surroundings) {
  return Run(store, request, surroundings).go();
}

}  // namespace relais::import
