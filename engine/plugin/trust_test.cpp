#include "engine/plugin/trust.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/plugin/test_directory.hpp"

namespace relais::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Trust, OwnFileInOwnFolder) {
  const TestDirectory directory;
  EXPECT_TRUE(check_trust(directory.write("p.so", "x")).has_value());
}

TEST(Trust, WritableByEverybodyIsRefusedWithTheCure) {
  const TestDirectory directory;
  const auto file = directory.write("p.so", "x");
  fs::permissions(file, fs::perms(0666));
  const auto checked = check_trust(file);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, Errc::refused);
  EXPECT_EQ(checked.error().hint, "chmod o-w " + file.string());
}

TEST(Trust, GroupWritableDependsOnTheGroup) {
  const TestDirectory directory;
  const auto file = directory.write("p.so", "x");
  fs::permissions(file, fs::perms(0664));
  const bool group_of_root = ::getegid() == 0;
  EXPECT_EQ(check_trust(file).has_value(), group_of_root);
  if (::geteuid() != 0) return;
  ASSERT_EQ(::chown(file.c_str(), 0, 12345), 0);
  fs::permissions(file, fs::perms(0664));
  EXPECT_THAT(check_trust(file).error().text, HasSubstr("writable by the group 12345"));
}

TEST(Trust, FileOfSomebodyElseIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const TestDirectory directory;
  const auto file = directory.write("p.so", "x");
  ASSERT_EQ(::chown(file.c_str(), 12345, 0), 0);
  EXPECT_THAT(check_trust(file).error().text, HasSubstr("belongs to the user 12345"));
}

TEST(Trust, LinkIntoAWritableFolderIsRefused) {
  const TestDirectory good;
  const TestDirectory bad;
  fs::permissions(bad.path(), fs::perms(0777));
  fs::create_symlink(bad.write("p.so", "x"), good.path() / "p.so");
  EXPECT_THAT(check_trust(good.path() / "p.so").error().text,
              HasSubstr(fs::canonical(bad.path()).string()));
}

TEST(Trust, FolderAndPipeAreNotOpened) {
  const TestDirectory directory;
  fs::create_directory(directory.path() / "folder.so");
  ASSERT_EQ(::mkfifo((directory.path() / "pipe.so").c_str(), 0600), 0);
  for (const char* name : {"folder.so", "pipe.so"})
    EXPECT_THAT(check_trust(directory.path() / name).error().text, HasSubstr("is not a file"));
}

TEST(Trust, MissingFileIsRefused) { EXPECT_FALSE(check_trust("/nonexistent/p.so").has_value()); }

}  // namespace
}  // namespace relais::plugin
