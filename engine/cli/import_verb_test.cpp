#include "engine/cli/testing.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ImportVerb : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
  }
};

TEST_F(ImportVerb, CountsWhatItDid) {
  const auto path = write("addresses.csv",
                          "id;kind;surname;company\na1;person;Keller;\na2;person;Other;\n"
                          "a3;company;;Beispiel AG\na4;person;Favre;\n");
  const auto answer = relais({"import", "--entity", "zurich", path.string()});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("addresses.csv: address, utf-8, separated by ;: 4 rows"));
  const auto document = relais_json({"import", "--entity", "zurich", path.string()});
  const auto& table = document.at("tables").at(0).as_object();
  EXPECT_EQ(table.at("table"), "address");
  EXPECT_EQ(table.at("unchanged"), 4);
  EXPECT_EQ(table.at("added"), 0);
}

TEST_F(ImportVerb, RejectedRowsMakeTheExitCodeThreeAndAreToldWithoutTheirContent) {
  const auto path = write("address.csv", "id;kind;surname\na1;person;Keller\na9;robot;Secret\n");
  const auto answer = relais({"import", "--entity", "zurich", "--increment", path.string()});
  EXPECT_EQ(answer.exit, 2) << "op is missing";
  const auto done = relais({"import", "--entity", "zurich", "--dry-run", path.string()});
  EXPECT_EQ(done.exit, 3);
  EXPECT_THAT(done.err, HasSubstr("address.csv:3: rejected: kind is none of"));
  EXPECT_THAT(done.err, HasSubstr("address.csv.rejects.csv"));
  EXPECT_THAT(done.out, HasSubstr("dry run: nothing was written"));
  EXPECT_THAT(done.err + done.out, Not(HasSubstr("Secret")));
}

TEST_F(ImportVerb, AnEmptySnapshotIsHeldAndSaysWhatToDo) {
  const auto path = write("address.csv", "id;kind;surname\n");
  const auto answer = relais({"import", "--entity", "zurich", path.string()});
  EXPECT_EQ(answer.exit, 4);
  EXPECT_THAT(answer.err, HasSubstr("--allow-empty"));
  EXPECT_EQ(relais({"import", "--entity", "zurich", "--allow-empty", path.string()}).exit, 0);
}

TEST_F(ImportVerb, WrongUsageIsTold) {
  const auto path = write("address.csv", "id;kind;surname\n").string();
  EXPECT_EQ(relais({"import"}).exit, 2);
  EXPECT_THAT(relais({"import", "--entity", "zurch", path}).err,
              HasSubstr("did you mean \"zurich\"?"));
  EXPECT_EQ(relais({"import", "--separator", "|", path}).exit, 2);
  EXPECT_EQ(relais({"import", "--encoding", "latin1", path}).exit, 2);
  EXPECT_EQ(relais({"import", "--allow-deletes", "all", path}).exit, 2);
  EXPECT_EQ(relais({"import", "--entity", "zurich", (dir_ / "none.csv").string()}).exit, 2);
  EXPECT_EQ(relais({"import", path}).exit, 4) << "of two entities, and nothing says which";
}

}  // namespace
}  // namespace relais::cli
