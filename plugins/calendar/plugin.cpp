// Add-in B09: the appointments of the practice store as Outlook events or tasks.
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/agenda/manifest.hpp"
#include "plugins/agenda/session.hpp"
#include "plugins/calendar/manifest.hpp"

namespace relais::calendar {
namespace {

class Calendar : public agenda::Session {
 public:
  static std::string_view manifest() {
    static const std::string whole = agenda::completed(calendar::manifest);
    return whole;
  }

  Calendar(sdk::Host host, std::string_view config, std::string_view account)
      : Session(host, config, account, {agenda::Kind::appointment}) {}
};

}  // namespace
}  // namespace relais::calendar

RELAIS_PLUGIN(relais::calendar::Calendar)
