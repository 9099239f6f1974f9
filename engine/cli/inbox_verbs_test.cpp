#include "engine/cli/testing.hpp"
#include "engine/store/blob_files.hpp"
#include "engine/store/mail_store.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kMay = 1'777'626'000'000;  // 2026-05-01T09:00:00Z

class InboxVerbs : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
    sql("INSERT INTO case_file(id, entity_id, number, title) "
        "VALUES('c1', 'zurich', '2024-0173', 'Keller'), ('c9', 'geneva', '9', 'Gex')");
    one_ = collected("zurich", "MM", "m1", "<p>Grüezi\x1b[31m</p>");
    two_ = collected("zurich", "AF", "m2", "");
    foreign_ = collected("geneva", "PG", "m3", "");
  }
  std::string collected(const std::string& entity, const std::string& account,
                        const std::string& remote_id, const std::string& body) {
    auto mail = store::open_mail("sqlite:" + (dir_ / "practice.db").string()).value();
    store::NewMessage message;
    message.remote_id = remote_id;
    message.from_address = "keller@example.ch";
    message.from_name = "Keller";
    message.subject = "Klage gegen Muster";
    message.received_at = kMay;
    message.folder_id = "f";
    message.folder_path = "Inbox";
    message.recipients = {{store::RecipientRole::to, "Max", "mm@firm.example"}};
    if (!body.empty()) {
      auto writer = store::BlobFiles(dir_ / "blobs").create(entity).value();
      EXPECT_TRUE(writer.write(body));
      message.body_ref = writer.finish().value().ref;
      message.body_type = "html";
    }
    const store::Verdict verdict{remote_id, "f", kMay, store::Decision::collect, "collect", "",
                                 "",        "",  kMay};
    return mail->collect({entity, account}, message, verdict).value().id;
  }
  json::object shown(const std::string& id) {
    return relais_json({"inbox", "show", id}).at("message").as_object();
  }
  std::size_t count(std::vector<std::string> options) {
    options.insert(options.begin(), {"inbox", "list"});
    return relais_json(std::move(options)).at("messages").as_array().size();
  }
  std::string one_, two_, foreign_;
};

