// Runs that others interfere with: changes meanwhile, answers that never come, work that is stuck.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

// ---- plan and apply ----------------------------------------------------------------------------

TEST(Plan, APlanWritesNothingEvenIfCreatesAreUnsettled) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}}, {{"cut_before", true}}, -1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(600'000);
  firm.mutations();
  firm.plan();
  EXPECT_TRUE(firm.mutations().empty());
  EXPECT_EQ(firm.copies("MM"), 0);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 5);
}

/// Changes the store while a run is sending.
class Meanwhile final : public StepListener {
 public:
  explicit Meanwhile(Testbed& firm) : firm_(firm) {}
  bool armed = false;
  void step(std::string_view name) override {
    if (!armed || name != "http.request.after") return;
    armed = false;
    firm_.sql("DELETE FROM address WHERE id = 'a0003'");
  }

 private:
  Testbed& firm_;
};

TEST(Plan, ASavedPlanIsCarriedOutAndNothingElse) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  const auto plan = plan_file(firm, firm.plan());
  ASSERT_EQ(plan.rows.size(), 1u);
  Meanwhile meanwhile(firm);
  auto engine = firm.engine(&meanwhile);
  meanwhile.armed = true;
  EXPECT_EQ(done_by(engine->apply(plan, 60'000)), "update 1");
  EXPECT_EQ(firm.copies("MM"), 3) << "the change that came meanwhile is for the next sync";
  engine.reset();
  EXPECT_EQ(done(firm.sync()), "delete 1");
}

// ---- unknown outcomes --------------------------------------------------------------------------

TEST(Twins, OneThatCouldNotBeRemovedIsTriedAgain) {
  Testbed firm;
  firm.add_addresses("MM", 1, 1);
  // Created, the answer lost, and invisible to the first look: it is created again.
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}}, {{"cut_before", true}})}));
  firm.sync();
  ASSERT_EQ(firm.copies("MM"), 1);
  // The first one arrives late, as a twin.
  const auto contact = firm.contact("MM", "a0001").as_object();
  json::array extended;
  for (const auto& [id, value] : contact.at("singleValueExtendedProperties").as_object())
    extended.push_back(json::object{
        {"id", id}, {"value", value.is_string() ? value : json::value(json::serialize(value))}});
  ASSERT_TRUE(firm.graph().owner_create(
      kTenant, "u-MM",
      {{"surname", "twin"}, {"singleValueExtendedProperties", std::move(extended)}}));
  ASSERT_EQ(firm.copies("MM"), 2);
  firm.clock().advance(61'000);
  ASSERT_TRUE(firm.graph().faults({fault({{"method", "DELETE"}}, {{"status", 400}}, 1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(3'700'000);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 1);
}

TEST(Moves, W18_AMoveWhoseAnswersAreLostEndsWithOneCopyEach) {
  Testbed firm;
  firm.add_addresses("MM", 1, 12);
  firm.sync();
  firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"});
  ASSERT_TRUE(firm.graph().faults(
      {fault({{"method", "POST"}, {"path", "/contacts"}, {"every", 3}}, {{"cut_after", true}}, 3),
       fault({{"method", "DELETE"}, {"every", 4}}, {{"cut_after", true}}, 2)}));
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 12);
  for (int i = 1; i <= 12; ++i)
    EXPECT_EQ(firm.contact("MM", fmt::format("a{:04}", i)).at("folder").as_string(), "Kanzlei");
  EXPECT_EQ(done(firm.sync()), "");
}

TEST(Moves, ThereAndBackAgain) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"});
  EXPECT_EQ(done(firm.sync()), "move 3");
  firm.write_config({});
  EXPECT_EQ(done(firm.sync()), "move 3");
  EXPECT_EQ(firm.copies("MM"), 3);
  EXPECT_EQ(done(firm.sync()), "");
}

// ---- progress ----------------------------------------------------------------------------------

TEST(Progress, AnItemThatTheServiceCannotWriteDoesNotStopTheOthers) {
  Testbed firm;
  firm.add_addresses("MM", 1, 100);
  firm.sync();
  ASSERT_TRUE(
      firm.graph().faults({fault({{"method", "PATCH"}, {"body", "person1@example.ch"}},
                                 {{"status", 500}, {"code", "ErrorInternalServerError"}}, -1)}));
  firm.sql(
      "UPDATE address SET surname = 'Neu' WHERE id <= 'a0090';"
      "DELETE FROM address WHERE id = 'a0100'");
  (void)firm.engine()->sync({}, false, 120'000);
  EXPECT_EQ(firm.copies("MM"), 99) << "the delete is carried out";
  EXPECT_EQ(firm.contact("MM", "a0090").at("surname").as_string(), "Neu");
  EXPECT_TRUE(firm.contact("MM", "a0100").is_null());
}

TEST(Progress, ACreateThatNeverGetsAnAnswerDoesNotStopTheOthers) {
  Testbed firm;
  firm.add_addresses("MM", 1, 5);
  ASSERT_TRUE(
      firm.graph().faults({fault({{"method", "POST"}, {"body", "person3@example.ch"}},
                                 {{"status", 500}, {"code", "ErrorInternalServerError"}}, -1)}));
  (void)firm.engine()->sync({}, false, 120'000);
  EXPECT_EQ(firm.copies("MM"), 4);
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  firm.sql("DELETE FROM address WHERE id = 'a0002'");
  (void)firm.engine()->sync({}, false, 120'000);
  EXPECT_EQ(firm.contact("MM", "a0001").at("surname").as_string(), "Neu");
  EXPECT_TRUE(firm.contact("MM", "a0002").is_null());
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(86'400'000);
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 4);
  EXPECT_TRUE(firm.contact("MM", "a0003").is_object());
}

TEST(Progress, R68_AFirstListingThatWasCutShortIsFollowedByAudits) {
  Testbed firm({.addins = "      A04: {folder: Kanzlei, page_size: 5}\n"});
  firm.add_addresses("MM", 1, 22);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "delta"}, {"nth", 3}}, {{"status", 503}}, -1)}));
  (void)firm.engine()->sync({}, false, 0);
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.clock().advance(600'000);
  firm.sync();
  ASSERT_EQ(firm.copies("MM"), 22);
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "delta"}}, {{"delta", "lost_removals"}}, 1)}));
  ASSERT_TRUE(firm.graph().owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0001")));
  firm.sync();
  firm.clock().advance(61 * 60'000);
  EXPECT_EQ(done(firm.sync()), "recreate 1");
}

TEST(Sync, AChangeDuringARunIsNotLost) {
  Testbed firm;
  firm.add_addresses("MM", 1, 3);
  firm.sync();
  firm.sql("UPDATE address SET surname = 'Neu' WHERE id = 'a0001'");
  Meanwhile meanwhile(firm);
  auto engine = firm.engine(&meanwhile);
  meanwhile.armed = true;
  ASSERT_TRUE(engine->sync({}, false, 60'000));
  engine.reset();
  firm.sync();
  EXPECT_EQ(firm.copies("MM"), 2);
}

}  // namespace
}  // namespace relais::testbed
