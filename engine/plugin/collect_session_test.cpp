#include "engine/plugin/collect_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "engine/plugin/test_inbox.hpp"
#include "engine/plugin/test_services.hpp"

namespace relais::plugin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Loaded once: a library stays for as long as the process anyway.
const PluginEntry& letters() {
  static const PluginEntry entry = load_fixture("example_collect");
  return entry;
}
const PluginEntry& unruly_collector() {
  static const PluginEntry entry = load_fixture("fixture_unruly_collector");
  return entry;
}

class Collecting : public testing::Test {
 protected:
  std::unique_ptr<Collector> open(const PluginEntry& entry, std::string config = "{}") {
    SessionOptions options;
    options.label = "zurich/MM";
    options.config = std::move(config);
    options.account = "{}";
    options.blobs = &blobs;
    options.cancel = &cancel;
    auto session = open_collector(entry, std::move(options));
    if (!session) throw std::runtime_error(session.error().text);
    return std::move(*session);
  }
  std::unique_ptr<Collector> breaking(const std::string& how) {
    return open(unruly_collector(), R"({"breach": ")" + how + R"("})");
  }
  Result<void> collect(const std::string& how) {
    inbox.lines.clear();
    return breaking(how)->collect(Purpose::poll, "", inbox);
  }
  Result<void> fetch(const std::string& how, std::vector<std::string> ids) {
    inbox.lines.clear();
    return breaking(how)->fetch(ids, inbox);
  }

  MemoryBlobs blobs;
  RecordingInbox inbox;
  std::atomic<bool> cancel = false;
};

void expect_collect_breach(const Result<void>& done, std::string_view what) {
  ASSERT_FALSE(done.has_value()) << what;
  EXPECT_EQ(done.error().code, Errc::internal);
  EXPECT_THAT(done.error().text,
              AllOf(HasSubstr("plugin test.unruly-collector [zurich/MM]"),
                    HasSubstr("broke its contract"), HasSubstr(std::string(what))));
  EXPECT_THAT(done.error().hint, HasSubstr("report this to Test"));
}

template <class T>
void expect_collect_breach(const Result<T>& done, std::string_view what) {
  expect_collect_breach(done ? Result<void>() : Result<void>(fail(done.error())), what);
}

// ---- a connector as it should be ----------------------------------------------------------------

TEST_F(Collecting, WholeLifeOfALetterBox) {
  const auto session = open(letters());
  const auto folders = session->folders().value();
  ASSERT_EQ(folders.size(), 1U);
  EXPECT_EQ(folders[0].well_known, "inbox");
  EXPECT_EQ(folders[0].items, 2);

  inbox.wants_all = false;
  inbox.wanted = {"l1"};
  ASSERT_TRUE(session->collect(Purpose::poll, "", inbox));
  EXPECT_THAT(inbox.lines, ElementsAre("?l1", "!l1", "?l2", "=2"));
  ASSERT_EQ(inbox.messages.size(), 1U);
  const Message& message = inbox.messages[0];
  EXPECT_EQ(message.offer.envelope.from->address, "anna@example.org");
  EXPECT_EQ(message.offer.envelope.received, parse_utc("2026-05-01T07:30:00Z").value());
  EXPECT_EQ(message.offer.envelope.ancestry.at(0).well_known, "inbox");
  EXPECT_EQ(message.body_type, "text");
  EXPECT_EQ(message.body->sha256, sha256_hex("Hello"));
  EXPECT_EQ(message.body->size, 5);
  EXPECT_FALSE(message.mime);
  EXPECT_EQ(message.mime_error, "letters have none");
  EXPECT_THAT(blobs.finished(), ElementsAre("Hello"));

  inbox.lines.clear();
  ASSERT_TRUE(session->collect(Purpose::poll, "2", inbox));
  EXPECT_THAT(inbox.lines, ElementsAre("=2"));
  inbox.wants_all = true;
  ASSERT_TRUE(session->fetch(std::vector<std::string>{"l2", "l9"}, inbox));
  EXPECT_THAT(inbox.lines, ElementsAre("=2", "?l2", "!l2", "-l9"));
  EXPECT_EQ(inbox.messages.back().body->size, 0) << "an empty body is one";

  std::vector<MarkResult> results;
  const std::vector<Mark> marks = {{"l1", Marker::received}, {"l9", Marker::archived}};
  ASSERT_TRUE(session->mark(marks, [&](MarkResult r) { results.push_back(std::move(r)); }));
  ASSERT_EQ(results.size(), 2U);
  EXPECT_TRUE(results[0].ok());
  EXPECT_EQ(results[1].error, Errc::not_found);
  EXPECT_EQ(session->check().error().code, Errc::unsupported);
}

