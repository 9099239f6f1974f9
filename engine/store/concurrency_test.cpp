// Other programs that write at the same time, die in the middle, or fill the disk.
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Ids = std::vector<std::string>;

class Concurrency : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
};

TEST_F(Concurrency, TwoWritersAndTheEngineLoseNothing) {
  const auto before = seq();
  {
    const auto import = [this](char letter) {
      PracticeSoftware writer(path());
      for (int i = 0; i < 100; ++i) {
        writer.sql("INSERT INTO address(id, entity_id, kind, surname) VALUES('" +
                   std::string(1, letter) + std::to_string(i) + "', 'zurich', 'person', 'K')");
      }
    };
    std::jthread first(import, 'x');
    std::jthread second(import, 'y');
    std::jthread engine([this] {
      for (int i = 0; i < 50; ++i) {
        const bool on = i % 2 == 0;
        const Ids id{"a2"};
        EXPECT_TRUE(on ? store_->mark(id, "h1", "t", 0) : store_->unmark(id, "h1"));
      }
    });
  }
  const auto all = changes(before);
  EXPECT_EQ(
      std::count_if(all.begin(), all.end(), [](const auto& c) { return c.table == "address"; }),
      200);
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const auto& c) { return c.table == "address_sync_mark"; }),
            50);
}

TEST_F(Concurrency, AFollowerSeesEachChangeOnceWhileOthersWrite) {
  std::int64_t after = seq();
  std::jthread writing([this] {
    PracticeSoftware writer(path());
    for (int i = 0; i < 300; ++i) {
      writer.sql("INSERT INTO address(id, entity_id, kind, surname) VALUES('n" + std::to_string(i) +
                 "', 'zurich', 'person', 'K')");
    }
  });
  SystemClock clock;
  std::vector<std::string> seen;
  const auto until = clock.now() + 60'000;
  while (seen.size() < 300 && clock.now() < until) {
    for (const auto& change : changes(after)) {
      if (change.row_id.starts_with('n')) seen.push_back(change.row_id);
      after = change.seq;
    }
    ASSERT_TRUE(store_->prune(after));
    ASSERT_TRUE(store_->wait_change(clock, std::chrono::milliseconds(20)));
  }
  writing.join();
  for (const auto& change : changes(after)) seen.push_back(change.row_id);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()) - seen.begin(), 300);
}

TEST_F(Concurrency, AnOpenTransactionOfAnotherProgramMeansBusyForWritesOnly) {
  auto store = open(url(), {.busy_timeout = std::chrono::milliseconds(20)}).value();
  writer_->sql("BEGIN IMMEDIATE; UPDATE address SET city = 'Lugano'");
  const auto busy = store->mark(Ids{"a2"}, "h1", "t", 0);
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, Errc::busy);
  EXPECT_THAT(busy.error().text, HasSubstr("another program is writing"));
  EXPECT_EQ(store->snapshot().value()->count("h1", kContact).value(), 1);
  EXPECT_TRUE(store->changes(0, 1));
  writer_->sql("COMMIT");
  EXPECT_TRUE(store->mark(Ids{"a2"}, "h1", "t", 0));
}

TEST_F(Concurrency, AWriterKilledInATransactionLeavesNoTrace) {
  const auto before = seq();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    PracticeSoftware writer(path());
    writer.sql("BEGIN IMMEDIATE; DELETE FROM address; DELETE FROM address_sync_mark");
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_THAT(changes(before), IsEmpty());
  EXPECT_EQ(store_->snapshot().value()->count("h1", kContact).value(), 1);
  EXPECT_EQ(store_->mark(Ids{"a2"}, "h1", "t", 0).value().added, 1) << "its lock is gone";
}

class DieAtCommit final : public StepListener {
 public:
  explicit DieAtCommit(std::string_view at) : at_(at) {}
  void step(std::string_view name) override {
    if (name == at_) _exit(0);
  }

 private:
  std::string_view at_;
};

TEST_F(Concurrency, AnEngineKilledAtACommitHasWrittenAllOrNothing) {
  for (const auto& [at, expected] :
       {std::pair{"store.commit.before", 1}, {"store.commit.after", 2}}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      DieAtCommit steps(at);
      auto store = open(url(), {.steps = &steps});
      (void)(*store)->mark(Ids{"a2"}, "h1", "t", 0);
      _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0) << at;
    EXPECT_EQ(store_->snapshot().value()->count("h1", kContact).value(), expected) << at;
  }
}

// max_page_count belongs to a connection, so the practice software's disk is the one that is full.
TEST_F(Concurrency, AFullDiskRollsTheWriterBackAndTheFeedWithIt) {
  const auto before = seq();
  const auto pages = std::stoi(writer_->rows("PRAGMA page_count")[0]);
  writer_->rows("PRAGMA max_page_count = " + std::to_string(pages + 2));
  EXPECT_THAT(writer_->attempt(
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
                  "INSERT INTO address(id, entity_id, kind, surname) "
                  "SELECT 'n' || i, 'zurich', 'person', 'K' FROM n"),
              HasSubstr("full"));
  EXPECT_THAT(changes(before), IsEmpty());
  EXPECT_EQ(store_->snapshot().value()->count_entity("zurich", kContact).value(), 2);
}

}  // namespace
}  // namespace relais::store::testing
