// A firm that collects mail: the built plugin, the whole engine, mailboxes on the Graph emulator.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/collect/service.hpp"
#include "engine/store/inbox.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {

inline const std::string kGrey = "✔ relais";
inline const std::string kGreen = "✅ relais";

/// Each handler has a mail account.
class MailFirm : public Testbed {
 public:
  /// `keys` stand below `addins.MAIL`, as "exclude_folders: [Test2]".
  explicit MailFirm(const std::string& keys = {}, Options options = {});

  void configure(const std::string& keys);
  void have_roles(std::vector<std::string> roles);
  /// Filters looked at; a minute later, so that all that was there is old.
  void activate(const std::string& handler = "MM");

  /// Runs `relais sync` of mail and expects this exit code. The report of the first account; empty
  /// if there is none.
  collect::AccountReport poll(int exit_code = 0);
  collect::AccountReport audit(int exit_code = 0);
  /// Answers nothing but says what went wrong.
  Result<collect::Outcome> try_poll(StepListener* steps = nullptr);

  /// Ids of messages. A delivered one is received now, if `message` does not say when.
  std::string deliver(const emulator::MessageSpec& message = {}, const std::string& handler = "MM");
  std::string deliver_to(const std::string& folder, const std::string& subject = "Subject");
  std::string make_folder(const std::string& name, const std::string& parent = {});
  void move(const std::string& message, const std::string& folder);
  void owner(const json::object& action, const std::string& handler = "MM");

  /// Of the current verdict; "none" if there is none, a failure if there are several.
  std::string reason(const std::string& message, const std::string& handler = "MM");
  std::string rule(const std::string& message, const std::string& handler = "MM");
  /// The subjects of what was collected, sorted.
  std::vector<std::string> collected(const std::string& handler = "MM");
  /// First columns of what a query of the practice store answers.
  std::vector<std::string> rows(const std::string& query);
  std::string row(const std::string& query);
  /// The store's id of a collected message; "" if it is not there.
  std::string stored_id(const std::string& message, const std::string& handler = "MM");
  store::InboxMessage stored(const std::string& message);
  std::unique_ptr<store::Inbox> inbox();
  /// What a file of the store holds.
  std::string blob(const std::string& ref);

  /// What the owner sees; {} with a failure if it is not in the mailbox.
  json::object shown(const std::string& message, const std::string& handler = "MM");
  std::vector<std::string> categories(const std::string& message,
                                      const std::string& handler = "MM");

  /// Each message that was received since the activation has one verdict, each verdict that says so
  /// one message, and what the store holds there are files for. A further audit changes nothing.
  void expect_in_step(const std::string& handler = "MM");

 private:
  collect::AccountReport run(bool audit, int exit_code);
  Options options_;
};

}  // namespace relais::testbed
