#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

using MessageList = MailGraph;

TEST_F(MessageList, CoversTheWholeMailboxDeletedItemsToo) {
  deliver_at("2026-01-01T00:00:01Z");
  deliver_at("2026-01-01T00:00:02Z", "deleteditems");
  deliver_at("2026-01-01T00:00:03Z", "conversationhistory");
  deliver_at("2026-01-01T00:00:04Z", "recoverableitemsdeletions");
  EXPECT_EQ(get("/messages").value().size(), 4U);
  EXPECT_EQ(get("/mailFolders/deleteditems/messages").value().size(), 1U);
}

TEST_F(MessageList, PagesOfTenOrAsWished) {
  for (int i = 0; i < 12; ++i) deliver();
  EXPECT_EQ(get("/messages").value().size(), 10U);
  EXPECT_EQ(get("/messages?$top=5").value().size(), 5U);
  EXPECT_EQ(prefer("odata.maxpagesize=4", "/messages").value().size(), 4U);
  EXPECT_EQ(everything("/messages?$top=5&$select=id").size(), 12U);
  for (const std::string top : {"0", "1001", "x", "-1"})
    EXPECT_EQ(get("/messages?$top=" + top).status, 400) << top;
}

TEST_F(MessageList, NextLinksCountAndShiftWhenMailComes) {
  for (int i = 0; i < 4; ++i) deliver_at("2026-01-01T00:00:0" + std::to_string(i) + "Z");
  const Reply first = get("/messages?$top=2");
  deliver_at("2026-01-02T00:00:00Z");
  const json::array second = get(first.at("@odata.nextLink")).value();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(id_of(second[0]), id_of(first.value()[1]));  // once more
}

TEST_F(MessageList, ALinkIsGoodByteForByteOnly) {
  for (int i = 0; i < 4; ++i) deliver();
  const std::string link = get("/messages?$top=2").at("@odata.nextLink");
  EXPECT_EQ(get(link).status, 200);
  EXPECT_EQ(get(link + "&$select=id").status, 400);
}

TEST_F(MessageList, AListingCanEndEarly) {
  for (int i = 0; i < 4; ++i) deliver();
  ASSERT_TRUE(control.faults(
      {json::object{{"match", {{"path", "/messages"}}}, {"action", {{"ends_early", true}}}}}));
  EXPECT_EQ(get("/messages?$top=2").at("@odata.nextLink"), "");
  EXPECT_NE(get("/messages?$top=2").at("@odata.nextLink"), "");
}

TEST_F(MessageList, IsOrderedByTimeOfReceipt) {
  const std::string b = deliver_at("2026-01-02T00:00:00Z");
  const std::string a = deliver_at("2026-01-01T00:00:00Z");
  const std::string c = deliver_at("2026-01-03T00:00:00Z");
  EXPECT_EQ(ids_of(get("/messages?$orderby=receivedDateTime").value()),
            (std::vector<std::string>{a, b, c}));
  EXPECT_EQ(ids_of(get("/messages?$orderby=" + encoded("receivedDateTime desc")).value()),
            (std::vector<std::string>{c, b, a}));
  EXPECT_EQ(get("/messages?$orderby=subject").status, 400);
}

TEST_F(MessageList, FiltersByTimeInWholeSeconds) {
  const std::string a = deliver_at("2026-01-01T00:00:01.700Z");
  const std::string b = deliver_at("2026-01-01T00:00:02Z");
  EXPECT_EQ(
      ids_of(filtered("receivedDateTime ge 2026-01-01T00:00:01Z", "&$orderby=receivedDateTime")
                 .value()),
      (std::vector<std::string>{a, b}));
  EXPECT_EQ(ids_of(filtered("receivedDateTime gt 2026-01-01T00:00:01Z").value()),
            std::vector<std::string>{b});
  EXPECT_EQ(ids_of(filtered("receivedDateTime lt 2026-01-01T00:00:02Z").value()),
            std::vector<std::string>{a});
  EXPECT_EQ(filtered("receivedDateTime ge 2026-01-01T00:00:01Z and receivedDateTime le "
                     "2026-01-01T00:00:01Z")
                .value()
                .size(),
            1U);
  EXPECT_EQ(get("/messages/" + a).at("receivedDateTime"), "2026-01-01T00:00:01Z");
}

TEST_F(MessageList, FiltersAreCombined) {
  const std::string a = deliver({.received = "2026-01-01T00:00:00Z", .set = {{"isRead", true}}});
  const std::string b = deliver_at("2026-01-02T00:00:00Z");
  const std::string draft = deliver({.received = "2026-01-03T00:00:00Z",
                                     .folder = "drafts",
                                     .internet_id = "<d@x>",
                                     .set = {{"isDraft", true}}});
  const auto found = [&](const std::string& filter) {
    const Reply reply = filtered(filter, "&$orderby=receivedDateTime");
    EXPECT_EQ(reply.status, 200) << filter << reply.text;
    return ids_of(reply.value());
  };
  const std::string since = "receivedDateTime ge 2026-01-01T00:00:00Z";
  EXPECT_EQ(found(since + " and isDraft eq false"), (std::vector{a, b}));
  EXPECT_EQ(found(since + " and isDraft ne false"), (std::vector{draft}));
  EXPECT_EQ(found(since + " and (isRead eq false or isDraft eq true)"), (std::vector{b, draft}));
  EXPECT_EQ(found("receivedDateTime lt 2026-01-02T00:00:00Z or isDraft eq true"),
            (std::vector{a, draft}));
  EXPECT_EQ(ids_of(filtered("internetMessageId eq '<d@x>'").value()), (std::vector{draft}));
  EXPECT_TRUE(found(since + " and hasAttachments eq true").empty());
}

