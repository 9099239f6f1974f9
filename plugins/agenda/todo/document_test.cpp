#include "plugins/agenda/todo/document.hpp"

#include <gtest/gtest.h>

#include <relais/sdk.hpp>

#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda::todo {
namespace {

using namespace agenda::testing;

Document rendered(const json::object& made, const Settings& with = settings()) {
  Entry one = entry(made, Target::tasks, with);
  return render(one, with);
}

std::string degraded(const json::object& made) {
  Entry one = entry(made, Target::tasks);
  render(one, settings());
  return shown(one.degraded);
}

std::string at(const Document& document, const char* name) {
  const json::value& value = document.fields.at(name);
  if (value.is_null()) return "null";
  return std::string(value.at("dateTime").as_string()) + " " +
         std::string(value.at("timeZone").as_string());
}

std::string title(const Document& document) {
  return std::string(document.fields.at("title").as_string());
}

TEST(TaskDocument, OwnsTheSameFieldsWhateverTheItem) {
  for (const json::object& made : {deadline(), deadline({{"due_time", "10:00"}}), reminder(),
                                   appointment(), deadline({{"done", true}})}) {
    const Document document = rendered(made);
    EXPECT_EQ(document.fields.size(), 5u);
    for (const char* name :
         {"title", "importance", "dueDateTime", "isReminderOn", "reminderDateTime"})
      EXPECT_TRUE(document.fields.contains(name)) << name;
  }
}

TEST(TaskDocument, IsDueOnItsDay) {
  EXPECT_EQ(at(rendered(deadline()), "dueDateTime"), "2026-05-01T00:00:00 Europe/Zurich");
  EXPECT_EQ(title(rendered(deadline())), "⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(degraded(deadline()), "");
  EXPECT_EQ(
      at(rendered(deadline({{"due_date", "2018-11-04"}}), settings("de", "America/Sao_Paulo")),
         "dueDateTime"),
      "2018-11-04T01:00:00 America/Sao_Paulo")
      << "that day has no midnight";
}

TEST(TaskDocument, ATimeStandsInTheTitle) {
  const json::object timed = deadline({{"due_time", "17:00"}});
  EXPECT_EQ(title(rendered(timed)), "17:00 ⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(at(rendered(timed), "dueDateTime"), "2026-05-01T00:00:00 Europe/Zurich");
  EXPECT_EQ(degraded(timed), "time:title");
  EXPECT_EQ(title(rendered(appointment())), "09:00 Hauptverhandlung – 2024-0173 Müller");
  EXPECT_EQ(at(rendered(deadline({{"due_time", "00:10"}})), "dueDateTime"),
            "2026-05-01T00:00:00 Europe/Zurich")
      << "though it starts on the day before";
}

TEST(TaskDocument, TheTimeIsThatOfTheReader) {
  const Document late = rendered(appointment({{"time_zone", "America/New_York"},
                                              {"starts_at", "2026-05-01T20:00"},
                                              {"ends_at", "2026-05-01T21:00"},
                                              {"lead_minutes", 30}}));
  EXPECT_EQ(title(late), "02:00 Hauptverhandlung – 2024-0173 Müller");
  EXPECT_EQ(at(late, "dueDateTime"), "2026-05-02T00:00:00 Europe/Zurich");
  EXPECT_EQ(at(late, "reminderDateTime"), "2026-05-02T01:30:00 Europe/Zurich");
}

TEST(TaskDocument, SeveralDaysAreDueOnTheFirst) {
  const json::object days = appointment({{"all_day", true}, {"ends_at", "2026-05-03T00:00"}});
  EXPECT_EQ(at(rendered(days), "dueDateTime"), "2026-05-01T00:00:00 Europe/Zurich");
  EXPECT_EQ(degraded(days), "end:first day");
  EXPECT_EQ(degraded(appointment({{"ends_at", "2026-05-02T10:00"}})), "time:title end:first day");
  EXPECT_EQ(degraded(appointment({{"ends_at", "2026-05-02T00:00"}})), "time:title");
}

TEST(TaskDocument, RemindsAtAnAbsoluteTime) {
  const Document week = rendered(deadline({{"leads", {lead(0, 7, "days")}}}));
  EXPECT_EQ(week.fields.at("isReminderOn"), true);
  EXPECT_EQ(at(week, "reminderDateTime"), "2026-04-24T08:00:00 Europe/Zurich");
  const json::object same_day = deadline({{"leads", {lead(0, 0, "days")}}});
  EXPECT_EQ(at(rendered(same_day), "reminderDateTime"), "2026-05-01T08:00:00 Europe/Zurich");
  EXPECT_EQ(degraded(same_day), "") << "nothing has to be earlier here";
  const Document off = rendered(deadline());
  EXPECT_EQ(off.fields.at("isReminderOn"), false);
  EXPECT_EQ(at(off, "reminderDateTime"), "null");
}

TEST(TaskDocument, RemindersWhereClocksChange) {
  const auto reminder_for = [](const char* due) {
    return at(
        rendered(deadline(
            {{"due_date", due}, {"reminder_time", "02:30"}, {"leads", {lead(0, 1, "days")}}})),
        "reminderDateTime");
  };
  EXPECT_EQ(reminder_for("2026-03-30"), "2026-03-29T03:30:00 Europe/Zurich");
  EXPECT_EQ(reminder_for("2026-10-26"), "2026-10-25T00:30:00 UTC");
}

TEST(TaskDocument, ImportanceDoneAndName) {
  EXPECT_EQ(rendered(deadline()).fields.at("importance"), "normal");
  EXPECT_EQ(rendered(deadline({{"type", "peremptory"}})).fields.at("importance"), "high");
  EXPECT_FALSE(rendered(deadline()).done);
  EXPECT_TRUE(rendered(deadline({{"done", true}})).done);
  EXPECT_EQ(rendered(deadline()).display_name, "2024-0173");
  EXPECT_EQ(rendered(deadline({{"case", nullptr}})).display_name, "relais");
  EXPECT_EQ(rendered(deadline({{"privacy", "busy"}})).display_name, "relais");
}

TEST(TaskDocument, FurtherLeadsAreDueOnTheirDay) {
  Settings separate = settings();
  separate.separate_leads = true;
  auto all = entries(deadline({{"leads", {lead(0, 7, "days"), lead(1, 3, "days")}}}), Target::tasks,
                     separate);
  ASSERT_EQ(all.size(), 2u);
  const Document document = render(all[1], separate);
  EXPECT_EQ(title(document), "⏰ 3 Tage vorher: ⚖ Frist: Klageantwort – 2024-0173 Müller");
  EXPECT_EQ(at(document, "dueDateTime"), "2026-04-28T00:00:00 Europe/Zurich");
  EXPECT_EQ(at(document, "reminderDateTime"), "2026-04-28T08:00:00 Europe/Zurich");
  EXPECT_EQ(shown(all[1].degraded), "");
}

TEST(TaskDocument, CutsWhatIsTooLong) {
  EXPECT_EQ(degraded(deadline({{"name", std::string(300, 'x')}})), "subject:truncated");
  EXPECT_EQ(degraded(deadline({{"description", std::string(40'000, 'x')}})), "body:truncated");
}

TEST(TaskDocument, IsReadAsItWasWritten) {
  const Document document = rendered(deadline({{"done", true}, {"leads", {lead(0, 7, "days")}}}));
  const Document read = read_document(write_document(document));
  EXPECT_EQ(read.fields, document.fields);
  EXPECT_EQ(read.done, document.done);
  EXPECT_EQ(read.body, document.body);
  EXPECT_EQ(read.display_name, document.display_name);
  for (const char* bad : {"", "{}", "[]", R"({"fields": {}, "body": "", "display_name": ""})",
                          R"({"fields": 1, "done": true, "body": "", "display_name": ""})"})
    EXPECT_THROW(read_document(bad), sdk::Failure) << bad;
}

TEST(TaskDocument, EachPartOfThePrintTellsOfItsOwn) {
  const auto print = [](const json::object& over) {
    return written_print(rendered(deadline(over)));
  };
  const std::string base = print({});
  EXPECT_LE(base.size(), 64u);
  EXPECT_EQ(base, print({{"revision", 5}}));
  const auto differs = [&](const json::object& over) {
    const std::string other = print(over);
    std::string which;
    for (std::size_t i = 0, field = 0; i < base.size() && i < other.size(); ++i) {
      if (base[i] == '.') ++field;
      if (base[i] != other[i] && which.find(std::to_string(field)) == std::string::npos)
        which += std::to_string(field);
    }
    return which;
  };
  EXPECT_EQ(differs({{"subject", "anders"}}), "0");
  EXPECT_EQ(differs({{"done", true}}), "1");
  EXPECT_EQ(differs({{"description", "neu"}}), "2");
  json::object other_case = case_of_mueller();
  other_case["number"] = "MUS/24/17";
  EXPECT_EQ(differs({{"case", other_case}}), "023");
}

}  // namespace
}  // namespace relais::agenda::todo
