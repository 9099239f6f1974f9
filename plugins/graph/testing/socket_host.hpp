// A small host for tests that sends its requests over a real socket, one after the other.
// Its clock is the system's, and what a test adds.
#pragma once

#include <cstdint>
#include <memory>
#include <relais/sdk.hpp>
#include <string>

#include "plugins/graph/testing/shelf.hpp"

namespace relais::graph::testing {

class SocketHost {
 public:
  /// `base`: what relative URLs are taken from, with a slash at its end.
  SocketHost(std::string base, std::string token);
  ~SocketHost();
  SocketHost(const SocketHost&) = delete;
  SocketHost& operator=(const SocketHost&) = delete;

  const relais_host* raw() const;
  /// What the services state and blob hold.
  Shelf& shelf();
  void pass_ms(std::int64_t ms);

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

/// The body of the answer to a form POST, for asking for a token.
std::string post_form(const std::string& url, const std::string& form);

}  // namespace relais::graph::testing
