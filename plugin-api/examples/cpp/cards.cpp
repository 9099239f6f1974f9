// A complete connector: contacts into a card box that lives as long as the session. It shows the
// shape; a real one keeps nothing, and says the same things to a service through host.http().
#include <map>
#include <relais/sdk.hpp>

using namespace relais::sdk;

class Cards {
 public:
  static std::string_view manifest() {
    return R"({"id": "org.example.cards", "name": "Card box", "version": "1.0.0",
               "vendor": "Example", "license": "Apache-2.0", "addin": "X01",
               "exports": [{"kind": "contact", "targets": ["contacts"]}],
               "config_schema": {"type": "object", "additionalProperties": false}})";
  }

  Cards(Host host, std::string_view, std::string_view) : host_(host) {}

  void render(std::string_view, std::string_view item, std::string_view, Documents& out) {
    out.add({.body = std::string(item), .fingerprint = fingerprint(item)});
  }

  Result apply(std::string_view, const Op& op) {
    std::string id(op.remote_id);
    if (op.action == Action::create) id = "card-" + std::to_string(++last_);
    if (op.action == Action::remove) return cards_.erase(id), Result{.remote_id = id};
    if (op.action == Action::update && !cards_.contains(id)) throw Failure(Status::not_found);
    cards_[id] = {std::string(op.key), std::string(op.fingerprint)};
    return {.remote_id = id, .remote_fingerprint = std::string(op.fingerprint)};
  }

  void observe(std::string_view, std::string_view, std::string_view, bool full, Changes& out) {
    host_.stop_if_cancelled();
    for (const auto& [id, card] : cards_)
      out.upsert({.remote_id = id, .key = card.key, .remote_fingerprint = card.fingerprint});
    out.checkpoint("page-1");
    if (full) out.complete();
  }

  void lookup(std::string_view, std::span<const Ref> refs, Finds& out) {
    for (const Ref& ref : refs) {
      bool found = false;
      for (const auto& [id, card] : cards_) {
        if (id != ref.remote_id && card.key != ref.key) continue;
        out.found(ref, {.remote_id = id, .key = card.key, .remote_fingerprint = card.fingerprint});
        found = true;
      }
      if (!found) out.gone(ref);
    }
  }

 private:
  struct Card {
    std::string key;
    std::string fingerprint;
  };
  static std::string fingerprint(std::string_view text) {
    return std::to_string(std::hash<std::string_view>()(text));
  }

  Host host_;
  std::map<std::string, Card> cards_;
  int last_ = 0;
};

RELAIS_PLUGIN(Cards)
