#include "engine/sqlite/sqlite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace relais::sqlite {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

class SqliteTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "sqliteXXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override {
    std::filesystem::permissions(dir_, std::filesystem::perms::owner_all);
    std::filesystem::remove_all(dir_);
  }
  std::string path(const std::string& name = "t.db") const { return (dir_ / name).string(); }
  Database make() const {
    auto database = Database::open(path(), {.access = Access::create});
    EXPECT_TRUE(database) << database.error().text;
    EXPECT_TRUE(
        database->exec("CREATE TABLE IF NOT EXISTS t(id TEXT PRIMARY KEY, n INTEGER) STRICT"));
    return std::move(*database);
  }

  std::filesystem::path dir_;
};

class Recorder final : public StepListener {
 public:
  void step(std::string_view name) override { names.emplace_back(name); }
  std::vector<std::string> names;
};

TEST_F(SqliteTest, BindsAndReadsEveryType) {
  auto db = make();
  const std::vector<std::byte> bytes{std::byte{0}, std::byte{255}};
  auto row = db.prepare("SELECT ?, ?, ?, ?, ?, ?, ?");
  ASSERT_TRUE(row) << row.error().text;
  row->bind("text", std::string_view{}, std::int64_t{-5}, true, nullptr, Blob(bytes),
            std::optional<std::string>{});
  const auto stepped = row->step();
  ASSERT_TRUE(stepped && *stepped);
  EXPECT_EQ(row->text(0), "text");
  EXPECT_FALSE(row->is_null(1)) << "an empty text is not null";
  EXPECT_EQ(row->integer(2), -5);
  EXPECT_TRUE(row->boolean(3));
  EXPECT_EQ(row->maybe_text(4), std::nullopt);
  ASSERT_EQ(row->blob(5).size(), 2u);
  EXPECT_EQ(row->blob(5)[1], std::byte{255});
  EXPECT_EQ(row->maybe_integer(6), std::nullopt);
  EXPECT_EQ(row->columns(), 7);
  const auto done = row->step();
  ASSERT_TRUE(done);
  EXPECT_FALSE(*done);
}

TEST_F(SqliteTest, StatementsAreReusedWithoutTheirOldBindings) {
  auto db = make();
  ASSERT_TRUE(db.run("INSERT INTO t VALUES(?, ?)", "a", 1));
  auto again = db.prepare("INSERT INTO t VALUES(?, ?)");
  ASSERT_TRUE(again);
  again->bind_at(1, "b");
  ASSERT_TRUE(again->run());
  const auto n = db.integer("SELECT n FROM t WHERE id = 'b'");
  ASSERT_TRUE(n);
  EXPECT_EQ(*n, std::nullopt);
}

TEST_F(SqliteTest, TwoUsesOfOneTextAreTwoStatements) {
  auto db = make();
  ASSERT_TRUE(db.exec("INSERT INTO t VALUES('a', 1), ('b', 2)"));
  auto outer = db.prepare("SELECT id FROM t ORDER BY id");
  auto inner = db.prepare("SELECT id FROM t ORDER BY id");
  ASSERT_TRUE(outer && inner);
  ASSERT_TRUE(*outer->step() && *inner->step() && *inner->step());
  EXPECT_EQ(outer->text(0), "a");
  EXPECT_EQ(inner->text(0), "b");
}

TEST_F(SqliteTest, RunCountsItsOwnChangesOnly) {
  auto db = make();
  EXPECT_EQ(db.run("INSERT INTO t VALUES('a', 1), ('b', 2)").value(), 2);
  EXPECT_EQ(db.run("SELECT 1").value(), 0);
  EXPECT_EQ(db.run("DELETE FROM t WHERE id = 'none'").value(), 0);
  EXPECT_EQ(db.run("DELETE FROM t").value(), 2);
}

TEST_F(SqliteTest, TooFewOrTooManyParametersAreAnError) {
  auto db = make();
  const auto result = db.run("SELECT ?", 1, 2);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::internal);
}

TEST_F(SqliteTest, BrokenSqlIsAnErrorAndNotACrash) {
  auto db = make();
  EXPECT_FALSE(db.exec("SELEC 1"));
  EXPECT_FALSE(db.prepare("SELECT nothing FROM nowhere"));
  EXPECT_FALSE(db.prepare("  "));
}

