// MAIL over the engine's default connection, for a mailbox that is the same every time. Asks
// nobody. `way: red` in its own section: the connection test fails.
#include <array>
#include <relais/sdk.hpp>

using namespace relais::sdk;

class Collector {
 public:
  static std::string_view manifest() {
    return R"({"id": "test.collector", "name": "Collector", "version": "1.0.0", "vendor": "Test",
               "addin": "MAIL", "connection": "microsoft365", "collects": ["message"],
               "services": ["relais.blob/1"], "config_schema": {"type": "object"}})";
  }

  Collector(Host host, std::string_view config, std::string_view)
      : host_(host), red_(config.find("\"red\"") != std::string_view::npos) {}

  void folders(FolderSink& out) {
    out.add({.id = "in", .name = "Eingang", .well_known = "inbox", .item_count = 4});
    out.add({.id = "cl", .parent_id = "in", .name = "Clients", .item_count = 2});
    out.add({.id = "dr", .name = "Drafts", .well_known = "drafts", .item_count = 3});
    out.add({.id = "t2", .name = "Test2", .item_count = 5});
    out.add({.id = "old", .parent_id = "t2", .name = "Old", .item_count = 1});
    out.add({.id = "x1", .name = "Twice", .item_count = 0});
    out.add({.id = "x2", .parent_id = "cl", .name = "Twice", .item_count = 0});
  }

  void collect(Purpose purpose, std::string_view cursor, Inbox& inbox) {
    const bool anew = cursor.empty() || purpose != Purpose::poll;
    for (auto i = anew ? 0 : std::stoul(std::string(cursor)); i < messages_.size(); ++i)
      take(messages_[i], inbox);
    inbox.checkpoint(std::to_string(messages_.size()));
  }

  void fetch(std::span<const std::string_view> ids, Inbox& inbox) {
    for (const std::string_view id : ids)
      for (const Message& message : messages_)
        if (message.id == id) take(message, inbox);
  }

  MarkResult mark(const Mark&) { return {}; }

  void check(Probes& out) {
    out.add({.name = "folders"});
    if (red_)
      out.add({.name = "messages",
               .outcome = Health::failed,
               .http_status = 403,
               .code = "ErrorAccessDenied",
               .message = "Access is denied."});
  }

 private:
  struct Message {
    std::string_view id;
    std::string_view received;
    std::string_view from;
    std::string_view folder;
  };

  void take(const Message& message, Inbox& inbox) {
    const std::string id(message.id);
    const std::string folder(message.folder);
    if (!inbox.offer(R"({"id": ")" + id + R"(", "received": ")" + std::string(message.received) +
                     R"(", "subject": "Klage", "from": {"address": ")" + std::string(message.from) +
                     R"("}, "folder": {"id": ")" + folder + R"(", "ancestry": [{"id": ")" + folder +
                     R"("}]}})"))
      return;
    host_.blobs().write("body", "text");
    inbox.store(R"({"id": ")" + id + R"(", "body": {"type": "text", "blob": "body"},
                    "mime_error": "there is none"})");
  }

  Host host_;
  bool red_;
  std::array<Message, 4> messages_ = {{{"n1", "2999-05-01T07:30:00Z", "keller@example.ch", "in"},
                                       {"n2", "2999-05-01T07:31:00Z", "x@news.example", "in"},
                                       {"n3", "2999-05-01T07:32:00Z", "keller@example.ch", "t2"},
                                       {"o1", "2020-05-01T07:30:00Z", "a@example.ch", "in"}}};
};

RELAIS_PLUGIN(Collector)
