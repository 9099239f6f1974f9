// Secrets stand in the configuration as references and are read when they are needed, so that one
// entity's missing secret never stops another entity.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais::config {

struct SecretRef {
  enum class Kind { env, file, credential };
  Kind kind = Kind::env;
  /// Name of the environment variable or systemd credential, or the absolute path of the file.
  std::string name;

  /// `env:NAME`, `file:/path`, `credential:NAME`; safe to show.
  std::string text() const;
  bool operator==(const SecretRef&) const = default;
};

/// Reads `env:NAME`, `file:PATH` (relative to `folder`) or `credential:NAME`; nothing if it is none
/// of them. Does not look whether the secret exists.
std::optional<SecretRef> parse_secret_ref(std::string_view text,
                                          const std::filesystem::path& folder);

/// The secret itself, trailing line breaks stripped. Fails (Errc::config) if it is unset, empty,
/// unreadable, larger than 64 KiB, or in a file that group or others may read or write or that
/// belongs to neither root nor the user of this process. Errors name the reference only.
/// Thread-safe as long as nobody changes the environment. Never log the answer.
Result<std::string> read_secret(const SecretRef& reference);

}  // namespace relais::config
