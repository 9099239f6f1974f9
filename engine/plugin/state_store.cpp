#include "engine/plugin/state_store.hpp"

namespace relais::plugin {
namespace {

constexpr std::size_t max_key = 200;
constexpr std::size_t max_value = 64 * 1024;

Result<void> check_key(std::string_view key) {
  if (key.empty() || key.size() > max_key)
    return fail(Errc::usage, "the key of a state value has " + std::to_string(key.size()) +
                                 " bytes; 1 to " + std::to_string(max_key) + " are allowed");
  return {};
}

}  // namespace

Result<std::optional<std::string>> StateBuffer::get(std::string_view key) const {
  RELAIS_TRY(check_key(key));
  if (const auto pending = pending_.find(key); pending != pending_.end()) return pending->second;
  return store_.get(key);
}

Result<void> StateBuffer::put(std::string_view key, std::string_view value) {
  RELAIS_TRY(check_key(key));
  if (value.size() > max_value)
    return fail(Errc::usage, "a state value has " + std::to_string(value.size()) +
                                 " bytes; at most " + std::to_string(max_value) + " are allowed");
  pending_.insert_or_assign(std::string(key), std::string(value));
  return {};
}

Result<void> StateBuffer::erase(std::string_view key) {
  RELAIS_TRY(check_key(key));
  pending_.insert_or_assign(std::string(key), std::nullopt);
  return {};
}

Result<void> StateBuffer::commit() {
  if (pending_.empty()) return {};
  RELAIS_TRY(store_.write(pending_));
  pending_.clear();
  return {};
}

}  // namespace relais::plugin
