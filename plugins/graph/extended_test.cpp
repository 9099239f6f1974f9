#include "plugins/graph/extended.hpp"

#include <gtest/gtest.h>

#include "plugins/graph/request.hpp"

namespace relais::graph {
namespace {

namespace json = boost::json;

TEST(Extended, NamesNeverChange) {
  EXPECT_EQ(key_property(), "String {d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisKey");
  EXPECT_EQ(hash_property(), "Integer {d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisKeyHash");
  EXPECT_EQ(tag_property(), "Integer {d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisTag");
  EXPECT_EQ(print_property(), "String {d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisPrint");
}

TEST(Extended, HashIsSignedAndNeverChanges) {
  EXPECT_EQ(hash_of("abc"), static_cast<std::int32_t>(0xba7816bfU));
  EXPECT_LT(hash_of("abc"), 0);
}

TEST(Extended, ACreateCarriesAllFourAsText) {
  const json::array list = stamp("abc", Tag::contact, "print");
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[0], (json::value{{"id", key_property()}, {"value", "abc"}}));
  EXPECT_EQ(list[1], (json::value{{"id", hash_property()}, {"value", "-1166534977"}}));
  EXPECT_EQ(list[2], (json::value{{"id", tag_property()}, {"value", "1"}}));
  EXPECT_EQ(list[3], (json::value{{"id", print_property()}, {"value", "print"}}));
}

TEST(Extended, ReadsBackInAnyCaseOfItsId) {
  const json::object item{
      {"singleValueExtendedProperties",
       {{{"id", "String {D9853F33-B2FB-4774-9B44-49D95952BC8B} Name relaisKey"}, {"value", "k"}},
        {{"id", print_property()}, {"value", "p"}}}}};
  EXPECT_EQ(key_of(item), "k");
  EXPECT_EQ(print_of(item), "p");
}

TEST(Extended, HostileShapesGiveNothing) {
  for (const char* text : {R"({})", R"({"singleValueExtendedProperties":null})",
                           R"({"singleValueExtendedProperties":{}})",
                           R"({"singleValueExtendedProperties":[1,null,{}]})",
                           R"({"singleValueExtendedProperties":[{"id":5,"value":7}]})"})
    EXPECT_EQ(key_of(json::parse(text).as_object()), "") << text;
}

TEST(Extended, FilterAndExpandAsGraphWantsThem) {
  EXPECT_EQ(filter_by_hash(-5),
            "singleValueExtendedProperties/any(ep: ep/id eq 'Integer "
            "{d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisKeyHash' and cast(ep/value, "
            "Edm.Int32) eq -5)");
  EXPECT_EQ(expand(),
            "singleValueExtendedProperties($filter=id eq 'String "
            "{d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisKey' or id eq 'String "
            "{d9853f33-b2fb-4774-9b44-49d95952bc8b} Name relaisPrint')");
}

TEST(Request, EscapesWhatAnIdOrFilterCanHold) {
  EXPECT_EQ(Url("users").segment("a/b=c+d").path("contacts").option("$filter", "x eq '1&2'").str(),
            "users/a%2Fb%3Dc%2Bd/contacts?$filter=x%20eq%20%271%262%27");
}

TEST(Request, EveryRequestAsksForImmutableIds) {
  for (const sdk::Request& request :
       {get("u"), post("u", "{}"), patch("u", "{}"), remove("u"), get("u", "odata.maxpagesize=5")})
    EXPECT_TRUE(request.headers.front().value.starts_with(R"(IdType="ImmutableId")"));
  EXPECT_EQ(get("u", "odata.maxpagesize=5").headers.front().value,
            R"(IdType="ImmutableId", odata.maxpagesize=5)");
}

TEST(Request, OnlyACreateIsNotRepeated) {
  EXPECT_FALSE(post("u", "{}").idempotent);
  EXPECT_TRUE(patch("u", "{}", "etag").idempotent);
  EXPECT_TRUE(remove("u").idempotent);
}

}  // namespace
}  // namespace relais::graph
