#include "engine/config/secret.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;
using Perms = std::filesystem::perms;

Result<std::string> read_text(const std::string& reference, const std::filesystem::path& folder) {
  const auto parsed = parse_secret_ref(reference, folder);
  EXPECT_TRUE(parsed) << reference;
  return read_secret(*parsed);
}

TEST(Secret, ReferencesAreParsedStrictly) {
  EXPECT_EQ(parse_secret_ref("env:A_1", "/x")->text(), "env:A_1");
  EXPECT_EQ(parse_secret_ref("file:a/../b", "/x")->text(), "file:/x/b");
  EXPECT_EQ(parse_secret_ref("file:/b", "/x")->text(), "file:/b");
  EXPECT_EQ(parse_secret_ref("credential:zurich-next", "/x")->text(), "credential:zurich-next");
  for (const char* text : {"", "env:", "env:1A", "env:A B", "env:a-b", "ENV:A", "file:", "file://a",
                           "credential:", "credential:../a", "credential:a/b", "credential:.a",
                           "hunter2", " env:A", "vault:a"})
    EXPECT_FALSE(parse_secret_ref(text, "/x")) << text;
}

TEST(Secret, EnvironmentVariable) {
  ASSERT_EQ(::setenv("RELAIS_TEST_SECRET", "s3cret\r\n\n", 1), 0);
  EXPECT_EQ(read_text("env:RELAIS_TEST_SECRET", "/").value(), "s3cret");
  ASSERT_EQ(::setenv("RELAIS_TEST_SECRET", "\n", 1), 0);
  const auto empty = read_text("env:RELAIS_TEST_SECRET", "/");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Errc::config);
  EXPECT_THAT(empty.error().text, HasSubstr("it is empty"));
  ASSERT_EQ(::unsetenv("RELAIS_TEST_SECRET"), 0);
  const auto unset = read_text("env:RELAIS_TEST_SECRET", "/");
  ASSERT_FALSE(unset);
  EXPECT_THAT(unset.error().text, HasSubstr("env:RELAIS_TEST_SECRET"));
  EXPECT_THAT(unset.error().text, HasSubstr("not set"));
}

TEST(Secret, FileOfItsOwner) {
  Folder folder;
  folder.write("s", "line1\nline2\n");
  EXPECT_EQ(read_text("file:s", folder.path).value(), "line1\nline2");
  std::filesystem::create_symlink(folder.path / "s", folder.path / "link");
  EXPECT_EQ(read_text("file:link", folder.path).value(), "line1\nline2");
}

TEST(Secret, FileOpenToGroupOrOthersIsRefusedWithoutItsContent) {
  Folder folder;
  for (const Perms open :
       {Perms::group_read, Perms::group_write, Perms::others_read, Perms::others_write}) {
    folder.write("s", "s3cret", Perms::owner_read | Perms::owner_write | open);
    const auto refused = read_text("file:s", folder.path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::config);
    EXPECT_THAT(refused.error().text, HasSubstr("group or others"));
    EXPECT_THAT(refused.error().text + refused.error().hint, Not(HasSubstr("s3cret")));
  }
}

TEST(Secret, FileOfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  Folder folder;
  const auto file = folder.write("s", "s3cret");
  ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);
  const auto refused = read_text("file:s", folder.path);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text, HasSubstr("belongs to the user id 65534"));
}

TEST(Secret, FileThatIsMissingAFolderAPipeEmptyHugeOrBinary) {
  Folder folder;
  const auto text_of = [&](const char* name) {
    const auto result = read_text(std::string("file:") + name, folder.path);
    return result ? "it was read" : result.error().text;
  };
  EXPECT_THAT(text_of("none"), HasSubstr("cannot be opened"));
  std::filesystem::create_directory(folder.path / "folder");
  EXPECT_THAT(text_of("folder"), HasSubstr("not a regular file"));
  ASSERT_EQ(::mkfifo((folder.path / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(text_of("pipe"), HasSubstr("not a regular file"));
  folder.write("empty", "\n");
  EXPECT_THAT(text_of("empty"), HasSubstr("it is empty"));
  folder.write("huge", std::string(70'000, 'x'));
  EXPECT_THAT(text_of("huge"), HasSubstr("larger than 64 KiB"));
  folder.write("binary", std::string("a\0b", 3));
  EXPECT_THAT(text_of("binary"), HasSubstr("zero byte"));
}

TEST(Secret, SystemdCredential) {
  Folder folder;
  folder.write("zurich", "s3cret\n", Perms::owner_read | Perms::group_read);
  ASSERT_EQ(::unsetenv("CREDENTIALS_DIRECTORY"), 0);
  EXPECT_THAT(read_text("credential:zurich", "/").error().text, HasSubstr("CREDENTIALS_DIRECTORY"));
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", folder.path.c_str(), 1), 0);
  EXPECT_EQ(read_text("credential:zurich", "/").value(), "s3cret");
  EXPECT_FALSE(read_text("credential:bern", "/"));
  ASSERT_EQ(::unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

}  // namespace
}  // namespace relais::config
