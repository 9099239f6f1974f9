#include "tests/bench/durable_writes.hpp"

#include <sys/syscall.h>
#include <unistd.h>

namespace {
std::atomic<std::int64_t> count{0};
}

// In place of the C library's, for every library of the process.
extern "C" {
[[gnu::visibility("default")]] int fsync(int file) {
  ++count;
  return static_cast<int>(::syscall(SYS_fsync, file));
}
[[gnu::visibility("default")]] int fdatasync(int file) {
  ++count;
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}
}

namespace relais::bench {

std::int64_t durable_writes() { return count; }

}  // namespace relais::bench
