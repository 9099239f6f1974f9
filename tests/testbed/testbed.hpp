// A firm to test with: a store filled with plain SQL, a ledger, the built plugins, and one mailbox
// per handler on the Graph emulator. Everything is real but the other side.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sync/engine.hpp"
#include "tests/graph-emulator/control.hpp"

namespace relais::testbed {

/// What a step of a test needs: its value, or an exception with the reason.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Time moves only by `sleep` and `advance`; shared with the emulator.
class VirtualClock final : public Clock {
 public:
  Millis now() override { return now_; }
  void sleep(std::chrono::milliseconds duration) override { now_ += duration.count(); }
  void advance(Millis by) { now_ += by; }

 private:
  std::atomic<Millis> now_{1'790'000'000'000};
};

inline constexpr Millis kMinute = 60'000;
inline constexpr Millis kHour = 60 * kMinute;
inline constexpr Millis kDay = 24 * kHour;

inline constexpr const char* kUser = "u-MM";  ///< of the handler MM
inline constexpr const char* kTenant = "11111111-2222-3333-4444-555555555555";
inline constexpr const char* kClient = "66666666-7777-8888-9999-000000000000";
inline constexpr const char* kSecret = "a~secret/with+signs=";

struct Options {
  std::vector<std::string> handlers{"MM"};
  std::string subscription{"[A04]"};
  std::string time_zone{"Europe/Zurich"};
  std::string entity{};  ///< further YAML of the entity, indented by 4
  std::string addins{};  ///< YAML below `addins:`, indented by 6
  std::string safety{};  ///< YAML flow mapping of `safety:`
  /// A Graph emulator in another process, instead of one in this process.
  std::string emulator_url{};
};

/// Handler CODE has the id h-CODE and the mailbox of the user u-CODE.
class Testbed {
 public:
  explicit Testbed(Options options = {});
  /// Whatever was tested: nobody was invited to anything (R70).
  ~Testbed();
  void expect_nobody_invited();

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path config_path() const { return folder_ / "relais.yaml"; }
  std::filesystem::path ledger_path() const { return folder_ / "ledger.db"; }
  emulator::Control& graph() { return *control_; }
  /// The one in this process.
  emulator::Emulator& emulator() { return *emulator_; }
  VirtualClock& clock() { return *clock_; }

  /// As practice software would.
  void sql(const std::string& text);
  /// Addresses FROM to TO (inclusive), ids a0001..., each marked for the handler.
  void add_addresses(const std::string& handler, int from, int to);
  /// A deadline for these handlers; `more`: further columns, as "type = 'court', due_time =
  /// '12:00'".
  void add_deadline(const std::string& id, const std::string& due,
                    const std::vector<std::string>& handlers = {"MM"},
                    const std::string& more = {});
  /// The same of a reminder.
  void add_reminder(const std::string& id, const std::string& due,
                    const std::vector<std::string>& handlers = {"MM"},
                    const std::string& more = {});
  /// Wall clock, as "2026-11-02T09:00".
  void add_appointment(const std::string& id, const std::string& starts, const std::string& ends,
                       const std::vector<std::string>& handlers = {"MM"},
                       const std::string& more = {});
  /// A case of client Anna Muster (address "client-<id>"); the handler is responsible.
  void add_case(const std::string& id, const std::string& number,
                const std::string& handler = "MM");
  void write_config(const Options& options);

  /// The engine is opened anew each time, as a process would.
  std::unique_ptr<sync::Engine> engine(StepListener* steps = nullptr);
  /// Runs `relais sync` and expects this exit code. Fatal errors become failures.
  sync::Outcome sync(int exit_code = 0);
  sync::Outcome audit(int exit_code = 0);
  sync::Outcome plan();
  /// The ledger is gone; an empty one takes its place.
  void lose_ledger();

  /// Contacts of the handler's mailbox outside of Deleted Items.
  json::array contacts(const std::string& handler);
  /// The one contact that carries the key of this address; null if none, a failure if several.
  json::value contact(const std::string& handler, const std::string& address);
  std::string contact_id(const std::string& handler, const std::string& address);
  /// Events of the mailbox outside of Deleted Items, and its tasks.
  json::array events(const std::string& handler);
  json::array tasks(const std::string& handler);
  /// The one event or task that carries the key of this item (and part); null if none, a failure if
  /// there are several.
  json::value event(const std::string& handler, const std::string& item,
                    const std::string& part = {});
  json::value task(const std::string& handler, const std::string& item,
                   const std::string& part = {});
  /// What its owner sees in Outlook, in the firm's time zone, by date: one line each, as
  /// "calendar 2026-11-02 Subject", "calendar 2026-11-02T09:00 Subject", "task 2026-11-02 Title".
  std::vector<std::string> seen_by_owner(const std::string& handler);
  /// Every row of every table of the practice store, but for the feed of its changes.
  std::string practice_tables();
  /// How many contacts of the mailbox carry a key of ours.
  int copies(const std::string& handler);
  static std::string user(const std::string& handler) { return "u-" + handler; }

  /// Requests since the last call of this function, as the emulator logged them, without tokens.
  json::array requests();
  /// Of these, those that change something, as "METHOD path".
  std::vector<std::string> mutations();

 private:
  void create_databases();
  void add_item(const std::string& kind, const std::string& id, const std::string& values,
                const std::vector<std::string>& handlers, const std::string& more);

  std::filesystem::path folder_;
  std::shared_ptr<VirtualClock> clock_;
  std::unique_ptr<emulator::Emulator> emulator_;
  std::unique_ptr<emulator::Control> control_;
  std::string url_;
  std::string time_zone_;
  std::uint64_t next_request_ = 0;
};

/// The key of ours that an item carries, or "".
std::string key_of(const json::object& item);
/// Actions done, as "create 3, delete 1"; "" if none.
std::string done(const sync::Outcome& outcome);
/// The same of a run that may have failed as a whole.
std::string done_by(const Result<sync::Outcome>& outcome);
/// A rule of the emulator's fault script.
json::value fault(json::object match, json::object action, int times = 1);
/// What `relais plan --out` writes, and `relais apply` reads.
sync::PlanFile plan_file(Testbed& firm, const sync::Outcome& outcome);

}  // namespace relais::testbed
