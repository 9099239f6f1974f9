#include "tests/testbed/mail_firm.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "engine/sqlite/sqlite.hpp"

namespace relais::testbed {
namespace {

Options with_mail(Options options, const std::string& keys) {
  if (options.subscription == Options{}.subscription) options.subscription = "[MAIL]";
  options.addins = keys.empty() ? "" : "      MAIL: {" + keys + "}\n";
  return options;
}

}  // namespace

MailFirm::MailFirm(const std::string& keys, Options options)
    : Testbed(with_mail(options, keys)), options_(std::move(options)) {
  have_roles({"Mail.ReadWrite", "MailboxSettings.ReadWrite", "User.ReadBasic.All"});
}

void MailFirm::configure(const std::string& keys) { write_config(with_mail(options_, keys)); }

void MailFirm::have_roles(std::vector<std::string> roles) {
  must(graph().add_app(kTenant,
                       {.client_id = kClient, .secret = kSecret, .roles = std::move(roles)}));
  must(graph().expire_tokens());
}

void MailFirm::activate(const std::string& handler) {
  clock().advance(60'000);
  const auto of = engine();
  const auto service = must(collect::Service::open(*of));
  collect::Preview why;
  const auto done = service->activate("zurich", handler, {.reviewed = true, .resume = false}, why);
  ASSERT_TRUE(done) << done.error().text;
  ASSERT_TRUE(done->done);
}

Result<collect::Outcome> MailFirm::try_poll(StepListener* steps) {
  const auto of = engine(steps);
  RELAIS_ASSIGN(const auto service, collect::Service::open(*of));
  return service->poll({});
}

collect::AccountReport MailFirm::run(bool audit, int exit_code) {
  const auto of = engine();
  const auto service = must(collect::Service::open(*of));
  auto outcome = audit ? service->audit({}) : service->poll({});
  if (!outcome) {
    ADD_FAILURE() << outcome.error().text;
    return {};
  }
  std::string why;
  for (const auto& problem : outcome->problems) why += problem.error.text + "\n";
  for (const auto& account : outcome->accounts)
    for (const auto* part : {&account.outcome, &account.marker_outcome})
      if (!*part) why += part->error().text + "\n";
  EXPECT_EQ(collect::exit_code(*outcome), exit_code) << why;
  return outcome->accounts.empty() ? collect::AccountReport{}
                                   : std::move(outcome->accounts.front());
}

collect::AccountReport MailFirm::poll(int exit_code) { return run(false, exit_code); }
collect::AccountReport MailFirm::audit(int exit_code) { return run(true, exit_code); }

std::string MailFirm::deliver(const emulator::MessageSpec& message, const std::string& handler) {
  return must(graph().deliver(kTenant, user(handler), message));
}

std::string MailFirm::deliver_to(const std::string& folder, const std::string& subject) {
  return deliver({.subject = subject, .folder = folder});
}

std::string MailFirm::make_folder(const std::string& name, const std::string& parent) {
  return must(graph().owner_create_mail_folder(kTenant, user("MM"), name, parent));
}

void MailFirm::move(const std::string& message, const std::string& folder) {
  must(graph().owner_move_message(kTenant, user("MM"), message, folder));
}

void MailFirm::owner(const json::object& action, const std::string& handler) {
  must(graph().owner(kTenant, user(handler), action));
}

std::vector<std::string> MailFirm::rows(const std::string& query) {
  auto db =
      must(sqlite::Database::open(folder() / "practice.db", {.access = sqlite::Access::read}));
  auto statement = must(db.prepare(query));
  std::vector<std::string> all;
  while (must(statement.step())) all.push_back(statement.string(0));
  return all;
}

std::string MailFirm::row(const std::string& query) {
  const auto all = rows(query);
  EXPECT_LE(all.size(), 1u) << query;
  return all.empty() ? "none" : all.front();
}

std::string MailFirm::reason(const std::string& message, const std::string& handler) {
  return row(
      fmt::format("SELECT reason FROM mail_verdict WHERE account = '{}' AND message_id "
                  "= '{}'",
                  handler, message));
}

std::string MailFirm::rule(const std::string& message, const std::string& handler) {
  return row(
      fmt::format("SELECT coalesce(rule, '') FROM mail_verdict WHERE account = '{}' AND message_id "
                  "= '{}'",
                  handler, message));
}

std::vector<std::string> MailFirm::collected(const std::string& handler) {
  return rows(
      fmt::format("SELECT subject FROM communicator_message WHERE account = '{}' "
                  "AND status <> 'deleted' ORDER BY subject",
                  handler));
}

std::string MailFirm::stored_id(const std::string& message, const std::string& handler) {
  const auto found = rows(
      fmt::format("SELECT id FROM communicator_message WHERE account = '{}' AND graph_id = '{}'",
                  handler, message));
  return found.empty() ? "" : found.front();
}

std::unique_ptr<store::Inbox> MailFirm::inbox() {
  return must(store::open_inbox("sqlite:" + (folder() / "practice.db").string()));
}

store::InboxMessage MailFirm::stored(const std::string& message) {
  return must(inbox()->message(stored_id(message)));
}

std::string MailFirm::blob(const std::string& ref) {
  std::ifstream file(folder() / "blobs" / ref, std::ios::binary);
  EXPECT_TRUE(file) << "no file " << ref;
  return {std::istreambuf_iterator<char>(file), {}};
}

json::object MailFirm::shown(const std::string& message, const std::string& handler) {
  const auto state = must(graph().state(kTenant, user(handler)));
  for (const auto& one : state.at("messages").as_array())
    if (one.at("id").as_string() == message) return one.as_object();
  ADD_FAILURE() << "the mailbox does not have the message";
  return {};
}

std::vector<std::string> MailFirm::categories(const std::string& message,
                                              const std::string& handler) {
  std::vector<std::string> names;
  const auto message_now = shown(message, handler);
  if (const auto* all = message_now.if_contains("categories"); all && all->is_array())
    for (const auto& one : all->get_array()) names.emplace_back(one.as_string());
  return names;
}

void MailFirm::expect_in_step(const std::string& handler) {
  audit();
  const auto since =
      row("SELECT active_since FROM mail_account_state WHERE account = '" + handler + "'");
  const auto state = must(graph().state(kTenant, user(handler)));
  for (const auto& one : state.at("messages").as_array()) {
    const std::string id(one.at("id").as_string());
    const std::string at(one.at("receivedDateTime").as_string());
    if (at.substr(0, 19) < since.substr(0, 19)) continue;
    const auto why = reason(id, handler);
    EXPECT_NE(why, "none") << "a message without a verdict";
    EXPECT_EQ(why == "collect", !stored_id(id, handler).empty()) << why;
  }
  EXPECT_EQ(rows("SELECT 1 FROM communicator_message m WHERE status <> 'deleted' AND NOT EXISTS "
                 "(SELECT 1 FROM mail_verdict v WHERE v.entity_id = m.entity_id AND v.account = "
                 "m.account AND v.message_id = m.graph_id AND v.verdict = 'collect')")
                .size(),
            0u)
      << "a message without the verdict that let it in";
  EXPECT_EQ(rows("SELECT 1 FROM communicator_message WHERE internet_message_id IS NOT NULL GROUP "
                 "BY entity_id, account, internet_message_id, received_at HAVING count(*) > 1")
                .size(),
            0u)
      << "a message is there twice";
  for (const auto& ref :
       rows("SELECT body_ref FROM communicator_message WHERE body_ref IS NOT NULL UNION SELECT "
            "mime_ref FROM communicator_message WHERE mime_ref IS NOT NULL UNION SELECT ref FROM "
            "communicator_attachment WHERE ref IS NOT NULL"))
    EXPECT_TRUE(std::filesystem::exists(folder() / "blobs" / ref)) << ref;
  const auto before = practice_tables();
  requests();
  audit();
  EXPECT_TRUE(mutations().empty()) << "a further audit writes into the mailbox";
  const auto without_cursors = [](std::string text) {
    const auto from = text.find("mail_cursor\n");
    const auto to = text.find("\nmail_", from + 1);
    return from == std::string::npos ? text : text.erase(from, to - from);
  };
  EXPECT_EQ(without_cursors(before), without_cursors(practice_tables()))
      << "a further audit changes the store";
}

}  // namespace relais::testbed
