// Folders: every row of the table of folder cases, the listing, and names of the configuration.
#include "engine/mail/folders.hpp"

#include <gmock/gmock.h>

#include "engine/mail/testing.hpp"

namespace relais::mail {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Folder folder(const std::string& id, const std::string& name, const std::string& parent = "root",
              const std::string& well_known = "") {
  return {id, name, well_known, parent, 1, false, false};
}

/// The tree of the small firm, changed.
struct Mailbox {
  std::vector<Folder> all = folders();
  Folder& at(const std::string& id) {
    return *std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == id; });
  }
  FolderTree tree() const { return FolderTree(all); }
};

Rules rules_with(const std::vector<std::string>& pinned, const std::string& keys = "") {
  RuleSource source = source_of(keys);
  for (const auto& id : pinned) source.pins.push_back({id, id, {}});
  return Rules(source);
}

std::string code_in(const FolderTree& tree, const std::string& id, const Rules& rules,
                    const Known& known = {}) {
  return code(message_in(tree, id), rules, known);
}

TEST(FolderCases, R7_3_FiveLevelsBelowAnExcludedFolder) {
  const FolderTree tree(folders());
  const Rules rules = rules_with({"in"});
  EXPECT_EQ(tree.ancestry("d").size(), 6u);
  EXPECT_EQ(code_in(tree, "d", rules), "folder.excluded");
  EXPECT_EQ(code_in(tree, "in", rules), "folder.excluded");
  EXPECT_EQ(code_in(tree, "se", rules), "collect");
}

TEST(FolderCases, R7_3_ExcludedFolderRenamedOrMovedStaysExcluded) {
  const Rules rules = rules_with({"t2"});
  Mailbox mailbox;
  mailbox.at("t2").name = "Etwas anderes";
  EXPECT_EQ(code_in(mailbox.tree(), "t2", rules), "folder.excluded");
  mailbox.at("t2").parent = "a";
  EXPECT_EQ(code_in(mailbox.tree(), "t2", rules), "folder.excluded");
  EXPECT_EQ(code_in(mailbox.tree(), "t2o", rules), "folder.excluded");
}

TEST(FolderCases, R7_3_UserMadeFolderCalledArchiveIsRead) {
  const FolderTree tree(folders());
  const Rules rules = rules_with({});
  EXPECT_EQ(code_in(tree, "ar2", rules), "collect");
  EXPECT_EQ(code_in(tree, "ar", rules), "folder.always");
}

TEST(FolderCases, R7_3_LocalisedMailboxIsKnownByItsWellKnownNames) {
  for (const char* drafts : {"Entwürfe", "Brouillons", "Bozze", "Drafts"}) {
    Mailbox mailbox;
    mailbox.at("dr").name = drafts;
    EXPECT_EQ(code_in(mailbox.tree(), "dr", rules_with({})), "folder.always") << drafts;
  }
}

TEST(FolderCases, R7_3_ExcludedFolderDeletedAndMadeAgainIsIncludedWithAWarning) {
  Mailbox mailbox;
  mailbox.at("t2") = folder("t2-new", "Test2");
  const Rules rules = rules_with({"t2"});
  EXPECT_EQ(code_in(mailbox.tree(), "t2-new", rules), "collect");
  const std::vector<Pin> pins{{"t2", "Test2", {}}, {"in", "Inbox", {}}};
  const auto missing = mailbox.tree().missing(pins);
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].folder_id, "t2");
  EXPECT_THAT(FolderTree(folders()).missing(pins), IsEmpty());
}

TEST(FolderCases, R7_3_MovedToAnExcludedFolderBeforePickUp) {
  EXPECT_EQ(code_in(FolderTree(folders()), "t2", rules_with({"t2"})), "folder.excluded");
}

TEST(FolderCases, R7_3_MovedToAnExcludedFolderAfterPickUpStaysCollected) {
  const FolderTree tree(folders());
  const Rules rules = rules_with({"t2"});
  const Verdict before = judge(message_in(tree, "in"), rules, {});
  EXPECT_TRUE(before.collect());
  EXPECT_FALSE(moves_with_folder(before.reason)) << "so it is not judged again";
}

class NeverReadBeforePickUp : public ::testing::TestWithParam<const char*> {};

TEST_P(NeverReadBeforePickUp, R7_3_IsCountedIfAllElsePasses) {
  const FolderTree tree(folders());
  const Rules rules = rules_with({}, "exclude_domains: [x.ch]");
  Envelope envelope = message_in(tree, GetParam());
  EXPECT_EQ(code(envelope, rules), "folder.always");
  EXPECT_EQ(slipped_to(envelope, rules, {}),
            tree.find(GetParam() == std::string("delx") ? "del" : GetParam())->well_known);
  EXPECT_EQ(slipped_to(envelope, rules, {true, false}), "");
  EXPECT_EQ(slipped_to(envelope, rules, {false, true}), "");
  envelope.from->address = "a@x.ch";
  EXPECT_EQ(slipped_to(envelope, rules, {}), "");
  envelope = message_in(tree, GetParam());
  envelope.received = 0;
  EXPECT_EQ(slipped_to(envelope, rules, {}), "");
  EXPECT_EQ(slipped_to(message_in(tree, GetParam()), rules_with({GetParam()}), {}), "");
}

