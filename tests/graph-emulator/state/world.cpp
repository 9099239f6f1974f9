#include "tests/graph-emulator/state/world.hpp"

#include <mutex>

namespace relais::emulator {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

std::string World::tenant_id(std::string_view id_or_domain) const {
  const std::string wanted = lower_case(id_or_domain);
  const std::shared_lock lock(mutex_);
  for (const auto& [id, tenant] : tenants_)
    if (id == wanted || tenant.domains.contains(wanted)) return id;
  return {};
}

std::shared_ptr<const App> World::app(std::string_view tenant_id,
                                      std::string_view client_id) const {
  const std::shared_lock lock(mutex_);
  const auto tenant = tenants_.find(std::string(tenant_id));
  if (tenant == tenants_.end()) return nullptr;
  const auto found = tenant->second.apps.find(lower_case(client_id));
  return found == tenant->second.apps.end() ? nullptr : found->second;
}

std::shared_ptr<User> World::user(std::string_view tenant_id, std::string_view id_or_upn) const {
  const std::string wanted = lower_case(id_or_upn);
  const std::shared_lock lock(mutex_);
  const auto tenant = tenants_.find(std::string(tenant_id));
  if (tenant == tenants_.end()) return nullptr;
  if (const auto found = tenant->second.users.find(wanted); found != tenant->second.users.end())
    return found->second;
  const auto found = tenant->second.upns.find(wanted);
  return found == tenant->second.upns.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<User>> World::users(std::string_view tenant_id) const {
  std::vector<std::shared_ptr<User>> all;
  const std::shared_lock lock(mutex_);
  const auto tenant = tenants_.find(std::string(tenant_id));
  if (tenant != tenants_.end())
    for (const auto& [id, user] : tenant->second.users) all.push_back(user);
  return all;
}

std::vector<std::string> World::tenants() const {
  std::vector<std::string> ids;
  const std::shared_lock lock(mutex_);
  for (const auto& [id, tenant] : tenants_) ids.push_back(id);
  return ids;
}

std::vector<std::shared_ptr<const App>> World::apps(std::string_view tenant_id) const {
  std::vector<std::shared_ptr<const App>> all;
  const std::shared_lock lock(mutex_);
  const auto tenant = tenants_.find(std::string(tenant_id));
  if (tenant != tenants_.end())
    for (const auto& [id, app] : tenant->second.apps) all.push_back(app);
  return all;
}

void World::put_tenant(std::string id, std::set<std::string> domains) {
  id = lower_case(id);
  const std::unique_lock lock(mutex_);
  Tenant& tenant = tenants_[id];
  tenant.id = id;
  for (const std::string& domain : domains) tenant.domains.insert(lower_case(domain));
}

bool World::put_app(std::string_view tenant_id, App app) {
  const std::unique_lock lock(mutex_);
  const auto tenant = tenants_.find(std::string(tenant_id));
  if (tenant == tenants_.end()) return false;
  std::string key = lower_case(app.client_id);
  tenant->second.apps[std::move(key)] = std::make_shared<const App>(std::move(app));
  return true;
}

std::shared_ptr<User> World::put_user(std::string_view tenant_id, std::string id, std::string upn,
                                      std::string mail, std::string display_name,
                                      MailboxState state) {
  const std::unique_lock lock(mutex_);
  const auto tenant = tenants_.find(std::string(tenant_id));
  if (tenant == tenants_.end()) return nullptr;
  auto& user = tenant->second.users[lower_case(id)];
  if (!user) {
    user = std::make_shared<User>(std::string(tenant_id) + "/" + lower_case(id));
    user->id = std::move(id);
    user->upn = std::move(upn);
    user->mail = std::move(mail);
    user->display_name = std::move(display_name);
    tenant->second.upns[lower_case(user->upn)] = user;
  }
  user->state = state;
  return user;
}

void World::clear() {
  const std::unique_lock lock(mutex_);
  tenants_.clear();
}

}  // namespace relais::emulator
