#include <sys/resource.h>

#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

class Attachments : public MailGraph {
 protected:
  std::string with(json::array attachments, json::object more = {}) {
    more["attachments"] = std::move(attachments);
    return deliver({.more = std::move(more)});
  }
  json::array attachments(const std::string& id, const std::string& options = {}) {
    const Reply reply = get("/messages/" + id + "/attachments" + options);
    EXPECT_EQ(reply.status, 200) << reply.text;
    return reply.value();
  }
};

TEST_F(Attachments, FilesComeWithTheirContent) {
  const std::string id = with({json::object{
      {"name", "a.txt"}, {"contentType", "text/plain"}, {"text", "Hello"}, {"contentId", "c1"}}});
  const json::array all = attachments(id);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("@odata.type"), "#microsoft.graph.fileAttachment");
  EXPECT_EQ(all[0].at("contentBytes"), "SGVsbG8=");
  EXPECT_EQ(all[0].at("contentId"), "c1");
  EXPECT_EQ(all[0].at("isInline"), false);
  const std::string path = "/messages/" + id + "/attachments/" + id_of(all[0]);
  EXPECT_EQ(get(path).at("contentBytes"), "SGVsbG8=");
  const Reply value = get(path + "/$value");
  EXPECT_EQ(value.text, "Hello");
  EXPECT_EQ(value.headers.at("content-type"), "text/plain");
  EXPECT_EQ(get("/messages/" + id).body().at("hasAttachments"), true);
}

TEST_F(Attachments, ContentIsNoPropertyOfAttachmentsAtLarge) {
  const std::string id = with({json::object{{"name", "a"}, {"text", "x"}}});
  const json::array all = attachments(id, "?$select=id,name,size,isInline");
  EXPECT_FALSE(all[0].as_object().contains("contentBytes"));
  EXPECT_EQ(get("/messages/" + id + "/attachments?$select=contentBytes").status, 400);
  EXPECT_EQ(get("/messages/" + id + "/attachments?$top=1").status, 400);
  EXPECT_EQ(
      attachments(id, "?$select=microsoft.graph.fileAttachment/contentBytes")[0].at("contentBytes"),
      "eA==");
}

TEST_F(Attachments, InlineOnesDoNotCount) {
  const std::string id = with({json::object{{"name", "logo.png"}, {"isInline", true}}});
  EXPECT_EQ(get("/messages/" + id).body().at("hasAttachments"), false);
  EXPECT_EQ(attachments(id).size(), 1U);
}

TEST_F(Attachments, ItemsHaveMimeAndReferencesNothing) {
  const std::string id = with({json::object{{"kind", "item"},
                                            {"name", "Forwarded"},
                                            {"item", {{"subject", "Inner"}}},
                                            {"value", "Subject: Inner\r\n\r\nText"}},
                               json::object{{"kind", "reference"}, {"name", "Cloud file"}}});
  const json::array all = attachments(id);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].at("@odata.type"), "#microsoft.graph.itemAttachment");
  EXPECT_EQ(all[1].at("@odata.type"), "#microsoft.graph.referenceAttachment");
  const std::string path = "/messages/" + id + "/attachments/";
  EXPECT_EQ(get(path + id_of(all[0]) + "/$value").text, "Subject: Inner\r\n\r\nText");
  EXPECT_FALSE(get(path + id_of(all[0])).body().as_object().contains("item"));
  EXPECT_EQ(get(path + id_of(all[0]) + "?$expand=microsoft.graph.itemAttachment/item")
                .body()
                .at("item")
                .at("subject"),
            "Inner");
  EXPECT_EQ(get(path + id_of(all[1]) + "/$value").status, 405);
}

TEST_F(Attachments, CanBeExpanded) {
  const std::string id = with({json::object{{"name", "a"}, {"text", "x"}}});
  EXPECT_EQ(get("/messages/" + id + "?$select=subject&$expand=attachments")
                .body()
                .at("attachments")
                .at(0)
                .at("contentBytes"),
            "eA==");
  const Reply listed = get("/messages?$expand=attachments($select=id,name)");
  EXPECT_EQ(listed.value()[0].at("attachments").at(0).at("name"), "a");
  EXPECT_EQ(listed.text.find("contentBytes"), std::string::npos);
}

TEST_F(Attachments, AreNotSeenWhileTheyAreScanned) {
  const std::string id = with({json::object{{"name", "a"}}}, {{"scanning_ms", 60000}});
  EXPECT_TRUE(attachments(id).empty());
  EXPECT_EQ(get("/messages/" + id).body().at("hasAttachments"), true);
  ASSERT_TRUE(control.advance(61000));
  EXPECT_EQ(attachments(id).size(), 1U);
}

