#include "tests/graph-emulator/testing/events_fixture.hpp"

namespace relais::emulator::testing {
namespace {

TEST_F(Events, TagsAreSearchableByNumberAndByText) {
  const std::string ours = make(event(tagged(7, "Key-1")));
  make(event(tagged(8, "key-2")));
  make(event());
  const auto filter = [&](const std::string& text) {
    return get("/events?$select=id&$filter=" +
               encoded("singleValueExtendedProperties/any(ep: " + text + ")"));
  };
  const std::string number = std::string("ep/id eq '") + tag + "' and ";
  const std::string text = std::string("ep/id eq '") + key + "' and ";
  const json::array found = filter(number + "cast(ep/value, Edm.Int32) eq 7").value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("id").as_string(), ours);
  EXPECT_EQ(filter(text + "ep/value eq 'KEY-1'").value().size(), 1U);
  EXPECT_EQ(filter(text + "ep/value ne 'key-1'").value().size(), 1U);
  EXPECT_EQ(filter(number + "cast(ep/value, Edm.Int32) ge 7").value().size(), 2U);
  EXPECT_EQ(filter(number + "ep/value eq 7").status, 400);
  EXPECT_EQ(filter(text + "startswith(ep/value, 'k')").status, 400);
  const std::string tags =
      "singleValueExtendedProperties/any(ep: " + number + "cast(ep/value, Edm.Int32) eq 7)";
  for (const std::string& other :
       {tags + " and lastModifiedDateTime ge 2026-01-01T00:00:00Z",
        "lastModifiedDateTime ge 2026-01-01T00:00:00Z and " + tags, tags + " or " + tags,
        std::string("subject eq 'A'"), std::string("lastModifiedDateTime gt 2026-01-01T00:00:00Z"),
        std::string("lastModifiedDateTime ge '2026-01-01T00:00:00Z'"),
        std::string("lastModifiedDateTime ge 2026-01-01")})
    EXPECT_EQ(get("/events?$filter=" + encoded(other)).status, 400) << other;
}

TEST_F(Events, TagsAreShownWhenNamed) {
  const std::string id = make(event(tagged(7)));
  EXPECT_EQ(get("/events").text.find("relaisTag"), std::string::npos);
  const std::string expand = "$expand=" + encoded(std::string("singleValueExtendedProperties("
                                                              "$filter=id eq '") +
                                                  tag + "' or id eq '" + key + "')");
  const json::array listed =
      get("/events?$select=subject&" + tag_filter(tag, 7) + "&" + expand).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("singleValueExtendedProperties").as_array().size(), 2U);
  EXPECT_EQ(get("/events/" + id + "?" + expand)
                .body()
                .at("singleValueExtendedProperties")
                .as_array()
                .size(),
            2U);
}

TEST_F(Events, ListingsCanBeginAtATimeOfChange) {
  make(event({{"subject", "old"}}));
  ASSERT_TRUE(control.advance(60'000));
  const Reply made = send("POST", "/events", event({{"subject", "new"}}));
  const Reply since = get("/events?$filter=" +
                          encoded("lastModifiedDateTime ge " + made.at("lastModifiedDateTime")));
  ASSERT_EQ(since.value().size(), 1U) << since.text;
  EXPECT_EQ(since.value().at(0).at("subject").as_string(), "new");
  EXPECT_EQ(
      get("/contacts?$filter=" + encoded("lastModifiedDateTime ge 2026-01-01T00:00:00Z")).status,
      400);
}

TEST_F(Events, PagesFollowOpaqueLinks) {
  ASSERT_TRUE(control.send("POST", std::string("mailboxes/") + tenant + "/" + user + "/fill",
                           json::object{{"kind", "event"}, {"count", 25}, {"set", tagged(7)}}));
  std::size_t seen = 0, pages = 0;
  Reply page = get("/events?$select=subject&" + tag_filter(tag, 7));
  for (;; page = get(page.at("@odata.nextLink"))) {
    ASSERT_EQ(page.status, 200);
    seen += page.value().size();
    ++pages;
    if (page.at("@odata.nextLink").empty()) break;
    EXPECT_EQ(get(page.at("@odata.nextLink") + "&$top=5").status, 400);
  }
  EXPECT_EQ(seen, 25U);
  EXPECT_EQ(pages, 3U);
  EXPECT_EQ(get("/events?$top=20&$skip=20").value().size(), 5U);
  EXPECT_EQ(prefer("odata.maxpagesize=7", "/events").value().size(), 7U);
  EXPECT_EQ(prefer("odata.maxpagesize=7", "/events?$top=3").value().size(), 3U);
}

TEST_F(Events, TheIndexFindsInAFilledMailboxWhatAWalkFinds) {
  const std::string fill = std::string("mailboxes/") + tenant + "/" + user + "/fill";
  ASSERT_TRUE(control.send("POST", fill, json::object{{"kind", "event"}, {"count", 20000}}));
  const std::string made = make(event(tagged(7)));
  // A comparison that no index serves.
  const std::string walk = "singleValueExtendedProperties/any(ep: ep/id eq '" + std::string(tag) +
                           "' and cast(ep/value, Edm.Int32) ge 7)";
  for (const std::string& filter : {tag_filter(tag, 7), "$filter=" + encoded(walk)}) {
    const Reply found = get("/events?$select=id&" + filter);
    ASSERT_EQ(found.value().size(), 1U) << filter;
    EXPECT_EQ(found.value().at(0).at("id").as_string(), made) << filter;
  }
}

}  // namespace
}  // namespace relais::emulator::testing
