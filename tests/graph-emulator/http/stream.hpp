// The byte stream of one connection, plain or TLS.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>

#include "engine/base/error.hpp"

namespace relais::emulator {

/// Used by one thread at a time; does not own the descriptor.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Bytes read; 0 or less when the other side closed or the connection broke.
  virtual long read(char* into, std::size_t size) = 0;
  virtual bool write(const char* bytes, std::size_t size) = 0;
  virtual bool secure() const = 0;
};

std::unique_ptr<Stream> plain_stream(int descriptor);
/// Nothing if the handshake fails.
std::unique_ptr<Stream> tls_stream(int descriptor, SSL_CTX* context);

struct FreeSslContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, FreeSslContext>;

/// A server's TLS with a certificate for localhost, 127.0.0.1 and ::1 that is made here and now.
struct SelfSigned {
  SslContext context;
  std::string certificate_pem;
};
Result<SelfSigned> self_signed();

}  // namespace relais::emulator
