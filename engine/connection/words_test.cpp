// The engine knows services by interface only: their names stand in their own folder.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace relais {
namespace {

TEST(Words, OnlyTheFolderOfAServiceNamesIt) {
  const std::filesystem::path engine = RELAIS_ENGINE_DIR;
  const std::regex names("\\b(graph|outlook|microsoft|entra|azure)\\b", std::regex::icase);
  int files = 0;
  for (const char* module : {"http", "connection"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(engine / module)) {
      const std::string path = entry.path().generic_string();
      if (!entry.is_regular_file() || path.find("/microsoft365/") != std::string::npos ||
          path.ends_with("words_test.cpp")) {
        continue;
      }
      ++files;
      std::ifstream in(entry.path());
      std::string line;
      for (int number = 1; std::getline(in, line); ++number) {
        EXPECT_FALSE(std::regex_search(line, names)) << path << ":" << number << ": " << line;
      }
    }
  }
  EXPECT_GT(files, 20);
}

}  // namespace
}  // namespace relais
