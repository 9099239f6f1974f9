// What a created, updated and deleted copy costs in requests.
#include <fmt/core.h>

#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

/// One mailbox, and syncs that do the same to all of its copies.
class Counting {
 public:
  Counting(const EmulatorProcess& emulator, Copies copies, std::string one, int items,
           Report& report)
      : report_(report), one_(std::move(one)), items_(items) {
    firm_ = make_firm(emulator, 1, {copies}, "{max_delete: {count: 100000, percent: 100}}");
    add_items(*firm_, copies, "H001", 1, items_);
    engine_ = open_engine(*firm_);
  }

  void sql(const std::string& text) { firm_->sql(text); }

  /// Syncs; everything that is no read has to be of this method.
  void count(const std::string& what, const std::string& method, const std::string& beside) {
    take_methods(*firm_);
    const auto done = actions_done(sync(*engine_));
    if (done != items_) throw std::runtime_error("not every " + one_ + " was " + what);
    std::int64_t mutating = 0;
    auto methods = take_methods(*firm_);
    for (const auto& [name, n] : methods) mutating += name == "GET" ? 0 : n;
    if (mutating != methods[method]) throw std::runtime_error("other methods than " + method);
    report_.add(fmt::format("writes per {} {}", one_, what), static_cast<double>(mutating) / items_,
                "requests", fmt::format("{}; {} reads for {}", beside, methods["GET"], items_));
  }

  void change(const std::string& statement, const std::string& what, const std::string& method,
              const std::string& beside) {
    sql(statement);
    count(what, method, beside);
  }

 private:
  Report& report_;
  std::string one_;
  int items_;
  std::unique_ptr<testbed::Testbed> firm_;
  std::unique_ptr<sync::Engine> engine_;
};

constexpr const char* kOne = "aim 1.00";
constexpr const char* kMerged = "2.00: own fields, then the merge";

void contacts(const EmulatorProcess& emulator, int items, Report& report) {
  Counting all(emulator, Copies::contacts, "contact", items, report);
  all.count("created", "POST", kOne);
  all.change("UPDATE address SET surname = surname || ' B'", "updated", "PATCH", kOne);
  all.change(
      "INSERT INTO address_contact_point(address_id, slot, type, value) "
      "SELECT id, 2, 'fax', '044 111 22 33' FROM address",
      "updated, merged with the owner's notes", "PATCH", kMerged);
  all.change("UPDATE address SET surname = surname || ' C'", "updated, its merged notes unchanged",
             "PATCH", kOne);
  all.change("DELETE FROM address_sync_mark", "deleted", "DELETE", kOne);
}

void deadlines(const EmulatorProcess& emulator, Copies copies, int items, Report& report) {
  Counting all(emulator, copies, copies == Copies::tasks ? "task" : "event", items, report);
  all.count("created", "POST", kOne);
  all.change("UPDATE deadline SET due_date = date(due_date, '+7 days')", "updated, its date only",
             "PATCH", kOne);
  all.change("UPDATE deadline SET description = 'Beilagen kopieren'",
             "updated, merged with the owner's text", "PATCH", kMerged);
  all.change("UPDATE deadline SET name = name || ' B'", "updated, its merged text unchanged",
             "PATCH", kOne);
  all.change("UPDATE deadline SET done_at = '2026-10-01T10:00:00.000Z'", "done", "PATCH", kOne);
  all.change("UPDATE deadline SET deleted_at = '2026-10-02T10:00:00.000Z'", "deleted", "DELETE",
             kOne);
}

void series(const EmulatorProcess& emulator, int items, Report& report) {
  Counting all(emulator, Copies::appointments, "series", items, report);
  all.sql("UPDATE appointment SET rrule = 'FREQ=WEEKLY;COUNT=10'");
  all.count("created", "POST", kOne);
  all.change("UPDATE appointment SET subject = subject || ' B'", "updated, its dates unchanged",
             "PATCH", kOne);
  all.change("UPDATE appointment SET rrule = 'FREQ=WEEKLY;COUNT=12'", "updated, its dates", "PATCH",
             kOne);
  all.change("UPDATE appointment SET deleted_at = '2026-10-02T10:00:00.000Z'", "deleted", "DELETE",
             kOne);
}

}  // namespace

void requests(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  const int items = scale.of(400, 40);
  contacts(emulator, items, report);
  deadlines(emulator, Copies::events, items, report);
  deadlines(emulator, Copies::tasks, items, report);
  series(emulator, items, report);
}

}  // namespace relais::bench
