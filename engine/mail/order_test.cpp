// The order of the rules: first hit wins, for each pair of neighbours and for all of them.
#include <gtest/gtest.h>

#include "engine/mail/testing.hpp"

namespace relais::mail {
namespace {

using namespace testing;

/// Makes every rule from the given one on hit, and none before it.
struct Hitting {
  Envelope envelope = message("mitarbeiter1@musterkanzlei.com", {"kollegin2@musterkanzlei.com"});
  Known known;
  RuleSource source = source_of("ignore_internal: true");

  explicit Hitting(const std::vector<Reason>& reasons) {
    for (const Reason reason : reasons) hit(reason);
    if (std::find(reasons.begin(), reasons.end(), Reason::internal) == reasons.end())
      source.settings.ignore_internal.on = false;
  }

  void hit(Reason reason) {
    switch (reason) {
      case Reason::folder_always:
        envelope.ancestry.push_back({"j", "junkemail", false, false});
        break;
      case Reason::folder_excluded:
        source.pins.push_back({"inbox-id", "Inbox", {}});
        break;
      case Reason::before_activation:
        envelope.received = active_since - 1000;
        break;
      case Reason::tombstoned:
        known.tombstoned = true;
        break;
      case Reason::already_collected:
        known.already_collected = true;
        break;
      case Reason::sender_address:
        source.settings.exclude_senders = {{"mitarbeiter1@musterkanzlei.com", {}}};
        break;
      case Reason::sender_domain:
        source.settings.exclude_domains = {{"musterkanzlei.com", {}}};
        break;
      case Reason::internal:
      case Reason::collect:
        break;
    }
  }

  std::string verdict() const { return code(envelope, Rules(source), known); }
};

const std::vector<Reason> all{
    Reason::folder_always, Reason::folder_excluded,   Reason::before_activation,
    Reason::tombstoned,    Reason::already_collected, Reason::sender_address,
    Reason::sender_domain, Reason::internal,          Reason::collect};

class Order : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Order, R7_2_FirstOfTwoNeighboursWins) {
  const Reason first = all[GetParam()];
  const Reason second = all[GetParam() + 1];
  EXPECT_EQ(Hitting({first}).verdict(), code_of(first));
  EXPECT_EQ(Hitting({second}).verdict(), code_of(second));
  EXPECT_EQ(Hitting({first, second}).verdict(), code_of(first));
  const std::vector<Reason> rest(all.begin() + static_cast<std::ptrdiff_t>(GetParam()), all.end());
  EXPECT_EQ(Hitting(rest).verdict(), code_of(first));
}

INSTANTIATE_TEST_SUITE_P(Pairs, Order, ::testing::Range<std::size_t>(0, 8), [](const auto& each) {
  std::string name(code_of(all[each.param]));
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(Reasons, R7_2_CodesAreThoseThatAreStored) {
  std::vector<std::string> codes;
  for (const Reason reason : all) {
    codes.emplace_back(code_of(reason));
    EXPECT_EQ(parse_reason(code_of(reason)), reason);
  }
  EXPECT_EQ(codes,
            (std::vector<std::string>{"folder.always", "folder.excluded", "before_activation",
                                      "tombstoned", "already_collected", "sender.address",
                                      "sender.domain", "internal", "collect"}));
  EXPECT_FALSE(parse_reason(""));
  EXPECT_FALSE(parse_reason("Collect"));
}

TEST(Reasons, R7_2_OnlyFolderVerdictsMoveWithTheFolder) {
  for (const Reason reason : all)
    EXPECT_EQ(moves_with_folder(reason),
              reason == Reason::folder_always || reason == Reason::folder_excluded)
        << code_of(reason);
}

TEST(Doubt, R7_2_AnEnvelopeOfNothingIsCollected) {
  RuleSource source = source_of(
      "ignore_internal: true, exclude_senders: [a@b.ch], exclude_domains: [.ch], sender_match: "
      "any");
  source.pins = {{"p", "P", {}}};
  Envelope envelope;
  envelope.id = "m";
  EXPECT_EQ(code(envelope, Rules(source)), "collect");
  envelope.from = envelope.sender = Correspondent{"a@b.ch", ""};
  envelope.ancestry = {{}};
  envelope.folder_id = "";
  EXPECT_EQ(code(envelope, Rules(source)), "collect");
}

TEST(Doubt, R7_2_EachMissingFieldLetsThrough) {
  const Hitting late({Reason::before_activation, Reason::collect});
  Envelope envelope = late.envelope;
  envelope.received.reset();
  envelope.sent = active_since - 1'000'000;
  EXPECT_EQ(code(envelope, Rules(late.source)), "collect") << "R44: Date: does not count";
  const Hitting sender({Reason::sender_address, Reason::collect});
  envelope = sender.envelope;
  envelope.from.reset();
  EXPECT_EQ(code(envelope, Rules(sender.source)), "collect");
}

}  // namespace
}  // namespace relais::mail
