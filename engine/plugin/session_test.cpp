#include "engine/plugin/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plugin/test_services.hpp"

namespace relais::plugin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Keeps what an observation says.
class Record final : public ChangeSink {
 public:
  Result<void> change(Change change) override {
    if (refuse) return fail(Errc::database, "the disk is full");
    lines.push_back((change.removed ? "-" : "+") + change.remote_id);
    return {};
  }
  Result<void> checkpoint(std::string cursor) override {
    lines.push_back("=" + cursor);
    return {};
  }
  Result<void> complete() override {
    lines.emplace_back("complete");
    return {};
  }
  std::vector<std::string> lines;
  bool refuse = false;
};

std::unique_ptr<Exporter> open(const PluginEntry& entry, std::string config = "{}") {
  SessionOptions options;
  options.label = "zurich/MM";
  options.config = std::move(config);
  options.account = "{}";
  auto session = open_session(entry, std::move(options));
  if (!session) throw std::runtime_error(session.error().text);
  return std::move(*session);
}

std::vector<Op> creates(std::size_t count) {
  std::vector<Op> ops(count);
  for (std::size_t i = 0; i < count; ++i) ops[i].key = "key" + std::to_string(i);
  return ops;
}

/// Loaded once: a library stays for as long as the process anyway.
const PluginEntry& cards() {
  static const PluginEntry entry = load_fixture("example_cpp");
  return entry;
}
const PluginEntry& unruly() {
  static const PluginEntry entry = load_fixture("fixture_unruly");
  return entry;
}

TEST(Session, WholeLifeOfAnItem) {
  const auto session = open(cards());
  const auto documents = session->render("contacts", R"({"id": 1})", "2026-05-01").value();
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].body, R"({"id": 1})");
  EXPECT_EQ(session->ensure("contacts", "").value().id, "");

  std::vector<OpResult> results;
  const auto keep = [&](OpResult result) { results.push_back(std::move(result)); };
  ASSERT_TRUE(session->apply("contacts", creates(2), keep));
  ASSERT_EQ(results.size(), 2U);
  EXPECT_TRUE(results[1].ok());
  EXPECT_EQ(results[1].remote_id, "card-2");

  Record record;
  ASSERT_TRUE(session->observe("contacts", "", "", true, record));
  EXPECT_THAT(record.lines, ElementsAre("+card-1", "+card-2", "=page-1", "complete"));

  const std::vector<Ref> refs = {{"key1", ""}, {"nobody", ""}};
  const auto found = session->lookup("contacts", refs).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].remote_id, "card-2");
  EXPECT_EQ(found[0].life, Life::live);
  EXPECT_EQ(found[1].index, 1U);
  EXPECT_EQ(found[1].life, Life::gone);

  Op remove;
  remove.action = OpAction::remove;
  remove.remote_id = "card-1";
  ASSERT_TRUE(session->apply("contacts", std::vector{remove}, keep));
  Record after;
  ASSERT_TRUE(session->observe("contacts", "", "", true, after));
  EXPECT_THAT(after.lines, ElementsAre("+card-2", "=page-1", "complete"));
}

TEST(Session, SessionsOfOnePluginShareNothing) {
  const auto first = open(cards());
  const auto second = open(cards());
  ASSERT_TRUE(first->apply("contacts", creates(1), [](OpResult) {}));
  Record record;
  ASSERT_TRUE(second->observe("contacts", "", "", false, record));
  EXPECT_THAT(record.lines, ElementsAre("=page-1"));
}

TEST(Session, OneOperationThatFailsDoesNotStopTheOthers) {
  const auto session = open(cards());
  std::vector<Op> ops = creates(2);
  ops[0].action = OpAction::update;
  ops[0].remote_id = "card-99";
  std::vector<OpResult> results;
  ASSERT_TRUE(session->apply("contacts", ops, [&](OpResult r) { results.push_back(r); }));
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].error, Errc::not_found);
  EXPECT_TRUE(results[1].ok());
}

TEST(Session, WhatThePluginDoesNotHaveIsUnsupported) {
  const auto session = open(cards());
  EXPECT_EQ(session->check().error().code, Errc::unsupported);
  EXPECT_EQ(session->inventory("contacts", {}).error().code, Errc::unsupported);
  EXPECT_EQ(session->discard("contacts", "x").error().code, Errc::unsupported);
}

