#include "plugins/mail-graph/cursor.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <relais/sdk.hpp>

namespace relais::mail_graph {
namespace {

const Seconds begin_at = parse_instant("2026-05-01T07:30:00Z").value();

sdk::Status status_of_reading(const std::function<void()>& read) {
  try {
    read();
  } catch (const sdk::Failure& failure) {
    return failure.status();
  }
  return sdk::Status::ok;
}

PollCursor poll_cursor() {
  PollCursor cursor{.window = Window(begin_at),
                    .sent = "https://graph/delta?$deltatoken=%41",
                    .sent_at = begin_at};
  cursor.window.add(begin_at + 1, "a", "inbox");
  cursor.window.add(begin_at + 1, "b", "inbox");
  cursor.window.add(begin_at + 2, "c", "inbox");
  return cursor;
}

TEST(Cursor, ComesBackAsItWasWritten) {
  const PollCursor poll = read_poll_cursor(write_cursor(poll_cursor()));
  EXPECT_EQ(poll.window.from(), begin_at);
  EXPECT_EQ(poll.window.size(), 3U);
  EXPECT_EQ(poll.sent, "https://graph/delta?$deltatoken=%41");
  EXPECT_EQ(poll.sent_at, begin_at);
  EXPECT_EQ(write_cursor(poll), write_cursor(poll_cursor())) << "an idle poll changes nothing";

  const HistoryCursor history =
      read_history_cursor(write_cursor(HistoryCursor{begin_at, Window(begin_at + 5)}));
  EXPECT_EQ(history.since, begin_at);
  EXPECT_EQ(history.window.from(), begin_at + 5);

  const AuditCursor audit =
      read_audit_cursor(write_cursor(AuditCursor{begin_at, {"0123456789abcdef"}}));
  EXPECT_EQ(audit.since, begin_at);
  EXPECT_EQ(audit.folders, std::vector<std::string>{"0123456789abcdef"});
}

TEST(Cursor, ReadsAsLittleOfAnotherPurposeOrVersionAsOfGarbage) {
  const std::string poll = write_cursor(poll_cursor());
  const std::string audit = write_cursor(AuditCursor{begin_at, {}});
  std::vector<std::string> bad{
      "",
      "x",
      "{}",
      "[]",
      "null",
      "\xff\xfe",
      std::string(100'000, '['),
      R"({"v":2,"for":"poll","from":"2026-05-01T07:30:00Z","seen":{}})",
      R"({"v":"1","for":"poll","from":"2026-05-01T07:30:00Z","seen":{}})",
      R"({"v":1,"from":"2026-05-01T07:30:00Z","seen":{}})",
      R"({"v":1,"for":"poll","from":"yesterday","seen":{}})",
      R"({"v":1,"for":"poll","from":"2026-05-01T07:30:00Z"})",
      R"({"v":1,"for":"poll","from":"2026-05-01T07:30:00Z","seen":[]})",
      R"({"v":1,"for":"poll","from":"2026-05-01T07:30:00Z","seen":{"x":[]}})",
      R"({"v":1,"for":"poll","from":"2026-05-01T07:30:00Z","seen":{"1":5}})",
      R"({"v":1,"for":"poll","from":"2026-05-01T07:30:00Z","seen":{"1":["x"]}})",
      R"({"v":1,"for":"history","from":"2026-05-01T07:30:00Z","seen":{}})",
      R"({"v":1,"for":"audit","since":"2026-05-01T07:30:00Z","folders":[1]})",
      audit + "x",
      poll + " {}"};
  for (std::size_t cut = 1; cut < poll.size(); cut += 7) bad.push_back(poll.substr(0, cut));
  for (const std::string& text : bad) {
    EXPECT_EQ(status_of_reading([&] { read_poll_cursor(text); }), sdk::Status::resync) << text;
    EXPECT_EQ(status_of_reading([&] { read_history_cursor(text); }), sdk::Status::resync) << text;
    EXPECT_EQ(status_of_reading([&] { read_audit_cursor(text); }), sdk::Status::resync) << text;
  }
  EXPECT_EQ(status_of_reading([&] { read_poll_cursor(audit); }), sdk::Status::resync);
  EXPECT_EQ(status_of_reading([&] { read_audit_cursor(poll); }), sdk::Status::resync);
}

TEST(Cursor, ReadsPastWhatALaterVersionMayAdd) {
  EXPECT_EQ(
      read_poll_cursor(R"({"v":1,"for":"poll","from":"2026-05-01T07:30:00Z","seen":{},"more":[1]})")
          .window.from(),
      begin_at);
}

TEST(Cursor, NeverOutgrowsItsLimit) {
  PollCursor cursor = poll_cursor();
  for (int i = 0; i < 10'000; ++i) cursor.window.add(begin_at + 3, std::to_string(i), "inbox");
  cursor.sent = std::string(50'000, 'x');
  EXPECT_LT(write_cursor(cursor).size(), 64U * 1024);
  AuditCursor audit{begin_at, std::vector<std::string>(20'000, "0123456789abcdef")};
  EXPECT_LT(write_cursor(audit).size(), 64U * 1024);
}

}  // namespace
}  // namespace relais::mail_graph
