// From the store's feed to dirty keys, and what else a sync learns on the way.
#include "engine/sync/dispatch.hpp"

#include "engine/store/testing.hpp"

namespace relais::sync {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Dispatch : public store::testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
    sql("UPDATE deadline SET type = 'peremptory', due_date = '2026-11-30'");
    ledger_ = ledger::open("sqlite:" + path("ledger.db"), ledger::OpenMode::create).value();
    impatient_ = store::open(url(), {.busy_timeout = std::chrono::milliseconds(20)}).value();
  }
  /// What is said on the way.
  std::string dispatched() {
    Context context{*impatient_, *ledger_, clock_, cancel_, impatient_->head().value().uuid};
    ::testing::internal::CaptureStderr();
    const auto done = dispatch(context);
    EXPECT_TRUE(done) << done.error().text;
    told_ = done ? done->date_changes.size() : 0;
    return ::testing::internal::GetCapturedStderr();
  }

  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<store::Store> impatient_;
  SystemClock clock_;
  std::size_t told_ = 0;
  std::atomic<bool> cancel_{false};
};

TEST_F(Dispatch, AChangedDateOfADeadlineThatNobodyCanExtendIsSaidOnce) {
  EXPECT_THAT(dispatched(), IsEmpty()) << "what was before its time is no news to a new ledger";
  sql("UPDATE deadline SET due_date = '2026-12-08', due_time = '16:00'");
  EXPECT_THAT(dispatched(), HasSubstr("entity zurich: the date of peremptory deadline d1 was "
                                      "changed from 2026-11-30 to 2026-12-08 16:00"));
  EXPECT_EQ(told_, 1U);
  EXPECT_THAT(dispatched(), IsEmpty());
}

TEST_F(Dispatch, ALedgerOfAnEarlierVersionHearsOfAllThatIsRecorded) {
  ASSERT_TRUE(
      ledger_->write([](ledger::Writer& w) { return w.set_meta("feed_seq", std::to_string(1)); }));
  EXPECT_THAT(dispatched(), HasSubstr("deadline d1"));
}

TEST_F(Dispatch, AnImportThatHoldsTheStoreDoesNotStopIt) {
  writer_->sql("BEGIN IMMEDIATE; UPDATE address SET city = 'Lugano'");
  EXPECT_THAT(dispatched(), Not(HasSubstr("busy")));
  EXPECT_THAT(writer_->rows("SELECT count(*) > 0 FROM change_log"), ElementsAre("1"));
  writer_->sql("COMMIT");
  dispatched();
  EXPECT_THAT(writer_->rows("SELECT count(*) FROM change_log"), ElementsAre("0"));
}

}  // namespace
}  // namespace relais::sync
