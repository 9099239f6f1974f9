// A complete connector that collects: a letter box that is filled when the session begins. It shows
// the shape; a real one asks a service through host.http(), lets answers go straight into blobs
// (Request::blob), and keeps nothing.
#include <array>
#include <relais/sdk.hpp>

using namespace relais::sdk;

class Letters {
 public:
  static std::string_view manifest() {
    return R"({"id": "org.example.letters", "name": "Letter box", "version": "1.0.0",
               "vendor": "Example", "license": "Apache-2.0", "addin": "X02",
               "collects": ["message"], "services": ["relais.blob/1"],
               "config_schema": {"type": "object", "additionalProperties": false}})";
  }

  Letters(Host host, std::string_view, std::string_view) : host_(host) {}

  void folders(FolderSink& out) {
    out.add({.id = "box", .name = "Letters", .well_known = "inbox", .item_count = letters_.size()});
  }

  // The cursor counts the letters that were looked at; an audit looks at all of them.
  void collect(Purpose purpose, std::string_view cursor, Inbox& inbox) {
    const bool anew = cursor.empty() || purpose != Purpose::poll;
    for (auto i = anew ? 0 : std::stoul(std::string(cursor)); i < letters_.size(); ++i) {
      host_.stop_if_cancelled();
      take(letters_[i], inbox);
    }
    inbox.checkpoint(std::to_string(letters_.size()));
  }

  void fetch(std::span<const std::string_view> ids, Inbox& inbox) {
    for (const std::string_view id : ids) {
      const Letter* letter = find(id);
      letter ? take(*letter, inbox) : inbox.gone(id);
    }
  }

  MarkResult mark(const Mark& mark) {
    if (!find(mark.remote_id)) throw Failure(Status::not_found);
    return {};  // a real one writes it on the letter
  }

 private:
  struct Letter {
    std::string_view id;
    std::string_view received;
    std::string_view from;
    std::string_view text;
  };

  const Letter* find(std::string_view id) const {
    for (const Letter& letter : letters_)
      if (letter.id == id) return &letter;
    return nullptr;
  }

  void take(const Letter& letter, Inbox& inbox) {
    const std::string id(letter.id);
    if (!inbox.offer(R"({"id": ")" + id + R"(", "received": ")" + std::string(letter.received) +
                     R"(", "from": {"address": ")" + std::string(letter.from) +
                     R"("}, "folder": {"id": "box", "ancestry": [{"id": "box",
                        "well_known": "inbox"}]}})"))
      return;
    host_.blobs().write("body", letter.text);
    inbox.store(R"({"id": ")" + id + R"(", "body": {"type": "text", "blob": "body"},
                    "mime_error": "letters have none"})");
  }

  Host host_;
  std::array<Letter, 2> letters_ = {{{"l1", "2026-05-01T07:30:00Z", "anna@example.org", "Hello"},
                                     {"l2", "2026-05-02T07:30:00Z", "beat@example.org", ""}}};
};

RELAIS_PLUGIN(Letters)