TEST_F(Collecting, StopsWhenItIsToldTo) {
  const auto session = open(letters());
  cancel = true;
  EXPECT_EQ(session->collect(Purpose::audit, "", inbox).error().code, Errc::cancelled);
  std::vector<MarkResult> results;
  const std::vector<Mark> marks = {{"l1", Marker::received}};
  const auto marked = session->mark(marks, [&](MarkResult r) { results.push_back(std::move(r)); });
  EXPECT_EQ(marked.error().code, Errc::cancelled);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].error, Errc::cancelled);
  EXPECT_FALSE(results[0].attempted);
}

TEST_F(Collecting, NothingToFetchOrMarkIsNoCall) {
  const auto session = breaking("throws");
  EXPECT_TRUE(session->fetch({}, inbox));
  EXPECT_TRUE(session->mark({}, [](MarkResult) {}));
}

TEST_F(Collecting, PluginWithoutTheRoleIsUnsupported) {
  static const PluginEntry cards = load_fixture("example_cpp");
  const auto session = open_collector(cards, {});
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code, Errc::unsupported);
  EXPECT_THAT(session.error().text, HasSubstr("it collects nothing"));
  EXPECT_THAT(open_session(letters(), {}).error().text, HasSubstr("it exports nothing"));
}

TEST_F(Collecting, ErrorOfTheEngineComesBackAsItIs) {
  for (const auto& [where, code] :
       {std::pair("offer", Errc::database), std::pair("store", Errc::database),
        std::pair("checkpoint", Errc::busy)}) {
    inbox.broken = where;
    for (const char* how : {"goes on", "stops as told"})
      EXPECT_EQ(collect(how).error().code, code) << where;
  }
}

TEST_F(Collecting, NothingIsTakenAfterAnErrorOfTheEngine) {
  inbox.broken = "store";
  EXPECT_FALSE(collect("goes on"));
  EXPECT_THAT(inbox.lines, ElementsAre("?a"));
}

TEST_F(Collecting, StatusesArePassedOn) {
  EXPECT_EQ(collect("expired").error().code, Errc::resync);
  const auto unknown = collect("status 99");
  EXPECT_EQ(unknown.error().code, Errc::internal);
  EXPECT_THAT(unknown.error().text, HasSubstr("status 99"));
}

TEST_F(Collecting, ReportsFromAnotherThreadAreTaken) {
  EXPECT_TRUE(collect("other thread"));
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "!a", "?b", "!b", "=c"));
}

// ---- connectors that break the contract ---------------------------------------------------------

