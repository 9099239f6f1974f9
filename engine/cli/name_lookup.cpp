#include "engine/cli/name_lookup.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

Result<> check_entity(const config::Config& config, std::string_view id) {
  if (config.entity(id) != nullptr) return {};
  std::vector<std::string> ids;
  for (const auto& entity : config.entities) ids.push_back(entity.id);
  return fail(Errc::not_found,
              fmt::format("the configuration has no entity \"{}\"", id) + did_you_mean(id, ids),
              "it has " + (ids.empty() ? "none" : joined(ids)));
}

Result<> check_addin(const config::Config& config, const plugin::Catalogue& catalogue,
                     std::string_view addin) {
  std::vector<std::string> codes;
  for (const auto& entity : config.entities)
    codes.insert(codes.end(), entity.subscription.begin(), entity.subscription.end());
  for (const auto& entry : catalogue.entries())
    if (!entry.manifest.addin.empty()) codes.push_back(entry.manifest.addin);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  if (std::find(codes.begin(), codes.end(), addin) != codes.end()) return {};
  return fail(
      Errc::not_found,
      fmt::format("no entity subscribes the add-in \"{}\", and no plugin provides it", addin) +
          did_you_mean(addin, codes),
      "`relais plugins` lists the add-ins");
}

Result<store::Handler> pick_handler(const std::vector<store::Handler>& handlers,
                                    std::string_view code, std::string_view entity) {
  std::vector<const store::Handler*> found;
  std::vector<std::string> codes;
  for (const auto& handler : handlers) {
    if (!entity.empty() && handler.entity != entity) continue;
    codes.push_back(handler.code);
    if (handler.code == code) found.push_back(&handler);
  }
  if (found.size() == 1) return *found.front();
  if (found.empty())
    return fail(Errc::not_found,
                fmt::format("there is no handler \"{}\"{}", code,
                            entity.empty() ? std::string() : fmt::format(" in entity {}", entity)) +
                    did_you_mean(code, codes),
                "`relais handler list` shows the handlers of the practice store");
  std::vector<std::string> entities;
  for (const auto* handler : found) entities.push_back(handler->entity);
  return fail(Errc::usage,
              fmt::format("there is a handler \"{}\" in each of: {}", code, joined(entities)),
              "say which one with --entity");
}

Result<std::vector<store::Handler>> all_handlers(store::Store& store) {
  RELAIS_ASSIGN(const auto snapshot, store.snapshot());
  return snapshot->handlers();
}

Result<store::Handler> find_handler(store::Store& store, std::string_view code,
                                    std::string_view entity) {
  RELAIS_ASSIGN(const auto handlers, all_handlers(store));
  return pick_handler(handlers, code, entity);
}

Result<MailboxNames> mailbox_names(const std::vector<store::Handler>& handlers,
                                   ledger::Ledger& ledger) {
  RELAIS_ASSIGN(auto members, ledger.members());
  // Those who are linked come first; one that nobody is linked to any more keeps his old name.
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return a.linked > b.linked; });
  MailboxNames names;
  for (const auto& member : members) {
    const auto handler = std::find_if(handlers.begin(), handlers.end(),
                                      [&](const auto& h) { return h.id == member.handler; });
    auto& name = names[member.mailbox];
    if (!member.linked && !name.empty()) continue;
    name += (name.empty() ? "" : "+") + member.entity + '/' +
            (handler == handlers.end() ? member.handler : handler->code);
  }
  return names;
}

std::string name_of(const MailboxNames& names, ledger::MailboxId mailbox) {
  const auto found = names.find(mailbox);
  return found == names.end() ? fmt::format("mailbox {}", mailbox) : found->second;
}

}  // namespace relais::cli
