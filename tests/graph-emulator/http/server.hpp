// A loopback server with a thread per connection: an idle kept-alive connection never makes
// another one wait, and an answer can be cut at any byte.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "tests/graph-emulator/http/connection.hpp"

namespace relais::emulator {

/// `start` and `stop` are called by one thread; the handler is called by many.
class Server {
 public:
  Server(Handler handler, SSL_CTX* tls);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds to 127.0.0.1; `port` 0 takes any free one. The port, or why it cannot listen.
  Result<int> start(int port);
  /// Closes all connections and waits for their threads.
  void stop();

 private:
  struct Connection {
    int descriptor;
    std::thread thread;
    std::atomic<bool> done{false};
  };
  void accept_all();
  void serve(Connection& connection);
  void collect_finished();

  Handler handler_;
  SSL_CTX* tls_;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::thread acceptor_;
  std::mutex mutex_;  // guards connections_
  std::list<Connection> connections_;
};

}  // namespace relais::emulator