INSTANTIATE_TEST_SUITE_P(Folders, NeverReadBeforePickUp,
                         ::testing::Values("ar", "del", "delx", "jk"));

TEST(SlippedThrough, DraftsAndFoldersThatAreReadDoNot) {
  const FolderTree tree(folders());
  for (const char* id : {"dr", "in", "hid", "t2"})
    EXPECT_EQ(slipped_to(message_in(tree, id), rules_with({}), {}), "") << id;
}

TEST(NeverRead, R32_EveryOneOfThemWithItsSubtree) {
  for (const auto name : {"drafts", "draft", "deleteditems", "junkemail", "conversationhistory",
                          "archive", "outbox", "JunkEmail"}) {
    const FolderTree tree({folder("x", "Irgendwie", "root", name), folder("y", "Darunter", "x"),
                           folder("z", "Z", "y")});
    EXPECT_EQ(code_in(tree, "x", rules_with({})), "folder.always") << name;
    EXPECT_EQ(code_in(tree, "z", rules_with({})), "folder.always") << name;
    EXPECT_EQ(code_in(tree, "z", rules_with({}, "exclude_well_known: []")), "folder.always");
  }
}

TEST(NeverRead, R33_HiddenAndSearchFoldersToo) {
  Mailbox mailbox;
  mailbox.all.push_back(folder("below", "Unter", "hid"));
  for (const char* id : {"hid", "sea", "below"})
    EXPECT_EQ(code_in(mailbox.tree(), id, rules_with({})), "folder.always") << id;
}

TEST(Defaults, R33_SyncIssuesAreExcludedUntilTheListIsEdited) {
  const FolderTree tree(folders());
  EXPECT_EQ(code_in(tree, "sy", rules_with({})), "folder.excluded");
  EXPECT_EQ(code_in(tree, "sy", rules_with({}, "exclude_well_known: []")), "collect");
  EXPECT_EQ(code_in(tree, "se", rules_with({}, "exclude_well_known: [sentitems]")),
            "folder.excluded");
  for (const char* id : {"in", "se", "t2", "d"})
    EXPECT_EQ(code_in(tree, id, rules_with({})), "collect") << id;
}

TEST(Exclusion, R30_Test2AndNothingElse) {
  const FolderTree tree(folders());
  const auto pin = tree.resolve({"Test2", {}});
  ASSERT_TRUE(pin);
  RuleSource source = source_of("");
  source.pins = {*pin};
  const Rules rules(source);
  for (const auto& each : tree.folders()) {
    const bool there = each.id == "t2" || each.id == "t2o";
    EXPECT_EQ(tree.state(each.id, rules) == FolderState::excluded, there || each.id == "sy")
        << each.id;
  }
}

TEST(Exclusion, R31_SubfolderThatMovesOutIsIncludedAndBackInExcluded) {
  const Rules rules = rules_with({"t2"});
  Mailbox mailbox;
  EXPECT_EQ(code_in(mailbox.tree(), "t2o", rules), "folder.excluded");
  for (const char* parent : {"in", "root", ""}) {
    mailbox.at("t2o").parent = parent;
    EXPECT_EQ(code_in(mailbox.tree(), "t2o", rules), "collect") << parent;
  }
  mailbox.at("t2o").parent = "t2";
  EXPECT_EQ(code_in(mailbox.tree(), "t2o", rules), "folder.excluded");
  mailbox.all.push_back(folder("new", "Ganz neu"));
  EXPECT_EQ(code_in(mailbox.tree(), "new", rules), "collect");
}

TEST(Listing, R28_TopLevelWithSizesAndStates) {
  const FolderTree tree(folders());
  const auto lines = tree.top_level(rules_with({"t2", "b"}));
  std::vector<std::string> shown;
  for (const auto& line : lines)
    shown.push_back(line.folder->id + ' ' + std::to_string(line.items) + ' ' +
                    std::to_string(line.folders) + ' ' + std::to_string(line.excluded_below) + ' ' +
                    std::string(name_of(line.state)));
  EXPECT_THAT(shown, ElementsAre("in 25 5 3 included", "se 7 0 0 included", "t2 50 1 0 excluded",
                                 "del 17 1 0 always excluded", "dr 1 0 0 always excluded",
                                 "jk 1 0 0 always excluded", "ar 1 0 0 always excluded",
                                 "ar2 2 0 0 included", "sy 1 0 0 excluded", "hid 1 0 0 hidden",
                                 "sea 1 0 0 hidden"));
  EXPECT_EQ(tree.subtree_items("cl"), 15);
  EXPECT_EQ(tree.subtree_items("nowhere"), 0);
  EXPECT_EQ(tree.path("b"), "Posteingang/Clients/A/B");
}

struct Name {
  const char* name;
  std::string given;
  std::string id;  ///< empty: refused
};

void PrintTo(const Name& each, std::ostream* out) { *out << each.name; }

class Names : public ::testing::TestWithParam<Name> {};

