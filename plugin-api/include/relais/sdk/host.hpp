// The engine as a session sees it: log, cancellation, and the services that the manifest names.
//
// Cheap to copy; valid as long as the session. A service that was not granted is a Failure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "../services.h"
#include "http.hpp"
#include "status.hpp"

namespace relais::sdk {
inline namespace v1 {

/// Small values per (plugin, mailbox), durable together with the next report or checkpoint.
class State {
 public:
  explicit State(const relais_state* raw) : raw_(raw) {}

  std::optional<std::string> get(std::string_view key) const {
    std::optional<std::string> value;
    const relais_value_sink sink{sizeof sink, &value, &State::take};
    const relais_status status = raw_->get(raw_->self, borrow(key), &sink);
    if (status == RELAIS_ERR_NOT_FOUND) return std::nullopt;
    detail::obey(status);
    return value;
  }
  void put(std::string_view key, std::string_view value) const {
    detail::obey(raw_->put(raw_->self, borrow(key), borrow(value)));
  }
  void erase(std::string_view key) const { detail::obey(raw_->erase(raw_->self, borrow(key))); }

 private:
  static void take(void* self, relais_str value) {
    *static_cast<std::optional<std::string>*>(self) = std::string(view(value));
  }
  const relais_state* raw_;
};

/// Large bodies under names of the author's choice, for this call; durable with the message that
/// names them. A response goes straight into one with Request::blob.
class Blobs {
 public:
  explicit Blobs(const relais_blob* raw) : raw_(raw) {}

  /// Appends; the first write begins the blob.
  void write(std::string_view name, std::string_view bytes) const {
    detail::obey(raw_->write(raw_->self, borrow(name), borrow(bytes)));
  }
  /// Up to `size` bytes (at most 1 MiB) from `offset`; empty at the end.
  std::string read(std::string_view name, std::uint64_t offset, std::uint64_t size) const {
    std::string bytes;
    const relais_value_sink sink{sizeof sink, &bytes, &Blobs::take};
    detail::obey(raw_->read(raw_->self, borrow(name), offset, size, &sink));
    return bytes;
  }

 private:
  static void take(void* self, relais_str value) {
    *static_cast<std::string*>(self) = std::string(view(value));
  }
  const relais_blob* raw_;
};

/// The engine's clock; virtual in tests.
class Clock {
 public:
  explicit Clock(const relais_clock* raw) : raw_(raw) {}
  std::int64_t now_ms() const { return raw_->now_ms(raw_->self); }

 private:
  const relais_clock* raw_;
};

class Host {
 public:
  explicit Host(const relais_host* raw) : raw_(raw) {}

  /// Ids and numbers only: never names, subjects, addresses, bodies, tokens.
  void debug(std::string_view line) const { log(RELAIS_LOG_DEBUG, line); }
  void info(std::string_view line) const { log(RELAIS_LOG_INFO, line); }
  void warning(std::string_view line) const { log(RELAIS_LOG_WARNING, line); }
  void error(std::string_view line) const { log(RELAIS_LOG_ERROR, line); }

  bool cancelled() const { return raw_->cancelled(raw_) != 0; }
  /// Ends the call with Status::cancelled if that was asked for: say it before each page and slice.
  void stop_if_cancelled() const {
    if (cancelled()) throw Failure(Status::cancelled);
  }

  Http http() const { return Http(service<relais_http>(RELAIS_HTTP_V1)); }
  State state() const { return State(service<relais_state>(RELAIS_STATE_V1)); }
  Blobs blobs() const { return Blobs(service<relais_blob>(RELAIS_BLOB_V1)); }
  Clock clock() const { return Clock(service<relais_clock>(RELAIS_CLOCK_V1)); }

  void progress(std::uint64_t done, std::uint64_t total) const {
    const auto* table = service<relais_progress>(RELAIS_PROGRESS_V1);
    table->set(table->self, done, total);
  }
  void count(std::string_view name, double amount = 1) const {
    const auto* table = service<relais_metrics>(RELAIS_METRICS_V1);
    table->add(table->self, borrow(name), amount);
  }

  const relais_host* raw() const { return raw_; }

 private:
  void log(std::int32_t level, std::string_view line) const {
    raw_->log(raw_, level, borrow(line));
  }

  template <class Table>
  const Table* service(const char* id) const {
    const auto* table = static_cast<const Table*>(raw_->service(raw_, borrow(id)));
    if (!table)
      throw Failure(Status::unsupported, std::string("the engine does not hand out ") + id +
                                             ": name it in the manifest's \"services\"");
    return table;
  }

  const relais_host* raw_;
};

}  // namespace v1
}  // namespace relais::sdk
