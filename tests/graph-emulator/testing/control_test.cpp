#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

TEST_F(Graph, TheLogTellsWhatWasAskedButNoSecrets) {
  get("/contacts?$top=1");
  send("POST", "/contacts", json::object{{"surname", "A"}});
  request_token(form());
  const auto log = control.requests();
  ASSERT_TRUE(log);
  const json::array& requests = log->at("requests").as_array();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].at("method").as_string(), "GET");
  EXPECT_EQ(requests[0].at("query").as_string(), "$top=1");
  EXPECT_EQ(requests[0].at("mailbox").as_string(), user);
  EXPECT_EQ(requests[0].at("in_flight").as_int64(), 1);
  EXPECT_EQ(requests[1].at("body").as_string(), "{\"surname\":\"A\"}");
  EXPECT_EQ(requests[1].at("status").as_int64(), 201);
  EXPECT_EQ(requests[1].at("headers").at("Prefer").as_string(), "IdType=\"ImmutableId\"");
  const std::string all = json::serialize(*log);
  EXPECT_EQ(all.find(token), std::string::npos);
  EXPECT_EQ(all.find(encoded(secret)), std::string::npos);
  const std::uint64_t next = log->at("next").to_number<std::uint64_t>();
  EXPECT_TRUE(control.requests(next)->at("requests").as_array().empty());
}

TEST_F(Graph, StatisticsCountByMethodAndMailbox) {
  get("/contacts");
  get("/contacts/nonsense");
  send("POST", "/contacts", json::object{{"surname", "A"}});
  request_token(form());
  const auto stats = control.stats();
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->at("total").as_int64(), 4);
  EXPECT_EQ(stats->at("token_requests").as_int64(), 1);
  EXPECT_EQ(stats->at("methods").at("GET").as_int64(), 2);
  EXPECT_EQ(stats->at("statuses").at("400").as_int64(), 1);
  EXPECT_EQ(stats->at("mailbox_methods").at(user).at("POST").as_int64(), 1);
}

TEST_F(Graph, ControlRefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(control.settings({{"budgett", 1}}));
  EXPECT_FALSE(control.settings({{"budget", "many"}}));
  EXPECT_FALSE(control.send("GET", "nonsense"));
  EXPECT_FALSE(control.state(tenant, "nobody"));
  EXPECT_FALSE(control.owner(tenant, user, json::object{{"do", "dance"}}));
  EXPECT_FALSE(control.owner_update(tenant, user, "no such id", {}));
  EXPECT_FALSE(control.owner_create(tenant, user, {{"shoeSize", "42"}}));
  EXPECT_FALSE(control.add_user("no tenant", {.id = "x"}));
  EXPECT_FALSE(control.add_app(tenant, {.client_id = "x", .certificate_pem = "not PEM"}));
  EXPECT_FALSE(control.seed({{"tenantz", json::array{}}}));
}

TEST_F(Graph, ControlWorksOverHttpToo) {
  Control remote(emulator.url());
  const auto id = remote.owner_create(tenant, user, {{"surname", "A"}});
  ASSERT_TRUE(id) << id.error().text;
  EXPECT_EQ(get("/contacts/" + *id).at("surname"), "A");
  EXPECT_FALSE(remote.state(tenant, "nobody"));
  ASSERT_TRUE(remote.reset());
  EXPECT_EQ(get("/contacts").status, 401);
}

TEST_F(Graph, OwnersActInTheirMailbox) {
  const auto id = control.owner_create(tenant, user, {{"surname", "A"}, {"categories", {"x"}}});
  ASSERT_TRUE(id);
  ASSERT_TRUE(control.owner_update(tenant, user, *id, {{"personalNotes", "mine"}}));
  EXPECT_EQ(get("/contacts/" + *id).at("personalNotes"), "mine");
  ASSERT_TRUE(control.owner_delete(tenant, user, *id));
  EXPECT_EQ(state().at("deleted").as_array().size(), 1U);
  ASSERT_TRUE(control.owner_restore(tenant, user, *id));
  EXPECT_EQ(state().at("contacts").as_array().size(), 1U);
  ASSERT_TRUE(control.owner_purge(tenant, user, *id));
  EXPECT_EQ(get("/contacts/" + *id).status, 404);
}

TEST_F(Graph, FillNumbersWhatItMakes) {
  const auto filled = control.send(
      "POST", std::string("mailboxes/") + tenant + "/" + user + "/fill",
      json::object{{"count", 3},
                   {"first", 10},
                   {"ids", true},
                   {"set",
                    {{"surname", "Name {n}"},
                     {"singleValueExtendedProperties", {{{"id", tag}, {"value", "{n}"}}}}}}});
  ASSERT_TRUE(filled) << filled.error().text;
  ASSERT_EQ(filled->at("ids").as_array().size(), 3U);
  const json::array found = get("/contacts?" + tag_filter(tag, 11)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("surname").as_string(), "Name 11");
  EXPECT_EQ(found[0].at("id"), filled->at("ids").at(1));
}