TEST_F(Collecting, BrokenFolders) {
  const auto folders = [&](const std::string& how) { return breaking(how)->folders(); };
  const auto good = folders("nothing").value();
  ASSERT_EQ(good.size(), 2U);
  EXPECT_EQ(good[1].parent, "top");
  EXPECT_TRUE(good[1].hidden);
  EXPECT_TRUE(good[1].search);
  EXPECT_EQ(good[1].items, std::numeric_limits<std::int64_t>::max());
  expect_collect_breach(folders("no id"), "folder 0: id is missing");
  expect_collect_breach(folders("huge name"), "name has 2000 bytes, at most 1024");
  expect_collect_breach(folders("bad utf-8"), "name is not UTF-8");
  expect_collect_breach(folders("unknown kind"), "kind is neither mail nor search");
  expect_collect_breach(folders("well-known in capitals"), "well_known is not a name of a-z");
  expect_collect_breach(folders("own parent"), "parent_id is no folder reported before");
  expect_collect_breach(folders("circle"), "parent_id is no folder reported before");
  expect_collect_breach(folders("child first"), "parent_id is no folder reported before");
  expect_collect_breach(folders("folder twice"), "folder 1: id is reported twice");
  expect_collect_breach(folders("throws"), "an exception left it");
}

TEST_F(Collecting, BrokenEnvelopes) {
  EXPECT_TRUE(collect("nothing"));
  expect_collect_breach(collect("envelope no json"), "envelope is not a JSON object");
  expect_collect_breach(collect("envelope array"), "envelope is not a JSON object");
  expect_collect_breach(collect("envelope bad utf-8"), "envelope is not UTF-8");
  expect_collect_breach(collect("envelope huge"), "at most 4194304 are allowed");
  expect_collect_breach(collect("envelope deep"), "envelope is not a JSON object");
  expect_collect_breach(collect("no place for the verdict"), "verdict has no place");
  EXPECT_THAT(inbox.lines, IsEmpty()) << "nothing is taken after a breach";
}

TEST_F(Collecting, BrokenMessages) {
  expect_collect_breach(collect("store before the offer"),
                        "id is of no message that was asked for");
  expect_collect_breach(collect("message no json"), "message is not a JSON object");
  expect_collect_breach(collect("message of another"), "id is of no message that was asked for");
  expect_collect_breach(collect("stored twice"), "id is of no message that was asked for");
  expect_collect_breach(collect("blob that is not there"), "blob is none of this call");
  expect_collect_breach(collect("blob twice"), "blob is named twice");
  expect_collect_breach(collect("blob of another size"), "size is not that of the blob");
  expect_collect_breach(collect("blob of another hash"), "sha256 is not that of the blob");
  expect_collect_breach(collect("blob without a name"), "blob: name is missing");
  expect_collect_breach(collect("too many blobs"), "more than 300");
  EXPECT_EQ(blobs.open(), 0U) << "what no message named is forgotten";
}

TEST_F(Collecting, MessageThatIsNotWantedIsNotTaken) {
  inbox.wants_all = false;
  expect_collect_breach(collect("stores what is not wanted"),
                        "id is of no message that was asked for");
  EXPECT_THAT(inbox.messages, IsEmpty());
}

TEST_F(Collecting, NoCheckpointPassesAMessageThatIsMissing) {
  expect_collect_breach(collect("keeps it to itself"),
                        "did not store 2 messages that were asked for");
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "?b"));
  expect_collect_breach(collect("no checkpoint"), "without a checkpoint after them");
  expect_collect_breach(collect("huge cursor"), "cursor has 100000 bytes");
  expect_collect_breach(collect("throws"), "an exception left it");
}

TEST_F(Collecting, WhatIsLeftForLaterHoldsUpNoCheckpoint) {
  EXPECT_TRUE(collect("later"));
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "~a", "?b", "~b", "=c"));
  inbox.lines.clear();
  EXPECT_TRUE(fetch("later", {"a"}));
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "~a"));
  expect_collect_breach(collect("later without an id"), "later: id is missing");
  expect_collect_breach(collect("another one later"),
                        "did not store 2 messages that were asked for");
  expect_collect_breach(fetch("another one later", {"a"}), "later: id was not asked for");
}

