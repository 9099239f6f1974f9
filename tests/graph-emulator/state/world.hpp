// Tenants, their applications and users.
#pragma once

#include <openssl/evp.h>

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "tests/graph-emulator/load.hpp"
#include "tests/graph-emulator/state/mail.hpp"
#include "tests/graph-emulator/state/mailbox.hpp"
#include "tests/graph-emulator/state/todo.hpp"

namespace relais::emulator {

struct Secret {
  std::string id;  ///< not the secret; pasting it by mistake is refused
  std::string value;
  Millis expires = 0;
  std::string name{};  ///< as its maker called it; may be empty
};

struct Certificate {
  std::string thumbprint;  ///< base64url SHA-256 of the DER
  std::shared_ptr<EVP_PKEY> key;
  Millis begins = 0;
  Millis ends = 0;
};

/// Never changes; a change by the control interface replaces it.
struct App {
  std::string client_id;
  std::string name;
  std::vector<Secret> secrets;
  std::vector<Certificate> certificates;
  std::set<std::string> roles;         ///< consented; enforced as of the token's issue
  std::set<std::string> hidden_roles;  ///< granted, but not shown in the token (scoped grants)
  std::set<std::string> mailboxes;     ///< user ids it is scoped to; empty = all
  bool disabled = false;
};

enum class MailboxState { ok, on_premises, unlicensed, out_of_scope };

struct User {
  std::string id;
  std::string upn;
  std::string mail;
  std::string display_name;
  std::atomic<MailboxState> state{MailboxState::ok};
  Mailbox mailbox;
  Todo todo;        ///< guarded by the mailbox's mutex
  Mail mail_store;  ///< guarded by the mailbox's mutex
  Load load;

  explicit User(const std::string& mailbox_name)
      : mailbox(mailbox_name), todo(mailbox_name), mail_store(mailbox_name) {}
};

struct Tenant {
  std::string id;
  std::set<std::string> domains;
  std::map<std::string, std::shared_ptr<const App>> apps;
  std::map<std::string, std::shared_ptr<User>> users;  ///< by id
  std::map<std::string, std::shared_ptr<User>> upns;   ///< by UPN in lower case
};

/// Thread-safe.
class World {
 public:
  std::string tenant_id(std::string_view id_or_domain) const;  ///< "" if there is none
  std::shared_ptr<const App> app(std::string_view tenant_id, std::string_view client_id) const;
  /// By object id or UPN (not by mail address).
  std::shared_ptr<User> user(std::string_view tenant_id, std::string_view id_or_upn) const;
  std::vector<std::shared_ptr<User>> users(std::string_view tenant_id) const;
  std::vector<std::string> tenants() const;
  std::vector<std::shared_ptr<const App>> apps(std::string_view tenant_id) const;

  void put_tenant(std::string id, std::set<std::string> domains);
  bool put_app(std::string_view tenant_id, App app);
  /// Adds the user, or changes the mailbox state of the one with that id; nothing if no tenant.
  std::shared_ptr<User> put_user(std::string_view tenant_id, std::string id, std::string upn,
                                 std::string mail, std::string display_name, MailboxState state);
  void clear();

 private:
  mutable std::shared_mutex mutex_;  // guards tenants_
  std::map<std::string, Tenant> tenants_;
};

std::string lower_case(std::string_view text);

}  // namespace relais::emulator
