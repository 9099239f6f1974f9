// The files of messages beside the store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "engine/config/load.hpp"
#include "engine/store/blob_files.hpp"
#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

namespace fs = std::filesystem;

TEST(MailFiles, AnAuditRemovesWhatACrashLeftAndNothingElse) {
  MailFirm firm;
  firm.activate();
  firm.deliver({.subject = "Kept"});
  firm.poll();
  const auto config = config::load(firm.config_path()).value();
  const store::BlobFiles files(config.store.blobs);
  const auto leave = [&](const char* bytes) {
    auto writer = files.create("zurich").value();
    EXPECT_TRUE(writer.write(bytes));
    return files.path_of(writer.finish()->ref).value();
  };
  const auto old = leave("left by a crash"), young = leave("about to be named");
  // The firm's clock stands where it was set; the files' times are those of the system.
  const auto at = [&](Millis millis) {
    return fs::file_time_type::clock::from_sys(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(millis)));
  };
  for (const auto& entry : fs::recursive_directory_iterator(config.store.blobs))
    if (entry.is_regular_file())
      fs::last_write_time(entry, at(firm.clock().now() - 2 * 86'400'000LL));
  fs::last_write_time(young, at(firm.clock().now() - 3'600'000));
  firm.audit();
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(young));
  firm.expect_in_step();
}

}  // namespace
}  // namespace relais::testbed