TEST_F(MessageList, WhatIsOrderedByComesFirstInTheFilter) {
  deliver();
  const Reply reply = filtered("isRead eq false and receivedDateTime ge 2020-01-01T00:00:00Z",
                               "&$orderby=receivedDateTime");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.code(), "InefficientFilter");
  EXPECT_EQ(filtered("isRead eq false", "&$orderby=receivedDateTime").code(), "InefficientFilter");
  EXPECT_EQ(filtered("isRead eq false").status, 200);
}

TEST_F(MessageList, OtherExpressionsAndOptionsAreRefused) {
  for (const std::string filter :
       {"receivedDateTime ge '2026-01-01T00:00:00Z'", "receivedDateTime ge 2026-01-01",
        "receivedDateTime GE 2026-01-01T00:00:00Z", "subject eq 'x'", "isRead gt true", "isRead",
        "receivedDateTime ge 2026-01-01T00:00:00Z and", "(isRead eq true", "isRead eq true)",
        "contains(subject,'x')", "not isRead eq true", "", "isRead eq 'true'"})
    EXPECT_EQ(filtered(filter).status, 400) << filter;
  for (const std::string option : {"$search=x", "$count=true", "$expand=extensions", "$select=foo",
                                   "$select=", "$apply=x", "$top=1&$top=2"})
    EXPECT_EQ(get("/messages?" + option).status, 400) << option;
}

TEST_F(MessageList, FindsByExtendedPropertyAlone) {
  const std::string id = deliver();
  deliver();
  const std::string value = "k1";
  ASSERT_EQ(send("PATCH", "/messages/" + id,
                 json::object{{"singleValueExtendedProperties",
                               {{{"id", key}, {"value", value}}, {{"id", tag}, {"value", "7"}}}}})
                .status,
            200);
  EXPECT_EQ(ids_of(get("/messages?" + tag_filter(tag, 7)).value()), std::vector{id});
  const std::string by_text = "singleValueExtendedProperties/Any(ep: ep/id eq '" +
                              std::string(key) + "' and ep/value eq 'K1')";
  EXPECT_EQ(ids_of(filtered(by_text).value()), std::vector{id});
  EXPECT_EQ(filtered(by_text, "&$orderby=receivedDateTime").code(), "InefficientFilter");
  const std::string expand = "&$expand=" + encoded("singleValueExtendedProperties($filter=id eq '" +
                                                   std::string(key) + "')");
  EXPECT_NE(filtered(by_text, expand).text.find("\"k1\""), std::string::npos);
  EXPECT_EQ(filtered(by_text).text.find("\"k1\""), std::string::npos);
}

TEST_F(MessageList, ASearchCanLag) {
  deliver();
  ASSERT_TRUE(control.faults({json::object{
      {"match", {{"path", "filter"}}}, {"times", -1}, {"action", {{"lag_search_ms", 60000}}}}}));
  EXPECT_TRUE(filtered("isRead eq false").value().empty());
  EXPECT_EQ(get("/messages").value().size(), 1U);
  ASSERT_TRUE(control.advance(61000));
  EXPECT_EQ(filtered("isRead eq false").value().size(), 1U);
}

TEST_F(MessageList, AMillionOldMessagesCostNothing) {
  ASSERT_TRUE(control.fill_mail(tenant, user, 1'000'000, "inbox", "2010-01-01T00:00:00Z", 60));
  const std::string young = deliver_at("2026-01-01T00:00:00Z");
  EXPECT_EQ(ids_of(filtered("receivedDateTime ge 2025-01-01T00:00:00Z").value()),
            std::vector{young});
  const json::array old = filtered(
                              "receivedDateTime ge 2010-01-01T00:01:00Z and receivedDateTime lt "
                              "2010-01-01T00:04:00Z",
                              "&$orderby=receivedDateTime&$select=subject,receivedDateTime")
                              .value();
  ASSERT_EQ(old.size(), 3U);
  EXPECT_EQ(old[0].at("subject"), "Message 2");
  EXPECT_EQ(old[0].at("receivedDateTime"), "2010-01-01T00:01:00Z");
  EXPECT_EQ(get("/mailFolders/inbox").body().at("totalItemCount").as_int64(), 1'000'001);
  EXPECT_EQ(get("/messages?$top=1&$skip=1000000").value()[0].at("subject"), "Message 1");
}

TEST_F(MessageList, AnOldMessageThatIsTouchedIsLikeAnyOther) {
  ASSERT_TRUE(control.fill_mail(tenant, user, 100, "inbox", "2010-01-01T00:00:00Z", 60));
  const json::array all = everything("/messages?$top=50");
  ASSERT_EQ(all.size(), 100U);
  const std::string id = id_of(all[40]);
  const std::string subject(all[40].at("subject").as_string());
  EXPECT_EQ(send("PATCH", "/messages/" + id, json::object{{"categories", {"x"}}}).status, 200);
  ASSERT_TRUE(control.owner_move_message(tenant, user, id, "archive"));
  EXPECT_EQ(get("/messages/" + id).at("subject"), subject);
  EXPECT_EQ(everything("/mailFolders/inbox/messages?$top=50").size(), 99U);
  EXPECT_EQ(ids_of(get("/mailFolders/archive/messages").value()), std::vector{id});
  EXPECT_EQ(ids_of(everything("/messages?$top=50")), ids_of(all));
  ASSERT_TRUE(control.owner_purge_message(tenant, user, id));
  EXPECT_EQ(get("/messages/" + id).status, 404);
  EXPECT_EQ(everything("/messages?$top=50").size(), 99U);
}

}  // namespace
}  // namespace relais::emulator::testing