TEST_F(SqliteTest, OpensDurablyWithForeignKeys) {
  auto db = make();
  EXPECT_EQ(db.text("PRAGMA journal_mode").value(), "wal");
  EXPECT_EQ(db.integer("PRAGMA synchronous").value(), 2);
  EXPECT_EQ(db.integer("PRAGMA foreign_keys").value(), 1);
}

TEST_F(SqliteTest, AnUncommittedTransactionIsRolledBack) {
  auto db = make();
  {
    auto transaction = Transaction::begin(db);
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(db.run("INSERT INTO t VALUES('a', 1)"));
    const auto nested = Transaction::begin(db);
    ASSERT_FALSE(nested);
    EXPECT_EQ(nested.error().code, Errc::internal);
  }
  EXPECT_FALSE(db.in_transaction());
  EXPECT_EQ(db.integer("SELECT count(*) FROM t").value(), 0);
}

TEST_F(SqliteTest, EveryCommittedWriteIsAnnounced) {
  make();
  Recorder steps;
  auto db = Database::open(path(), {.steps = &steps, .name = "ledger"});
  ASSERT_TRUE(db);
  {
    auto rolled_back = Transaction::begin(*db);
    ASSERT_TRUE(db->run("INSERT INTO t VALUES('a', 1)"));
  }
  {
    auto reading = Transaction::begin(*db, Transaction::Kind::deferred);
    ASSERT_TRUE(db->integer("SELECT count(*) FROM t"));
    ASSERT_TRUE(reading->commit());
  }
  EXPECT_TRUE(steps.names.empty());
  {
    auto writing = Transaction::begin(*db);
    ASSERT_TRUE(db->run("INSERT INTO t VALUES('b', 1)"));
    ASSERT_TRUE(writing->commit());
    EXPECT_FALSE(writing->commit()) << "only once";
  }
  EXPECT_THAT(steps.names, ElementsAre("ledger.commit.before", "ledger.commit.after"));
  ASSERT_TRUE(db->run("DELETE FROM t"));
  EXPECT_EQ(steps.names.size(), 4u) << "a write outside of a transaction commits as well";
}

TEST_F(SqliteTest, AWriterThatWaitsTooLongIsBusy) {
  auto first = make();
  auto second = Database::open(path(), {.busy_timeout = milliseconds(20)});
  ASSERT_TRUE(second);
  auto writing = Transaction::begin(first);
  ASSERT_TRUE(writing);
  const auto waiting = Transaction::begin(*second);
  ASSERT_FALSE(waiting);
  EXPECT_EQ(waiting.error().code, Errc::busy);
  EXPECT_THAT(waiting.error().text, HasSubstr("another program is writing"));
  EXPECT_TRUE(second->integer("SELECT count(*) FROM t")) << "readers never wait";
}

TEST_F(SqliteTest, AReaderKeepsItsStateWhileAnotherWrites) {
  auto writer = make();
  auto reader = Database::open(path(), {.access = Access::read});
  ASSERT_TRUE(reader);
  auto reading = Transaction::begin(*reader, Transaction::Kind::deferred);
  EXPECT_EQ(reader->integer("SELECT count(*) FROM t").value(), 0);
  const auto before = writer.data_version().value();
  ASSERT_TRUE(writer.run("INSERT INTO t VALUES('a', 1)"));
  EXPECT_EQ(writer.data_version().value(), before) << "own writes do not count";
  EXPECT_EQ(reader->integer("SELECT count(*) FROM t").value(), 0);
  reading->rollback();
  EXPECT_EQ(reader->integer("SELECT count(*) FROM t").value(), 1);
  const auto write = reader->run("DELETE FROM t");
  ASSERT_FALSE(write);
  EXPECT_EQ(write.error().code, Errc::database);
}

TEST_F(SqliteTest, AKilledWriterLeavesNothingHalfDone) {
  make();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto db = Database::open(path());
    auto transaction = Transaction::begin(*db);
    (void)db->run("INSERT INTO t VALUES('a', 1)");
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  auto db = make();
  EXPECT_EQ(db.integer("SELECT count(*) FROM t").value(), 0);
  EXPECT_TRUE(Transaction::begin(db)) << "the dead writer's lock is gone";
}