TEST_F(Graph, OneTenantNeverSeesAnother) {
  ASSERT_TRUE(control.add_tenant("99999999-2222-3333-4444-555555555555", {"other.example"}));
  ASSERT_TRUE(control.add_user("other.example", {.id = "bbbb", .upn = "x@other.example"}));
  EXPECT_EQ(get(emulator.url() + "/v1.0/users/x@other.example/contacts").status, 404);
}

TEST_F(Graph, StateSurvivesARestartOnTheSamePort) {
  const std::string id = create({{"surname", "A"}});
  const int port = emulator.port();
  emulator.stop();
  EXPECT_EQ(get("/contacts").result, CURLE_COULDNT_CONNECT);
  const auto again = emulator.start();
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, port);
  EXPECT_EQ(get("/contacts/" + id).status, 200);
}

TEST(Server, ASecondOneOnTheSamePortSaysSo) {
  Emulator first({});
  ASSERT_TRUE(first.start());
  Emulator second({.port = first.port()});
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::busy);
}

TEST(Server, SpeaksHttpsWithACertificateMadeAtStart) {
  Emulator emulator({.https = true});
  ASSERT_TRUE(emulator.start());
  const auto file = std::filesystem::temp_directory_path() / ("emulator-" + random_uuid() + ".pem");
  std::ofstream(file) << emulator.certificate_pem();
  Client client;
  EXPECT_EQ(client.send("GET", emulator.url() + "/_control/ping").result,
            CURLE_PEER_FAILED_VERIFICATION);
  client.certificate_file = file.string();
  EXPECT_EQ(client.send("GET", emulator.url() + "/_control/ping").status, 200);
  Control control(emulator.url());
  EXPECT_TRUE(control.add_tenant("t", {}));
  std::filesystem::remove(file);
}

TEST(Server, TheSeedDocumentBuildsAWorldAndABadOneIsRefused) {
  const json::value seed = json::parse(R"({
    "settings": {"page_size": 5},
    "tenants": [{"id": "t1", "domains": ["firm.example"],
      "apps": [{"client_id": "c1", "secrets": ["s", {"value": "old", "expires": "2020-01-01T00:00:00Z"}]}],
      "users": [{"id": "u1", "folders": ["relais"], "contacts": [{"surname": "A"}], "fill": {"count": 3}}]}]})");
  Emulator emulator({.seed = seed.as_object()});
  ASSERT_TRUE(emulator.start());
  Control control(emulator);
  const auto state = control.state("firm.example", "u1");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->at("contacts").as_array().size(), 4U);
  EXPECT_EQ(state->at("folders").as_array().size(), 4U);
  Emulator bad({.seed = {{"tenants", {{{"idd", "x"}}}}}});
  EXPECT_FALSE(bad.start());
}

/// What a raw socket gets back.
std::string talk(int port, const std::string& bytes) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  EXPECT_EQ(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ::shutdown(descriptor, SHUT_WR);
  std::string answer;
  char chunk[4096];
  for (;;) {
    const auto got = ::recv(descriptor, chunk, sizeof chunk, 0);
    if (got <= 0) break;
    answer.append(chunk, static_cast<std::size_t>(got));
  }
  ::close(descriptor);
  return answer;
}

TEST(Server, SurvivesNonsenseOnTheWire) {
  Emulator emulator({});
  ASSERT_TRUE(emulator.start());
  const int port = emulator.port();
  for (const char* bytes :
       {"\r\n\r\n", "GET\r\n\r\n", "GET / SPDY/3\r\n\r\n", "GET nowhere HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nnocolon\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nffffffffffffffff\r\n"})
    EXPECT_TRUE(talk(port, bytes).starts_with("HTTP/1.1 400")) << bytes;
  EXPECT_EQ(talk(port, "GET / HT"), "");
  EXPECT_EQ(talk(port, std::string(100'000, 'x')).substr(0, 12), "");
  Client client;
  EXPECT_EQ(client.send("GET", emulator.url() + "/_control/ping").status, 200);
}

TEST(Server, ReadsChunkedBodiesAndPipelinedRequests) {
  Emulator emulator({});
  ASSERT_TRUE(emulator.start());
  const std::string answer =
      talk(emulator.port(),
           "PATCH /_control/settings HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
           "8\r\n{\"budget\r\n5\r\n\":42}\r\n0\r\n\r\nGET /_control/ping HTTP/1.1\r\n\r\n");
  EXPECT_NE(answer.find("\"budget\":42"), std::string::npos);
  EXPECT_NE(answer.find("\"ok\":true"), std::string::npos);
}

}  // namespace
}  // namespace relais::emulator::testing
