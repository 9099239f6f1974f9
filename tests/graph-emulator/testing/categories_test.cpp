#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

class Categories : public MailGraph {
 protected:
  static constexpr const char* path = "/outlook/masterCategories";
  Reply make(const std::string& name, const std::string& color = "preset12") {
    return send("POST", path, json::object{{"displayName", name}, {"color", color}});
  }
};

TEST_F(Categories, AreListedMadeRecolouredAndDeleted) {
  const std::size_t before = get(path).value().size();
  EXPECT_EQ(before, 6U);
  const Reply made = make("✔ relais");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("color"), "preset12");
  const std::string one = std::string(path) + "/" + made.at("id");
  EXPECT_EQ(send("PATCH", one, json::object{{"color", "preset4"}}).at("color"), "preset4");
  EXPECT_EQ(get(one).at("displayName"), "✔ relais");
  EXPECT_EQ(get(path).value().size(), before + 1);
  EXPECT_EQ(send("DELETE", one).status, 204);
  EXPECT_EQ(get(one).status, 404);
}

TEST_F(Categories, ATakenNameIs409WhateverItsCase) {
  ASSERT_EQ(make("relais").status, 201);
  EXPECT_EQ(make("RELAIS").status, 409);
  ASSERT_TRUE(control.settings({{"duplicate_category", 400}}));
  EXPECT_EQ(make("relais").status, 400);
}

TEST_F(Categories, NamesAreFixedAndColoursPreset) {
  const Reply made = make("relais");
  const std::string one = std::string(path) + "/" + made.at("id");
  EXPECT_EQ(send("PATCH", one, json::object{{"displayName", "x"}}).status, 400);
  EXPECT_EQ(make("a", "green").status, 400);
  EXPECT_EQ(make("a", "preset25").status, 400);
  EXPECT_EQ(make("").status, 400);
  EXPECT_EQ(send("POST", path, json::object{{"name", "x"}}).status, 400);
  EXPECT_EQ(send("POST", path, json::object{{"displayName", "plain"}}).at("color"), "none");
}

TEST_F(Categories, ComeInPages) {
  for (int i = 0; i < 12; ++i) ASSERT_EQ(make("c" + std::to_string(i)).status, 201);
  EXPECT_EQ(get(path).value().size(), 10U);
  EXPECT_EQ(everything(path).size(), 18U);
}

TEST_F(Categories, NeedTheirOwnRoles) {
  have_roles({"Mail.ReadWrite", "MailboxSettings.Read"});
  EXPECT_EQ(get(path).status, 200);
  const Reply refused = make("x");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "ErrorAccessDenied");
  have_roles({"Mail.ReadWrite"});
  EXPECT_EQ(get(path).code(), "ErrorAccessDenied");
}

TEST_F(Categories, AMessageKeepsNamesThatHaveNoEntry) {
  const std::string id = deliver();
  EXPECT_EQ(send("PATCH", "/messages/" + id, json::object{{"categories", {"nowhere"}}}).status,
            200);
  EXPECT_EQ(get("/messages/" + id).body().at("categories"), json::array{"nowhere"});
  EXPECT_EQ(get(path).value().size(), 6U);
}

}  // namespace
}  // namespace relais::emulator::testing
