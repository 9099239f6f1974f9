// The rules of messages: verdicts per second on one core, beside going through lists one by one.
#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/config/public_domains.hpp"
#include "engine/mail/rules.hpp"
#include "tests/bench/firm.hpp"
#include "tests/bench/report.hpp"

namespace relais::bench {
namespace {

constexpr Millis kActivation = 1'790'000'000'000;

mail::RuleSource make_source() {
  mail::RuleSource out;
  out.active_since = kActivation;
  out.settings.ignore_internal.on = true;
  for (int i = 0; i < 700; ++i) out.employees.push_back(fmt::format("employee{}@kanzlei.ch", i));
  for (int i = 0; i < 200; ++i)
    out.settings.exclude_senders.push_back({fmt::format("news{}@provider{}.com", i, i % 40), {}});
  for (int i = 0; i < 100; ++i)
    out.settings.exclude_domains.push_back(
        {fmt::format("{}shop{}.com", i % 2 == 0 ? "" : "*.", i), {}});
  for (int i = 0; i < 20; ++i) out.pins.push_back({fmt::format("AAMkAD-excluded-{}", i), {}, {}});
  return out;
}

mail::Correspondent person(std::string address) { return {"Muster, Anna", std::move(address)}; }

/// Of ten messages one lies in a never-read folder, one in an excluded one, one is old, one comes
/// from an excluded sender, one from an excluded domain, one is internal, four are collected.
mail::Envelope make_envelope(int i) {
  const auto pick = [i](int count, int salt) { return (i * 7919 + salt * 104'729) % count; };
  mail::Envelope out;
  out.id = fmt::format("AAMkAGI2-{:06}", i);
  out.received = kActivation + i;
  out.from = person(fmt::format("Client{}@bluewin.ch", i));
  out.to = std::vector{person(fmt::format("employee{}@Kanzlei.ch", pick(700, 1)))};
  out.cc.emplace();
  for (int k = 0; k < i % 4; ++k)
    out.cc->push_back(person(fmt::format("employee{}@kanzlei.ch", pick(700, 2 + k))));
  out.bcc.emplace();
  for (int depth = 0; depth < 1 + i % 5; ++depth)
    out.ancestry.push_back({fmt::format("AAMkAD-folder-{}-{}", i % 100, depth), "", false, false});
  out.ancestry.push_back({"AAMkAD-inbox", "inbox", false, false});
  switch (i % 10) {
    case 0:
      out.ancestry.back().well_known = "deleteditems";
      break;
    case 1:
      out.ancestry.back().id = fmt::format("AAMkAD-excluded-{}", pick(20, 3));
      break;
    case 2:
      out.received = kActivation - 5'000;
      break;
    case 3:
      out.from = person(fmt::format("News{}@provider{}.com", i % 200, (i % 200) % 40));
      break;
    case 4:
      out.from = person(fmt::format("offers@shop{}.com", pick(100, 4)));
      break;
    case 5:
      out.from = person(fmt::format("employee{}@kanzlei.ch", pick(700, 5)));
      break;
    default:
      break;
  }
  out.folder_id = out.ancestry.front().id;
  return out;
}

/// What one would write first: the same decisions, list by list.
class ListByList {
 public:
  explicit ListByList(const mail::RuleSource& source) : source_(source) {
    for (const auto& each : source.employees) employees_.push_back(normalise_address(each));
    for (const auto& each : source.settings.exclude_senders)
      senders_.push_back(normalise_address(each.text));
  }

  mail::Reason reason(const mail::Envelope& envelope) const {
    using mail::Reason;
    for (const auto& folder : envelope.ancestry)
      for (const auto name : mail::never_read_folders())
        if (folder.well_known == name) return Reason::folder_always;
    for (const auto& folder : envelope.ancestry)
      for (const auto& pin : source_.pins)
        if (pin.folder_id == folder.id) return Reason::folder_excluded;
    if (*envelope.received < *source_.active_since) return Reason::before_activation;
    const std::string from = normalise_address(envelope.from->address);
    if (std::find(senders_.begin(), senders_.end(), from) != senders_.end())
      return Reason::sender_address;
    const std::string domain = from.substr(from.rfind('@') + 1);
    for (const auto& rule : source_.settings.exclude_domains)
      if (hits(rule.text, domain)) return Reason::sender_domain;
    return is_internal(envelope, from, domain) ? Reason::internal : Reason::collect;
  }

 private:
  static bool hits(std::string_view rule, const std::string& domain) {
    if (!rule.starts_with("*.")) return rule == domain;
    return domain == rule.substr(2) || domain.ends_with(rule.substr(1));
  }

  bool is_internal(const mail::Envelope& envelope, const std::string& from,
                   const std::string& domain) const {
    if (std::find(employees_.begin(), employees_.end(), from) == employees_.end()) return false;
    const auto& open = config::public_domains();
    if (std::find(open.begin(), open.end(), domain) != open.end()) return false;
    for (const auto* list : {&envelope.to, &envelope.cc, &envelope.bcc})
      for (const auto& each : **list)
        if (!normalise_address(each.address).ends_with("@" + domain)) return false;
    return true;
  }

  const mail::RuleSource& source_;
  std::vector<std::string> employees_;
  std::vector<std::string> senders_;
};

template <class Judge>
double speed(const std::vector<mail::Envelope>& envelopes, std::size_t count, Judge collects) {
  std::size_t collected = 0;
  const Stopwatch watch;
  for (std::size_t i = 0; i < count; ++i) collected += collects(envelopes[i]) ? 1 : 0;
  const double time = watch.seconds();
  if (collected == 0) throw std::runtime_error("no message was collected");
  return static_cast<double>(count) / time;
}

}  // namespace

void verdicts(const Scale& scale, Report& report) {
  const mail::RuleSource source = make_source();
  const mail::Rules rules(source);
  const ListByList naive(source);
  std::vector<mail::Envelope> envelopes;
  for (int i = 0; i < scale.of(50'000, 500); ++i) envelopes.push_back(make_envelope(i));
  const std::size_t few = envelopes.size() / 10;
  for (std::size_t i = 0; i < few; ++i)
    if (mail::judge(envelopes[i], rules, {}).reason != naive.reason(envelopes[i]))
      throw std::runtime_error("the two judge differently");
  std::vector<double> ours, theirs, ratios;
  for (int turn = 0; turn < 5; ++turn) {
    ours.push_back(speed(envelopes, envelopes.size(), [&](const mail::Envelope& envelope) {
      return mail::judge(envelope, rules, {}).collect();
    }));
    theirs.push_back(speed(envelopes, few, [&](const mail::Envelope& envelope) {
      return naive.reason(envelope) == mail::Reason::collect;
    }));
    ratios.push_back(ours.back() / theirs.back());
  }
  report.add("verdicts", median(ours), "messages/s", "aim 200,000 on one core");
  report.add("verdicts, list by list", median(theirs), "messages/s",
             fmt::format("{:.1f} times slower", median(ratios)));
}

}  // namespace relais::bench
