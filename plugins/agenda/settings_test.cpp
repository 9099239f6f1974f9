#include "plugins/agenda/settings.hpp"

#include <gtest/gtest.h>

#include <relais/sdk.hpp>
#include <string>

namespace relais::agenda {
namespace {

constexpr const char* account =
    R"({"mailbox": {"id": "u-1", "address": "x@y"}, "language": "de", "time_zone": "Europe/Zurich",
        "window": {"back": 10, "ahead": 400}})";

const std::vector<Kind> b08{Kind::deadline, Kind::reminder};

Settings read(const char* section, const char* who = account) {
  return read_settings(section, who, b08);
}

std::string failure(const char* section, const char* who = account) {
  try {
    read(section, who);
  } catch (const sdk::Failure& failed) {
    EXPECT_EQ(failed.status(), sdk::Status::config);
    return failed.what();
  }
  return "none";
}

TEST(Settings, Defaults) {
  for (const char* section : {"", "{}"}) {
    const Settings settings = read(section);
    EXPECT_EQ(settings.kinds, b08);
    EXPECT_EQ(settings.mailbox, "u-1");
    EXPECT_EQ(settings.language, "de");
    EXPECT_EQ(settings.time_zone, "Europe/Zurich");
    EXPECT_EQ(settings.window_back, 10);
    EXPECT_EQ(settings.window_ahead, 400);
    EXPECT_EQ(settings.calendar + settings.list, "");
    EXPECT_EQ(settings.on_done, OnDone::mark);
    EXPECT_FALSE(settings.separate_leads);
    EXPECT_EQ(settings.category, "Nicht erstreckbar");
    EXPECT_EQ(settings.page_size, 250u);
    EXPECT_TRUE(settings.labels.empty());
  }
  const Settings bare =
      read("{}", R"({"mailbox": {"address": "x@y"}, "language": "fr-CH", "time_zone": "UTC"})");
  EXPECT_EQ(bare.mailbox, "x@y");
  EXPECT_EQ(bare.category, "Non prolongeable");
  EXPECT_EQ(bare.window_back, 30);
  EXPECT_EQ(bare.window_ahead, 1096);
}

TEST(Settings, EveryKey) {
  const Settings settings = read(R"({
    "calendar": " Fristen ", "list": "Aufgaben", "on_done": "delete", "lead_items": "separate",
    "category": "", "page_size": 5000, "labels": {"client": "Mandantin"},
    "deadline": {"target": "tasks", "subject": "{kind} {title}", "body": ["{client}", ""]},
    "reminder": {"target": "calendar"}})");
  EXPECT_EQ(settings.calendar, "Fristen");
  EXPECT_EQ(settings.list, "Aufgaben");
  EXPECT_EQ(settings.on_done, OnDone::remove);
  EXPECT_TRUE(settings.separate_leads);
  EXPECT_EQ(settings.category, "");
  EXPECT_EQ(settings.page_size, 999u);
  EXPECT_EQ(settings.labels.at("client"), "Mandantin");
  EXPECT_EQ(settings.templates.at(Kind::deadline).subject, "{kind} {title}");
  EXPECT_EQ(settings.templates.at(Kind::deadline).body.size(), 2u);
  EXPECT_EQ(settings.templates.at(Kind::reminder).subject, "");
  EXPECT_EQ(read(R"({"on_done": "keep"})").on_done, OnDone::keep);
}

TEST(Settings, MistakesNameTheirKeyAndWhatWouldBeRight) {
  const struct {
    const char* section;
    const char* key;
    const char* right;
  } cases[] = {{R"({"deadline": {"subject": "{klient}"}})", "deadline.subject", "{client}"},
               {R"({"reminder": {"body": ["x", "[x]"]}})", "reminder.body[1]",
                "a group needs a placeholder"},
               {R"({"reminder": {"body": "x"}})", "reminder.body", "list of lines"},
               {R"({"reminder": {"body": [1]}})", "reminder.body[0]", "no text"},
               {R"({"deadline": {"subject": 1}})", "deadline.subject", "no text"},
               {R"({"labels": {"klient": "x"}})", "labels.klient", "client"},
               {R"({"labels": {"client": 1}})", "labels.client", "no text"},
               {R"({"on_done": "archive"})", "on_done", "mark, keep, delete"},
               {R"({"lead_items": "all"})", "lead_items", "first, separate"},
               {"[]", "its section", "no JSON object"},
               {"{", "its section", "no JSON object"}};
  for (const auto& each : cases) {
    const std::string text = failure(each.section);
    EXPECT_NE(text.find(std::string(each.key) + ":"), std::string::npos) << text;
    EXPECT_NE(text.find(each.right), std::string::npos) << text;
  }
}

TEST(Settings, AnAccountNeedsAMailboxAndAZone) {
  EXPECT_NE(failure("{}", "{}").find("mailbox.id"), std::string::npos);
  EXPECT_NE(failure("{}", "nonsense").find("the account"), std::string::npos);
  EXPECT_NE(failure("{}", R"({"mailbox": {"id": "u"}, "time_zone": "Nirgendwo"})")
                .find("'Nirgendwo' is no time zone"),
            std::string::npos);
  EXPECT_EQ(
      read("{}", R"({"mailbox": {"id": "u"}, "time_zone": "W. Europe Standard Time"})").time_zone,
      "Europe/Berlin");
}

}  // namespace
}  // namespace relais::agenda
