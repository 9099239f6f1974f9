#include "engine/ledger/ledger.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <tuple>

#include "engine/sqlite/sqlite.hpp"

namespace relais::ledger {
namespace {

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() {
    char name[] = "/tmp/relais-ledger-XXXXXX";
    folder_ = ::mkdtemp(name);
    ledger_ = open(url(), OpenMode::create).value();
  }
  ~LedgerTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ / "ledger.db"; }
  std::string url() const { return "sqlite:" + path(); }

  Mailbox make_mailbox(const char* account = "u1") {
    Mailbox made;
    EXPECT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
      RELAIS_ASSIGN(made, w.mailbox("microsoft365", "t", account));
      return {};
    }));
    return made;
  }
  Stream make_stream(MailboxId mailbox, const char* name = "") {
    Stream made;
    EXPECT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
      RELAIS_ASSIGN(made, w.stream({mailbox, "zurich", "A04", "contacts", name}));
      return {};
    }));
    return made;
  }
  Link make_link(MailboxId mailbox, const Stream& stream, const std::string& item) {
    Link link;
    link.key = "s:contact:" + item;
    link.kind = "contact";
    link.item = item;
    link.stream = stream.id;
    link.remote_id = "r-" + item;
    EXPECT_TRUE(ledger_->write([&](Writer& w) { return w.put_link(mailbox, link); }));
    return link;
  }

  std::filesystem::path folder_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, AMailboxIsFoundAgainByItsIdentity) {
  const auto first = make_mailbox();
  EXPECT_EQ(make_mailbox().id, first.id);
  EXPECT_NE(make_mailbox("U1").id, first.id) << "remote ids are compared byte by byte";
}

TEST_F(LedgerTest, R20_ADotIsThatOfTheLastTest) {
  const auto put = [&](bool green, Millis at) {
    return ledger_->write([&](Writer& w) { return w.put_dot({"h1", "A04", green, at, "{}"}); });
  };
  ASSERT_TRUE(put(true, 1));
  ASSERT_TRUE(put(false, 2));
  const auto dots = ledger_->dots().value();
  ASSERT_EQ(dots.size(), 1U);
  EXPECT_EQ(dots[0].handler, "h1");
  EXPECT_EQ(dots[0].addin, "A04");
  EXPECT_FALSE(dots[0].green);
  EXPECT_EQ(dots[0].tested_at, 2);
}

TEST_F(LedgerTest, NothingOfAFailedTransactionStays) {
  const auto result = ledger_->write([&](Writer& w) -> Result<> {
    RELAIS_TRY(w.set_meta("a", "1"));
    return fail(Errc::item, "no");
  });
  EXPECT_EQ(result.error().code, Errc::item);
  EXPECT_EQ(ledger_->meta("a").value(), "");
}

TEST_F(LedgerTest, ADirtyKeyKeepsTheHigherSeqAndIsClearedOnlyUpToIt) {
  const auto mailbox = make_mailbox();
  DirtyKey key{"contact", "1", 5, "source", 0, 1};
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.mark_dirty(mailbox.id, key); }));
  DirtyKey later = key;
  later.seq = 9;
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.mark_dirty(mailbox.id, later); }));
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.clear_dirty(mailbox.id, key); }));
  EXPECT_TRUE(ledger_->has_dirty(mailbox.id, 0).value());
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.clear_dirty(mailbox.id, later); }));
  EXPECT_FALSE(ledger_->has_dirty(mailbox.id, 0).value());
}

TEST_F(LedgerTest, APostponedKeyIsNotDueBeforeItsTime) {
  const auto mailbox = make_mailbox();
  ASSERT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
    RELAIS_TRY(w.mark_dirty(mailbox.id, {"contact", "1", 5, "source", 0, 1}));
    return w.postpone_dirty(mailbox.id, "contact", "1", "slowed down", 1000);
  }));
  EXPECT_FALSE(ledger_->has_dirty(mailbox.id, 999).value());
  EXPECT_EQ(ledger_->dirty(mailbox.id, "contact", "", 1000, 10).value().size(), 1u);
}

