#include "engine/collect/account.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::collect {
namespace {

void add_entity_accounts(const config::Entity& entity, const std::vector<store::Handler>& handlers,
                         const sync::Selection& selection, Accounts& found) {
  const config::Mail mail = config::mail_of(entity);
  for (const auto& handler : handlers) {
    if (handler.entity != entity.id || !selection.takes(handler)) continue;
    found.accounts.push_back({&entity, handler, mail.of(handler.code), {}});
  }
  for (const auto& account : mail.accounts()) {
    const bool known = std::any_of(handlers.begin(), handlers.end(), [&](const auto& handler) {
      return handler.entity == entity.id && account.belongs_to(handler.code);
    });
    if (!known && (selection.handler.empty() || account.belongs_to(selection.handler)))
      found.problems.push_back(
          {entity.id,
           account.owner,
           std::string(kAddin),
           {Errc::config, account.origin.key_path + ": there is no handler " + account.owner,
            "`relais handler list` shows the codes"}});
  }
}

/// Between the names under which one folder was pinned.
constexpr std::string_view kOr = " | ";

/// Whether the pin was made for this name of the configuration.
bool is_for(const store::FolderPin& pin, std::string_view name) {
  if (pin.name == name) return true;
  std::string_view rest = pin.name;
  for (auto at = rest.find(kOr); at != std::string_view::npos; at = rest.find(kOr)) {
    if (rest.substr(0, at) == name) return true;
    rest.remove_prefix(at + kOr.size());
  }
  return rest == name;
}

const store::FolderPin* pin_of(const config::Stated& stated,
                               const std::vector<store::FolderPin>& stored) {
  const std::string name = normalise_line(stated.text);
  const auto found = std::find_if(stored.begin(), stored.end(),
                                  [&](const auto& pin) { return is_for(pin, name); });
  return found == stored.end() ? nullptr : &*found;
}

/// One pin for each folder, with every name that stands for it.
void keep_pin(store::FolderPin pin, std::vector<store::FolderPin>& pins) {
  for (auto& one : pins) {
    if (one.folder_id != pin.folder_id) continue;
    if (!is_for(one, pin.name)) one.name += std::string(kOr) + pin.name;
    return;
  }
  pins.push_back(std::move(pin));
}

}  // namespace

Result<Accounts> find_accounts(const config::Config& config, store::Store& store,
                               store::MailStore& mail, const sync::Selection& selection) {
  Accounts found;
  if (!selection.addin.empty() && selection.addin != kAddin) return found;
  std::vector<store::Handler> handlers;
  {
    RELAIS_ASSIGN(const auto snapshot, store.snapshot());
    RELAIS_ASSIGN(handlers, snapshot->handlers());
  }
  for (const auto& entity : config.entities)
    if (selection.takes(entity) && entity.subscribes(kAddin))
      add_entity_accounts(entity, handlers, selection, found);
  RELAIS_ASSIGN(const auto states, mail.accounts());
  for (const auto& [key, state] : states) {
    const auto at = std::find_if(found.accounts.begin(), found.accounts.end(),
                                 [&](const auto& account) { return account.key() == key; });
    if (at != found.accounts.end()) {
      at->state = state;
    } else if (state.phase == store::AccountPhase::active &&
               (selection.entity.empty() || selection.entity == key.entity) &&
               (selection.handler.empty() || selection.handler == key.account)) {
      found.problems.push_back(
          {key.entity,
           key.account,
           std::string(kAddin),
           {Errc::unsupported, "nothing is collected: no subscription, or no handler, any more",
            "subscribe the entity, or `relais mail suspend " + key.account + "`"}});
    }
  }
  return found;
}

Pins match_pins(const config::MailSettings& settings, const std::vector<store::FolderPin>& stored) {
  Pins out;
  for (const auto& stated : settings.exclude_folders) {
    if (const auto* pin = pin_of(stated, stored))
      out.pins.push_back({pin->folder_id, pin->name, stated.origin});
    else
      out.unpinned.push_back(stated);
  }
  for (const auto& pin : stored)
    if (std::none_of(out.pins.begin(), out.pins.end(),
                     [&](const auto& used) { return used.folder_id == pin.folder_id; }))
      out.stale.push_back(pin);
  return out;
}

Pinned pin_folders(const config::MailSettings& settings,
                   const std::vector<store::FolderPin>& stored, const mail::FolderTree& tree,
                   Millis now, bool anew) {
  Pinned out;
  for (const auto& stated : settings.exclude_folders) {
    const auto* earlier = pin_of(stated, stored);
    if (earlier != nullptr && (tree.find(earlier->folder_id) != nullptr || !anew)) {
      store::FolderPin pin{earlier->folder_id, normalise_line(stated.text), earlier->missing_since};
      if (tree.find(pin.folder_id) != nullptr) {
        pin.missing_since.reset();
      } else {
        ++out.missing;
        if (!pin.missing_since) pin.missing_since = now;
      }
      keep_pin(std::move(pin), out.stored);
      continue;
    }
    auto resolved = tree.resolve(stated);
    if (resolved)
      keep_pin({resolved->folder_id, normalise_line(stated.text), {}}, out.stored);
    else
      out.not_resolved.push_back(std::move(resolved.error()));
  }
  return out;
}

Result<mail::Rules> rules_of(const Account& account, store::MailStore& mail,
                             std::optional<Millis> active_since) {
  mail::RuleSource source;
  source.settings = account.settings;
  RELAIS_ASSIGN(const auto stored, mail.pins(account.key()));
  auto pins = match_pins(account.settings, stored);
  if (!pins.unpinned.empty())
    return fail(Errc::config,
                pins.unpinned.front().origin.key_path + ": this folder was not looked up yet",
                "`relais mail folders " + account.handler.code + "` lists the folders");
  source.pins = std::move(pins.pins);
  RELAIS_ASSIGN(source.employees, mail.employee_addresses(account.entity->id));
  source.active_since = active_since;
  return mail::Rules(source);
}

}  // namespace relais::collect
