#include "engine/plugin/host_table.hpp"

#include "engine/base/log.hpp"
#include "engine/plugin/intake.hpp"

namespace relais::plugin {
namespace {

std::string_view view(relais_str text) {
  return text.data ? std::string_view(text.data, text.size) : std::string_view();
}

/// For the functions that are [thread-safe]: they do not wait for a request that is under way.
template <class Body>
void quietly(Body&& body) noexcept {
  try {
    body();
  } catch (...) {
    log::write(log::Level::error, "an exception in a callback of the engine");
  }
}

log::Level level_of(std::int32_t level) {
  switch (level) {
    case RELAIS_LOG_DEBUG:
      return log::Level::debug;
    case RELAIS_LOG_INFO:
      return log::Level::info;
    case RELAIS_LOG_WARNING:
      return log::Level::warning;
    default:
      return log::Level::error;
  }
}

}  // namespace

HostTable::HostTable(const Manifest& manifest, const SessionOptions& options, std::string name,
                     StateBuffer* state, CallBlobs* blobs, Call& call)
    : manifest_(manifest),
      options_(options),
      name_(std::move(name)),
      state_buffer_(state),
      blobs_(blobs),
      call_(call) {
  if (options.transport) http_.emplace(*options.transport, call, blobs);
  fill_host();
  fill_state();
  fill_others();
}

void HostTable::end_of_call() {
  const std::lock_guard lock(call_.guard);
  call_.end();
  if (http_) http_->forget();
  if (blobs_) blobs_->forget();
}

void HostTable::fill_host() {
  host_.struct_size = sizeof host_;
  host_.abi_minor = RELAIS_ABI_MINOR;
  host_.self = this;
  host_.log = [](const relais_host* host, std::int32_t level, relais_str line) {
    const auto& self = *static_cast<const HostTable*>(host->self);
    quietly([&] {
      if (log::enabled(level_of(level)))
        log::write(level_of(level), self.name_ + ": " + Intake::words(line));
    });
  };
  host_.fail = [](const relais_host* host, relais_status status, relais_str text) {
    const auto& self = *static_cast<const HostTable*>(host->self);
    self.call_.answer([&] {
      self.call_.reason = Intake::words(text);
      return RELAIS_OK;
    });
    return status;
  };
  host_.cancelled = [](const relais_host* host) -> std::int32_t {
    const auto& self = *static_cast<const HostTable*>(host->self);
    return self.options_.cancel && self.options_.cancel->load() ? 1 : 0;
  };
  host_.service = [](const relais_host* host, relais_str id) {
    return static_cast<const HostTable*>(host->self)->service(view(id));
  };
}

const void* HostTable::service(std::string_view id) const {
  if (!manifest_.names_service(id)) return nullptr;
  if (id == RELAIS_HTTP_V1) return http_ ? http_->table() : nullptr;
  if (id == RELAIS_STATE_V1) return state_buffer_ ? &state_ : nullptr;
  if (id == RELAIS_BLOB_V1) return blobs_ ? blobs_->table() : nullptr;
  if (id == RELAIS_CLOCK_V1) return options_.clock ? &clock_ : nullptr;
  if (id == RELAIS_PROGRESS_V1) return &progress_;
  if (id == RELAIS_METRICS_V1) return &metrics_;
  return nullptr;
}

void HostTable::fill_state() {
  state_.struct_size = sizeof state_;
  state_.self = this;
  state_.get = [](void* raw, relais_str key, const relais_value_sink* sink) {
    auto& self = *static_cast<HostTable*>(raw);
    return self.call_.answer([&]() -> relais_status {
      const auto value = self.state_buffer_->get(view(key));
      if (!value) return self.call_.keep(value.error());
      if (!*value) return RELAIS_ERR_NOT_FOUND;
      sink->value(sink->self, {(*value)->data(), (*value)->size()});
      return RELAIS_OK;
    });
  };
  state_.put = [](void* raw, relais_str key, relais_str value) {
    auto& self = *static_cast<HostTable*>(raw);
    return self.call_.answer([&]() -> relais_status {
      const auto done = self.state_buffer_->put(view(key), view(value));
      return done ? RELAIS_OK : self.call_.refuse(done.error().text);
    });
  };
  state_.erase = [](void* raw, relais_str key) {
    auto& self = *static_cast<HostTable*>(raw);
    return self.call_.answer([&]() -> relais_status {
      const auto done = self.state_buffer_->erase(view(key));
      return done ? RELAIS_OK : self.call_.refuse(done.error().text);
    });
  };
}

void HostTable::fill_others() {
  clock_.struct_size = sizeof clock_;
  clock_.self = this;
  clock_.now_ms = [](void* raw) -> std::int64_t {
    return static_cast<HostTable*>(raw)->options_.clock->now();
  };
  progress_.struct_size = sizeof progress_;
  progress_.self = this;
  progress_.set = [](void* raw, std::uint64_t done, std::uint64_t total) {
    auto& self = *static_cast<HostTable*>(raw);
    quietly([&] {
      if (self.options_.observer) self.options_.observer->progress(done, total);
    });
  };
  metrics_.struct_size = sizeof metrics_;
  metrics_.self = this;
  metrics_.add = [](void* raw, relais_str name, double amount) {
    auto& self = *static_cast<HostTable*>(raw);
    quietly([&] {
      if (self.options_.observer) self.options_.observer->add(Intake::words(name, 100), amount);
    });
  };
  metrics_.observe = [](void* raw, relais_str name, double value) {
    auto& self = *static_cast<HostTable*>(raw);
    quietly([&] {
      if (self.options_.observer) self.options_.observer->observe(Intake::words(name, 100), value);
    });
  };
}

}  // namespace relais::plugin
