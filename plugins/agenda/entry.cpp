#include "plugins/agenda/entry.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "plugins/agenda/lead.hpp"
#include "plugins/agenda/recurrence.hpp"
#include "plugins/agenda/texts.hpp"
#include "plugins/agenda/words.hpp"
#include "plugins/agenda/zone.hpp"

namespace relais::agenda {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes length_of_deadline = 30min;
constexpr std::chrono::minutes length_of_lead = 15min;
constexpr std::chrono::minutes morning = 8h;  ///< when leads of all-day appointments pop up

/// What a target may be told. Tasks know no "private": there the item itself says less.
Item told(const Item& item, Target target) {
  const bool hide = target == Target::tasks && (item.confidential || item.is_private);
  return hide ? reduced(item, Privacy::case_number_only) : reduced(item, item.privacy);
}

void put_times(Entry& entry, date::sys_seconds starts, date::sys_seconds ends) {
  entry.all_day = false;
  entry.starts = to_local(starts, entry.zone);
  entry.ends = to_local(ends, entry.zone);
  if (resolve(entry.starts, entry.zone).ambiguous || resolve(entry.ends, entry.zone).ambiguous)
    entry.instants = Instants{starts, ends};
}

/// One item on its way to one target.
class Making {
 public:
  Making(const Item& item, Target target, const Settings& settings, date::local_days today)
      : item_(told(item, target)),
        target_(target),
        settings_(settings),
        oldest_(today - date::days{settings.window_back}),
        newest_(today + date::days{settings.window_ahead}),
        marked_(item.done && settings.on_done == OnDone::mark),
        common_(common()) {}

  std::vector<Entry> entries() {
    if (item_.done && settings_.on_done == OnDone::remove) return {};
    if (item_.kind != Kind::appointment) {
      due();
    } else if (item_.rrule.empty()) {
      leads(Entry(meeting(item_.starts, "")), origin_of(item_.starts));
    } else {
      repeated();
    }
    return std::move(entries_);
  }

 private:
  bool separate() const { return settings_.separate_leads && item_.rrule.empty(); }

  Entry common() const {
    Entry entry;
    entry.kind = item_.kind;
    entry.subject = subject_of(item_, settings_);
    if (marked_ && target_ == Target::calendar) entry.subject.insert(0, "✓ ");
    std::vector<Lead> listed = item_.leads;
    if (!listed.empty()) listed.erase(listed.begin());
    if (separate()) listed.clear();
    entry.body = body_of(item_, listed, settings_);
    entry.zone = settings_.time_zone;
    entry.is_private = item_.confidential || item_.is_private;
    entry.done = marked_;
    if (item_.about) entry.case_number = item_.about->number;
    return entry;
  }

  Entry part(std::string name) const {
    Entry entry = common_;
    entry.part = std::move(name);
    return entry;
  }

  // ---- deadlines and reminders ------------------------------------------------------------------

  void due() {
    Entry entry = part("");
    entry.important =
        item_.type == DeadlineType::statutory || item_.type == DeadlineType::peremptory;
    const date::local_seconds midnight(item_.due);
    Origin origin{item_.due, item_.reminder_time, resolve(midnight, entry.zone).utc, entry.zone};
    if (item_.due_time) {
      const date::sys_seconds end = resolve(midnight + *item_.due_time, entry.zone).utc;
      origin.starts = end - length_of_deadline;
      put_times(entry, origin.starts, end);
    } else {
      entry.first = entry.last = item_.due;
    }
    pop_up(entry, origin);
    entries_.push_back(entry);
    leads(entry, origin);
  }

  // ---- appointments -----------------------------------------------------------------------------

  Origin origin_of(date::local_seconds starts) const {
    const date::local_days day = date::floor<date::days>(starts);
    const auto clock = std::chrono::duration_cast<std::chrono::minutes>(starts - day);
    const std::string& zone = item_.all_day ? settings_.time_zone : item_.zone;
    return {day, item_.all_day ? morning : clock, resolve(starts, zone).utc, zone};
  }

