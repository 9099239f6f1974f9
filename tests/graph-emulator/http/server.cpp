#include "tests/graph-emulator/http/server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace relais::emulator {
namespace {

/// A client that hangs up must end its connection, not the process (OpenSSL writes plainly).
void block_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

Server::Server(Handler handler, SSL_CTX* tls) : handler_(std::move(handler)), tls_(tls) {}

Server::~Server() { stop(); }

Result<int> Server::start(int port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 1024) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    const int why = errno;
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
    return fail(Errc::busy, fmt::format("cannot listen on 127.0.0.1:{}: {}", port, strerror(why)),
                "use --port 0 for any free port");
  }
  acceptor_ = std::thread([this] { accept_all(); });
  return static_cast<int>(ntohs(address.sin_port));
}

void Server::accept_all() {
  block_sigpipe();
  while (!stopping_) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (stopping_) return;
      if (errno == EMFILE || errno == ENFILE)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    collect_finished();
    const std::lock_guard lock(mutex_);
    Connection& connection = connections_.emplace_back();
    connection.descriptor = descriptor;
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }
}

void Server::serve(Connection& connection) {
  block_sigpipe();
  const auto stream = tls_ != nullptr ? tls_stream(connection.descriptor, tls_)
                                      : plain_stream(connection.descriptor);
  if (stream) serve_connection(*stream, handler_);
  ::shutdown(connection.descriptor, SHUT_RDWR);
  connection.done = true;
}

void Server::collect_finished() {
  const std::lock_guard lock(mutex_);
  connections_.remove_if([](Connection& connection) {
    if (!connection.done) return false;
    connection.thread.join();
    ::close(connection.descriptor);
    return true;
  });
}

void Server::stop() {
  if (listener_ < 0) return;
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  listener_ = -1;
  const std::lock_guard lock(mutex_);
  for (const Connection& connection : connections_) ::shutdown(connection.descriptor, SHUT_RDWR);
  for (Connection& connection : connections_) {
    connection.thread.join();
    ::close(connection.descriptor);
  }
  connections_.clear();
}

}  // namespace relais::emulator
