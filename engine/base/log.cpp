#include "engine/base/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>

namespace relais::log {
namespace {

std::mutex guard;  // of `logger`
std::shared_ptr<spdlog::logger> logger;
std::atomic<Level> threshold{Level::warning};

spdlog::level::level_enum translate(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

std::shared_ptr<spdlog::logger> make(spdlog::sink_ptr sink) {
  auto made = std::make_shared<spdlog::logger>("relais", std::move(sink));
  made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  made->set_level(spdlog::level::trace);
  made->flush_on(spdlog::level::info);
  return made;
}

}  // namespace

bool start(Level level, const std::string& file) {
  const std::lock_guard lock(guard);
  threshold = level;
  if (!file.empty()) {
    try {
      logger = make(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file));
      return true;
    } catch (const spdlog::spdlog_ex&) {
    }
  }
  logger = make(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return file.empty();
}

bool enabled(Level level) noexcept { return level >= threshold.load() && level != Level::off; }

void write(Level level, std::string_view line) {
  std::shared_ptr<spdlog::logger> target;
  {
    const std::lock_guard lock(guard);
    if (!logger) logger = make(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    target = logger;
  }
  target->log(translate(level), line);
}

}  // namespace relais::log