TEST(Session, ErrorOfTheEngineComesBackAsItIs) {
  const auto session = open(cards());
  ASSERT_TRUE(session->apply("contacts", creates(3), [](OpResult) {}));
  Record record;
  record.refuse = true;
  const auto observed = session->observe("contacts", "", "", true, record);
  EXPECT_EQ(observed.error().code, Errc::database);
  EXPECT_EQ(observed.error().text, "the disk is full");
  EXPECT_TRUE(record.lines.empty());
}

TEST(Session, UnusableEntryIsNotOpened) {
  PluginEntry entry;
  entry.reason = "it crashes";
  EXPECT_THAT(open_session(entry, {}).error().text, HasSubstr("it crashes"));
}

// ---- plugins that break the contract ------------------------------------------------------------

void expect_breach(const Result<void>& done, std::string_view what) {
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, Errc::internal);
  EXPECT_THAT(done.error().text,
              AllOf(HasSubstr("plugin test.unruly [zurich/MM]"), HasSubstr("broke its contract"),
                    HasSubstr(std::string(what))));
  EXPECT_THAT(done.error().hint, HasSubstr("report this to Test"));
}

template <class T>
void expect_breach(const Result<T>& done, std::string_view what) {
  expect_breach(done ? Result<void>() : Result<void>(fail(done.error())), what);
}

std::unique_ptr<Exporter> breaking(const std::string& how) {
  return open(unruly(), R"({"breach": ")" + how + R"("})");
}

TEST(BrokenContract, Open) {
  SessionOptions options;
  options.label = "zurich/MM";
  options.config = "open throws";
  const auto thrown = open_session(unruly(), options);
  ASSERT_FALSE(thrown.has_value());
  EXPECT_THAT(thrown.error().text,
              AllOf(HasSubstr("an exception left it"), Not(HasSubstr("secret"))));
  options.config = "open nothing";
  EXPECT_THAT(open_session(unruly(), options).error().text, HasSubstr("it opened no session"));
}

TEST(BrokenContract, Render) {
  const auto render = [](const std::string& how) {
    return breaking(how)->render("contacts", "{}", "2026-05-01");
  };
  EXPECT_TRUE(render("nothing").has_value());
  expect_breach(render("part twice"), "part is rendered twice");
  expect_breach(render("huge fingerprint"), "fingerprint has 1000 bytes, at most 64");
  expect_breach(render("no fingerprint"), "fingerprint is missing");
  expect_breach(render("body no json"), "body is not JSON");
  expect_breach(render("degraded object"), "degraded is not a JSON array");
  expect_breach(render("wrong date"), "revisit_on is not a date");
  expect_breach(render("part colon"), "part has other characters");
}

TEST(BrokenContract, Ensure) {
  EXPECT_TRUE(breaking("nothing")->ensure("contacts", "").value().created);
  expect_breach(breaking("no container")->ensure("contacts", ""), "it named no container");
  expect_breach(breaking("two containers")->ensure("contacts", ""), "a second container");
  const auto unknown = breaking("status 99")->ensure("contacts", "");
  EXPECT_EQ(unknown.error().code, Errc::internal);
  EXPECT_THAT(unknown.error().text, HasSubstr("status 99"));
}

/// Applies two creates and a delete, and checks that each has exactly one result.
std::vector<OpResult> apply(const std::string& how, Result<void>& done) {
  std::vector<Op> ops = creates(3);
  ops[2].action = OpAction::remove;
  std::vector<OpResult> results(3);
  std::vector<int> count(3);
  done = breaking(how)->apply("contacts", ops, [&](OpResult result) {
    ++count.at(result.index);
    results.at(result.index) = std::move(result);
  });
  EXPECT_THAT(count, testing::Each(1)) << how;
  return results;
}

TEST(BrokenContract, ApplyReportedTwiceCountsOnce) {
  Result<void> done;
  const auto results = apply("result twice", done);
  expect_breach(done, "reported operation 0 twice");
  for (const OpResult& result : results) EXPECT_TRUE(result.ok());
}

