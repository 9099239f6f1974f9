#include <sys/wait.h>

#include <set>

#include "engine/cli/declared.hpp"
#include "engine/cli/exit_codes.hpp"
#include "engine/cli/manual_pages.hpp"
#include "engine/cli/roff.hpp"
#include "engine/cli/testing.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/plugin/discover.hpp"

namespace relais::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The plugins of this tree and no others, whatever is installed on this machine.
std::vector<config::ReferenceChapter> own_reference() {
  plugin::DiscoverOptions options;
  options.directories = {RELAIS_OWN_PLUGINS};
  return config::reference(declared_by(plugin::discover(options)));
}

class Manual : public testing::CliTest {
 protected:
  std::vector<ManualFile> pages() const {
    std::vector<ManualFile> pages{program_page(), configuration_page(own_reference())};
    for (const auto& verb : verbs()) pages.push_back(verb_page(verb));
    return pages;
  }
};

TEST(Roff, NothingInATextIsTakenForARequest) {
  EXPECT_EQ(roff_escaped("a-b 'c' \\d `e` \"f\" ^~"),
            "a\\-b \\(aqc\\(aq \\ed \\(gae\\(ga \\(dqf\\(dq \\(ha\\(ti");
  EXPECT_EQ(roff_escaped("M\xc3\xbcller \xe2\x9c\x94 \xf0\x9f\x99\x82"),
            "M\\[u00FC]ller \\[u2714] \\[u1F642]");
  EXPECT_EQ(roff_escaped("\xff\xc3 \xe2\x9c"), "?? ??");
  EXPECT_EQ(roff_escaped("a\nb\tc\x1b"), "a b c ");
  EXPECT_EQ(roff_paragraph(".so /etc/passwd"), "\\&.so /etc/passwd\n");
  EXPECT_EQ(roff_paragraph("'br"), "\\&\\(aqbr\n");
  EXPECT_EQ(roff_paragraph("  "), "");
  EXPECT_EQ(roff_example(".a\n  b-c"), ".PP\n.RS 4\n.EX\n\\&.a\n  b\\-c\n.EE\n.RE\n");
}

TEST(Roff, CodeIsBoldOverLinesAndEndsWithItsParagraph) {
  EXPECT_EQ(roff_paragraph("the `relais sync` verb"), "the \\fBrelais\\fR \\fBsync\\fR verb\n");
  EXPECT_EQ(roff_paragraph("an `open end"), "an \\fBopen\\fR \\fBend\\fR\n");
  const std::string many = roff_paragraph(
      "word word word word word word word word word word word "
      "word word word word word word word .word word");
  EXPECT_THAT(many, Not(HasSubstr("\n.")));
}

TEST_F(Manual, EveryVerbHasAPageThatSaysAll) {
  for (const auto& verb : verbs()) {
    const auto page = verb_page(verb);
    EXPECT_EQ(page.path, "man1/" + page_name(verb) + ".1");
    for (const char* heading :
         {"SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLE", "SEE ALSO"})
      EXPECT_THAT(page.text, HasSubstr(std::string(".SH \"") + heading + "\"")) << verb.name;
    EXPECT_THAT(page.text, HasSubstr(".SH NAME\n" + roff_escaped(page_name(verb)) + " \\- "))
        << "as whatis reads it";
    for (const auto* options : {&verb.options, &common_options()})
      for (const auto& option : *options)
        EXPECT_THAT(page.text, HasSubstr("\\fB" + roff_escaped(std::string("--") + option.name)))
            << verb.name;
    EXPECT_THAT(page.text, HasSubstr(roff_escaped(std::string("relais ") + verb.name)));
    EXPECT_THAT(page.text, HasSubstr("\\fB7\\fR")) << "exit codes";
    EXPECT_THAT(program_page().text, HasSubstr(roff_escaped(page_name(verb)))) << verb.name;
  }
}

TEST_F(Manual, ExitCodesAreThoseOfTheReference) {
  const std::string reference = text_of(RELAIS_CLI_REFERENCE);
  for (const auto& [code, meaning] : kExitCodes)
    EXPECT_THAT(reference, HasSubstr("| " + std::to_string(code) + " | " + meaning + " |"));
}

