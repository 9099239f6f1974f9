#include "engine/sync/session_parts.hpp"

#include <gtest/gtest.h>

namespace relais::sync {
namespace {

TEST(SessionParts, AHandlerIsSpokenToInHisLanguageElseInTheFirms) {
  config::Entity entity;
  entity.language = "fr";
  const struct {
    std::optional<std::string> own;
    const char* spoken;
  } cases[] = {{std::nullopt, "fr"}, {"", "fr"},    {"de", "de"},      {"it", "it"},
               {"en", "en"},         {"DE", "de"},  {"de-CH", "de"},   {"it_CH", "it"},
               {"rm", "fr"},         {"ger", "fr"}, {"deutsch", "fr"}, {"D", "fr"},
               {"-", "fr"},          {" de", "fr"}, {"es-ES", "fr"}};
  for (const auto& one : cases) {
    store::Handler handler;
    handler.language = one.own;
    EXPECT_EQ(language_for(entity, handler), one.spoken) << one.own.value_or("(none)");
  }
}

}  // namespace
}  // namespace relais::sync