TEST(BrokenContract, ApplyOutOfRange) {
  Result<void> done;
  const auto results = apply("out of range", done);
  expect_breach(done, "reported operation 3 of 3");
  EXPECT_TRUE(results[0].ok());
}

TEST(BrokenContract, ApplyKeptSilentThoughOk) {
  Result<void> done;
  const auto results = apply("silent", done);
  expect_breach(done, "kept silent");
  EXPECT_EQ(results[0].error, Errc::unknown_outcome);
  EXPECT_EQ(results[2].error, Errc::temporary);
  EXPECT_TRUE(results[0].attempted);
  EXPECT_THAT(results[0].message, HasSubstr("test.unruly"));
}

TEST(BrokenContract, ApplyThrew) {
  Result<void> done;
  const auto results = apply("apply throws", done);
  expect_breach(done, "an exception left it");
  EXPECT_EQ(results[1].error, Errc::unknown_outcome);
}

TEST(Session, ApplyThatGivesUpHasNotAttemptedTheRest) {
  Result<void> done;
  const auto results = apply("gives up", done);
  EXPECT_EQ(done.error().code, Errc::temporary);
  EXPECT_THAT(done.error().text, HasSubstr("it gave no reason"));
  EXPECT_TRUE(results[0].ok());
  EXPECT_FALSE(results[1].attempted);
  EXPECT_EQ(results[1].error, Errc::temporary);
}

TEST(BrokenContract, ApplyWithUnusableReports) {
  Result<void> done;
  EXPECT_EQ(apply("bad utf-8", done)[0].error, Errc::unknown_outcome);
  expect_breach(done, "remote_id is not UTF-8");
  EXPECT_EQ(apply("no remote id", done)[0].error, Errc::unknown_outcome);
  expect_breach(done, "remote_id is missing after a create");
  EXPECT_EQ(apply("facts array", done)[0].facts, "");
  expect_breach(done, "facts is not a JSON object");
}

TEST(Session, ReportsFromAnotherThreadAreTaken) {
  Result<void> done;
  const auto results = apply("other thread", done);
  EXPECT_TRUE(done.has_value());
  EXPECT_TRUE(results[2].ok());
}

TEST(BrokenContract, Observe) {
  const auto observe = [](const std::string& how, bool full) {
    Record record;
    return breaking(how)->observe("contacts", "", "", full, record);
  };
  EXPECT_TRUE(observe("nothing", false).has_value());
  expect_breach(observe("nothing", true), "without complete");
  expect_breach(observe("no checkpoint", false), "without a checkpoint");
  expect_breach(observe("complete unasked", false), "no full listing was asked for");
  expect_breach(observe("unknown type", false), "type is none of RELAIS_CHANGE_*");
  expect_breach(observe("no id", false), "remote_id is missing");
}

TEST(BrokenContract, NothingIsTakenAfterABreach) {
  Record record;
  expect_breach(breaking("no id")->observe("contacts", "", "", false, record), "remote_id");
  EXPECT_TRUE(record.lines.empty());
}

TEST(BrokenContract, Lookup) {
  const auto lookup = [](const std::string& how, std::size_t count) {
    const std::vector<Ref> refs(count, Ref{"key", ""});
    return breaking(how)->lookup("contacts", refs);
  };
  EXPECT_TRUE(lookup("nothing", 1).has_value());
  EXPECT_TRUE(lookup("nothing", 0).value().empty());
  // Pages that shift show an item twice; taken for two, it would be its own twin.
  EXPECT_EQ(lookup("found twice", 1).value().size(), 1U);
  expect_breach(lookup("nothing", 2), "it did not answer ref 1");
  expect_breach(lookup("live without id", 1), "remote_id is missing");
  expect_breach(lookup("unknown state", 1), "state is none of RELAIS_STATE_*");
  expect_breach(lookup("ref out of range", 1), "index is none of this call");
}

TEST(BrokenContract, InventoryWithoutAKey) {
  expect_breach(breaking("nothing")->inventory("contacts", [](Found) { return Result<void>(); }),
                "key is missing");
}

}  // namespace
}  // namespace relais::plugin
