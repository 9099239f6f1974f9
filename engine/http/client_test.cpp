#include "engine/http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <future>

#include "engine/http/testing.hpp"

namespace relais::http {
namespace {

using testing::RawServer;
using testing::Reply;
using testing::reply;
using testing::Seen;
using Kind = Answer::Kind;

Answer get(Client& client, const std::string& url) {
  return client.send({.method = "GET", .url = url});
}
Answer post(Client& client, const std::string& url, std::string_view body) {
  return client.send({.method = "POST", .url = url, .body = body});
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Client, SendsEachMethodWithItsBodyAndKeepsTheConnection) {
  RawServer server([](const Seen& r, int) { return reply(200, r.method + ":" + r.body); });
  Client client;
  const std::pair<const char*, const char*> table[] = {
      {"GET", ""},    {"POST", "{}"}, {"GET", ""},  {"PATCH", "{\"a\":1}"},
      {"DELETE", ""}, {"POST", ""},   {"PUT", "x"}, {"DELETE", ""},
      {"GET", ""}};
  for (const auto& [method, body] : table) {
    const Answer answer = client.send({.method = method, .url = server.url(), .body = body});
    EXPECT_EQ(answer.kind, Kind::answered);
    EXPECT_EQ(answer.body, std::string(method) + ":" + body);
  }
  EXPECT_EQ(server.connections(), 1);
  for (const Seen& request : server.seen()) {
    EXPECT_EQ(request.headers.count("expect"), 0U);
    EXPECT_EQ(request.headers.count("content-type"), 0U) << "nobody named one";
    EXPECT_THAT(request.headers.at("user-agent"), ::testing::StartsWith("relais/"));
  }
}

TEST(Client, PassesHeadersBothWaysWithNamesInLowerCase) {
  RawServer server([](const Seen& r, int) {
    return reply(200, "", "X-Echo:   " + r.headers.at("x-one") + "  \r\nETag: W/\"1\"\r\n");
  });
  Client client;
  const std::vector<Header> headers = {{"X-One", "a b"}};
  const std::vector<Header> more = {{"X-Two", ""}};
  const Answer answer = client.send(
      {.method = "GET", .url = server.url("/p?q=%20"), .headers = headers, .more_headers = more});
  EXPECT_EQ(answer.header("x-echo"), "a b");
  EXPECT_EQ(answer.header("etag"), "W/\"1\"");
  EXPECT_EQ(answer.header("nothing"), "");
  EXPECT_EQ(server.seen()[0].target, "/p?q=%20");
  EXPECT_EQ(server.seen()[0].headers.count("x-two"), 1U);
}

TEST(Client, Decompresses) {
  const std::string text(100'000, 'x');
  RawServer server([&](const Seen& r, int) {
    EXPECT_EQ(r.headers.at("accept-encoding"), "gzip");
    return reply(200, gzip(text), "Content-Encoding: gzip\r\n");
  });
  Client client;
  EXPECT_EQ(get(client, server.url()).body, text);
}

TEST(Client, FollowsNoRedirect) {
  RawServer server(
      [](const Seen&, int) { return reply(302, "", "Location: http://127.0.0.1:1/\r\n"); });
  Client client;
  const Answer answer = get(client, server.url());
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(server.seen().size(), 1U);
}

TEST(Client, NobodyListeningIsNotSent) {
  RawServer server([](const Seen&, int) { return reply(200); });
  const std::string url = server.url();
  server.stop();
  Client client;
  const Answer answer = post(client, url, "{}");
  EXPECT_EQ(answer.kind, Kind::not_sent);
  EXPECT_NE(answer.error, "");
}

TEST(Client, OtherProtocolsAndNonsenseAreNotSent) {
  Client client;
  for (const char* url :
       {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "", "x y"}) {
    EXPECT_EQ(get(client, url).kind, Kind::not_sent) << url;
  }
}

struct Cut {
  const char* name;
  const char* bytes;
};
void PrintTo(const Cut& cut, std::ostream* out) { *out << cut.name; }

class Broken : public ::testing::TestWithParam<Cut> {};

TEST_P(Broken, AnswerIsNeverTakenForAWholeOne) {
  RawServer server([](const Seen&, int) { return Reply{GetParam().bytes, true}; });
  Client client;
  const Answer answer = post(client, server.url(), "{}");
  EXPECT_EQ(answer.kind, Kind::broken);
  EXPECT_NE(answer.error, "");
  EXPECT_EQ(answer.body, "");
}

INSTANTIATE_TEST_SUITE_P(
    Answers, Broken,
    ::testing::Values(
        Cut{"Nothing", ""}, Cut{"HalfAStatusLine", "HTTP/1.1 2"},
        Cut{"HalfTheHead", "HTTP/1.1 201 Created\r\nContent-Le"},
        Cut{"HalfTheBody", "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":"},
        Cut{"HalfAChunk",
            "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"id\""},
        Cut{"NoLastChunk", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"},
        Cut{"BadChunk", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"},
        Cut{"BadGzip",
            "HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"},
        Cut{"NoHttp", "SSH-2.0-OpenSSH\r\n"}),
    [](const auto& test) { return std::string(test.param.name); });

// The other side may have acted before it closed; a repeated create would be a twin.
TEST(Client, R69_NeverRepeatsARequestByItselfWhenAKeptConnectionBreaks) {
  for (const char* method : {"POST", "DELETE", "GET"}) {
    RawServer server([](const Seen&, int n) { return n == 0 ? reply(200) : Reply{"", true}; });
    Client client;
    ASSERT_EQ(get(client, server.url()).status, 200);
    for (const char* body : {"", "{}"}) {
      const auto before = server.seen().size();
      const Answer answer = client.send({.method = method, .url = server.url(), .body = body});
      EXPECT_EQ(answer.kind, Kind::broken) << method;
      EXPECT_EQ(server.seen().size(), before + 1) << method << " was sent twice";
    }
  }
}

TEST(Client, AConnectionThatDiedWhileIdleIsReplaced) {
  RawServer server([](const Seen&, int) {
    Reply answer = reply(200);
    answer.close = true;
    return answer;
  });
  Client client;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(get(client, server.url()).kind, Kind::answered);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until the close has arrived
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST(Client, CutsHugeBodies) {
  const std::string chunk =
      "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" + std::string(2'000'000, 'x');
  RawServer server([&](const Seen& r, int) {
    if (r.target == "/bomb")
      return reply(200, gzip(std::string(20'000'000, '\0')), "Content-Encoding: gzip\r\n");
    return Reply{chunk, true};
  });
  Client client({.max_body = 1'000'000});
  for (const char* path : {"/huge", "/bomb"}) {
    const Answer answer = get(client, server.url(path));
    EXPECT_EQ(answer.kind, Kind::oversized) << path;
    EXPECT_EQ(answer.body, "");
    EXPECT_NE(answer.error, "");
  }
}

TEST(Client, CutsHugeAndEndlessHeaders) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 5'000; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  const std::string wide = "HTTP/1.1 200 OK\r\nX: " + std::string(60'000, 'x') +
                           "\r\nY: " + std::string(90'000, 'y') + "\r\n";
  RawServer server([&](const Seen& r, int) {
    return Reply{(r.target == "/many" ? many : wide) + "Content-Length: 0\r\n\r\n", true};
  });
  Client client;
  for (const char* path : {"/many", "/wide"}) {
    EXPECT_EQ(get(client, server.url(path)).kind, Kind::oversized) << path;
  }
}

TEST(Client, ASilentServerEndsWithTheTotalTimeout) {
  RawServer server([](const Seen&, int) { return Reply{"", true, 400}; });
  Client client({.total_timeout = std::chrono::milliseconds(100)});
  const Answer answer = post(client, server.url(), "{}");
  EXPECT_EQ(answer.kind, Kind::broken);
}

TEST(Client, DestructionBreaksOffAndCallsBack) {
  RawServer server([](const Seen&, int) { return Reply{"", true, 300}; });
  std::promise<Kind> kind;
  {
    Client client;
    client.start({.method = "POST", .url = server.url(), .body = "{}"},
                 [&](Answer&& answer) { kind.set_value(answer.kind); });
    while (server.seen().empty()) std::this_thread::yield();
  }
  EXPECT_EQ(kind.get_future().get(), Kind::broken);
}

TEST(Client, ManyAtATimeFromManyThreads) {
  RawServer server([](const Seen& r, int) { return reply(200, r.body); });
  Client client;
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(t * 1000 + i);
        if (post(client, server.url(), body).body == body) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
  EXPECT_LE(server.connections(), 4);
}

}  // namespace
}  // namespace relais::http
