// One target alone, driven as the engine does; documents are made by hand. The configuration may
// name calendar, list, category and page_size.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "plugins/agenda/place.hpp"
#include "plugins/agenda/settings.hpp"
#include "plugins/graph/testing/driver.hpp"

namespace relais::agenda::testing {

inline Settings settings_of(std::string_view config,
                            std::string_view account = graph::testing::standard_account) {
  namespace json = boost::json;
  const json::object section = json::parse({config.data(), config.size()}).as_object();
  const json::value owner = json::parse({account.data(), account.size()});
  Settings made{};
  made.kinds = {Kind::deadline, Kind::reminder};
  made.mailbox = std::string(owner.at("mailbox").at("id").as_string());
  made.language = "de";
  made.time_zone = "Europe/Zurich";
  const auto take = [&](const char* name, auto& into) {
    if (const json::value* text = section.if_contains(name)) into = std::string(text->as_string());
  };
  take("calendar", made.calendar);
  take("list", made.list);
  take("category", made.category);
  if (const json::value* size = section.if_contains("page_size"))
    made.page_size = size->to_number<std::size_t>();
  return made;
}

/// `Open` is event::open_calendars or todo::open_lists.
template <auto Open>
class OnePlace {
 public:
  static std::string_view manifest() { return "{}"; }

  OnePlace(sdk::Host host, std::string_view config, std::string_view account)
      : host_(host), settings_(settings_of(config, account)), place_(Open(host_, settings_)) {}
  OnePlace(const OnePlace&) = delete;
  OnePlace& operator=(const OnePlace&) = delete;

  void render(std::string_view, std::string_view, std::string_view, sdk::Documents&) {}
  void apply(std::string_view, std::span<const sdk::Op> ops, sdk::Results& results) {
    place_->apply(ops, results);
  }
  void observe(std::string_view, std::string_view container, std::string_view cursor, bool full,
               sdk::Changes& changes) {
    place_->observe(container, cursor, full, changes);
  }
  void lookup(std::string_view, std::span<const sdk::Ref> refs, sdk::Finds& finds) {
    place_->lookup(refs, finds);
  }
  void inventory(std::string_view, sdk::Finds& finds) { place_->inventory(finds); }
  sdk::Container ensure(std::string_view, std::string_view stored) {
    return place_->ensure(stored);
  }
  void discard(std::string_view, std::string_view container) { place_->discard(container); }
  void check(sdk::Probes& probes) { probes.add(place_->probe()); }

 private:
  sdk::Host host_;
  Settings settings_;
  std::unique_ptr<Place> place_;
};

}  // namespace relais::agenda::testing
