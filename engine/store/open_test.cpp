// Which files are opened as a practice store, which are brought up to date, which are refused.
#include <fstream>
#include <thread>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/schema.hpp"
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Open : public StoreTest {
 protected:
  static std::string url_of(const std::string& file) { return "sqlite:" + file; }
  static Error refusal(const std::string& url, OpenMode mode = OpenMode::existing) {
    auto opened = open(url, {.mode = mode});
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
  }
  static std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(Open, ANewStoreHasAUuidAndIsKept) {
  const auto head = store_->head().value();
  EXPECT_EQ(head.uuid.size(), 36u);
  EXPECT_EQ(head.schema, 3);
  EXPECT_EQ(head.seq, 0);
  for (const auto mode : {OpenMode::existing, OpenMode::create}) {
    EXPECT_EQ(open_store(mode)->head().value().uuid, head.uuid);
  }
  auto other = open(url_of(path("other.db")), {.mode = OpenMode::create}).value();
  EXPECT_NE(other->head().value().uuid, head.uuid);
}

TEST_F(Open, AMissingStoreIsNotMadeUnasked) {
  const auto error = refusal(url_of(path("none.db")));
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_THAT(error.hint, HasSubstr("relais init"));
  EXPECT_FALSE(std::filesystem::exists(path("none.db")));
  EXPECT_EQ(refusal(url_of(path("no/such/directory.db")), OpenMode::create).code, Errc::database);
}

TEST_F(Open, OtherUrlsAreRefusedInWords) {
  EXPECT_EQ(refusal("postgresql://localhost/practice").code, Errc::unsupported);
  EXPECT_THAT(refusal("postgres://localhost/practice").text, HasSubstr("PostgreSQL"));
  EXPECT_EQ(refusal("practice.db").code, Errc::config);
  EXPECT_EQ(refusal("").code, Errc::config);
  EXPECT_EQ(refusal("sqlite:", OpenMode::create).code, Errc::config);
  EXPECT_EQ(refusal("sqlite::memory:", OpenMode::create).code, Errc::config);
}

TEST_F(Open, AFileOfSomethingElseStaysAsItIs) {
  const auto text = path("text.db");
  std::ofstream(text) << "This is a letter to a client, and no database at all.\n"
                      << std::string(2000, '.');
  const auto before = bytes_of(text);
  for (const auto mode : {OpenMode::existing, OpenMode::create}) {
    const auto error = refusal(url_of(text), mode);
    EXPECT_EQ(error.code, Errc::database);
    EXPECT_THAT(error.text, HasSubstr("not an SQLite database"));
  }
  EXPECT_EQ(bytes_of(text), before);
  EXPECT_EQ(refusal(url_of(dir_.string()), OpenMode::create).code, Errc::database);
}

TEST_F(Open, ADatabaseOfAnotherProgramStaysAsItIs) {
  const auto file = path("foreign.db");
  {
    PracticeSoftware(file).sql("CREATE TABLE address(name); INSERT INTO address VALUES('x')");
  }
  const auto before = bytes_of(file);
  for (const auto mode : {OpenMode::existing, OpenMode::create}) {
    const auto error = refusal(url_of(file), mode);
    EXPECT_EQ(error.code, Errc::schema);
    EXPECT_THAT(error.text, HasSubstr("another program"));
  }
  EXPECT_EQ(bytes_of(file), before);
}

TEST_F(Open, AnEmptyFileIsFilledOnlyByInit) {
  const auto file = path("empty.db");
  {
    std::ofstream touch(file);
  }
  EXPECT_EQ(refusal(url_of(file)).code, Errc::schema);
  EXPECT_TRUE(open(url_of(file), {.mode = OpenMode::create}));
  EXPECT_TRUE(open(url_of(file)));
}

TEST_F(Open, AStoreFromANewerVersionIsRefused) {
  sql("UPDATE relais_meta SET schema_version = 4");
  store_.reset();
  for (const auto mode : {OpenMode::existing, OpenMode::create}) {
    const auto error = refusal(url(), mode);
    EXPECT_EQ(error.code, Errc::schema);
    EXPECT_THAT(error.text, HasSubstr("version 4"));
    EXPECT_THAT(error.hint, HasSubstr("newer relais"));
  }
}

TEST_F(Open, ADamagedStoreIsSaid) {
  small_firm();
  writer_->sql("PRAGMA wal_checkpoint(TRUNCATE)");
  writer_.reset();
  store_.reset();
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) / 2);
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file << std::string(4000, '\xff');
  }
  const auto error = refusal(url());
  EXPECT_EQ(error.code, Errc::database);
  EXPECT_THAT(error.text, HasSubstr("damaged"));
  EXPECT_THAT(error.text, HasSubstr(path()));
}

TEST_F(Open, WalAndDurabilityAreSet) {
  EXPECT_THAT(writer_->rows("PRAGMA journal_mode"), ElementsAre("wal"));
}

