// Blobs: durable before they are named, flat in memory, found again if nothing names them.
#include "engine/store/blob_files.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "engine/base/text.hpp"
#include "engine/store/mail_testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Blobs : public MailTest {
 protected:
  std::filesystem::path root() const { return dir_ / "blobs"; }
  BlobFiles blobs() const { return BlobFiles(root()); }
  StoredBlob stored(std::string_view bytes, const std::string& entity = "zurich") {
    auto writer = blobs().create(entity).value();
    EXPECT_TRUE(writer.write(bytes));
    auto blob = writer.finish();
    EXPECT_TRUE(blob) << blob.error().text;
    return blob ? *blob : StoredBlob{};
  }
  std::string content(const std::string& ref) {
    auto reader = blobs().open(ref);
    if (!reader) return reader.error().text;
    std::string all;
    char buffer[7];
    for (;;) {
      const auto n = reader->read(buffer);
      if (!n) return n.error().text;
      if (*n == 0) return all;
      all.append(buffer, *n);
    }
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    if (!std::filesystem::exists(root())) return names;
    for (const auto& one : std::filesystem::recursive_directory_iterator(root()))
      if (one.is_regular_file() && one.path().filename() != ".lock")
        names.push_back(std::filesystem::relative(one.path(), root()).string());
    std::sort(names.begin(), names.end());
    return names;
  }
  void age(const std::string& name) const {
    std::filesystem::last_write_time(
        root() / name, std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
  }
  Swept sweep() {
    SystemClock clock;
    auto swept = blobs().sweep(
        clock.now() - 24 * 3'600'000,
        [this](std::span<const std::string> refs) { return mail_->unreferenced(refs); });
    EXPECT_TRUE(swept) << swept.error().text;
    return swept ? *swept : Swept{};
  }
};

