#include "plugins/mail-graph/owed.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "plugins/graph/text.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

constexpr std::string_view owed_key = "owed";
constexpr Seconds first_wait = 30;
constexpr Seconds longest_wait = 10 * 60;
constexpr Seconds hopeless_wait = 6 * 3600;
constexpr Seconds patience = 24 * 3600;
constexpr Seconds remembered_for = 7 * 24 * 3600;
constexpr std::int64_t least_tries = 10;
/// Of a value of 64 KiB. What is not remembered is asked for each time.
constexpr std::size_t most_remembered = 800;
/// After so many failures it is not the messages: the session asks for no more of them.
constexpr std::size_t most_in_a_row = 10;

std::string owed_print(std::string_view id) { return graph::sha256_hex(id).substr(0, 16); }

}  // namespace

Trials failed_again(const std::optional<Trials>& before, Seconds now) {
  // A clock that was set back begins anew.
  Trials trials = before && before->since <= now ? *before : Trials{.since = now};
  const std::int64_t doublings = std::min<std::int64_t>(trials.tries, 10);
  trials.next =
      now + (now - trials.since < patience ? std::min(first_wait << doublings, longest_wait)
                                           : hopeless_wait);
  ++trials.tries;
  return trials;
}

bool is_hopeless(const Trials& trials, Seconds now) {
  return trials.tries >= least_tries && now - trials.since >= patience;
}

std::string write_trials(const AllTrials& all) {
  json::object text;
  for (const auto& [print, trials] : all)
    text[print] = json::array{trials.since, trials.tries, trials.next};
  return json::serialize(text);
}

AllTrials read_trials(std::string_view text) {
  boost::system::error_code failed;
  const json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) return {};
  AllTrials all;
  for (const auto& [print, value] : parsed.get_object()) {
    const json::array* numbers = value.if_array();
    if (!numbers || numbers->size() != 3) return {};
    for (const json::value& number : *numbers)
      if (!number.is_int64()) return {};
    all.insert_or_assign(
        std::string(print),
        Trials{(*numbers)[0].get_int64(), (*numbers)[1].get_int64(), (*numbers)[2].get_int64()});
  }
  return all;
}

void Owed::begin_call() {
  const auto text = host_.state().get(owed_key);
  all_ = text ? read_trials(*text) : AllTrials();
  // Nobody asks for it any more.
  const Seconds forgotten = now() - remembered_for;
  changed_ =
      std::erase_if(all_, [&](const auto& each) { return each.second.next < forgotten; }) > 0;
}

bool Owed::is_due(const std::string& id) const {
  if (in_a_row_ >= most_in_a_row) return false;
  if (all_.empty()) return true;
  const auto found = all_.find(owed_print(id));
  return found == all_.end() || found->second.next <= now() ||
         found->second.next > now() + hopeless_wait;
}

bool Owed::is_hopeless(const std::string& id) const {
  if (all_.empty()) return false;
  const auto found = all_.find(owed_print(id));
  return found != all_.end() && mail_graph::is_hopeless(found->second, now());
}

void Owed::left(const std::string& id, bool failed) {
  if (failed) ++in_a_row_;
  const std::string print = owed_print(id);
  const auto found = all_.find(print);
  if (found == all_.end() && all_.size() >= most_remembered) return;
  const auto before = found == all_.end() ? std::nullopt : std::optional(found->second);
  all_.insert_or_assign(print, failed_again(before, now()));
  changed_ = true;
}

void Owed::stored(const std::string& id) {
  in_a_row_ = 0;
  settled(id);
}

void Owed::settled(const std::string& id) {
  if (!all_.empty() && all_.erase(owed_print(id)) > 0) changed_ = true;
}

void Owed::keep() {
  if (!changed_) return;
  if (all_.empty())
    host_.state().erase(owed_key);
  else
    host_.state().put(owed_key, write_trials(all_));
  changed_ = false;
}

}  // namespace relais::mail_graph