// Version 1 had the tables of mail; rows of whatever origin must come through.
TEST_F(Open, AStoreOfVersionOneIsBroughtUpWithItsMail) {
  const auto file = path("one.db");
  std::string uuid;
  {
    auto db = sqlite::Database::open(file, {.access = sqlite::Access::create}).value();
    ASSERT_EQ(bring_up(db, migrations().first(1)).value(), 1);
    uuid = inspect(db).value().uuid;
    const std::string row =
        "INSERT INTO communicator_message(id, entity_id, account, graph_id, internet_message_id, "
        "direction, received_at, has_attachments, importance, folder_id, folder_path, status, "
        "archived_at, marker_state) VALUES";
    ASSERT_TRUE(db.exec(row + "('1', 'z', 'MM', 'a', '<i>', 'in', '2026-05-01T09:00:00.000Z', 0, "
                              "'normal', 'f', 'F', 'archived', NULL, 'received'),"
                              "('2', 'z', 'AF', 'b', '<i>', 'in', '2026-05-01T09:00:00.000Z', 0, "
                              "'normal', 'f', 'F', 'done', '2026-05-02T09:00:00.000Z', 'archived'),"
                              "('3', 'y', 'AF', 'b', '<i>', 'in', '2026-05-01T09:00:00.000Z', 0, "
                              "'normal', 'f', 'F', 'new', NULL, 'received')"));
    ASSERT_TRUE(
        db.exec("INSERT INTO communicator_attachment VALUES('1', 0, 'n', 't', 5, "
                "printf('%064d', 1), 0, 'r')"));
    ASSERT_TRUE(
        db.exec("INSERT INTO mail_verdict(entity_id, account, message_id, verdict, reason)"
                " VALUES('z', 'MM', 'a', 'collect', 'collect')"));
  }
  EXPECT_EQ(open(url_of(file)).value()->head().value().uuid, uuid);
  EXPECT_EQ(open(url_of(file)).value()->head().value().schema, 3);
  PracticeSoftware reader(file);
  EXPECT_THAT(reader.rows("SELECT id, status, archived_at IS NULL, copy_archived, marker_wanted, "
                          "marker_wanted_as_copy FROM communicator_message ORDER BY id"),
              ElementsAre("1 archived 0 1 archived archived", "2 archived 0 1 archived archived",
                          "3 new 1 0 received received"));
  EXPECT_THAT(reader.rows("SELECT reason, folder_id, received_at FROM mail_verdict"),
              ElementsAre("collect  -"));
  EXPECT_THAT(reader.rows("SELECT seq, size, ref, note FROM communicator_attachment"),
              ElementsAre("0 5 r -"));
}

class Migrating : public StoreTest {
 protected:
  sqlite::Database file() {
    auto opened = sqlite::Database::open(path("m.db"), {.access = sqlite::Access::create});
    EXPECT_TRUE(opened);
    return std::move(*opened);
  }
  static constexpr const char* kMeta =
      "CREATE TABLE relais_meta(one INTEGER PRIMARY KEY, store_uuid TEXT, schema_version INTEGER)";
  const std::vector<Migration> first_{{1, {kMeta, "CREATE TABLE t(a)"}}};
  const std::vector<Migration> both_{
      {1, {kMeta, "CREATE TABLE t(a)"}},
      {2, {"ALTER TABLE t ADD COLUMN b", "UPDATE t SET b = a || '!'"}}};
};

TEST_F(Migrating, AnOlderStoreIsBroughtUpStepByStepAndKeepsItsUuid) {
  auto db = file();
  ASSERT_EQ(bring_up(db, first_).value(), 1);
  const auto uuid = inspect(db).value().uuid;
  ASSERT_TRUE(db.exec("INSERT INTO t VALUES('x')"));
  ASSERT_EQ(bring_up(db, both_).value(), 2);
  EXPECT_EQ(db.text("SELECT b FROM t").value(), "x!");
  EXPECT_EQ(inspect(db).value().uuid, uuid);
  EXPECT_EQ(inspect(db).value().version, 2);
  ASSERT_EQ(bring_up(db, both_).value(), 2) << "nothing left to do";
  EXPECT_EQ(bring_up(db, first_).error().code, Errc::schema) << "never back";
}

TEST_F(Migrating, ANewStoreTakesAllStepsAtOnce) {
  auto db = file();
  ASSERT_EQ(bring_up(db, both_).value(), 2);
  EXPECT_TRUE(db.exec("INSERT INTO t(a, b) VALUES(1, 2)"));
}

TEST_F(Migrating, AStepThatFailsChangesNothing) {
  auto db = file();
  ASSERT_TRUE(bring_up(db, first_));
  const std::vector<Migration> broken{first_[0],
                                      {2, {"CREATE TABLE u(a)", "INSERT INTO nowhere VALUES(1)"}}};
  EXPECT_FALSE(bring_up(db, broken));
  EXPECT_EQ(inspect(db).value().version, 1);
  EXPECT_EQ(db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'u'").value(), 0);
}

TEST_F(Migrating, TwoWhoMakeTheSameStoreAgreeOnIt) {
  std::vector<std::string> uuids(4);
  {
    std::vector<std::jthread> makers;
    for (auto& uuid : uuids) {
      makers.emplace_back([&uuid, this] {
        auto made = open("sqlite:" + path("race.db"), {.mode = OpenMode::create});
        uuid = made ? (*made)->head().value().uuid : made.error().text;
      });
    }
  }
  for (const auto& uuid : uuids) EXPECT_EQ(uuid, uuids[0]);
}

}  // namespace
}  // namespace relais::store::testing
