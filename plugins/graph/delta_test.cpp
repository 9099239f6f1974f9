#include "plugins/graph/delta.hpp"

#include <gtest/gtest.h>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::graph {
namespace {

namespace json = boost::json;
using sdk::Status;
using testing::Answer;
using testing::ScriptedHost;
using testing::Sent;

Status failed_with(const std::function<void()>& call) {
  try {
    call();
  } catch (const sdk::Failure& failure) {
    return failure.status();
  }
  return Status::ok;
}

Answer page(std::vector<std::string> ids, const std::string& next, const std::string& delta = {}) {
  json::array items;
  for (const std::string& id : ids) items.push_back(json::object{{"id", id}});
  json::object body{{"value", items}};
  if (!next.empty()) body["@odata.nextLink"] = next;
  if (!delta.empty()) body["@odata.deltaLink"] = delta;
  return Answer::json(body);
}

TEST(Paging, FollowsLinksByteForByteWithTheSamePreferences) {
  const std::string odd = "https://graph.example/v1.0/x?$skiptoken=a%2Fb+c==&x=%7e";
  ScriptedHost scripted(
      [&](const Sent& sent) { return sent.url == odd ? page({"3"}, "") : page({"1", "2"}, odd); });
  std::string ids;
  for_each_item(scripted.host(), get("first", "odata.maxpagesize=2"), "list",
                [&](const json::object& item) {
                  ids += string_at(item, "id");
                  return true;
                });
  EXPECT_EQ(ids, "123");
  ASSERT_EQ(scripted.sent.size(), 2U);
  EXPECT_EQ(scripted.sent[1].url, odd);
  EXPECT_EQ(scripted.sent[1].header("Prefer"), scripted.sent[0].header("Prefer"));
}

TEST(Paging, AnEmptyPageIsNotTheEnd) {
  ScriptedHost scripted(
      [&](const Sent& sent) { return sent.url == "first" ? page({}, "second") : page({"1"}, ""); });
  int items = 0;
  for_each_item(scripted.host(), get("first"), "list",
                [&](const json::object&) { return ++items; });
  EXPECT_EQ(items, 1);
}

TEST(Paging, EndlessLinksEnd) {
  ScriptedHost same([](const Sent&) { return page({"1"}, "again"); });
  EXPECT_EQ(
      failed_with([&] { for_each_page(same.host(), get("first"), "list", [](const Page&) {}); }),
      Status::transient);
  EXPECT_LE(same.sent.size(), 4U);

  int number = 0;
  ScriptedHost fresh([&](const Sent&) { return page({}, "p" + std::to_string(++number)); });
  EXPECT_EQ(
      failed_with([&] { for_each_page(fresh.host(), get("first"), "list", [](const Page&) {}); }),
      Status::transient);
  EXPECT_LE(fresh.sent.size(), 502U);

  ScriptedHost turning([&](const Sent&) {
    ++number;
    return page({number % 2 ? "1" : "2"}, "p" + std::to_string(number));
  });
  EXPECT_EQ(
      failed_with([&] { for_each_page(turning.host(), get("first"), "list", [](const Page&) {}); }),
      Status::transient);
  EXPECT_LE(turning.sent.size(), 6U);
}

TEST(Paging, WhatIsNoPageProvesNothing) {
  for (const char* body :
       {"", "{", R"({"value":[{"id":"1"}])", "<html>", "[]", "null", R"({})", R"({"value":null})",
        R"({"value":{}})", R"({"value":[1]})", R"({"value":[{}]})", R"({"value":[{"id":""}]})",
        R"({"value":[{"id":7}]})", R"({"value":[],"@odata.nextLink":5})",
        R"({"value":[],"@odata.nextLink":""})"}) {
    ScriptedHost scripted([&](const Sent&) { return Answer{.body = body}; });
    EXPECT_EQ(failed_with([&] {
                for_each_page(scripted.host(), get("first"), "list", [](const Page&) {});
              }),
              Status::transient)
        << body;
  }
}

TEST(Paging, NotFoundIsNoProofOfAnEmptyList) {
  ScriptedHost scripted([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  EXPECT_EQ(failed_with(
                [&] { for_each_page(scripted.host(), get("first"), "list", [](const Page&) {}); }),
            Status::transient);
}

TEST(Paging, StopsWhenCancelled) {
  ScriptedHost scripted([&](const Sent&) { return page({"1"}, "more"); });
  scripted.cancel = true;
  EXPECT_EQ(failed_with(
                [&] { for_each_page(scripted.host(), get("first"), "list", [](const Page&) {}); }),
            Status::cancelled);
  EXPECT_TRUE(scripted.sent.empty());
}

TEST(Delta, ARoundEndsAtItsDeltaLink) {
  ScriptedHost scripted([&](const Sent& sent) {
    return sent.url == "first" ? page({"1"}, "second") : page({"1", "2"}, "", "delta");
  });
  std::vector<std::pair<std::string, bool>> pages;
  read_round(scripted.host(), get("first"), false, "read",
             [&](const DeltaPage& got) { pages.emplace_back(got.link, got.last); });
  EXPECT_EQ(pages, (std::vector<std::pair<std::string, bool>>{{"second", false}, {"delta", true}}));
}

TEST(Delta, APageWithoutALinkIsNoEnd) {
  ScriptedHost scripted([&](const Sent&) { return page({"1"}, ""); });
  int pages = 0;
  EXPECT_EQ(failed_with([&] {
              read_round(scripted.host(), get("first"), false, "read",
                         [&](const DeltaPage&) { ++pages; });
            }),
            Status::transient);
  EXPECT_EQ(pages, 0);
}

TEST(Delta, AnExpiredLinkAsksForAResync) {
  for (const Answer& answer :
       {Answer::error(410, "SyncStateNotFound"), Answer::error(400, "syncStateNotFound"),
        Answer::error(404, "resyncRequired"), Answer{.code = 410}}) {
    ScriptedHost scripted([&](const Sent&) { return answer; });
    EXPECT_EQ(failed_with([&] {
                read_round(scripted.host(), get("stored"), true, "read", [](const DeltaPage&) {});
              }),
              Status::resync);
  }
}

TEST(Delta, AnEndlessRoundFromAStoredLinkIsGivenUpAndListed) {
  ScriptedHost scripted([](const Sent&) { return page({}, "again"); });
  const auto read = [&](bool resumed) {
    return failed_with([&] {
      read_round(scripted.host(), get("stored"), resumed, "read", [](const DeltaPage&) {});
    });
  };
  EXPECT_EQ(read(true), Status::resync);
  EXPECT_EQ(read(false), Status::transient);
}

TEST(Delta, ACursorIsBoundToItsScope) {
  const std::string cursor = cursor_of("folder A", "https://x/?t=1 2");
  EXPECT_EQ(link_of("folder A", cursor), "https://x/?t=1 2");
  EXPECT_EQ(link_of("folder B", cursor), "");
  EXPECT_EQ(link_of("folder A", "https://x/"), "");
}

TEST(Delta, RemovedInAnyForm) {
  EXPECT_TRUE(is_removed(json::parse(R"({"id":"1","@removed":{"reason":"deleted"}})").as_object()));
  EXPECT_TRUE(is_removed(json::parse(R"({"id":"1","@removed":{"reason":"changed"}})").as_object()));
  EXPECT_FALSE(is_removed(json::parse(R"({"id":"1"})").as_object()));
}

}  // namespace
}  // namespace relais::graph
