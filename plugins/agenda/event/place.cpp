#include "plugins/agenda/place.hpp"

#include <boost/json.hpp>

#include "plugins/agenda/event/apply.hpp"
#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/event/lookup.hpp"
#include "plugins/agenda/event/observe.hpp"
#include "plugins/graph/probe.hpp"
#include "plugins/graph/request.hpp"

namespace relais::agenda::event {
namespace {

class CalendarPlace final : public Place {
 public:
  CalendarPlace(const sdk::Host& host, const Settings& settings)
      : host_(host), settings_(settings), calendars_(host, settings) {}

  Rendered render(Entry& entry) const override {
    const Document document = event::render(entry, settings_);
    return {write_document(document), written_print(document)};
  }

  void apply(std::span<const sdk::Op> ops, sdk::Results& results) override {
    calendars_.begin_call();
    event::apply(host_, settings_, calendars_, ops, results);
  }

  void observe(std::string_view container, std::string_view cursor, bool full,
               sdk::Changes& changes) override {
    calendars_.begin_call();
    event::observe(host_, settings_, calendars_, container, cursor, full, changes);
  }

  void lookup(std::span<const sdk::Ref> refs, sdk::Finds& finds) override {
    calendars_.begin_call();
    event::lookup(host_, settings_, calendars_, refs, finds);
  }

  void inventory(sdk::Finds& finds) override {
    calendars_.begin_call();
    event::inventory(host_, settings_, calendars_, finds);
  }

  sdk::Container ensure(std::string_view stored) override {
    calendars_.begin_call();
    return calendars_.ensure(stored);
  }

  void discard(std::string_view container) override {
    calendars_.begin_call();
    calendars_.discard(container);
  }

  std::string probe_name() const override { return "calendar"; }

  sdk::Probe probe() override {
    const auto url =
        graph::user(settings_.mailbox).path("calendar").option("$select", "id,canEdit");
    return graph::probe(host_, probe_name(), graph::get(url.str()));
  }

 private:
  const sdk::Host& host_;
  const Settings& settings_;
  Calendars calendars_;
};

}  // namespace

std::unique_ptr<Place> open_calendars(const sdk::Host& host, const Settings& settings) {
  return std::make_unique<CalendarPlace>(host, settings);
}

}  // namespace relais::agenda::event
