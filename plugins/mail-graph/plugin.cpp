// Add-in MAIL: messages of Microsoft 365 mailboxes.
#include <relais/sdk.hpp>
#include <span>
#include <string>
#include <string_view>

#include "plugins/mail-graph/audit.hpp"
#include "plugins/mail-graph/check.hpp"
#include "plugins/mail-graph/colors.hpp"
#include "plugins/mail-graph/fetch.hpp"
#include "plugins/mail-graph/folders.hpp"
#include "plugins/mail-graph/history.hpp"
#include "plugins/mail-graph/intake.hpp"
#include "plugins/mail-graph/manifest.hpp"
#include "plugins/mail-graph/marker.hpp"
#include "plugins/mail-graph/owed.hpp"
#include "plugins/mail-graph/poll.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {
namespace {

class Mail {
 public:
  static std::string_view manifest() { return mail_graph::manifest; }

  Mail(sdk::Host host, std::string_view config, std::string_view account)
      : host_(host),
        settings_(read_settings(config, account)),
        folders_(host_, settings_),
        fetcher_(host_, settings_, categories_),
        owed_(host_),
        colors_(host_, settings_) {}
  Mail(const Mail&) = delete;
  Mail& operator=(const Mail&) = delete;

  void folders(sdk::FolderSink& out) {
    for (const MailFolder& folder : folders_.refresh().folders())
      out.add({.id = folder.id,
               .parent_id = folder.parent,
               .name = folder.name,
               .well_known = folder.well_known,
               .kind = folder.search ? "search" : "mail",
               .hidden = folder.hidden,
               .item_count = folder.items});
  }

  void collect(sdk::Purpose purpose, std::string_view cursor, sdk::Inbox& inbox) {
    Intake intake(host_, settings_, folders_, fetcher_, owed_, inbox);
    collect(purpose, cursor, intake);
    intake.finish();
  }

  void fetch(std::span<const std::string_view> ids, sdk::Inbox& inbox) {
    Intake intake(host_, settings_, folders_, fetcher_, owed_, inbox);
    for (const std::string_view id : ids) {
      host_.stop_if_cancelled();
      intake.offer_by_id(std::string(id));
    }
    intake.finish();
  }

  void mark(std::span<const sdk::Mark> marks, sdk::MarkSink& results) {
    if (!marks.empty()) colors_.ensure();
    set_markers(host_, settings_, categories_, colors_.degraded(), marks, results);
  }

  void check(sdk::Probes& probes) { probe_mailbox(host_, settings_, probes); }

 private:
  void collect(sdk::Purpose purpose, std::string_view cursor, Intake& intake) {
    switch (purpose) {
      case sdk::Purpose::poll:
        return Poll(host_, settings_).run(cursor, intake);
      case sdk::Purpose::audit:
        return Audit(host_, settings_, folders_, intake).run(cursor);
      case sdk::Purpose::history:
        return read_history(host_, settings_, cursor, intake);
    }
    throw sdk::Failure(sdk::Status::unsupported, "mail knows polls, audits and history only");
  }

  sdk::Host host_;
  Settings settings_;
  KnownCategories categories_;
  Folders folders_;
  Fetcher fetcher_;
  Owed owed_;
  Colors colors_;
};

}  // namespace
}  // namespace relais::mail_graph

RELAIS_PLUGIN(relais::mail_graph::Mail)
