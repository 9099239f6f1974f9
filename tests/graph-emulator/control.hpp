// The control interface for tests, typed: of an emulator in this process or elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/graph-emulator/emulator.hpp"

namespace relais::emulator {

struct SecretSpec {
  std::string value;
  std::string expires{};  ///< "2026-05-01T00:00:00Z"; "" = never
  std::string name{};
};

struct AppSpec {
  std::string client_id{};
  std::string secret{};  ///< "" = none
  std::vector<std::string> roles = {"Contacts.ReadWrite", "User.ReadBasic.All"};
  std::string secret_expires{};   ///< "2026-05-01T00:00:00Z"; "" = never
  std::string certificate_pem{};  ///< "" = none
  bool disabled = false;
  std::vector<std::string> hidden_roles{};  ///< of these, granted within a scope: not in the token
  std::vector<std::string> mailboxes{};     ///< user ids it is scoped to; empty: all
  std::vector<SecretSpec> more_secrets{};
};

struct UserSpec {
  std::string id;
  std::string upn{};  ///< "" = the id
  std::string mail{};
  std::string mailbox = "ok";  ///< "on-premises", "unlicensed", "out-of-scope"
};

/// A mail as it comes in. Addresses are "a@b.ch" or "Name <a@b.ch>".
struct MessageSpec {
  std::string from = "Client <client@example.com>";  ///< "" = none
  std::vector<std::string> to = {"mm@firm.example"};
  std::vector<std::string> cc{};
  std::vector<std::string> bcc{};
  std::string subject = "Subject";
  std::string body = "Body";
  std::string received{};     ///< "2026-05-01T09:00:00Z"; "" = now
  std::string folder{};       ///< well-known name, id, or path of names; "" = the inbox
  std::string internet_id{};  ///< "" = one of its own
  json::object set{};         ///< more properties, Graph's names (README: "Owner actions")
  json::object more{};        ///< more of the action: "attachments", "mime", "mime_fails", ...
};

/// Every call is one control request. Errors carry what the emulator said.
class Control {
 public:
  explicit Control(Emulator& emulator) : emulator_(&emulator) {}
  explicit Control(std::string url) : url_(std::move(url)) {}

  Result<> seed(const json::object& document);
  Result<> add_tenant(const std::string& id, const std::vector<std::string>& domains = {});
  /// Again with the same client id: replaces it (roles act on new tokens only).
  Result<> add_app(const std::string& tenant, const AppSpec& app);
  /// Again with the same id: changes the mailbox's state only.
  Result<> add_user(const std::string& tenant, const UserSpec& user);

