// The structs of export.h and plugin.h as C++ values.
//
// What comes in is a view, valid until the call returns; what goes out owns its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../export.h"
#include "status.hpp"

namespace relais::sdk {
inline namespace v1 {

// ---- in -----------------------------------------------------------------------------------------

enum class Action : std::int32_t {
  create = RELAIS_OP_CREATE,
  update = RELAIS_OP_UPDATE,
  remove = RELAIS_OP_DELETE,
};

/// One thing to do; the fields as in relais_op.
struct Op {
  std::size_t index = 0;
  Action action = Action::create;
  std::string_view key{};
  std::uint32_t incarnation = 0;
  bool verify = false;  ///< read first; report not_found unless the item carries `key`
  std::string_view token{};
  std::string_view container{};
  std::string_view remote_id{};
  std::string_view etag{};
  std::string_view document{};
  std::string_view fingerprint{};
  bool news = false;            ///< update: changed at its source; else facts stay as the owner set them
  std::string_view previous{};  ///< update: written fingerprint of the copy, if known
};

/// Something to find, by key (all copies) and/or remote id.
struct Ref {
  std::size_t index = 0;
  std::string_view key{};
  std::string_view remote_id{};
};

// ---- out ----------------------------------------------------------------------------------------

struct Document {
  std::string part{};  ///< stable; empty for the only one
  std::string body{};  ///< JSON, given back to `apply` as it is
  std::string fingerprint{};
  std::string degraded{};    ///< JSON array of {"field", "reason"}, or empty
  std::string revisit_on{};  ///< YYYY-MM-DD, or empty
  bool keep = false;         ///< keeps a copy right that is there; none is created
};

struct Container {
  std::string id{};  ///< empty: the default container
  bool created = false;
};

struct Result {
  Status status = Status::ok;
  std::string remote_id{};
  std::string etag{};
  std::string container{};
  std::string remote_fingerprint{};
  std::string facts{};    ///< JSON object, or empty
  std::string code{};     ///< the backend's error code, verbatim
  std::string message{};  ///< for people; no content of the item
  std::string request_id{};
  std::int64_t not_before_ms = 0;
};

/// The item is there, and alive.
struct Upsert {
  std::string remote_id{};
  std::string key{};
  std::string written_fingerprint{};
  std::string etag{};
  std::string container{};
  std::string remote_fingerprint{};  ///< empty: unknown
  std::string facts{};
};

enum class Life : std::int32_t {
  live = RELAIS_STATE_LIVE,
  trashed = RELAIS_STATE_TRASHED,
  gone = RELAIS_STATE_GONE,
};

struct Found {
  Life state = Life::live;
  std::string remote_id{};
  std::string key{};  ///< as the item carries it; empty: it is foreign
  std::string written_fingerprint{};
  std::string etag{};
  std::string container{};
  std::string remote_fingerprint{};
  std::string facts{};
  std::string created_at{};
};

enum class Health : std::int32_t {
  ok = RELAIS_PROBE_OK,
  failed = RELAIS_PROBE_FAILED,
  not_needed = RELAIS_PROBE_NOT_NEEDED,
  degraded = RELAIS_PROBE_DEGRADED,
};

struct Probe {
  std::string name{};
  Health outcome = Health::ok;
  std::int32_t http_status = 0;
  std::string code{};
  std::string message{};
  std::string request_id{};
};

}  // namespace v1
}  // namespace relais::sdk