TEST_P(Names, R29_AreResolvedToOneFolder) {
  const FolderTree tree(folders());
  const auto pin = tree.resolve({GetParam().given, {}});
  EXPECT_EQ(pin ? pin->folder_id : "", GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Names,
    ::testing::Values(
        Name{"ByName", "Test2", "t2"}, Name{"InAnyCase", "tEST2", "t2"}, Name{"Deep", "D", "d"},
        Name{"DeepPath", "Clients/A", "a"}, Name{"WholePath", "/Posteingang/Clients/A/B", "b"},
        Name{"FromTheTopOnly", "/Clients", ""}, Name{"SlashAtTheEnd", "Test2/", "t2"},
        Name{"ById", "t2o", "t2o"}, Name{"WellKnown", "inbox", "in"},
        Name{"WellKnownAlias", "draft", "dr"}, Name{"WellKnownUpper", "SentItems", "se"},
        Name{"LocalName", "gesendete elemente", "se"}, Name{"Decomposed", "Entwu\xcc\x88rfe", "dr"},
        Name{"ArchiveIsTwo", "archive", ""}, Name{"ArchiveFromTheTop", "/Archive", "ar2"},
        Name{"PartOfAName", "est2", ""}, Name{"PartOfAPath", "ents/A", ""},
        Name{"Unknown", "Test3", ""}, Name{"Empty", "", ""}, Name{"Slash", "/", ""},
        Name{"Root", "msgfolderroot", ""}, Name{"RootById", "root", ""},
        Name{"RootByName", "Top", ""}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Names, R29_UnknownOneIsAnErrorThatNamesNoFolder) {
  const config::Stated given{"Tset2",
                             {"relais.yaml", "entities[0].addins.MAIL.exclude_folders[0]", {9, 4}}};
  const auto pin = FolderTree(folders()).resolve(given);
  ASSERT_FALSE(pin);
  EXPECT_EQ(pin.error().kind, NotResolved::Kind::unknown);
  EXPECT_THAT(pin.error().candidates, ElementsAre("/Test2"));
  const Error error = pin.error().error();
  EXPECT_EQ(error.code, Errc::config);
  EXPECT_EQ(
      error.text,
      "relais.yaml:9:4: entities[0].addins.MAIL.exclude_folders[0]: no folder of this mailbox "
      "has this name; one has a similar one");
  EXPECT_THAT(error.text + error.hint, Not(HasSubstr("est2")));
}

TEST(Names, R29_AmbiguousOneIsAnErrorThatCounts) {
  Mailbox mailbox;
  mailbox.all.push_back(folder("t2b", "test2", "a"));
  const auto pin = mailbox.tree().resolve({"Test2", {}});
  ASSERT_FALSE(pin);
  EXPECT_EQ(pin.error().kind, NotResolved::Kind::ambiguous);
  EXPECT_THAT(pin.error().candidates, ElementsAre("/Test2", "/Posteingang/Clients/A/test2"));
  EXPECT_THAT(pin.error().error().text, HasSubstr("2 folders of this mailbox fit"));
  EXPECT_EQ(mailbox.tree().resolve({"/Test2", {}})->folder_id, "t2");
  EXPECT_EQ(mailbox.tree().resolve({"A/test2", {}})->folder_id, "t2b");
}

TEST(Names, FolderWithASlashInItsName) {
  Mailbox mailbox;
  mailbox.all.push_back(folder("sl", "Muster/Meier"));
  EXPECT_EQ(mailbox.tree().resolve({"Muster/Meier", {}})->folder_id, "sl");
}

TEST(Names, WholeMailboxIsRefused) {
  const auto pin = FolderTree(folders()).resolve({"msgfolderroot", {}});
  ASSERT_FALSE(pin);
  EXPECT_EQ(pin.error().kind, NotResolved::Kind::whole_mailbox);
}

TEST(DamagedTree, CirclesOrphansAndTwinsEnd) {
  const FolderTree tree({folder("a", "A", "b"), folder("b", "B", "a"), folder("self", "S", "self"),
                         folder("orphan", "O", "gone"), folder("twin", "T1"), folder("twin", "T2"),
                         folder("", "No id")});
  const Rules rules = rules_with({"b"});
  EXPECT_EQ(tree.state("a", rules), FolderState::excluded);
  EXPECT_EQ(tree.state("orphan", rules), FolderState::included);
  EXPECT_EQ(tree.subtree_items("a"), 2);
  EXPECT_THAT(tree.ancestry("nowhere"), IsEmpty());
  EXPECT_FALSE(tree.top_level(rules).empty());
  EXPECT_FALSE(tree.resolve({"Nothing", {}}));
  EXPECT_THAT(FolderTree({}).top_level(rules), IsEmpty());
}

TEST(DamagedTree, MessageWhoseFolderIsNotKnownIsStillHeldByItsPin) {
  Envelope envelope = message();
  envelope.ancestry.clear();
  envelope.folder_id = "t2";
  EXPECT_EQ(code(envelope, rules_with({"t2"})), "folder.excluded");
  EXPECT_EQ(code(envelope, rules_with({})), "collect");
}

}  // namespace
}  // namespace relais::mail
