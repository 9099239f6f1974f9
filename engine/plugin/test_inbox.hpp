// An inbox for tests: keeps in lines what a connector says, and wants what it is told to want.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/plugin/collect_types.hpp"

namespace relais::plugin {

class RecordingInbox final : public Inbox {
 public:
  Result<Decision> offer(const Offer& offer) override {
    if (broken == "offer") return fail(Errc::database, "the store cannot be read");
    lines.push_back("?" + offer.envelope.id);
    return wants_all || wanted.contains(offer.envelope.id) ? Decision::collect : Decision::skip;
  }
  Result<void> store(Message message) override {
    if (broken == "store") return fail(Errc::database, "the disk is full");
    lines.push_back("!" + message.offer.envelope.id);
    messages.push_back(std::move(message));
    return {};
  }
  Result<void> moved(std::string_view id, const std::optional<Place>& place) override {
    lines.push_back((place ? ">" + place->folder_id + " " : "-") + std::string(id));
    return {};
  }
  Result<void> later(std::string_view id) override {
    lines.push_back("~" + std::string(id));
    return {};
  }
  Result<void> checkpoint(std::string cursor) override {
    if (broken == "checkpoint") return fail(Errc::busy, "another program writes");
    lines.push_back("=" + cursor);
    return {};
  }

  bool wants_all = true;
  std::set<std::string> wanted;
  std::string broken;
  std::vector<std::string> lines;
  std::vector<Message> messages;
};

}  // namespace relais::plugin