TEST_F(SqliteTest, AFullDiskIsSaidAndTheNextTransactionWorks) {
  auto db = make();
  const auto pages = db.integer("PRAGMA page_count").value().value();
  ASSERT_TRUE(db.exec("PRAGMA max_page_count = " + std::to_string(pages)));
  {
    auto transaction = Transaction::begin(db);
    const auto full = db.run("INSERT INTO t VALUES(?, 1)", std::string(100'000, 'x'));
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, Errc::database);
    EXPECT_THAT(full.error().text, HasSubstr("disk is full"));
    EXPECT_THAT(full.error().hint, HasSubstr(path()));
  }
  auto transaction = Transaction::begin(db);
  ASSERT_TRUE(transaction);
  EXPECT_TRUE(db.run("INSERT INTO t VALUES('small', 1)"));
  EXPECT_TRUE(transaction->commit());
}

TEST_F(SqliteTest, AMissingFileOrDirectoryIsNamed) {
  for (const auto& missing : {path("none.db"), path("none/t.db"), dir_.string()}) {
    const auto db = Database::open(missing);
    ASSERT_FALSE(db) << missing;
    EXPECT_EQ(db.error().code, Errc::database);
    EXPECT_THAT(db.error().text, HasSubstr(missing));
  }
  EXPECT_FALSE(std::filesystem::exists(path("none.db")));
}

TEST_F(SqliteTest, OnlyAFileNameIsAPath) {
  for (const char* bad : {"", ":memory:"}) {
    const auto db = Database::open(bad, {.access = Access::create});
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().code, Errc::config);
  }
}

TEST_F(SqliteTest, SomethingElseIsNoDatabase) {
  std::ofstream(path()) << std::string(4096, 'x');
  const auto db = Database::open(path());
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().code, Errc::database);
  EXPECT_THAT(db.error().text, HasSubstr("not an SQLite database"));
}

TEST_F(SqliteTest, ADamagedFileIsNamed) {
  {
    auto db = make();
    for (int i = 0; i < 2000; ++i)
      ASSERT_TRUE(db.run("INSERT INTO t VALUES(?, ?)", std::to_string(i), i));
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(8192, '\xff');
  }
  auto db = Database::open(path());
  auto result = db ? db->integer("SELECT count(*) FROM t WHERE n >= 0")
                   : Result<std::optional<std::int64_t>>(fail(db.error()));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::database);
  EXPECT_THAT(result.error().text, HasSubstr("damaged"));
  EXPECT_THAT(result.error().hint, HasSubstr("backup"));
}

// Permissions do not bind root, so the attempt is made by a child without privileges.
template <class Attempt>
bool succeeds_without_privileges(Attempt attempt) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65534) != 0) _exit(2);
    _exit(attempt() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(SqliteTest, AReadOnlyDirectoryIsRefusedInWords) {
  {
    auto db = make();
  }
  std::filesystem::permissions(path(), std::filesystem::perms(0444));
  std::filesystem::permissions(dir_, std::filesystem::perms(0555));
  EXPECT_TRUE(succeeds_without_privileges([&] {
    const auto writing = Database::open(path());
    const auto creating = Database::open(path("new.db"), {.access = Access::create});
    return !writing && writing.error().code == Errc::database && !writing.error().hint.empty() &&
           !creating && creating.error().code == Errc::database && !creating.error().hint.empty();
  }));
}

TEST_F(SqliteTest, BrokenRulesAreToldApart) {
  auto db = make();
  ASSERT_TRUE(db.exec("CREATE TABLE c(t TEXT REFERENCES t(id), n INTEGER CHECK(n > 0)) STRICT"));
  ASSERT_TRUE(db.run("INSERT INTO t VALUES('a', 1)"));
  EXPECT_EQ(db.run("INSERT INTO t VALUES('a', 2)").error().code, Errc::conflict);
  EXPECT_EQ(db.run("INSERT INTO c VALUES('none', 1)").error().code, Errc::database);
  EXPECT_EQ(db.run("INSERT INTO c VALUES('a', 0)").error().code, Errc::database);
  EXPECT_THAT(db.run("INSERT INTO t VALUES('b', 'Keller')").error().text,
              testing::Not(HasSubstr("Keller")))
      << "no stored value in an error text";
}

}  // namespace
}  // namespace relais::sqlite