TEST_F(LedgerTest, ALinkThatIsPutAgainIsKnownAsItWasPutLast) {
  const auto mailbox = make_mailbox();
  const auto stream = make_stream(mailbox.id);
  Link link = make_link(mailbox.id, stream, "7");
  link.remote_id = "moved";
  link.etag = "e2";
  link.container = "c2";
  link.written = "w2";
  link.remote = "p2";
  link.facts = "{}";
  link.degraded = "[1]";
  link.revisit_on = "2026-01-02";
  link.config = "k2";
  link.revision = 2;
  link.incarnation = 3;
  link.own = true;
  link.seen = Seen::claimed;
  link.seen_etag = "e3";
  link.seen_remote = "p3";
  link.round = 4;
  link.updated_at = 5;
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.put_link(mailbox.id, link); }));
  const auto links = ledger_->links_of_item(mailbox.id, "contact", "7").value();
  ASSERT_EQ(links.size(), 1u);
  const Link& now = links.front();
  EXPECT_EQ(
      std::tie(now.remote_id, now.etag, now.container, now.written, now.remote, now.facts,
               now.degraded, now.revisit_on, now.config, now.revision, now.incarnation, now.own,
               now.seen, now.seen_etag, now.seen_remote, now.round, now.updated_at),
      std::tie(link.remote_id, link.etag, link.container, link.written, link.remote, link.facts,
               link.degraded, link.revisit_on, link.config, link.revision, link.incarnation,
               link.own, link.seen, link.seen_etag, link.seen_remote, link.round, link.updated_at));
  EXPECT_EQ(ledger_->links_by_remote(mailbox.id, std::vector<std::string>{"moved"}).value().size(),
            1u);
  EXPECT_TRUE(
      ledger_->links_by_remote(mailbox.id, std::vector<std::string>{"r-7"}).value().empty());
  EXPECT_EQ(ledger_->claimed(stream.id, 10).value().size(), 1u);
}

TEST_F(LedgerTest, AStampedLinkIsNotMissingAndOtherwiseAsItWas) {
  const auto mailbox = make_mailbox();
  Stream stream = make_stream(mailbox.id);
  const auto seen = make_link(mailbox.id, stream, "7");
  make_link(mailbox.id, stream, "8");
  stream.round = 1;
  std::int64_t missing = 0;
  ASSERT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
    RELAIS_TRY(w.stamp_link(mailbox.id, seen.key, stream.id, stream.round));
    RELAIS_ASSIGN(missing, w.claim_missing(stream));
    return {};
  }));
  EXPECT_EQ(missing, 1);
  const auto claimed = ledger_->claimed(stream.id, 10).value();
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed.front().item, "8");
  const auto links = ledger_->links_of_item(mailbox.id, "contact", "7").value();
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links.front().round, 1);
  EXPECT_EQ(links.front().remote_id, "r-7");
}

TEST_F(LedgerTest, AChangedItemIsDirtyWhereverItHasACopy) {
  const auto one = make_mailbox("u1");
  const auto two = make_mailbox("u2");
  make_link(one.id, make_stream(one.id), "7");
  make_link(two.id, make_stream(two.id), "8");
  std::int64_t marked = 0;
  ASSERT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
    RELAIS_ASSIGN(marked, w.mark_linked_dirty("contact", "7", 3, 1));
    return {};
  }));
  EXPECT_EQ(marked, 1);
  EXPECT_TRUE(ledger_->has_dirty(one.id, 1).value());
  EXPECT_FALSE(ledger_->has_dirty(two.id, 1).value());
}

TEST_F(LedgerTest, ALinkComesBackAsItWasPut) {
  const auto mailbox = make_mailbox();
  const auto stream = make_stream(mailbox.id);
  Link link = make_link(mailbox.id, stream, "7");
  link.etag = "W/\"1\"";
  link.facts = "{}";
  link.seen = Seen::edited;
  link.seen_remote = "abc";
  link.incarnation = 3;
  link.own = true;
  link.revision = 12;
  link.revisit_on = "2026-12-01";
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.put_link(mailbox.id, link); }));
  const auto links = ledger_->links(mailbox.id, "contact", std::vector<std::string>{"7"}).value();
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0].etag, link.etag);
  EXPECT_EQ(links[0].seen, Seen::edited);
  EXPECT_EQ(links[0].incarnation, 3);
  EXPECT_TRUE(links[0].own);
  EXPECT_EQ(links[0].revision, 12);
  EXPECT_EQ(ledger_->revisits(mailbox.id, "contact", "2026-12-01").value().size(), 1u);
  EXPECT_EQ(ledger_->revisits(mailbox.id, "contact", "2026-11-30").value().size(), 0u);
}

