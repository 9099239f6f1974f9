#include "engine/import/values.hpp"

#include <gtest/gtest.h>

namespace relais::import {
namespace {

Taken taken(Form form, std::string_view text) {
  return take_value(Column{.name = "x", .form = form, .least = 0, .most = 10}, text,
                    "Europe/Zurich");
}

struct Case {
  Form form;
  const char* text;
  const char* value;  ///< null: cannot be one
};

class Values : public ::testing::TestWithParam<Case> {};

TEST_P(Values, AreBroughtIntoTheFormsOfTheStore) {
  const auto& one = GetParam();
  const auto result = taken(one.form, one.text);
  EXPECT_EQ(result.problem.empty(), one.value != nullptr) << one.text << ": " << result.problem;
  if (one.value != nullptr) {
    EXPECT_EQ(result.value, std::optional<std::string>(one.value)) << one.text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Values,
    ::testing::Values(
        Case{Form::date, "2026-05-31", "2026-05-31"}, Case{Form::date, "31.05.2026", "2026-05-31"},
        Case{Form::date, "1.5.2026", "2026-05-01"}, Case{Form::date, " 1. 5. 2026 ", "2026-05-01"},
        Case{Form::date, "31.05.2026 00:00:00", "2026-05-31"},
        Case{Form::date, "2024-02-29", "2024-02-29"}, Case{Form::date, "2026-02-29", nullptr},
        Case{Form::date, "31.05.26", nullptr}, Case{Form::date, "05/31/2026", nullptr},
        Case{Form::date, "31.13.2026", nullptr}, Case{Form::date, "31.05.2026 14:00", nullptr},
        Case{Form::date, "0.0.0", nullptr}, Case{Form::date, "2026-5-1", nullptr},
        Case{Form::date, "20260531", nullptr}, Case{Form::date, "99.99.9999", nullptr},
        Case{Form::time, "08:00", "08:00"}, Case{Form::time, "8:05", "08:05"},
        Case{Form::time, "08:00:00", "08:00"}, Case{Form::time, "24:00", nullptr},
        Case{Form::time, "8", nullptr}, Case{Form::time, "8:5", nullptr},
        Case{Form::time, "08:00:30", nullptr},
        Case{Form::local, "2026-05-31T14:00", "2026-05-31T14:00"},
        Case{Form::local, "31.05.2026 14:00", "2026-05-31T14:00"},
        Case{Form::local, "31.05.2026", "2026-05-31T00:00"},
        Case{Form::local, "2026-05-31T14:00Z", nullptr}, Case{Form::local, "14:00", nullptr},
        Case{Form::utc, "2026-05-31T12:00:00Z", "2026-05-31T12:00:00.000Z"},
        Case{Form::utc, "31.05.2026 14:00", "2026-05-31T12:00:00.000Z"},
        Case{Form::utc, "31.01.2026", "2026-01-30T23:00:00.000Z"},
        Case{Form::utc, "31.05.2045 14:00", "2045-05-31T12:00:00.000Z"},
        Case{Form::utc, "31.01.2045 14:00", "2045-01-31T13:00:00.000Z"},
        Case{Form::utc, "yesterday", nullptr}, Case{Form::flag, "Ja", "1"},
        Case{Form::flag, "oui", "1"}, Case{Form::flag, "SÌ", "1"},
        Case{Form::flag, "si\xcc\x80", "1"}, Case{Form::flag, "yes", "1"},
        Case{Form::flag, "1", "1"}, Case{Form::flag, "TRUE", "1"}, Case{Form::flag, "nein", "0"},
        Case{Form::flag, "Non", "0"}, Case{Form::flag, "no", "0"}, Case{Form::flag, "0", "0"},
        Case{Form::flag, "false", "0"}, Case{Form::flag, "vielleicht", nullptr},
        Case{Form::flag, "2", nullptr}, Case{Form::integer, "7", "7"},
        Case{Form::integer, "007", "7"}, Case{Form::integer, "11", nullptr},
        Case{Form::integer, "-1", nullptr}, Case{Form::integer, "1.5", nullptr},
        Case{Form::integer, "99999999999999999999", nullptr},
        Case{Form::email, " Anna.Muster@M\xc3\xbcller-Recht.CH ",
             "anna.muster@xn--mller-recht-thb.ch"},
        Case{Form::email, "anna", nullptr}, Case{Form::email, "a@b@c.ch", nullptr},
        Case{Form::email, "a b@c.ch", nullptr}, Case{Form::country, "ch", "CH"},
        Case{Form::country, "Schweiz", nullptr}, Case{Form::zone, "Europe/Zurich", "Europe/Zurich"},
        Case{Form::zone, "W. Europe Standard Time", nullptr},
        Case{Form::line, " a\nb\tc ", "a b c"}, Case{Form::line, "Zu\xcc\x88rich", "Zürich"},
        Case{Form::text, "a\r\nb\r", "a\nb"}, Case{Form::id, " 4711 ", "4711"},
        Case{Form::id, "*", nullptr}));

TEST(ValuesLength, IsLimited) {
  const std::string id(64, 'x');
  EXPECT_EQ(taken(Form::id, id).value, id);
  EXPECT_FALSE(taken(Form::id, id + 'x').problem.empty());
  EXPECT_EQ(taken(Form::line, std::string(4'000, 'x')).problem, "");
  EXPECT_EQ(taken(Form::line, std::string(4'001, 'x')).problem, "has more than 4000 characters");
  EXPECT_EQ(taken(Form::text, std::string(std::size_t{1} << 20, 'x')).problem, "");
  EXPECT_NE(taken(Form::text, std::string((std::size_t{1} << 20) + 1, 'x')).problem, "");
}

TEST(ValuesEmpty, AreTheDefaultOrNullOrMissing) {
  EXPECT_EQ(taken(Form::date, "  ").value, std::nullopt);
  EXPECT_EQ(take_value(Column{.name = "country", .form = Form::country, .by_default = "CH"}, "", "")
                .value,
            "CH");
  EXPECT_EQ(take_value(Column{.name = "surname", .mandatory = true}, " ", "").problem, "is empty");
}

TEST(ContactValue, NumbersAreE164) {
  EXPECT_EQ(contact_value("phone_b", "044 123 45 67"), "+41441234567");
  EXPECT_EQ(contact_value("mobile", "0049 (0)30 / 123-456"), "+4930123456");
  EXPECT_EQ(contact_value("phone_b", "+41 44 123 45 67 int. 12"), "+41 44 123 45 67 int. 12");
  EXPECT_EQ(contact_value("fax", "intern 12"), "intern 12");
  EXPECT_EQ(contact_value("email_b", "A@B.CH"), "a@b.ch");
  EXPECT_EQ(contact_value("other", "044 123 45 67"), "044 123 45 67");
}

}  // namespace
}  // namespace relais::import
