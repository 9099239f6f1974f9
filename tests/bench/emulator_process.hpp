// The Graph emulator in a process of its own, so that it costs whoever is measured the same.
#pragma once

#include <sys/types.h>

#include <string>

namespace relais::bench {

class EmulatorProcess {
 public:
  EmulatorProcess();
  ~EmulatorProcess();
  EmulatorProcess(const EmulatorProcess&) = delete;
  EmulatorProcess& operator=(const EmulatorProcess&) = delete;

  const std::string& url() const { return url_; }

 private:
  pid_t pid_ = -1;
  std::string url_;
};

}  // namespace relais::bench