TEST_F(LedgerTest, OnlyLinksThatTheRoundDidNotShowAreClaimed) {
  const auto mailbox = make_mailbox();
  Stream stream = make_stream(mailbox.id);
  make_link(mailbox.id, stream, "1");
  Link shown = make_link(mailbox.id, stream, "2");
  stream.round = shown.round = 4;
  ASSERT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
    RELAIS_TRY(w.put_link(mailbox.id, shown));
    RELAIS_TRY(w.claim_missing(stream));
    return {};
  }));
  const auto claimed = ledger_->claimed(stream.id, 10).value();
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].item, "1");
}

TEST_F(LedgerTest, AnApprovalIsSpentKeyByKey) {
  Hold hold;
  hold.entity = "zurich";
  hold.kind = "contact";
  hold.trip = "delete";
  const std::vector<HoldKey> keys{"1/delete/a", "1/delete/b"};
  std::int64_t id = 0;
  ASSERT_TRUE(ledger_->write([&](Writer& w) -> Result<> {
    RELAIS_ASSIGN(id, w.put_hold(hold, keys));
    return w.approve_hold(id, 5, "root");
  }));
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.spend_approval(keys[0]); }));
  EXPECT_EQ(ledger_->hold_keys(id).value(), std::vector<HoldKey>{keys[1]});
  ASSERT_TRUE(ledger_->write([&](Writer& w) { return w.spend_approval(keys[1]); }));
  EXPECT_TRUE(ledger_->holds().value().empty());
}

TEST_F(LedgerTest, OnlyOneProcessWorksOnALedger) {
  ASSERT_TRUE(ledger_->lock());
  EXPECT_EQ(open(url(), OpenMode::existing).value()->lock().error().code, Errc::busy);
}

TEST_F(LedgerTest, WhoeverMayWriteTheLedgerMayLockItNextTime) {
  const auto mode_of_lock = [&](mode_t of_ledger, mode_t mask) {
    EXPECT_EQ(::chmod(path().c_str(), of_ledger), 0);
    const mode_t before = ::umask(mask);
    EXPECT_TRUE(open(url(), OpenMode::existing).value()->lock());
    ::umask(before);
    struct stat about = {};
    EXPECT_EQ(::stat((path() + ".lock").c_str(), &about), 0);
    return about.st_mode & 07777;
  };
  EXPECT_EQ(mode_of_lock(0660, 077), 0660U) << "a colleague comes first";
  EXPECT_EQ(mode_of_lock(0600, 0), 0600U) << "and nobody else is let in";
  EXPECT_EQ(mode_of_lock(0660, 022), 0660U) << "the file of an earlier version";
}

TEST_F(LedgerTest, W13_AStalledEngineCannotWriteAfterAnotherTookOver) {
  ASSERT_TRUE(ledger_->lock());
  std::filesystem::remove(path() + ".lock");  // what an administrator in a hurry would do
  auto other = open(url(), OpenMode::existing).value();
  ASSERT_TRUE(other->lock());
  EXPECT_EQ(ledger_->write([](Writer& w) { return w.set_meta("a", "1"); }).error().code,
            Errc::busy);
  EXPECT_TRUE(other->write([](Writer& w) { return w.set_meta("a", "2"); }));
}

TEST_F(LedgerTest, AnUncommittedTransactionOfAKilledProcessIsGone) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto mine = open(url(), OpenMode::existing).value();
    (void)mine->write([](Writer& w) -> Result<> {
      (void)w.set_meta("a", "1");
      ::_exit(0);
    });
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(ledger_->meta("a").value(), "");
}

