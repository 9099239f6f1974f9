#include "plugins/mail-graph/categories.hpp"

#include <gtest/gtest.h>

#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {
namespace {

using sdk::Marker;

const std::string grey = "✔ relais";
const std::string green = "✅ relais";

struct Merge {
  const char* what;
  Categories now;
  Marker marker;
  Categories then;
};

TEST(Categories, R49_OneMarkerInsteadOfTheOtherAndTheOwnersStay) {
  const Settings settings;
  for (const Merge& each : {
           Merge{"none yet", {}, Marker::received, {grey}},
           Merge{
               "behind the owner's", {"Golf", "Kunde"}, Marker::received, {"Golf", "Kunde", grey}},
           Merge{"already so", {"Golf", grey}, Marker::received, {"Golf", grey}},
           Merge{"grey becomes green in its place",
                 {"Golf", grey, "Kunde"},
                 Marker::archived,
                 {"Golf", green, "Kunde"}},
           Merge{"and back", {green, "Golf"}, Marker::received, {grey, "Golf"}},
           Merge{"never both", {grey, "Golf", green}, Marker::archived, {green, "Golf"}},
           Merge{"twice the same", {grey, grey}, Marker::received, {grey}},
           Merge{"removed", {"Golf", grey, green, "Kunde"}, Marker::none, {"Golf", "Kunde"}},
           Merge{"nothing to remove", {"Golf"}, Marker::none, {"Golf"}},
           Merge{"another spelling is ours", {"✔ RELAIS"}, Marker::received, {"✔ RELAIS"}},
           Merge{"and is replaced", {"✔ Relais"}, Marker::archived, {green}},
           Merge{"the owner's duplicates are his", {"a", "a", "A"}, Marker::none, {"a", "a", "A"}},
           Merge{"a name that only looks alike", {"relais"}, Marker::received, {"relais", grey}},
       })
    EXPECT_EQ(with_marker(each.now, each.marker, settings), each.then) << each.what;
}

TEST(Categories, AreFoundAmongOthers) {
  const Settings settings;
  EXPECT_TRUE(markers_in({"Golf"}, settings).empty());
  EXPECT_EQ(markers_in({"✔ Relais"}, settings), std::vector<std::string_view>{"received"});
  EXPECT_EQ(markers_in({green, grey}, settings),
            (std::vector<std::string_view>{"received", "archived"}));
}

TEST(Categories, BrokenTextHarmsNothing) {
  const Settings settings;
  const Categories broken{"\xff\xfe", std::string("a\0b", 3)};
  EXPECT_EQ(with_marker(broken, Marker::none, settings), broken);
}

}  // namespace
}  // namespace relais::mail_graph