  /// The immutable id of the new contact. `folder`: a name or id; "" = the default folder.
  Result<std::string> owner_create(const std::string& tenant, const std::string& user,
                                   const json::object& set, const std::string& folder = {});
  Result<> owner_update(const std::string& tenant, const std::string& user,
                        const std::string& contact, const json::object& set);
  /// To Deleted Items.
  Result<> owner_delete(const std::string& tenant, const std::string& user,
                        const std::string& contact);
  /// Gone for good.
  Result<> owner_purge(const std::string& tenant, const std::string& user,
                       const std::string& contact);
  Result<> owner_move(const std::string& tenant, const std::string& user,
                      const std::string& contact, const std::string& folder);
  /// Out of Deleted Items, back to the default folder.
  Result<> owner_restore(const std::string& tenant, const std::string& user,
                         const std::string& contact);
  /// The id of the new folder. `parent`: a name or id; "" = the top.
  Result<std::string> owner_create_folder(const std::string& tenant, const std::string& user,
                                          const std::string& name, const std::string& parent = {});
  /// The id of the new task. `list`: a name or id; "" = the default list.
  Result<std::string> owner_create_task(const std::string& tenant, const std::string& user,
                                        const json::object& set, const std::string& list = {});
  Result<> owner_update_task(const std::string& tenant, const std::string& user,
                             const std::string& task, const json::object& set);
  /// Done, as with a click on its circle.
  Result<> owner_tick_task(const std::string& tenant, const std::string& user,
                           const std::string& task);
  Result<> owner_untick_task(const std::string& tenant, const std::string& user,
                             const std::string& task);
  /// Gone for good: To Do has no Deleted Items.
  Result<> owner_delete_task(const std::string& tenant, const std::string& user,
                             const std::string& task);
  /// Answers the id that the task has from now on.
  Result<std::string> owner_move_task(const std::string& tenant, const std::string& user,
                                      const std::string& task, const std::string& list);
  /// The id of the new list.
  Result<std::string> owner_create_list(const std::string& tenant, const std::string& user,
                                        const std::string& name);
  /// With its tasks, for good. `list`: a name or id.
  Result<> owner_delete_list(const std::string& tenant, const std::string& user,
                             const std::string& list);
  /// The immutable id of the new event. `calendar`: a name or id; "" = the default calendar.
  Result<std::string> owner_create_event(const std::string& tenant, const std::string& user,
                                         const json::object& set, const std::string& calendar = {});
  Result<> owner_update_event(const std::string& tenant, const std::string& user,
                              const std::string& event, const json::object& set);
  /// To Deleted Items.
  Result<> owner_delete_event(const std::string& tenant, const std::string& user,
                              const std::string& event);
  /// Gone for good.
  Result<> owner_purge_event(const std::string& tenant, const std::string& user,
                             const std::string& event);
  /// The immutable id stays.
  Result<> owner_move_event(const std::string& tenant, const std::string& user,
                            const std::string& event, const std::string& calendar);
  /// Out of Deleted Items, back to the default calendar.
  Result<> owner_restore_event(const std::string& tenant, const std::string& user,
                               const std::string& event);
  /// The id of the new calendar.
  Result<std::string> owner_create_calendar(const std::string& tenant, const std::string& user,
                                            const std::string& name);
  /// The immutable id of the new message.
  Result<std::string> deliver(const std::string& tenant, const std::string& user,
                              const MessageSpec& message = {});
  /// What the owner may change of a message: read, flag, categories; of a draft all.
  Result<> owner_update_message(const std::string& tenant, const std::string& user,
                                const std::string& message, const json::object& set);
  /// The immutable id stays. `folder`: well-known name, id, or path of names.
  Result<> owner_move_message(const std::string& tenant, const std::string& user,
                              const std::string& message, const std::string& folder);
  /// To Deleted Items.
  Result<> owner_delete_message(const std::string& tenant, const std::string& user,
                                const std::string& message);
  /// Gone for good.
  Result<> owner_purge_message(const std::string& tenant, const std::string& user,
                               const std::string& message);
  /// To Sent Items, under the same immutable id.
  Result<> owner_send_draft(const std::string& tenant, const std::string& user,
                            const std::string& message);
  /// The id of the new folder. `parent`: well-known name, id, or path of names; "" = the top.
  Result<std::string> owner_create_mail_folder(const std::string& tenant, const std::string& user,
                                               const std::string& name,
                                               const std::string& parent = {});
  Result<> owner_rename_mail_folder(const std::string& tenant, const std::string& user,
                                    const std::string& folder, const std::string& name);
  /// With all that is below it. `parent`: "" = the top.
  Result<> owner_move_mail_folder(const std::string& tenant, const std::string& user,
                                  const std::string& folder, const std::string& parent = {});
  /// To Deleted Items.
  Result<> owner_delete_mail_folder(const std::string& tenant, const std::string& user,
                                    const std::string& folder);
  /// "en", "de", "fr", "it": names the well-known folders anew.
  Result<> mail_language(const std::string& tenant, const std::string& user,
                         const std::string& language);
  /// Old messages, a million if need be: one each `every_s` seconds from `from` on.
  Result<> fill_mail(const std::string& tenant, const std::string& user, std::int64_t count,
                     const std::string& folder = {}, const std::string& from = {},
                     std::int64_t every_s = 60, const json::object& set = {});
  Result<json::value> owner(const std::string& tenant, const std::string& user,
                            const json::value& actions);
  Result<> fill(const std::string& tenant, const std::string& user, std::int64_t count,
                const json::object& set = {}, const std::string& folder = {});

  /// What a person sees whose clock is that of `zone`, from the date `from` to before `to`; one
  /// entry per occurrence (README: "Agenda").
  Result<json::array> agenda(const std::string& tenant, const std::string& user,
                             const std::string& zone, const std::string& from,
                             const std::string& to);

  /// `{"contacts": [...], "deleted": [...], "folders": [...], "default_folder": id,
  ///   "tasks": [...], "lists": [...], "default_list": id,
  ///   "messages": [...], "mail_folders": [...], "categories": [...]}`
  Result<json::object> state(const std::string& tenant, const std::string& user);
  Result<> expire_sync_states(const std::string& tenant, const std::string& user);

  Result<> settings(const json::object& changes);
  Result<> faults(const json::array& rules);
  Result<> clear_faults();
  /// `{"first": i, "next": n, "requests": [...]}`
  Result<json::object> requests(std::uint64_t since = 0);
  Result<> clear_requests();
  Result<json::object> stats();
  Result<> clear_stats();
  Result<> advance(Millis by);
  Result<> expire_tokens();
  Result<> reset();

  Result<json::value> send(const std::string& method, const std::string& path,
                           const json::value& body = nullptr);

 private:
  Emulator* emulator_ = nullptr;
  std::string url_;
};

}  // namespace relais::emulator