TEST_F(InboxVerbs, ListShowsIdsAndNoContents) {
  const auto answer = relais({"inbox", "list"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  for (const auto& text : {one_, two_, foreign_, std::string("RECEIVED")})
    EXPECT_THAT(answer.out, HasSubstr(text));
  for (const char* secret : {"Klage", "keller", "Keller", "Grüezi"})
    EXPECT_THAT(answer.out, Not(HasSubstr(secret)));
  const auto lines = relais_json({"inbox", "list"}).at("messages").as_array();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_FALSE(lines[0].as_object().contains("subject"));
  EXPECT_THAT(relais({"inbox", "list", "--subjects"}).out, HasSubstr("Klage gegen Muster"));
}

TEST_F(InboxVerbs, ListFilters) {
  EXPECT_EQ(count({"--handler", "MM"}), 1U);
  EXPECT_EQ(count({"--entity", "zurich"}), 2U);
  EXPECT_EQ(count({"--status", "archived"}), 0U);
  ASSERT_EQ(relais({"inbox", "archive", one_, "--case", "2024-0173"}).exit, 0);
  EXPECT_EQ(count({"--status", "archived"}), 1U);
  EXPECT_EQ(count({"--case", "2024-0173"}), 1U);
  EXPECT_EQ(count({"--case", "none"}), 0U);
  EXPECT_EQ(count({"--limit", "2"}), 2U);
  EXPECT_THAT(relais({"inbox", "list", "--limit", "2"}).err, HasSubstr("--limit"));
  EXPECT_THAT(relais({"inbox", "list", "--status", "deleted"}).out, HasSubstr("no messages"));
}

TEST_F(InboxVerbs, WrongUseIsRefused) {
  const std::vector<std::vector<std::string>> wrong{
      {"list", "--status", "filed"},
      {"list", "--limit", "0"},
      {"list", "--limit", "many"},
      {"list", "--handler", "XX"},
      {"list", "--entity", "nowhere"},
      {"show"},
      {"show", "none"},
      {"archive"},
      {"archive", "none"},
      {"archive", one_, "--case", ""},
      {"archive", one_, "--case", "1900-1"},
      {"archive", one_, "--case", "9"},
      {"archive", one_, foreign_, "--case", "2024-0173"},
      {"unarchive", "none"},
      {"delete", "none"},
      {"delete", "--from", "/nonexistent"},
      {"assign", one_},
      {"assign", one_, "--handler", "MM", "--nobody"},
      {"assign", one_, "--handler", "XX"},
      {"assign", one_, "--handler", "PG"},
  };
  for (auto words : wrong) {
    words.insert(words.begin(), "inbox");
    const auto answer = relais(words);
    EXPECT_EQ(answer.exit, 2) << ::testing::PrintToString(words) << answer.err;
    EXPECT_EQ(answer.out, "");
    EXPECT_THAT(answer.err, Not(HasSubstr("Klage")));
  }
  EXPECT_EQ(shown(one_).at("status"), "new");
}

TEST_F(InboxVerbs, AnUnknownIdAmongOthersChangesNothing) {
  const auto answer = relais({"inbox", "delete", one_, "none"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("none"));
  EXPECT_EQ(shown(one_).at("status"), "new");
}

TEST_F(InboxVerbs, ShowHasNoBodyUnlessAsked) {
  const auto answer = relais({"inbox", "show", one_});
  EXPECT_EQ(answer.exit, 0);
  for (const char* text :
       {"Klage gegen Muster", "Keller <keller@example.ch>", "Max <mm@firm.example>", "zurich/MM"})
    EXPECT_THAT(answer.out, HasSubstr(text));
  EXPECT_THAT(answer.out, Not(HasSubstr("Grüezi")));
  EXPECT_FALSE(relais_json({"inbox", "show", one_}).contains("body"));

  const auto whole = relais({"inbox", "show", one_, "--body"});
  EXPECT_THAT(whole.out, HasSubstr("<p>Grüezi[31m</p>"));
  EXPECT_THAT(whole.out, Not(HasSubstr("\x1b"))) << "nothing that a terminal obeys";
  EXPECT_EQ(relais_json({"inbox", "show", one_, "--body"}).at("body"), "<p>Grüezi[31m</p>");
  EXPECT_TRUE(relais_json({"inbox", "show", two_}).at("message").at("body_ref").is_null());
  EXPECT_THAT(relais({"inbox", "show", two_, "--body"}).err, HasSubstr("no body"));
}

TEST_F(InboxVerbs, ABodyThatIsLostIsSaid) {
  std::filesystem::remove_all(dir_ / "blobs");
  EXPECT_EQ(relais({"inbox", "show", one_}).exit, 0);
  const auto answer = relais({"inbox", "show", one_, "--body"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("store.blobs"));
}

TEST_F(InboxVerbs, R49_ArchiveAndUnarchiveCount) {
  auto document = relais_json({"inbox", "archive", one_, two_, "--case", "2024-0173"});
  EXPECT_EQ(document.at("changed"), 2);
  EXPECT_EQ(document.at("already"), 0);
  EXPECT_EQ(relais_json({"inbox", "archive", one_}).at("already"), 1);
  auto message = shown(one_);
  EXPECT_EQ(message.at("status"), "archived");
  EXPECT_EQ(message.at("case"), "c1");
  EXPECT_EQ(message.at("case_number"), "2024-0173");
  EXPECT_FALSE(message.at("archived_by").as_string().empty());
  document = relais_json({"inbox", "unarchive", one_, foreign_});
  EXPECT_EQ(document.at("changed"), 1);
  EXPECT_EQ(document.at("already"), 1);
  EXPECT_EQ(shown(one_).at("status"), "new");
}

TEST_F(InboxVerbs, R42_DeleteIsForGoodAndMayBeRepeated) {
  EXPECT_EQ(relais_json({"inbox", "delete", one_}).at("changed"), 1);
  const auto again = relais({"inbox", "delete", one_});
  EXPECT_EQ(again.exit, 0);
  EXPECT_THAT(again.out, HasSubstr("0 deleted, 1 already so"));
  EXPECT_EQ(relais_json({"inbox", "archive", one_}).at("deleted"), 1);
  const auto message = shown(one_);
  EXPECT_EQ(message.at("status"), "deleted");
  EXPECT_TRUE(message.at("subject").is_null());
  EXPECT_TRUE(message.at("recipients").as_array().empty());
  EXPECT_EQ(count({}), 2U);
  EXPECT_EQ(count({"--status", "deleted"}), 1U);
}

TEST_F(InboxVerbs, AssignHandsOn) {
  EXPECT_EQ(relais_json({"inbox", "assign", one_, two_, "--handler", "AF"}).at("changed"), 2);
  EXPECT_EQ(shown(one_).at("handler"), "AF");
  EXPECT_EQ(shown(one_).at("status"), "assigned");
  EXPECT_EQ(relais_json({"inbox", "assign", one_, "--nobody"}).at("changed"), 1);
  EXPECT_TRUE(shown(one_).at("handler").is_null());
}

TEST_F(InboxVerbs, IdsComeFromStandardInput) {
  const auto answer = relais({"inbox", "archive", "--from", "-"}, one_ + "\n" + two_ + "\n");
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("2 archived"));
  EXPECT_EQ(relais({"inbox", "archive", "--from", "-"}, "").exit, 0) << "an empty list";
}

}  // namespace
}  // namespace relais::cli
