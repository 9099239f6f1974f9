// A host for tests: its http service asks the test what to answer, and remembers what was sent.
// Its clock stands still.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/graph/testing/shelf.hpp"

namespace relais::graph::testing {

/// A request as it left the plugin.
struct Sent {
  std::string method, url, body;
  std::vector<sdk::Header> headers;
  bool idempotent = false;
  std::size_t batch = 0;  ///< number of the send that carried it, from 1
  std::string blob{};     ///< that takes the body of a success

  std::string header(std::string_view name) const;
  /// The URL with its percent encoding undone.
  std::string plain_url() const;
  boost::json::object json() const;
  bool is(std::string_view method, std::string_view url_part) const;
};

struct Answer {
  int code = 200;
  std::string body{};
  sdk::Status status = sdk::Status::ok;
  std::int64_t not_before_ms = 0;

  static Answer json(const boost::json::value& body, int code = 200);
  static Answer error(int code, std::string_view error_code, std::string_view message = "");
  static Answer none(sdk::Status status);
};

class ScriptedHost {
 public:
  using Handler = std::function<Answer(const Sent&)>;
  explicit ScriptedHost(Handler handler);
  ~ScriptedHost();
  ScriptedHost(const ScriptedHost&) = delete;
  ScriptedHost& operator=(const ScriptedHost&) = delete;

  const relais_host* raw() const;
  sdk::Host host() const { return sdk::Host(raw()); }

  std::vector<Sent> sent;
  std::vector<std::string> log;
  std::string failure;  ///< text of the last `fail`
  bool cancel = false;
  std::int64_t now_ms = 1'777'636'800'000;  ///< its clock: 2026-05-01T12:00:00Z
  Shelf shelf;
  Handler handler;

  /// Requests whose method is this and whose URL contains that.
  std::size_t count(std::string_view method, std::string_view url_part = {}) const;
  void forget() { sent.clear(); }

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace relais::graph::testing
