// Add-in B08: the deadlines and reminders of the practice store as Outlook events or tasks.
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/agenda/manifest.hpp"
#include "plugins/agenda/session.hpp"
#include "plugins/tasks/manifest.hpp"

namespace relais::tasks {
namespace {

class Tasks : public agenda::Session {
 public:
  static std::string_view manifest() {
    static const std::string whole = agenda::completed(tasks::manifest);
    return whole;
  }

  Tasks(sdk::Host host, std::string_view config, std::string_view account)
      : Session(host, config, account, {agenda::Kind::deadline, agenda::Kind::reminder}) {}
};

}  // namespace
}  // namespace relais::tasks

RELAIS_PLUGIN(relais::tasks::Tasks)
