// A large import: from its commit to the dirty keys of the mailboxes that show what came.
#include <fmt/core.h>

#include "engine/sync/dispatch.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr int kShownBy = 3;

/// A firm whose mailboxes are known to the ledger, and no engine at work on it.
class Firm {
 public:
  Firm(const EmulatorProcess& emulator, int mailboxes) : firm_(make_firm(emulator, mailboxes)) {
    sync(*open_engine(*firm_));
    store_ = must(store::open("sqlite:" + (firm_->folder() / "practice.db").string()));
    ledger_ =
        must(ledger::open("sqlite:" + firm_->ledger_path().string(), ledger::OpenMode::existing));
    dispatch();
  }

  /// Address i is marked for the handlers i, i + 1 and i + 2, round and round the first `among`.
  void import(int addresses, int among) {
    firm_->sql(fmt::format(
        "INSERT INTO address(id, entity_id, kind, given_name, surname) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) "
        "SELECT printf('a%06d', i), 'zurich', 'person', 'Vreni', printf('Meier %d', i) FROM n;"
        "INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}), "
        "k(j) AS (VALUES(0), (1), (2)) "
        "SELECT printf('a%06d', i), printf('h-H%03d', (i + j) % {1} + 1), 'import', "
        "'2026-01-01T00:00:00.000Z' FROM n, k",
        addresses, among));
  }
  void edit_one() { firm_->sql("UPDATE address SET surname = 'Gerber' WHERE id = 'a000001'"); }

  double dispatch() {
    sync::Context context{*store_, *ledger_, clock_, cancel_, must(store_->head()).uuid, 0};
    const double cpu = cpu_seconds();
    const Stopwatch watch;
    dispatched_ = must(sync::dispatch(context));
    cpu_ = cpu_seconds() - cpu;
    return watch.seconds();
  }
  /// Of the last dispatch.
  double cpu() const { return cpu_; }
  const sync::Dispatched& dispatched() const { return dispatched_; }
  std::int64_t dirty() { return must(ledger_->count_dirty()); }
  int mailboxes_with_dirty_keys() {
    int count = 0;
    for (const auto& mailbox : must(ledger_->mailboxes()))
      count += must(ledger_->dirty(mailbox.id, "contact", "", clock_.now(), 1)).empty() ? 0 : 1;
    return count;
  }

 private:
  std::unique_ptr<testbed::Testbed> firm_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<ledger::Ledger> ledger_;
  SystemClock clock_;
  std::atomic<bool> cancel_{false};
  sync::Dispatched dispatched_;
  double cpu_ = 0;
};

}  // namespace

void import(const Scale& scale, Report& report) {
  const EmulatorProcess emulator;
  const int addresses = scale.of(250'000, 2'000);
  const int many = scale.of(400, 20);

  Firm firm(emulator, many);
  firm.import(addresses, many);
  const auto dirty_before = firm.dirty();
  const double time = firm.dispatch();
  const double cpu = firm.cpu();
  const auto keys = firm.dirty() - dirty_before;
  if (keys != std::int64_t{kShownBy} * addresses)
    throw std::runtime_error("not exactly the mailboxes that show an address have its dirty key");
  Firm small(emulator, kShownBy);
  small.import(addresses, kShownBy);
  const double small_time = small.dispatch();
  const auto changes = firm.dispatched().changes;
  report.add(fmt::format("{} addresses, {} mailboxes", addresses, many), time, "s",
             fmt::format("{} changes, {} dirty keys", changes, keys));
  report.add("the same with the 3 mailboxes alone", small_time, "s",
             fmt::format("{:.2f} times its processor time; a scan of the others would show",
                         cpu / small.cpu()));
  report.add("changes per second", static_cast<double>(changes) / time, "changes/s", "");

  // With the import still unsent: neither its keys nor the other mailboxes are looked at.
  firm.edit_one();
  const double one = firm.dispatch();
  report.add(fmt::format("then one address edited, {} mailboxes", many), one * 1000, "ms",
             fmt::format("{} dirty keys marked", firm.dispatched().keys));

  // Only three of many show anything: the others stay clean.
  Firm few(emulator, many);
  few.import(addresses / 10, kShownBy);
  few.dispatch();
  if (few.mailboxes_with_dirty_keys() != kShownBy)
    throw std::runtime_error("mailboxes that show nothing have dirty keys");
  report.add("mailboxes with dirty keys, all shown by 3", few.mailboxes_with_dirty_keys(), "",
             fmt::format("of {}", many));
}

}  // namespace relais::bench
