// The practice store: what the practice software writes and the engine exports.
//
// An interface, so that callers do not know which database is behind it. docs/store.md is the
// contract for the programs that write to it with plain SQL. Nothing here talks to the network.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/steps.hpp"

namespace relais::store {

/// The kinds of item, as in manifests: "contact", "deadline", "reminder", "appointment".
inline constexpr std::string_view kContact = "contact";
inline constexpr std::string_view kDeadline = "deadline";
inline constexpr std::string_view kReminder = "reminder";
inline constexpr std::string_view kAppointment = "appointment";

struct Head {
  std::string uuid;         ///< of the store; part of every exported key
  int schema = 0;           ///< version of the schema
  std::int64_t seq = 0;     ///< of the last change ever logged; pruning does not lower it
  std::int64_t pruned = 0;  ///< changes up to here were forgotten: a reader that has not seen them
                            ///< has missed them
};

/// One line of the change log: a root row that was inserted, updated or deleted.
struct Change {
  std::int64_t seq = 0;
  std::string table;
  std::string row_id;
  std::string op;           ///< insert, update, delete
  std::string handler_old;  ///< of a mark or assignment before the change; empty if none
  std::string handler_new;  ///< and after it
  Millis at = 0;            ///< when it was made
};

/// What a change may have made different in a mailbox.
///
/// item and handler set: this item as this handler sees it (he shows it now, or did before).
/// handler empty: this item, for whoever has a copy of it already (its links).
/// item is kAllItems: everything of this kind for this handler (his link or switches changed).
struct Affected {
  std::string kind;
  std::string item;
  std::string handler;
  auto operator<=>(const Affected&) const = default;
};
inline constexpr std::string_view kAllItems = "*";

/// A handler's account on the other side.
struct Link {
  std::string connection;  ///< microsoft365, or what a third party's connector calls its own
  std::string address;     ///< as entered, normalised
  std::optional<std::string> user_id;          ///< resolved by the engine
  std::optional<std::string> primary_address;  ///< resolved by the engine
};

struct Handler {
  std::string id;
  std::string entity;
  std::string code;
  std::string given_name;
  std::string surname;
  std::string role;
  std::optional<std::string> language;
  std::optional<std::string> privacy;  ///< overrides the entity's
  bool active = true;
  bool sync_addresses = false;
  bool sync_calendar_items = false;
  std::optional<bool> sync_deadlines;     ///< absent: follows sync_calendar_items
  std::optional<bool> sync_reminders;     ///< likewise
  std::optional<bool> sync_appointments;  ///< likewise
  std::vector<Link> links;                ///< sorted by connection

  const Link* link(std::string_view connection) const;
  /// Whether his switches ask for this kind.
  bool wants(std::string_view kind) const;
};

/// The days that an item is about, both included, as wall-clock dates.
struct Span {
  std::string first;  ///< YYYY-MM-DD
  std::string last;
  bool open = false;  ///< it repeats: its end is not known here
  bool operator==(const Span&) const = default;
};

struct Item {
  std::string id;
  std::int64_t revision = 0;
  std::string json;            ///< after plugin-api/schemas/item.<kind>.json, without `privacy`
  std::optional<Span> span{};  ///< none: it has no date
  bool unlimited = false;      ///< to be exported whatever its date: statutory, peremptory
};

/// The date of a statutory or peremptory deadline was changed.
struct DateChange {
  std::int64_t seq = 0;
  std::string at;
  std::string deadline;
  std::string entity;
  std::string type;  ///< as it was; if it was neither, as it is
  std::string old_date;
  std::string old_time;  ///< empty: all day
  std::string new_date;
  std::string new_time;  ///< likewise
};

/// Why an item is, or is not, in a handler's mailbox as far as the store knows.
struct Explanation {
  bool item_exists = false;
  std::string item_entity;
  std::optional<std::string> item_deleted_at;
  std::int64_t item_revision = 0;
  std::string item_updated_at;
  bool handler_exists = false;
  std::string handler_entity;
  bool handler_active = false;
  bool linked = false;       ///< over any connection
  bool switched_on = false;  ///< Handler::wants(kind)
  bool marked = false;       ///< a mark, or an assignment
  std::string marked_by;     ///< empty for assignments
  std::string marked_at;     ///< empty for assignments
  /// The item is one of keys(handler, kind): marked, not deleted, of the handler's entity.
  bool exported = false;
  /// Assigned to somebody else and not to this handler: for him it has moved, not gone. Never for
  /// contacts, whose marks have nothing to do with each other.
  bool elsewhere = false;
  /// One line each, from the item to the mailbox, with ids only; the last one says the outcome.
  std::vector<std::string> reasons;
  /// Of a statutory or peremptory deadline, the last ones, the oldest of them first.
  std::vector<DateChange> date_changes;
};

/// Which addresses of an entity: those of which all that is given is true.
struct AddressQuery {
  std::string kind{};         ///< person, company, ...
  std::string category{};     ///< has it
  std::string case_number{};  ///< client or party of the case
};

/// One state of the store, as of the moment it was taken. Short-lived: it holds a read transaction
/// open, so take it, read, and drop it before any request is sent. Not thread-safe; may be used in
/// another thread than the one that took it. It must not outlive its Store.
///
/// "Exported" means: marked for the handler (contact) or assigned to him (other kinds), not
/// deleted, and of the handler's entity. Links, switches, windows and privacy are the caller's.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual Result<Head> head() = 0;
  /// All handlers that are not deleted, sorted by entity and code.
  virtual Result<std::vector<Handler>> handlers() = 0;
  /// Those of `ids` that are exported for this handler, sorted by id. An id without a row in the
  /// answer is not to be in the mailbox. Errc::unsupported: no such kind.
  virtual Result<std::vector<Item>> items(std::string_view handler, std::string_view kind,
                                          std::span<const std::string> ids) = 0;
  /// The next `limit` ids exported for this handler after `after` (empty: from the start), in
  /// ascending order of their bytes.
  virtual Result<std::vector<std::string>> keys(std::string_view handler, std::string_view kind,
                                                std::string_view after, std::size_t limit) = 0;
  /// How many keys() there are.
  virtual Result<std::int64_t> count(std::string_view handler, std::string_view kind) = 0;
  /// How many items of the kind an entity has that are not deleted, marked or not.
  virtual Result<std::int64_t> count_entity(std::string_view entity, std::string_view kind) = 0;
  /// Ids of items that lie ahead (`today`: YYYY-MM-DD), are not done and are assigned to nobody, so
  /// that nobody's calendar shows them; sorted. None for contacts.
  virtual Result<std::vector<std::string>> unassigned(std::string_view entity,
                                                      std::string_view kind,
                                                      std::string_view today) = 0;
  /// Ids of the entity's addresses that are not deleted, sorted. Errc::not_found: no such case.
  virtual Result<std::vector<std::string>> addresses(std::string_view entity,
                                                     const AddressQuery& query) = 0;
  virtual Result<Explanation> explain(std::string_view handler, std::string_view kind,
                                      std::string_view id) = 0;
};

