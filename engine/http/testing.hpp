// For tests: a clock that moves when somebody sleeps, and a server that answers byte for byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/clock.hpp"

namespace relais::http::testing {

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Millis start = 1'700'000'000'000) : now_(start) {}
  Millis now() override { return now_; }
  void sleep(std::chrono::milliseconds duration) override {
    now_ += duration.count();
    slept_ += duration.count();
  }
  void advance(Millis duration) { now_ += duration; }
  Millis slept() const { return slept_; }

 private:
  std::atomic<Millis> now_;
  std::atomic<Millis> slept_{0};
};

struct Seen {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

struct Reply {
  std::string bytes;
  bool close = false;
  int delay_ms = 0;
};

inline Reply reply(int status, const std::string& body = "", const std::string& headers = "") {
  return {"HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body};
}

/// One thread per connection. The handler gets the request and its number, counted from 0.
class RawServer {
 public:
  using Handler = std::function<Reply(const Seen&, int)>;

  explicit RawServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 64);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~RawServer() { stop(); }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  /// Afterwards connections are refused.
  void stop() {
    if (stopped_.exchange(true)) return;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    std::vector<std::thread> threads;
    {
      const std::lock_guard lock(guard_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
      threads.swap(threads_);
    }
    for (auto& thread : threads) thread.join();
  }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::vector<Seen> seen() const {
    const std::lock_guard lock(guard_);
    return seen_;
  }
  int connections() const { return connections_; }
  int most_at_a_time() const { return most_; }

 private:
  void accept_all() {
    while (true) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      const int yes = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      ++connections_;
      const std::lock_guard lock(guard_);
      open_.push_back(fd);
      threads_.emplace_back([this, fd] { serve(fd); });
    }
  }

  void serve(int fd) {
    std::string buffer;
    Seen request;
    while (read_request(fd, buffer, request)) {
      int number = 0;
      {
        const std::lock_guard lock(guard_);
        number = static_cast<int>(seen_.size());
        seen_.push_back(request);
      }
      const int now = ++running_;
      for (int most = most_; now > most && !most_.compare_exchange_weak(most, now);) {
      }
      const Reply answer = handler_(request, number);
      if (answer.delay_ms > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(answer.delay_ms));
      }
      --running_;
      std::size_t sent = 0;
      while (sent < answer.bytes.size()) {
        const auto n =
            ::send(fd, answer.bytes.data() + sent, answer.bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<std::size_t>(n);
      }
      if (answer.close || sent < answer.bytes.size()) break;
    }
    const std::lock_guard lock(guard_);
    std::erase(open_, fd);
    ::close(fd);
  }

  static bool fill(int fd, std::string& buffer) {
    char bytes[16384];
    const auto n = ::recv(fd, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(n));
    return true;
  }

  static bool read_request(int fd, std::string& buffer, Seen& request) {
    request = Seen{};
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!fill(fd, buffer)) return false;
    }
    const std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    request.method = head.substr(0, first);
    request.target = head.substr(first + 1, second - first - 1);
    for (auto at = head.find("\r\n") + 2; at < head.size();) {
      const auto stop = head.find("\r\n", at);
      const auto colon = head.find(':', at);
      std::string name = head.substr(at, colon - at);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      auto value = colon + 1;
      while (value < stop && head[value] == ' ') ++value;
      request.headers[name] = head.substr(value, stop - value);
      at = stop + 2;
    }
    const auto length = request.headers.find("content-length");
    const std::size_t size = length == request.headers.end() ? 0 : std::stoul(length->second);
    while (buffer.size() < size) {
      if (!fill(fd, buffer)) return false;
    }
    request.body = buffer.substr(0, size);
    buffer.erase(0, size);
    return true;
  }

  const Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopped_{false};
  std::atomic<int> connections_{0};
  std::atomic<int> running_{0};
  std::atomic<int> most_{0};
  mutable std::mutex guard_;
  std::vector<Seen> seen_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace relais::http::testing