TEST_F(Blobs, AreReadAsTheyWereWritten) {
  const std::string bytes("Grüezi\0\xff\n", 10);
  const auto blob = stored(bytes);
  EXPECT_EQ(blob.sha256, sha256_hex(bytes));
  EXPECT_EQ(blob.size, static_cast<std::int64_t>(bytes.size()));
  EXPECT_EQ(blob.ref, "zurich/" + blob.sha256.substr(0, 2) + "/" + blob.sha256);
  EXPECT_EQ(content(blob.ref), bytes);
  EXPECT_EQ(blobs().open(blob.ref).value().size(), blob.size);
  EXPECT_EQ(stored(bytes).ref, blob.ref) << "the same content is kept once";
  EXPECT_NE(stored(bytes, "geneva").ref, blob.ref) << "for each entity";
  EXPECT_THAT(files(), SizeIs(2));
  EXPECT_EQ(content(stored("").ref), "");
  struct stat found{};
  ASSERT_EQ(::stat((root() / blob.ref).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0640u);
}

TEST_F(Blobs, WhatIsNotFinishedLeavesNothing) {
  {
    auto writer = blobs().create("zurich").value();
    ASSERT_TRUE(writer.write("half"));
    EXPECT_THAT(files(), SizeIs(1));
    auto moved = std::move(writer);
    ASSERT_TRUE(moved.write(" of it"));
  }
  EXPECT_THAT(files(), IsEmpty());
  auto writer = blobs().create("zurich").value();
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(writer.finish().error().code, Errc::internal);
  EXPECT_EQ(writer.write("more").error().code, Errc::internal);
}

TEST_F(Blobs, OnlyRefsOfOursNameAFile) {
  std::ofstream(dir_ / "secret") << "x";
  const std::string hash(64, 'a');
  for (const std::string& ref : std::vector<std::string>{
           "", "secret", "../secret", "/etc/passwd", "zurich/aa/../secret", "../zurich/aa/" + hash,
           "zurich/bb/" + hash, "zurich//" + hash, ".tmp/aa/" + hash, "zurich/aa/" + hash + "/",
           "zurich/AA/" + std::string(64, 'A'), "zurich/aa/" + hash + "\n",
           std::string("zur\0ch/aa/", 10) + hash}) {
    EXPECT_EQ(blobs().open(ref).error().code, Errc::usage) << ref;
    EXPECT_EQ(blobs().path_of(ref).error().code, Errc::usage) << ref;
  }
  EXPECT_EQ(blobs().open("zurich/aa/" + hash).error().code, Errc::not_found);
  for (const char* entity : {"", "..", ".x", "a/b", "a b"})
    EXPECT_EQ(blobs().create(entity).error().code, Errc::internal) << entity;
}

TEST_F(Blobs, DamageIsNoticed) {
  const auto blob = stored("the whole truth");
  std::ofstream(root() / blob.ref) << "something else!";
  EXPECT_THAT(content(blob.ref), HasSubstr("damaged"));
}

TEST_F(Blobs, ThoseThatNothingNamesAreSweptAfterADay) {
  const auto body = stored("body"), mime = stored("mime"), file = stored("file");
  const auto orphan = stored("orphan"), young = stored("young");
  auto one = message("m1");
  one.body_ref = body.ref;
  one.mime_ref = mime.ref;
  one.attachments = {{"a", "b", 4, file.sha256, false, file.ref, ""}};
  collected(one);
  auto unfinished = blobs().create("zurich").value();
  for (const auto& name : files())
    if (name != young.ref) age(name);
  std::ofstream(root() / "zurich" / "note.txt") << "not ours";
  age("zurich/note.txt");
  const auto swept = sweep();
  EXPECT_EQ(swept.looked_at, 4);
  EXPECT_EQ(swept.removed, 2) << "an orphan and a temporary file";
  EXPECT_THAT(files(), ::testing::UnorderedElementsAre(body.ref, mime.ref, file.ref, young.ref,
                                                       "zurich/note.txt"));
  sql("UPDATE communicator_message SET status = 'deleted'");
  EXPECT_EQ(sweep().removed, 3) << "R42: content goes with its message";
  EXPECT_EQ(BlobFiles(dir_ / "none").sweep(0, {}).value().looked_at, 0);
}

TEST_F(Blobs, OneThatIsWrittenAgainIsNotSwept) {
  const auto blob = stored("again");
  age(blob.ref);
  SystemClock clock;
  const auto swept = blobs().sweep(clock.now() - 3'600'000, [&](std::span<const std::string> refs) {
    stored("again");  // by a collector that has yet to name it
    return Result<std::vector<std::string>>(std::vector(refs.begin(), refs.end()));
  });
  EXPECT_EQ(swept.value().removed, 0);
  EXPECT_EQ(content(blob.ref), "again");
}

class DieThere final : public StepListener {
 public:
  explicit DieThere(std::string_view at) : at_(at) {}
  void step(std::string_view name) override {
    if (name == at_) _exit(0);
  }

 private:
  std::string_view at_;
};

TEST_F(Blobs, ACrashBeforeTheCommitThatNamesThemLeavesAnOrphan) {
  for (const char* at : {"blob.commit.before", "blob.commit.after", "store.commit.before"}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      DieThere steps(at);
      auto mail = open_mail(url(), {.steps = &steps});
      auto writer = BlobFiles(root(), &steps).create("zurich");
      (void)writer->write("body");
      auto one = message("m1");
      one.body_ref = writer->finish()->ref;
      (void)(*mail)->collect(mm(), one, collecting("m1"));
      _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0) << at;
    EXPECT_FALSE(mail_->find(mm(), "m1").value()) << at;
    ASSERT_THAT(files(), SizeIs(1)) << at;
    EXPECT_EQ(sweep().removed, 0) << at << ": somebody may be about to name it";
    age(files()[0]);
    EXPECT_EQ(sweep().removed, 1) << at;
  }
}

// The limit stands for a disk that takes no more: a short write first, then an error.
TEST_F(Blobs, AFullDiskIsAnErrorAndLeavesNothing) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{10'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  Result<> written;
  {
    auto writer = blobs().create("zurich").value();
    written = writer.write(std::string(65'536, 'x'));
    EXPECT_EQ(writer.finish().error().code, Errc::internal) << "of no use any more";
  }
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::database);
  EXPECT_THAT(written.error().text, HasSubstr("blobs"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Blobs, AFolderThatMayNotBeWrittenIsSaid) {
  std::ofstream(root()) << "a file where a folder should be";
  const auto refused = blobs().create("zurich");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::database);
  EXPECT_FALSE(refused.error().hint.empty());
}

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST_F(Blobs, OfHundredAndFiftyMegabytesTakeNoMoreMemory) {
  constexpr int chunks = 2400;
  std::string chunk(65'536, 'm');
  const long before = peak_kib();
  auto writer = blobs().create("zurich").value();
  for (int i = 0; i < chunks; ++i) {
    chunk[0] = static_cast<char>(i);
    ASSERT_TRUE(writer.write(chunk));
  }
  const auto blob = writer.finish().value();
  EXPECT_EQ(blob.size, 65'536LL * chunks);
  auto reader = blobs().open(blob.ref).value();
  std::int64_t size = 0;
  for (;;) {
    const auto n = reader.read(chunk).value();
    if (n == 0) break;
    size += static_cast<std::int64_t>(n);
  }
  EXPECT_EQ(size, blob.size);
  EXPECT_LT(peak_kib() - before, 16 * 1024) << "KiB";
}

}  // namespace
}  // namespace relais::store::testing
