// Files as they come: every encoding, separator and form of date; cut, mixed, empty, hostile.
#include <fmt/core.h>
#include <sys/wait.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "engine/import/testing.hpp"

namespace relais::import {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string in_encoding(const std::string& text, const std::string& converter) {
  const auto wide = icu::UnicodeString::fromUTF8(text);
  UErrorCode status = U_ZERO_ERROR;
  UConverter* to = ucnv_open(converter.c_str(), &status);
  std::string bytes(static_cast<std::size_t>(wide.length()) * 4 + 8, '\0');
  const int32_t n = ucnv_fromUChars(to, bytes.data(), static_cast<int32_t>(bytes.size()),
                                    wide.getBuffer(), wide.length(), &status);
  EXPECT_TRUE(U_SUCCESS(status));
  ucnv_close(to);
  bytes.resize(static_cast<std::size_t>(n));
  return bytes;
}

class Awkward : public testing::ImportTest {};

TEST_F(Awkward, EveryEncodingWithEverySeparatorAndEveryFormOfDate) {
  const std::pair<const char*, const char*> encodings[] = {{"UTF-8", ""},
                                                           {"UTF-8", "\xef\xbb\xbf"},
                                                           {"UTF-16LE", "\xff\xfe"},
                                                           {"UTF-16BE", "\xfe\xff"},
                                                           {"windows-1252", ""},
                                                           {"macintosh", ""}};
  int n = 0;
  for (const auto& [encoding, mark] : encodings)
    for (const std::string separator : {";", ",", "\t"})
      for (const std::string date : {"1970-12-24", "24.12.1970"})
        for (const std::string end : {"\r\n", "\n", "\r"}) {
          const auto id = fmt::format("e{}", ++n);
          std::string text = "id;kind;surname;given_name;city;birthday;remarks" + end + id +
                             ";person;Zgraggen-Lüthi;Zoé;Genève;" + date + ";\"à côté" + end +
                             "d’Ô\"" + end;
          for (auto& c : text)
            if (c == ';') c = separator[0];
          request_.increment = false;
          request_.allow_deletes = 100;
          const auto outcome = import_text("address.csv", mark + in_encoding(text, encoding));
          EXPECT_THAT(reasons(outcome), IsEmpty()) << encoding << separator << date;
          EXPECT_THAT(
              rows("SELECT surname, given_name, city, birthday, remarks FROM address WHERE id = '" +
                   id + "'"),
              ElementsAre("Zgraggen-Lüthi Zoé Genève 1970-12-24 à côté\nd’Ô"))
              << encoding << separator << date;
        }
}

TEST_F(Awkward, DecomposedLettersAreComposed) {
  import_text("address.csv", "id;kind;surname\n1;person;Zu\xcc\x88rcher\n");
  EXPECT_THAT(rows("SELECT surname FROM address"), ElementsAre("Zürcher"));
}

TEST_F(Awkward, RowsInAnotherEncodingAreRejectedAloneAndNotDeleted) {
  import_text("address.csv", "id;kind;surname\n1;person;Lüthi\n2;person;Müller\n3;person;Käser\n");
  auto outcome = import_text(
      "address.csv", "id;kind;surname\n1;person;Lüthi\n2;person;M\xfcller\n3;person;Käser\n");
  EXPECT_THAT(reasons(outcome),
              ElementsAre("3: holds bytes that are no text in the encoding of the file"));
  EXPECT_EQ(counts(outcome, "address"), "2 unchanged, 1 rejected");
  outcome = import_text("address.csv",
                        "id;kind;surname\n1;person;Lüthi\n2\xfc;person;X\n3;person;Käser\n");
  EXPECT_EQ(counts(outcome, "address"), "2 unchanged, 1 rejected") << "nobody knows who 2 is";
  ASSERT_THAT(outcome.kept, SizeIs(1));
  EXPECT_EQ(outcome.kept[0].why, Kept::Why::unreadable);
}

TEST_F(Awkward, TheEncodingMayBeChosen) {
  request_.encoding = Encoding::macroman;
  import_text("address.csv", "id;kind;surname\n1;person;M\x9fller\n");
  EXPECT_THAT(rows("SELECT surname FROM address"), ElementsAre("Müller"));
}

TEST_F(Awkward, FilesThatAreNoneAreRefused) {
  std::filesystem::create_directory(dir_ / "address.csv");
  EXPECT_THAT(attempt({dir_ / "address.csv"}).error().text, HasSubstr("is a folder"));
  EXPECT_THAT(attempt({dir_ / "deadline.csv"}).error().text, HasSubstr("there is no such file"));
  EXPECT_THAT(attempt({"/dev/null"}).error().text,
              AnyOf(HasSubstr("none of"), HasSubstr("ordinary")));
  const auto named = file("export.csv", "id;kind;surname\n");
  EXPECT_THAT(attempt({named}).error().text, HasSubstr("its name is none of a table"));
  EXPECT_THAT(attempt({file("address.doc", "")}).error().text, HasSubstr("ends in none of"));
  request_.table = "adress";
  EXPECT_THAT(attempt({named}).error().text, HasSubstr("there is no table adress"));
  request_.table = "address";
  EXPECT_TRUE(attempt({named}));
  EXPECT_THAT(attempt({named, named}).error().text, HasSubstr("named twice"));
  for (const auto code : {attempt({named, dir_ / "none.csv"}).error().code})
    EXPECT_EQ(code, Errc::usage);
}

TEST_F(Awkward, AFileThatMayNotBeReadIsRefused) {
  const auto path = file("address.csv", "id;kind;surname\n1;person;A\n");
  std::filesystem::permissions(path, std::filesystem::perms(0));
  std::filesystem::permissions(dir_, std::filesystem::perms(0755));
  writer_.reset();
  store_.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t nobody = 65'534;
    auto database = store::open_database(url(), {});
    // Root may read everything, so it becomes somebody else.
    if (!database || (::geteuid() == 0 && ::seteuid(nobody) != 0)) ::_exit(2);
    request_.files = {path};
    const auto outcome = run(*database, request_, {config_, cancel_});
    const bool refused = !outcome && outcome.error().code == Errc::usage &&
                         outcome.error().text.find("cannot be read: ") != std::string::npos;
    ::_exit(refused ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Awkward, MoreThanAGigabyteIsRefusedBeforeItIsRead) {
  const std::uintmax_t gigabyte = std::uintmax_t{1} << 30;
  const auto large = file("address.csv", "");
  std::filesystem::resize_file(large, gigabyte + 1);  // of holes
  EXPECT_THAT(attempt({large}).error().text, HasSubstr("is larger than 1 GB"));
  std::filesystem::resize_file(large, gigabyte);
  const auto small = file("handler.csv", "id;code;given_name;surname;role\n");
  EXPECT_THAT(attempt({small, large}).error().text, HasSubstr("larger than 1 GB together"));
}

TEST_F(Awkward, WithoutAHeaderNothingIsImported) {
  for (const std::string text : {"", "\xef\xbb\xbf", "\r\n\r\n", "\xff\xfe"})
    EXPECT_THAT(refused("address.csv", text).text, HasSubstr("is empty: not even a header"));
  for (const std::string text : {"1;person;Secret\n", "Secret\n", "\"Secret"}) {
    const auto error = refused("address.csv", text);
    EXPECT_THAT(error.text, HasSubstr("the first row names no column of address"));
    EXPECT_THAT(error.text, Not(HasSubstr("Secret"))) << "it may be a name";
  }
}

TEST_F(Awkward, HeadersMustNameColumns) {
  const auto text = [&](const std::string& header) {
    return refused("address.csv", header + "\n").text;
  };
  EXPECT_THAT(text("id;kind;surnme"),
              HasSubstr("address has no column surnme (did you mean surname?)"));
  EXPECT_THAT(text("id;surname"), HasSubstr("column kind is missing"));
  EXPECT_THAT(text("kind;surname"), HasSubstr("column id is missing"));
  EXPECT_THAT(text("id;kind;kind"), HasSubstr("column kind stands there twice"));
  EXPECT_THAT(text("id;kind;revision"), HasSubstr("column revision is not imported"));
  EXPECT_THAT(text("id;kind;op"), HasSubstr("column op is for --increment only"));
  EXPECT_THAT(text("id;kind;"), HasSubstr("column 3 has no name"));
  const auto ran_on = text("id;kind;surname 1;person;secret");
  EXPECT_THAT(ran_on, HasSubstr("column 5 is none of address"));
  EXPECT_THAT(ran_on, Not(HasSubstr("secret"))) << "the first row of data ran into the header";
  request_.increment = true;
  EXPECT_THAT(text("id;kind"), HasSubstr("column op (upsert, delete) is missing"));
}

TEST_F(Awkward, HeadersMayBeWrittenAsPeopleDo) {
  EXPECT_THAT(
      reasons(import_text("address.csv", "sep=,\r\n ID ,\"Kind\",SURNAME\r\n1,person,X\r\n")),
      IsEmpty());
  EXPECT_THAT(rows("SELECT id FROM address"), ElementsAre("1"));
}

TEST_F(Awkward, TenThousandColumnsAreRefusedInOneLine) {
  std::string header = "id;kind";
  for (int i = 0; i < 10'000; ++i) header += fmt::format(";column_{}", i);
  const auto error = refused("address.csv", header + "\n");
  EXPECT_THAT(error.text, HasSubstr("and 9995 more"));
  EXPECT_LT(error.text.size(), 1'000u);
}

TEST_F(Awkward, LongValuesAreTakenOrRejected) {
  const std::string megabyte(1'000'000, 'x');
  const auto outcome =
      import_text("address.csv", "id;kind;surname;remarks\n1;person;Favre;" + megabyte +
                                     "\n2;person;" + megabyte + ";\n" + megabyte +
                                     ";person;Favre;\n4;person;Favre;\"" + megabyte + "\"\n");
  EXPECT_THAT(reasons(outcome), ElementsAre("3: surname has more than 4000 characters",
                                            "4: id has more than 64 characters"));
  EXPECT_THAT(rows("SELECT id, length(remarks) FROM address"),
              ElementsAre("1 1000000", "4 1000000"));
}

TEST_F(Awkward, NulBytesCostTheirRow) {
  const std::string text("id;kind;surname\n1;person;Fa\0vre\n2;person;Favre\n", 46);
  const auto outcome = import_text("address.csv", text);
  EXPECT_THAT(reasons(outcome), ElementsAre("2: holds a NUL byte"));
  EXPECT_EQ(counts(outcome, "address"), "1 added, 1 rejected");
}

TEST_F(Awkward, RowsOfAnotherShapeAreRejected) {
  const auto outcome =
      import_text("address.csv", "id;kind;surname\n1;person\n2;person;A;B\n;;\n\n3;person;C\n");
  EXPECT_THAT(reasons(outcome), ElementsAre("2: has fewer values than the header has columns",
                                            "3: has more values than the header has columns"));
  EXPECT_EQ(counts(outcome, "address"), "1 added, 2 rejected");
}

TEST_F(Awkward, ARejectFileThatCannotBeWrittenStopsTheImport) {
  request_.rejects = dir_ / "none";
  const auto outcome = attempt({file("address.csv", "id;kind;surname\n1;person;A\n2;robot;B\n")});
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().hint, HasSubstr("--rejects"));
  EXPECT_THAT(rows("SELECT id FROM address"), IsEmpty());
}

TEST_F(Awkward, AFullDiskLeavesTheStoreAsItWas) {
  std::string text = "id;kind;surname;remarks\n";
  for (int i = 0; i < 2'000; ++i) text += fmt::format("{};person;X;{}\n", i, std::string(500, 'r'));
  auto database = store::open_database(url(), {});
  ASSERT_TRUE(database);
  const auto pages = database->integer("PRAGMA page_count").value().value();
  ASSERT_TRUE(database->exec(fmt::format("PRAGMA max_page_count = {}", pages + 40)));
  request_.files = {file("address.csv", text)};
  const auto outcome = run(*database, request_, {config_, cancel_});
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().text, HasSubstr("the disk is full"));
  EXPECT_THAT(rows("SELECT id FROM address"), IsEmpty());
  EXPECT_THAT(rows("PRAGMA integrity_check"), ElementsAre("ok"));
}

TEST_F(Awkward, AStoppedImportLeavesTheStoreAsItWas) {
  std::string text = "id;kind;surname\n";
  for (int i = 0; i < 2'000; ++i) text += fmt::format("{};person;X\n", i);
  cancel_ = true;
  EXPECT_EQ(attempt({file("address.csv", text)}).error().code, Errc::cancelled);
  EXPECT_THAT(rows("SELECT id FROM address"), IsEmpty());
}

/// Ends the process where the store announces a step.
class Killer final : public StepListener {
 public:
  explicit Killer(std::string_view at) : at_(at) {}
  void step(std::string_view name) override {
    if (name == at_) ::_exit(77);
  }

 private:
  std::string_view at_;
};

TEST_F(Awkward, AKilledImportHasHappenedAsAWholeOrNotAtAll) {
  const auto path = file("address.csv", "id;kind;surname\n1;person;A\n2;person;B\n");
  writer_.reset();
  store_.reset();
  const auto import_until = [&](std::string_view moment) {
    const pid_t child = ::fork();
    if (child == 0) {
      Killer killer(moment);
      steps_ = &killer;
      attempt({path});
      ::_exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 77);
    return store::testing::PracticeSoftware(this->path()).rows("SELECT id FROM address");
  };
  EXPECT_THAT(import_until("store.commit.before"), IsEmpty());
  EXPECT_THAT(import_until("store.commit.after"), ElementsAre("1", "2"));
  for (const auto& entry : std::filesystem::directory_iterator(dir_))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("rejects"))) << "no leftovers";
}

TEST_F(Awkward, AKilledImportLeavesNoHalfOfARejectFile) {
  std::string text = "id;kind;surname\n";
  for (int i = 0; i < 2'000; ++i) text += fmt::format("{};{};X\n", i, i % 2 ? "person" : "robot");
  const auto path = file("address.csv", text);
  writer_.reset();
  store_.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    auto database = store::open_database(url(), {});
    if (!database) ::_exit(2);
    request_.files = {path};
    const auto outcome = run(*database, request_, {config_, cancel_, [](const Progress& progress) {
                                                     if (progress.rows > 1'000) ::_exit(77);
                                                   }});
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 77);
  for (const auto& entry : std::filesystem::directory_iterator(dir_))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("rejects")));
  EXPECT_THAT(store::testing::PracticeSoftware(this->path()).rows("SELECT id FROM address"),
              IsEmpty());
}

TEST_F(Awkward, WhatIsNoRejectFileOfOursIsNeverReplaced) {
  const std::string good = "id;kind;surname\n1;person;A\n";
  const std::string bad = good + "2;robot;B\n";
  const auto rejects = file("address.csv.rejects.csv", "corrected by hand\n");
  const auto left_alone = [&] { return text_of(rejects) == "corrected by hand\n"; };
  EXPECT_THAT(refused("address.csv", bad).text, HasSubstr("was not made by relais"));
  EXPECT_TRUE(left_alone());
  request_.dry_run = true;
  EXPECT_THAT(refused("address.csv", bad).hint, HasSubstr("--rejects"));
  request_.dry_run = false;
  EXPECT_TRUE(attempt({file("address.csv", good)})) << "it is not needed";
  EXPECT_TRUE(left_alone());

  // Nor what a link leads to, nor the link.
  const auto target = file("target", "other\n");
  std::filesystem::remove(rejects);
  std::filesystem::create_symlink(target, rejects);
  EXPECT_FALSE(attempt({file("address.csv", bad)}));
  EXPECT_EQ(text_of(target), "other\n");
  EXPECT_TRUE(std::filesystem::is_symlink(rejects));
}

/// Whatever is done to a file: the import answers, what it takes obeys the rules of the store, and
/// no row that is deleted was readable in it.
TEST_F(Awkward, MutatedFilesDoNoHarm) {
  const char* given = std::getenv("RELAIS_SEED");
  const auto seed = given ? static_cast<unsigned>(std::atol(given)) : std::random_device{}();
  std::printf("RELAIS_SEED=%u\n", seed);
  SCOPED_TRACE(fmt::format("RELAIS_SEED={}", seed));
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::string whole =
      "id;kind;surname;company;birthday;remarks\r\n1;person;Müller;;24.12.1970;\"a\r\nb;"
      "\"\"c\"\"\"\r\n"
      "2;company;;Bäckerei Huber & Söhne AG;;\r\n3;lawyer;Favre;\"\";1970-12-24;x\r\n";
  const std::string bits[] = {
      "\"", ";", "\r", "\n", std::string(1, '\0'), "\xff", "\xfc", "\xef\xbb\xbf", "1", "a\"", ","};
  request_.dry_run = true;
  auto database = store::open_database(url(), {});
  ASSERT_TRUE(database);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(1'500);
  for (int round = 0; round < 400 && std::chrono::steady_clock::now() < deadline; ++round) {
    std::string text =
        in_encoding(whole, std::array{"UTF-8", "windows-1252", "UTF-16LE"}[below(3)]);
    for (std::size_t n = below(6) + 1; n > 0 && !text.empty(); --n) switch (below(4)) {
        case 0:
          text.erase(below(text.size()), below(12));
          break;
        case 1:
          text.insert(below(text.size()), bits[below(std::size(bits))]);
          break;
        case 2:
          text[below(text.size())] = static_cast<char>(below(256));
          break;
        default:
          text.resize(below(text.size() + 1));
          break;
      }
    request_.files = {file("address.csv", text)};
    const auto outcome = run(*database, request_, {config_, cancel_});
    if (!outcome) {
      ASSERT_EQ(outcome.error().code, Errc::usage) << outcome.error().text;
      ASSERT_THAT(outcome.error().text, Not(HasSubstr("avre")));
      continue;
    }
    for (const auto& report : outcome->files)
      for (const auto& remark : report.remarks) ASSERT_THAT(remark.text, Not(HasSubstr("avre")));
    std::int64_t taken = 0;
    for (const auto& one : outcome->tables) taken += one.added + one.rejected + one.unchanged;
    ASSERT_EQ(taken, outcome->files[0].rows);
  }
  EXPECT_THAT(rows("SELECT id FROM address"), IsEmpty());
}

}  // namespace
}  // namespace relais::import
