// The target "tasks" in one piece.
#include "plugins/agenda/place.hpp"

#include "plugins/agenda/todo/apply.hpp"
#include "plugins/agenda/todo/document.hpp"
#include "plugins/agenda/todo/lists.hpp"
#include "plugins/agenda/todo/lookup.hpp"
#include "plugins/agenda/todo/observe.hpp"
#include "plugins/graph/probe.hpp"
#include "plugins/graph/request.hpp"

namespace relais::agenda::todo {
namespace {

class Tasks final : public Place {
 public:
  Tasks(const sdk::Host& host, const Settings& settings)
      : host_(host), settings_(settings), lists_(host, settings) {}

  Rendered render(Entry& entry) const override {
    const Document document = todo::render(entry, settings_);
    return {write_document(document), written_print(document)};
  }

  void apply(std::span<const sdk::Op> ops, sdk::Results& results) override {
    lists_.begin_call();
    todo::apply(host_, settings_, lists_, ops, results);
  }

  void observe(std::string_view container, std::string_view cursor, bool full,
               sdk::Changes& changes) override {
    lists_.begin_call();
    todo::observe(host_, settings_, lists_, container, cursor, full, changes);
  }

  void lookup(std::span<const sdk::Ref> refs, sdk::Finds& finds) override {
    lists_.begin_call();
    todo::lookup(host_, settings_, lists_, refs, finds);
  }

  void inventory(sdk::Finds& finds) override {
    lists_.begin_call();
    todo::inventory(host_, settings_, lists_, finds);
  }

  sdk::Container ensure(std::string_view stored) override {
    lists_.begin_call();
    return lists_.ensure(stored);
  }

  void discard(std::string_view container) override {
    lists_.begin_call();
    lists_.discard(container);
  }

  std::string probe_name() const override { return "To Do"; }

  sdk::Probe probe() override {
    const auto url = graph::user(settings_.mailbox).path("todo/lists").option("$top", "1");
    return graph::probe(host_, probe_name(), graph::get(url.str()));
  }

 private:
  const sdk::Host& host_;
  const Settings& settings_;
  Lists lists_;
};

}  // namespace

std::unique_ptr<Place> open_lists(const sdk::Host& host, const Settings& settings) {
  return std::make_unique<Tasks>(host, settings);
}

}  // namespace relais::agenda::todo
