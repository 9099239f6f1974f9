#include "engine/config/secret.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace relais::config {
namespace {

constexpr std::size_t max_secret_bytes = 64 * 1024;

bool is_variable(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  };
  return !name.empty() && name.size() <= 128 && letter(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool is_credential(std::string_view name) {
  return !name.empty() && name.size() <= 128 && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

struct Descriptor {
  int fd;
  explicit Descriptor(int value) : fd(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

tl::unexpected<Error> refuse(const SecretRef& reference, std::string_view what, std::string hint) {
  return fail(Errc::config, fmt::format("the secret {} cannot be used: {}", reference.text(), what),
              std::move(hint));
}

/// systemd gives credentials mode 0400 or, with an access list, 0440: the group bits are not ours
/// to judge there.
Result<std::string> read_private_file(const SecretRef& reference,
                                      const std::filesystem::path& path) {
  const bool credential = reference.kind == SecretRef::Kind::credential;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.fd < 0) {
    const int why = errno;
    return refuse(reference, fmt::format("its file cannot be opened: {}", std::strerror(why)),
                  "check the path, and that the user who runs relais may read it");
  }
  struct stat status{};
  if (::fstat(file.fd, &status) != 0 || !S_ISREG(status.st_mode))
    return refuse(reference, "it is not a regular file", "put the secret into a file of its own");
  const mode_t closed_to =
      credential ? (S_IWGRP | S_IROTH | S_IWOTH) : (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH);
  if ((status.st_mode & closed_to) != 0)
    return refuse(reference,
                  fmt::format("its file has mode {:04o}, group or others may read or write it",
                              status.st_mode & 07777),
                  "chmod 600, and replace the secret if others may have read it");
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return refuse(reference, fmt::format("its file belongs to the user id {}", status.st_uid),
                  "chown it to root or to the user who runs relais");
  std::string out;
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(file.fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return refuse(reference, fmt::format("its file cannot be read: {}", std::strerror(errno)),
                    "check the disk");
    if (got == 0) break;
    out.append(buffer, static_cast<std::size_t>(got));
    if (out.size() > max_secret_bytes) break;
  }
  return out;
}

Result<std::string> read_raw(const SecretRef& reference) {
  switch (reference.kind) {
    case SecretRef::Kind::env: {
      const char* value = std::getenv(reference.name.c_str());
      if (value == nullptr)
        return refuse(
            reference, "the environment variable is not set",
            fmt::format("set {} for the user or service that runs relais", reference.name));
      return std::string(value);
    }
    case SecretRef::Kind::file:
      return read_private_file(reference, reference.name);
    case SecretRef::Kind::credential: {
      const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
      if (folder == nullptr || *folder == '\0')
        return refuse(reference, "CREDENTIALS_DIRECTORY is not set",
                      fmt::format("run relais as a systemd service with LoadCredential={}:...",
                                  reference.name));
      return read_private_file(reference, std::filesystem::path(folder) / reference.name);
    }
  }
  return refuse(reference, "its kind is not known", "");
}

}  // namespace

std::string SecretRef::text() const {
  switch (kind) {
    case Kind::env:
      return "env:" + name;
    case Kind::file:
      return "file:" + name;
    case Kind::credential:
      break;
  }
  return "credential:" + name;
}

std::optional<SecretRef> parse_secret_ref(std::string_view text,
                                          const std::filesystem::path& folder) {
  const auto after = [&](std::string_view prefix) {
    return std::string(text.substr(prefix.size()));
  };
  if (text.starts_with("env:")) {
    SecretRef out{SecretRef::Kind::env, after("env:")};
    return is_variable(out.name) ? std::optional(out) : std::nullopt;
  }
  if (text.starts_with("credential:")) {
    SecretRef out{SecretRef::Kind::credential, after("credential:")};
    return is_credential(out.name) ? std::optional(out) : std::nullopt;
  }
  if (!text.starts_with("file:")) return std::nullopt;
  const std::string path = after("file:");
  if (path.empty() || path.starts_with("//")) return std::nullopt;
  return SecretRef{SecretRef::Kind::file, (folder / path).lexically_normal().string()};
}

Result<std::string> read_secret(const SecretRef& reference) {
  RELAIS_ASSIGN(std::string out, read_raw(reference));
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
  if (out.empty()) return refuse(reference, "it is empty", "put the secret there");
  if (out.size() > max_secret_bytes)
    return refuse(reference, "it is larger than 64 KiB", "is this the right file?");
  if (out.find('\0') != std::string::npos)
    return refuse(reference, "it holds a zero byte", "secrets are text; is this the right file?");
  return out;
}

}  // namespace relais::config