TEST_F(Attachments, IdsThatAreNone) {
  const std::string id = with({json::object{{"name", "a"}}});
  const std::string path = "/messages/" + id + "/attachments/";
  EXPECT_EQ(get(path + "x").code(), "ErrorInvalidIdMalformed");
  EXPECT_EQ(get(path + id).code(), "ErrorItemNotFound");
  EXPECT_EQ(with_mutable_id(path + id_of(attachments(id)[0])).status, 404);
}

TEST_F(Attachments, MimeComesAsItCame) {
  const std::string mime = "From: a@b.ch\r\nSubject: X\r\n\r\nBody";
  const std::string id = deliver({.more = {{"mime", mime}}});
  const Reply reply = get("/messages/" + id + "/$value");
  EXPECT_EQ(reply.text, mime);
  EXPECT_EQ(reply.headers.at("content-type"), "text/plain");
  EXPECT_EQ(reply.headers.at("transfer-encoding"), "chunked");
}

TEST_F(Attachments, MimeIsMadeOfTheRest) {
  const std::string id =
      with({json::object{{"name", "é.txt"}, {"contentType", "text/plain"}, {"text", "Hello"}}});
  const std::string text = get("/messages/" + id + "/$value").text;
  EXPECT_NE(text.find("From: Client <client@example.com>\r\n"), std::string::npos);
  EXPECT_NE(text.find("Subject: Subject\r\n"), std::string::npos);
  EXPECT_NE(text.find("multipart/mixed"), std::string::npos);
  EXPECT_NE(text.find("SGVsbG8=\r\n"), std::string::npos);
  EXPECT_NE(text.find("=?utf-8?B?w6kudHh0?="), std::string::npos);
}

TEST_F(Attachments, SomeMimeFailsForEver) {
  const std::string id =
      with({json::object{{"name", "smime.p7m"}, {"text", "x"}}}, {{"mime_fails", true}});
  for (int i = 0; i < 2; ++i) {
    const Reply reply = get("/messages/" + id + "/$value");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.code(), "ErrorMimeContentConversionFailed");
  }
  EXPECT_EQ(get("/messages/" + id).status, 200);
  EXPECT_EQ(attachments(id).size(), 1U);
}

TEST_F(Attachments, TheConnectionBreaksInLongMime) {
  const std::string id = with({json::object{{"name", "big"}, {"size", 200000}}});
  ASSERT_TRUE(control.settings({{"mime_limit", 100000}}));
  const Reply cut = get("/messages/" + id + "/$value");
  EXPECT_NE(cut.result, CURLE_OK);
  EXPECT_GT(cut.text.size(), 50000U);
  ASSERT_TRUE(control.settings({{"mime_limit", 0}}));
  EXPECT_EQ(get("/messages/" + id + "/$value").result, CURLE_OK);
}

/// Counts, keeps nothing.
std::size_t count_bytes(char*, std::size_t size, std::size_t count, void* into) {
  *static_cast<std::uint64_t*>(into) += size * count;
  return size * count;
}

TEST_F(Attachments, AHundredAndFiftyMegabytesNeverStandInMemory) {
  constexpr std::uint64_t size = 150'000'000;
  const std::string id = with({json::object{{"name", "big"}, {"size", size}}});
  ASSERT_TRUE(control.settings({{"mime_limit", 0}}));
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const std::string attachment = id_of(attachments(id, "?$select=id")[0]);
  const std::string base = emulator.url() + "/v1.0/users/" + user + "/messages/" + id;
  const auto fetch = [&](const std::string& url) {
    std::uint64_t bytes = 0;
    CURL* curl = curl_easy_init();
    curl_slist* headers = curl_slist_append(nullptr, ("Authorization: Bearer " + token).c_str());
    headers = curl_slist_append(headers, "Prefer: IdType=\"ImmutableId\"");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &bytes);
    EXPECT_EQ(curl_easy_perform(curl), CURLE_OK);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return bytes;
  };
  EXPECT_EQ(fetch(base + "/attachments/" + attachment + "/$value"), size);
  EXPECT_GT(fetch(base + "/$value"), size / 3 * 4);
  EXPECT_GT(fetch(base + "/attachments"), size / 3 * 4);
  getrusage(RUSAGE_SELF, &after);
#ifndef RELAIS_SANITIZED                                  // which keeps for a while what was freed
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 40'000);  // KiB
#endif
}

}  // namespace
}  // namespace relais::emulator::testing
