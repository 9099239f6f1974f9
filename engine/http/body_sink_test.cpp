// Bodies that go past memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/http/client.hpp"
#include "engine/http/testing.hpp"

namespace relais::http {
namespace {

using testing::RawServer;
using testing::reply;
using testing::Seen;
using Kind = Answer::Kind;

class Kept final : public BodySink {
 public:
  bool begin() override {
    ++begun;
    text.clear();
    return takes_head;
  }
  bool write(std::string_view bytes) override {
    text += bytes;
    return text.size() < enough;
  }
  int begun = 0;
  std::string text;
  bool takes_head = true;
  std::size_t enough = 1'000'000;
};

Answer get(Client& client, const std::string& url, BodySink& sink) {
  return client.send({.method = "GET", .url = url, .sink = &sink});
}

TEST(BodySink, TakesTheBodyOfAnAnswerThatIsOne) {
  RawServer server([](const Seen&, int) { return reply(200, "the body", "X-One: 1\r\n"); });
  Client client;
  Kept kept;
  const Answer answer = get(client, server.url(), kept);
  EXPECT_EQ(answer.kind, Kind::answered);
  EXPECT_EQ(answer.header("x-one"), "1");
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.body_size, 8U);
  EXPECT_EQ(kept.text, "the body");
  EXPECT_EQ(kept.begun, 1);
}

TEST(BodySink, OtherAnswersKeepTheirBody) {
  for (const int status : {301, 404, 410, 429, 503}) {
    RawServer server([&](const Seen&, int) { return reply(status, "why not"); });
    Client client;
    Kept kept;
    const Answer answer = get(client, server.url(), kept);
    EXPECT_EQ(answer.body, "why not") << status;
    EXPECT_EQ(answer.body_size, 7U);
    EXPECT_EQ(kept.begun, 0);
  }
}

TEST(BodySink, KnowsAnEmptyBodyFromNone) {
  RawServer server([](const Seen&, int) { return reply(200); });
  Client client;
  Kept kept;
  EXPECT_EQ(get(client, server.url(), kept).body_size, 0U);
  EXPECT_EQ(kept.begun, 1);
}

TEST(BodySink, InterimAnswersAndTrailersAreNoSecondBody) {
  RawServer server([](const Seen&, int) {
    return testing::Reply{
        "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        "Trailer: X-End\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\nX-End: 1\r\n\r\n"};
  });
  Client client;
  Kept kept;
  EXPECT_EQ(get(client, server.url(), kept).kind, Kind::answered);
  EXPECT_EQ(kept.begun, 1);
  EXPECT_EQ(kept.text, "onetwo");
}

TEST(BodySink, BodyThatBreaksOffIsNoAnswer) {
  RawServer server([](const Seen&, int) {
    return testing::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", true};
  });
  Client client;
  Kept kept;
  const Answer answer = get(client, server.url(), kept);
  EXPECT_EQ(answer.kind, Kind::broken);
  EXPECT_EQ(answer.body_size, 0U);
  EXPECT_EQ(kept.text, "half");
}

TEST(BodySink, MayWantNoMore) {
  RawServer server([](const Seen&, int) { return reply(200, "the body"); });
  Client client;
  Kept kept;
  kept.enough = 1;
  EXPECT_EQ(get(client, server.url(), kept).kind, Kind::unwanted);
  kept.takes_head = false;
  kept.text.clear();
  EXPECT_EQ(get(client, server.url(), kept).kind, Kind::unwanted);
  EXPECT_EQ(kept.text, "");
}

TEST(BodySink, HasALimitOfItsOwn) {
  RawServer server([](const Seen&, int) { return reply(200, std::string(5000, 'x')); });
  Client client({.max_body = 10, .max_streamed = 4999});
  Kept kept;
  EXPECT_EQ(get(client, server.url(), kept).kind, Kind::oversized);
  Client larger({.max_body = 10, .max_streamed = 5000});
  EXPECT_EQ(get(larger, server.url(), kept).body_size, 5000U);
  // A handle that took a long body takes a short one into memory again, and no more than that.
  EXPECT_EQ(larger.send({.method = "GET", .url = server.url()}).kind, Kind::oversized);
}

/// Bytes of memory that this process had at most.
std::size_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::size_t kib = 0;
      status >> kib;
      return kib * 1024;
    }
  return 0;
}

/// Sends `size` bytes to the first who asks, without having them.
class LongAnswer {
 public:
  explicit LongAnswer(std::size_t size) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 1);
    socklen_t length = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    thread_ = std::thread([this, size] { serve(size); });
  }
  ~LongAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  const std::string& url() const { return url_; }

 private:
  void serve(std::size_t size) const {
    const int fd = ::accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    std::string request;
    char byte = 0;
    while (!request.ends_with("\r\n\r\n") && ::recv(fd, &byte, 1, 0) == 1) request += byte;
    const std::string head =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
    ::send(fd, head.data(), head.size(), MSG_NOSIGNAL);
    const std::string piece(64 * 1024, 'x');
    for (std::size_t sent = 0; sent < size;) {
      const ssize_t more =
          ::send(fd, piece.data(), std::min(piece.size(), size - sent), MSG_NOSIGNAL);
      if (more <= 0) break;
      sent += static_cast<std::size_t>(more);
    }
    ::close(fd);
  }

  int listener_ = -1;
  std::string url_;
  std::thread thread_;
};

class Counted final : public BodySink {
 public:
  bool begin() override { return true; }
  bool write(std::string_view bytes) override {
    size += bytes.size();
    return true;
  }
  std::size_t size = 0;
};

TEST(BodySink, MemoryStaysFlatForAHundredAndFiftyMegabytes) {
  constexpr std::size_t size = 150U << 20U;
  LongAnswer server(size);
  Client client;
  Counted counted;
  const std::size_t before = peak_memory();
  const Answer answer = get(client, server.url(), counted);
  EXPECT_EQ(answer.kind, Kind::answered);
  EXPECT_EQ(answer.body_size, size);
  EXPECT_EQ(counted.size, size);
  EXPECT_LT(peak_memory() - before, std::size_t{16} << 20U);
}

}  // namespace
}  // namespace relais::http