  /// Once, on the day and at the time given.
  Entry& meeting(date::local_seconds starts, std::string name) {
    Entry entry = part(std::move(name));
    entry.show = item_.show;
    entry.location = item_.location;
    const date::local_seconds ends = starts + (item_.ends - item_.starts);
    if (item_.all_day) {
      entry.first = date::floor<date::days>(starts);
      entry.last = date::floor<date::days>(ends);
    } else {
      entry.zone = item_.zone;
      const date::sys_seconds from = resolve(starts, entry.zone).utc;
      const date::sys_seconds to = resolve(ends, entry.zone).utc;
      // Where clocks change, the end may come out before the start: then its length counts.
      put_times(entry, from, to > from ? to : from + (ends - starts));
    }
    pop_up(entry, origin_of(starts));
    return entries_.emplace_back(std::move(entry));
  }

  void repeated() {
    const std::string& zone = item_.all_day ? settings_.time_zone : item_.zone;
    const auto rule = read_rule(item_.rrule, item_.starts, item_.all_day, zone);
    if (!rule) {
      meeting(item_.starts, "").degraded.push_back({"recurrence", "unreadable"});
      return;
    }
    if (target_ == Target::calendar && item_.exdates.empty() && series(*rule)) return;
    singles(*rule);
  }

  bool series(const Rule& rule) {
    auto pattern = pattern_of(rule);
    const date::local_seconds ends = item_.all_day ? item_.ends + date::days{1} : item_.ends;
    if (!pattern || resolve(ends, rule.zone).missing) return false;
    Entry& entry = meeting(item_.starts, "series");
    entry.recurrence = std::move(*pattern);
    if (rule.count || rule.until) {
      const Occurrences all = occurrences_of(rule, date::local_seconds(oldest_ + date::days{1}));
      entry.keep = !all.next && !all.lost && before_window(all.starts.back());
    }
    return true;
  }

  void singles(const Rule& rule) {
    const Occurrences all = occurrences_of(rule, date::local_seconds(newest_ + date::days{1}) - 1s);
    for (const date::local_seconds starts : all.starts) {
      const date::local_days day = date::floor<date::days>(starts);
      if (std::count(item_.exdates.begin(), item_.exdates.end(), day) > 0) continue;
      Entry& entry = meeting(starts, part_of(starts));
      entry.keep = before_window(starts);
      entry.degraded.push_back({"recurrence", all.cut || all.lost ? "shortened" : "single"});
    }
    if (all.next && !entries_.empty())
      entries_.back().revisit_on =
          iso(date::floor<date::days>(*all.next) - date::days{settings_.window_ahead});
  }

  std::string part_of(date::local_seconds starts) const {
    return date::format(item_.all_day ? "on-%Y%m%d" : "on-%Y%m%d-%H%M", starts);
  }

  bool before_window(date::local_seconds starts) const {
    return date::floor<date::days>(starts + (item_.ends - item_.starts)) < oldest_;
  }

  // ---- leads ------------------------------------------------------------------------------------

  void pop_up(Entry& entry, const Origin& origin) const {
    if (marked_) entry.show = ShowAs::free;
    if (!marked_ && !item_.leads.empty()) entry.pop_up = time_of(item_.leads.front(), origin);
  }

  /// An entry of its own for each further lead of `of`.
  void leads(const Entry& of, const Origin& origin) {
    if (!separate() || marked_) return;
    for (std::size_t i = 1; i < item_.leads.size(); ++i) {
      const Lead& lead = item_.leads[i];
      Entry entry = part("lead-" + std::to_string(i));
      entry.zone = of.zone;
      entry.subject = "⏰ " + lead_words(lead, settings_.language) + ": " + of.subject;
      const date::local_seconds at = time_of(lead, origin);
      const date::sys_seconds starts = resolve(at, entry.zone).utc;
      put_times(entry, starts, starts + length_of_lead);
      entry.pop_up = at;
      entry.keep = date::floor<date::days>(at) < oldest_;
      entries_.push_back(std::move(entry));
    }
  }

  const Item item_;
  const Target target_;
  const Settings& settings_;
  const date::local_days oldest_, newest_;
  const bool marked_;
  const Entry common_;
  std::vector<Entry> entries_;
};

}  // namespace

std::vector<Entry> entries_of(const Item& item, Target target, const Settings& settings,
                              date::local_days today) {
  return Making(item, target, settings, today).entries();
}

}  // namespace relais::agenda