TEST_F(Collecting, BrokenMoves) {
  EXPECT_TRUE(collect("is gone"));
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "!a", "?b", "!b", "-a", "=c"));
  expect_collect_breach(collect("moved without an id"), "moved: id is missing");
  expect_collect_breach(collect("moved to no folder"), "moved: id is missing");
}

TEST_F(Collecting, BrokenFetches) {
  EXPECT_TRUE(fetch("nothing", {"a", "gone", "a"}));
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "!a", "-gone", "?a", "!a"));
  expect_collect_breach(fetch("forgets one", {"a", "b"}), "kept silent about 1 messages");
  expect_collect_breach(fetch("fetches another", {"a"}), "id was not asked for");
  expect_collect_breach(fetch("checkpoint in a fetch", {"a"}), "a fetch has none");
  expect_collect_breach(fetch("keeps it to itself", {"a"}), "did not store 1 messages");
}

/// Marks two messages, and checks that each has exactly one result.
std::vector<MarkResult> mark(Collector& session, Result<void>& done) {
  const std::vector<Mark> marks = {{"a", Marker::received}, {"b", Marker::none}};
  std::vector<MarkResult> results(2);
  std::vector<int> count(2);
  done = session.mark(marks, [&](MarkResult result) {
    ++count.at(result.index);
    results.at(result.index) = std::move(result);
  });
  EXPECT_THAT(count, testing::Each(1));
  return results;
}

TEST_F(Collecting, EveryMarkHasOneResult) {
  Result<void> done;
  EXPECT_TRUE(mark(*breaking("nothing"), done)[1].ok());
  EXPECT_TRUE(done);
  EXPECT_EQ(mark(*breaking("first is gone"), done)[0].error, Errc::not_found);
  EXPECT_TRUE(done);
  EXPECT_TRUE(mark(*breaking("result twice"), done)[0].ok());
  expect_collect_breach(done, "reported mark 0 twice");
  EXPECT_TRUE(mark(*breaking("out of range"), done)[1].ok());
  expect_collect_breach(done, "reported mark 2 of 2");
  const auto silent = mark(*breaking("silent"), done);
  expect_collect_breach(done, "kept silent about marks");
  EXPECT_EQ(silent[1].error, Errc::temporary);
  EXPECT_TRUE(silent[1].attempted);
  EXPECT_EQ(mark(*breaking("throws"), done)[0].error, Errc::temporary);
  expect_collect_breach(done, "an exception left it");
}

TEST_F(Collecting, MarksThatWereGivenUpWereNotAttempted) {
  Result<void> done;
  const auto later = mark(*breaking("gives up"), done);
  EXPECT_EQ(done.error().code, Errc::temporary);
  EXPECT_TRUE(later[0].ok());
  EXPECT_EQ(later[1].error, Errc::temporary);
  EXPECT_FALSE(later[1].attempted);
  const auto refused = mark(*breaking("refused"), done);
  EXPECT_EQ(done.error().code, Errc::refused);
  EXPECT_EQ(refused[0].error, Errc::refused);
}

TEST_F(Collecting, WhatIsSaidAfterTheEndOfACallMeetsAClosedDoor) {
  Result<void> done;
  auto session = breaking("speaks when closed");
  EXPECT_TRUE(session->folders());
  mark(*session, done);
  EXPECT_TRUE(session->collect(Purpose::poll, "", inbox));
  const auto lines = inbox.lines;
  session.reset();
  EXPECT_EQ(inbox.lines, lines);
  EXPECT_EQ(blobs.open(), 0U);
}

TEST_F(Collecting, WhatIsSaidInAnotherCallMeetsAClosedDoor) {
  Result<void> done;
  auto session = breaking("speaks late");
  EXPECT_TRUE(session->folders());
  mark(*session, done);
  EXPECT_TRUE(session->collect(Purpose::poll, "", inbox));
  EXPECT_THAT(inbox.lines, ElementsAre("?a", "!a", "?b", "!b", "=c"));
}

}  // namespace
}  // namespace relais::plugin
