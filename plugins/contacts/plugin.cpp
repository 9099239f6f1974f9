// Add-in A04: the addresses of the practice store as Outlook contacts.
#include <boost/json.hpp>
#include <relais/sdk.hpp>
#include <span>
#include <string>
#include <string_view>

#include "plugins/contacts/address.hpp"
#include "plugins/contacts/apply.hpp"
#include "plugins/contacts/document.hpp"
#include "plugins/contacts/folders.hpp"
#include "plugins/contacts/lookup.hpp"
#include "plugins/contacts/manifest.hpp"
#include "plugins/contacts/observe.hpp"
#include "plugins/contacts/render.hpp"
#include "plugins/contacts/settings.hpp"
#include "plugins/graph/probe.hpp"
#include "plugins/graph/request.hpp"

namespace relais::contacts {
namespace {

class Contacts {
 public:
  static std::string_view manifest() { return contacts::manifest; }

  Contacts(sdk::Host host, std::string_view config, std::string_view account)
      : host_(host), settings_(read_settings(config, account)), folders_(host_, settings_) {}
  Contacts(const Contacts&) = delete;
  Contacts& operator=(const Contacts&) = delete;

  void render(std::string_view target, std::string_view item, std::string_view,
              sdk::Documents& out) {
    know(target);
    const Rendered rendered = contacts::render(read_address(item), settings_);
    out.add({.body = write_document(rendered.document),
             .fingerprint = written_print(rendered.document),
             .degraded = as_json(rendered.degraded)});
  }

  void apply(std::string_view target, std::span<const sdk::Op> ops, sdk::Results& results) {
    begin(target);
    contacts::apply(host_, settings_, folders_, ops, results);
  }

  void observe(std::string_view target, std::string_view container, std::string_view cursor,
               bool full, sdk::Changes& changes) {
    begin(target);
    contacts::observe(host_, settings_, folders_, container, cursor, full, changes);
  }

  void lookup(std::string_view target, std::span<const sdk::Ref> refs, sdk::Finds& finds) {
    begin(target);
    contacts::lookup(host_, settings_, folders_, refs, finds);
  }

  void inventory(std::string_view target, sdk::Finds& finds) {
    begin(target);
    contacts::inventory(host_, settings_, folders_, finds);
  }

  sdk::Container ensure(std::string_view target, std::string_view stored) {
    begin(target);
    return folders_.ensure(stored);
  }

  void discard(std::string_view target, std::string_view container) {
    begin(target);
    folders_.discard(container);
  }

  void check(sdk::Probes& probes) {
    probes.add(graph::probe(host_, "contacts", first_of("contacts")));
    if (!settings_.folder.empty())
      probes.add(graph::probe(host_, "contact folders", first_of("contactFolders")));
  }

 private:
  static void know(std::string_view target) {
    if (target != "contacts")
      throw sdk::Failure(sdk::Status::unsupported,
                         "the contacts plugin knows the target contacts only");
  }

  void begin(std::string_view target) {
    know(target);
    folders_.begin_call();
  }

  static std::string as_json(const std::vector<Degraded>& degraded) {
    if (degraded.empty()) return {};
    boost::json::array list;
    for (const Degraded& each : degraded) {
      boost::json::object entry;
      entry["field"] = each.field;
      entry["reason"] = each.reason;
      list.push_back(std::move(entry));
    }
    return boost::json::serialize(list);
  }

  sdk::Request first_of(const char* collection) const {
    return graph::get(graph::user(settings_.mailbox)
                          .path(collection)
                          .option("$select", "id")
                          .option("$top", "1")
                          .str());
  }

  sdk::Host host_;
  Settings settings_;
  Folders folders_;
};

}  // namespace
}  // namespace relais::contacts

RELAIS_PLUGIN(relais::contacts::Contacts)