TEST_F(Manual, PagesHaveOnlyRequestsAndEscapesThatTheyMeanToHave) {
  const std::set<std::string> requests{".TH", ".nh", ".ad", ".SH", ".SS", ".TP",
                                       ".PP", ".RS", ".RE", ".EX", ".EE", ".\\\""};
  for (const auto& page : pages()) {
    std::istringstream lines(page.text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with('.')) {
        EXPECT_TRUE(requests.contains(line.substr(0, 3))) << line;
      }
      EXPECT_FALSE(line.starts_with('\'')) << line;
      for (std::size_t i = 0; i < line.size(); ++i) {
        EXPECT_LT(static_cast<unsigned char>(line[i]), 0x80) << page.path << ": " << line;
        if (line[i] != '\\' || line.starts_with(".\\\"")) continue;
        EXPECT_NE(std::string("ef-([&").find(line[++i]), std::string::npos)
            << page.path << ": " << line;
      }
    }
  }
}

/// With groff, if it is there: a page that it warns about is not right.
TEST_F(Manual, PagesAreWhatGroffUnderstands) {
  if (std::system("command -v groff >/dev/null 2>&1") != 0) GTEST_SKIP() << "no groff";
  for (const auto& page : pages()) {
    const auto file = write("page", page.text);
    const auto said = (dir_ / "said").string();
    const std::string command = "groff -man -ww -z -Tutf8 " + file.string() + " >" + said + " 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << page.path;
    EXPECT_EQ(text_of(said), "") << page.path;
  }
}

TEST_F(Manual, IsWrittenBelowAFolder) {
  const auto folder = dir_ / "a" / "manual";
  const auto answer = bare({"manual", folder.string()});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  for (const auto& verb : verbs())
    EXPECT_TRUE(std::filesystem::exists(folder / "man1" / (page_name(verb) + ".1"))) << verb.name;
  for (const char* file : {"man1/relais.1", "man5/relais.yaml.5", "bash-completion/relais"}) {
    EXPECT_FALSE(text_of(folder / file).empty()) << file;
    const auto mode = std::filesystem::status(folder / file).permissions();
    EXPECT_EQ(static_cast<unsigned>(mode), 0644U) << "everybody reads manuals";
  }
  EXPECT_EQ(bare({"manual"}).exit, 2);
  EXPECT_EQ(bare({"manual", "/dev/null/x"}).exit, 2);
}

TEST_F(Manual, HiddenVerbsAreNotListedButExplainThemselves) {
  const auto help = bare({"help"}).out;
  for (const auto& verb : hidden_verbs()) {
    EXPECT_THAT(help, Not(HasSubstr(std::string("  ") + verb.name + ' ')));
    EXPECT_THAT(bare({verb.name, "--help"}).out, HasSubstr("\nexample:\n  relais "));
    EXPECT_THAT(text_of(RELAIS_CLI_REFERENCE), HasSubstr(std::string("`relais ") + verb.name));
  }
}

TEST_F(Manual, TheReferenceInTheTreeIsTheOneThatIsMade) {
  const auto chapters = own_reference();
  for (const char* addin : {"A04", "B08", "B09", "MAIL"})
    EXPECT_THAT(chapters, ::testing::Contains(::testing::Field(&config::ReferenceChapter::title,
                                                               std::string("Add-in ") + addin)));
  EXPECT_TRUE(text_of(RELAIS_CONFIGURATION_REFERENCE) == config::reference_markdown(chapters))
      << "docs/configuration-reference.md is stale. Make it anew:\n  RELAIS_PLUGIN_PATH="
      << RELAIS_OWN_PLUGINS << ' ' << RELAIS_PROGRAM
      << " config reference > docs/configuration-reference.md";
}

TEST_F(Manual, APluginThatWasRefusedIsMissedAloud) {
  write_config();
  add_plugin(RELAIS_PLUGIN_FIXTURES, "fixture_wrong_major.so");
  const auto answer = relais({"config", "reference"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.err, HasSubstr("wrong_major.so is left out: "));
}

TEST_F(Manual, TheReferenceWorksWithoutAConfiguration) {
  write("relais.yaml", "store: [");
  EXPECT_EQ(relais({"config", "reference"}).exit, 2) << "one that is named has to be right";
  const auto answer = bare({"config", "reference"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, AllOf(HasSubstr("# Configuration"), HasSubstr("| `store.url` |")));
  EXPECT_GT(bare({"config", "reference", "--json"}).document().at("chapters").as_array().size(),
            10U);
}

}  // namespace
}  // namespace relais::cli