TEST(LedgerOpen, AnOlderLedgerIsBroughtUpToDate) {
  char name[] = "/tmp/relais-ledger-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  const std::string url = "sqlite:" + (folder / "ledger.db").string();
  ASSERT_TRUE(open(url, OpenMode::create));
  {
    auto db = sqlite::Database::open(folder / "ledger.db").value();
    ASSERT_TRUE(db.exec("DROP TABLE refusal; PRAGMA user_version = 1"));
  }
  auto ledger = open(url, OpenMode::existing);
  ASSERT_TRUE(ledger) << ledger.error().text;
  ASSERT_TRUE((*ledger)->write([](Writer& w) -> Result<> {
    RELAIS_TRY(w.record(Refusal{1000, "sync", "operator", "viewer", 1001}));
    return w.record(Refusal{2000, "purge", "admin", "none", 1002});
  }));
  const auto kept = (*ledger)->refusals(10).value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].verb, "purge");
  EXPECT_EQ(kept[1].had, "viewer");
  EXPECT_EQ(kept[1].uid, 1001);
  EXPECT_EQ((*ledger)->count_refusals(1500).value(), 1);
  ASSERT_TRUE((*ledger)->write([](Writer& w) { return w.forget_history(1500); }));
  EXPECT_EQ((*ledger)->refusals(10).value().size(), 1U);
  ASSERT_TRUE(open(url, OpenMode::existing)) << "and it is not done twice";
  std::filesystem::remove_all(folder);
}

/// What every table and index is made of.
std::vector<std::string> schema_of(const std::filesystem::path& file) {
  auto db = sqlite::Database::open(file).value();
  auto rows = db.prepare(
                    "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM "
                    "sqlite_schema ORDER BY type, name")
                  .value();
  std::vector<std::string> out;
  while (rows.step().value()) {
    std::string text = rows.string(0);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    out.push_back(std::move(text));
  }
  return out;
}

TEST(LedgerOpen, ALedgerOfTheFirstVersionKeepsItsRowsAndGetsTheTablesOfThisOne) {
  char name[] = "/tmp/relais-ledger-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  std::ifstream in(RELAIS_OLD_LEDGER);
  const std::string sql{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(sql.empty());
  {
    sqlite::Options options;
    options.access = sqlite::Access::create;
    auto db = sqlite::Database::open(folder / "old.db", options).value();
    ASSERT_TRUE(db.exec(sql));
  }
  ASSERT_TRUE(open("sqlite:" + (folder / "new.db").string(), OpenMode::create));
  {
    auto ledger = open("sqlite:" + (folder / "old.db").string(), OpenMode::existing);
    ASSERT_TRUE(ledger) << ledger.error().text;
    EXPECT_EQ((*ledger)->meta("feed_seq").value(), "42");
    EXPECT_EQ((*ledger)->mailboxes().value().size(), 1U);
    EXPECT_EQ((*ledger)->count_links("zurich", "contact").value(), 1);
    ASSERT_EQ((*ledger)->dots().value().size(), 1U);
    EXPECT_TRUE((*ledger)->dots().value()[0].green);
    EXPECT_EQ((*ledger)->state(1, "relais.a04", "zurich", "s").value(), "v");
    EXPECT_TRUE((*ledger)->refusals(10).value().empty());
  }
  EXPECT_EQ(schema_of(folder / "old.db"), schema_of(folder / "new.db"));
  std::filesystem::remove_all(folder);
}

TEST(LedgerOpen, FilesOfOthersAreLeftAlone) {
  char name[] = "/tmp/relais-ledger-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  std::ofstream(folder / "text.db") << std::string(5000, 'x');
  EXPECT_EQ(open("sqlite:" + (folder / "text.db").string(), OpenMode::existing).error().code,
            Errc::database);
  {
    auto db =
        sqlite::Database::open(folder / "other.db", {.access = sqlite::Access::create}).value();
    ASSERT_TRUE(db.exec("CREATE TABLE theirs(a)"));
  }
  EXPECT_EQ(open("sqlite:" + (folder / "other.db").string(), OpenMode::create).error().code,
            Errc::schema);
  EXPECT_FALSE(open("sqlite:" + (folder / "missing.db").string(), OpenMode::existing));
  EXPECT_EQ(open("postgresql://x/y", OpenMode::existing).error().code, Errc::unsupported);
  {
    auto mine = open("sqlite:" + (folder / "new.db").string(), OpenMode::create);
    ASSERT_TRUE(mine);
    auto db = sqlite::Database::open(folder / "new.db").value();
    ASSERT_TRUE(db.exec("PRAGMA user_version = 999"));
  }
  EXPECT_EQ(open("sqlite:" + (folder / "new.db").string(), OpenMode::existing).error().code,
            Errc::schema);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace relais::ledger