/// The outcome of mark() and unmark(), by number of ids. An id given twice counts once.
struct MarkCounts {
  std::int64_t added = 0;
  std::int64_t already = 0;
  std::int64_t removed = 0;
  std::int64_t not_marked = 0;
  std::int64_t unknown = 0;  ///< no such address, deleted (mark only), or of another entity
};

/// What is absent stays as it is. `inherit` sets the three switches per kind back to "follows
/// calendar_items" before they are applied.
struct Switches {
  std::optional<bool> addresses{};
  std::optional<bool> calendar_items{};
  std::optional<bool> deadlines{};
  std::optional<bool> reminders{};
  std::optional<bool> appointments{};
  bool inherit = false;
};

/// Thread-safe. Every write is one durable transaction, announced as `store.commit.before` and
/// `store.commit.after`; it waits for other programs' writes, then fails with Errc::busy.
class Store {
 public:
  virtual ~Store() = default;

  // -- the change feed -------------------------------------------------------------------------
  virtual Result<Head> head() = 0;
  /// The next `limit` changes after `after`, in order of seq.
  virtual Result<std::vector<Change>> changes(std::int64_t after, std::size_t limit) = 0;
  /// What these changes may have made different: sorted, each once. The cost depends on the changes
  /// given and on the marks, cases and assignments they touch, not on the size of the store.
  virtual Result<std::vector<Affected>> expand(std::span<const Change> changes) = 0;
  /// Forgets the changes up to and including `up_to`.
  virtual Result<> prune(std::int64_t up_to) = 0;
  /// Statutory and peremptory deadlines whose date was changed, with a seq greater than `after`.
  virtual Result<std::vector<DateChange>> date_changes(std::int64_t after, std::size_t limit) = 0;
  /// The seq of the last of them; 0: there is none.
  virtual Result<std::int64_t> last_date_change() = 0;
  /// True as soon as something may have been committed since the previous call (or, for the first
  /// one, since the store was opened); false after `timeout`. Looks every 250 ms.
  virtual Result<bool> wait_change(Clock& clock, std::chrono::milliseconds timeout) = 0;

  // -- reading ---------------------------------------------------------------------------------
  virtual Result<std::unique_ptr<Snapshot>> snapshot() = 0;

  // -- what the engine and its command line write -------------------------------------------------
  /// Links the handler to an address; replaces his link of that connection. The address is
  /// normalised; Errc::usage if it cannot be one, Errc::conflict if another handler of the entity
  /// has it. A changed address forgets user_id and primary_address. True: something changed.
  virtual Result<bool> link(std::string_view handler, std::string_view connection,
                            std::string_view address) = 0;
  /// True: there was a link. Errc::not_found: no such handler.
  virtual Result<bool> unlink(std::string_view handler, std::string_view connection) = 0;
  /// What the other side said about the linked address. Not a change of the handler.
  virtual Result<> set_resolved(std::string_view handler, std::string_view connection,
                                const std::optional<std::string>& user_id,
                                const std::optional<std::string>& primary_address) = 0;
  virtual Result<> set_switches(std::string_view handler, const Switches& switches) = 0;
  /// Marks addresses for a handler (Errc::not_found if there is no such handler).
  virtual Result<MarkCounts> mark(std::span<const std::string> addresses, std::string_view handler,
                                  std::string_view marked_by, Millis marked_at) = 0;
  virtual Result<MarkCounts> unmark(std::span<const std::string> addresses,
                                    std::string_view handler) = 0;
};

enum class OpenMode {
  create,    ///< made if it is missing; an existing one is opened
  existing,  ///< Errc::not_found if it is missing
};

struct OpenOptions {
  OpenMode mode = OpenMode::existing;
  StepListener* steps = nullptr;
  /// How long a write waits for another program's.
  std::chrono::milliseconds busy_timeout{30'000};
};

/// Opens `sqlite:PATH`, bringing an older schema up to date in one transaction.
/// Errc::unsupported: another scheme (postgresql:// is not built in). Errc::schema: written by a
/// newer relais, or a database of something else, which is left alone. Errc::database: damaged, not
/// a database, or not permitted.
Result<std::unique_ptr<Store>> open(std::string_view url, OpenOptions options = {});

}  // namespace relais::store
