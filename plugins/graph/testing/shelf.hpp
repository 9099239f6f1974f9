// The services state and blob of a host for tests: in memory, and at once. What is durable when is
// the engine's to prove.
#pragma once

#include <cstdint>
#include <map>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

namespace relais::graph::testing {

class Shelf {
 public:
  Shelf() {
    state_.struct_size = sizeof state_;
    state_.self = this;
    state_.get = [](void* self, relais_str key, const relais_value_sink* sink) -> relais_status {
      const auto& values = of(self).state;
      const auto found = values.find(text(key));
      if (found == values.end()) return RELAIS_ERR_NOT_FOUND;
      sink->value(sink->self, sdk::borrow(found->second));
      return RELAIS_OK;
    };
    state_.put = [](void* self, relais_str key, relais_str value) -> relais_status {
      of(self).state.insert_or_assign(text(key), text(value));
      return RELAIS_OK;
    };
    state_.erase = [](void* self, relais_str key) -> relais_status {
      of(self).state.erase(text(key));
      return RELAIS_OK;
    };
    blob_.struct_size = sizeof blob_;
    blob_.self = this;
    blob_.write = [](void* self, relais_str name, relais_str bytes) -> relais_status {
      of(self).blobs[text(name)] += sdk::view(bytes);
      return RELAIS_OK;
    };
    blob_.read = [](void* self, relais_str name, std::uint64_t offset, std::uint64_t size,
                    const relais_value_sink* sink) -> relais_status {
      const auto found = of(self).blobs.find(text(name));
      if (found == of(self).blobs.end()) return RELAIS_ERR_NOT_FOUND;
      const std::string_view bytes = found->second;
      if (offset < bytes.size())
        sink->value(sink->self, sdk::borrow(bytes.substr(static_cast<std::size_t>(offset),
                                                         static_cast<std::size_t>(size))));
      return RELAIS_OK;
    };
  }
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  /// The table of a service by its id, or nullptr.
  const void* service(std::string_view id) const {
    if (id == RELAIS_STATE_V1) return &state_;
    return id == RELAIS_BLOB_V1 ? static_cast<const void*>(&blob_) : nullptr;
  }

  std::map<std::string, std::string> state;
  std::map<std::string, std::string> blobs;

 private:
  static Shelf& of(void* self) { return *static_cast<Shelf*>(self); }
  static std::string text(relais_str value) { return std::string(sdk::view(value)); }

  relais_state state_{};
  relais_blob blob_{};
};

}  // namespace relais::graph::testing
