// For tests: a firm with a real store and ledger, and a connection and add-ins that say what the
// test wants.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "engine/check/dots.hpp"
#include "engine/check/tester.hpp"
#include "engine/config/load.hpp"
#include "engine/http/testing.hpp"
#include "engine/store/testing.hpp"

namespace relais::check::testing {

using http::testing::VirtualClock;
using plugin::ProbeOutcome;

inline constexpr Millis kMay = 1'777'622'400'000;

class FakeConnection final : public connection::Connection {
 public:
  const std::string& name() const override { return name_; }
  const std::string& tenant() const override { return name_; }
  const std::vector<std::string>& base_urls() const override { return urls_; }
  Result<void> authenticate(connection::Said* said) override {
    if (!no_token) return {};
    if (said != nullptr) *said = refusal;
    return fail(*no_token);
  }
  Result<connection::Account> resolve(std::string_view address, connection::Said* said) override {
    const std::lock_guard lock(guard_);
    asked.emplace_back(address);
    const auto found = users.find(std::string(address));
    if (found != users.end()) return found->second;
    if (said != nullptr)
      *said = {.http_status = 404, .code = "NoUser", .explanation = {"nobody", "firm-admin", "x"}};
    return fail(Errc::not_found, "user not found in tenant");
  }
  std::optional<std::vector<std::string>> permissions() override { return roles; }
  std::optional<bool> grants(std::string_view permission, bool) override {
    if (!roles) return std::nullopt;
    return std::find(roles->begin(), roles->end(), permission) != roles->end();
  }
  std::unique_ptr<connection::Transport> transport(std::string_view, const connection::Limits&,
                                                   const std::atomic<bool>&) override {
    return nullptr;
  }
  connection::Explanation explain(const connection::Complaint& complaint) const override {
    return {
        std::string(complaint.permission) + (complaint.granted.value_or(false) ? " granted" : ""),
        "firm-it", "step"};
  }
  connection::Traffic traffic() const override { return {}; }

  std::optional<Error> no_token;
  connection::Said refusal;
  std::map<std::string, connection::Account> users;
  std::optional<std::vector<std::string>> roles;
  std::vector<std::string> asked;

 private:
  std::mutex guard_;
  const std::string name_ = "microsoft365";
  const std::vector<std::string> urls_{"https://service.example/"};
};

class FakeWays final : public Ways {
 public:
  Result<connection::Connection*> connection(const config::Entity&, std::string_view) override {
    return &in_use;
  }
  /// The edited credentials are good if their tenant is.
  Result<std::unique_ptr<connection::Connection>> try_out(const config::Entity& entity,
                                                          std::string_view) override {
    auto made = std::make_unique<FakeConnection>();
    made->users = in_use.users;
    tried.push_back(entity.microsoft365->client_id);
    if (edited_are_refused) made->no_token = Error{Errc::refused, "signing in was refused", ""};
    made->refusal = in_use.refusal;
    return made;
  }
  Result<Heard> probe(const Visit& visit) override {
    const std::lock_guard lock(guard_);
    visited.push_back(visit.handler.code + ' ' + visit.entry.manifest.addin + ' ' +
                      visit.account.id);
    if (const auto found = errors.find(visit.entry.manifest.addin); found != errors.end())
      return fail(found->second);
    return heard[visit.handler.code + visit.entry.manifest.addin];
  }

  FakeConnection in_use;
  bool edited_are_refused = false;
  std::vector<std::string> tried;
  std::vector<std::string> visited;
  std::map<std::string, Heard> heard;
  std::map<std::string, Error> errors;

 private:
  std::mutex guard_;
};

inline plugin::PluginEntry addin(const std::string& code, bool exports = true) {
  static const relais_plugin descriptor{};
  plugin::PluginEntry entry;
  entry.state = plugin::EntryState::usable;
  entry.descriptor = &descriptor;
  entry.manifest.id = "test." + code;
  entry.manifest.addin = code;
  entry.manifest.connection = "microsoft365";
  if (exports) entry.manifest.exports.push_back({"contact", {"contacts"}, {}});
  if (!exports) entry.manifest.collects.emplace_back("message");
  return entry;
}

/// MM and AF of zurich, linked to mm@ and af@firm.example.
class CheckTest : public store::testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    configure();
    auto opened = ledger::open("sqlite:" + path("ledger.db"), ledger::OpenMode::create);
    ASSERT_TRUE(opened) << opened.error().text;
    ledger_ = std::move(*opened);
    writer_->sql(R"(
      INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES
        ('h1', 'zurich', 'MM', 'M', 'M', 'partner'), ('h2', 'zurich', 'AF', 'A', 'F', 'lawyer'),
        ('h3', 'zurich', 'XX', 'X', 'X', 'lawyer');
      INSERT INTO handler_link(handler_id, address) VALUES
        ('h1', 'mm@firm.example'), ('h2', 'af@firm.example');)");
    ways_.in_use.users = {{"mm@firm.example", {"u1", "mm@firm.example"}},
                          {"af@firm.example", {"u2", "af@firm.example"}}};
    entries_ = {addin("B08"), addin("A04"), addin("MAIL", false)};
  }
  void configure(const std::string& client_id = "66666666-7777-8888-9999-000000000000",
                 const std::string& subscription = "[B08, A04, MAIL]") {
    const auto loaded = config::load_text(
        "store: {url: 'sqlite:p', ledger: 'sqlite:l'}\nentities:\n  - id: zurich\n    name: Z\n"
        "    time_zone: Europe/Zurich\n    subscription: " +
            subscription +
            "\n    microsoft365: {tenant: 11111111-2222-3333-4444-555555555555, client_id: " +
            client_id + ", client_secret: 'env:X', secret_expires_on: 2099-12-31}\n",
        "/etc/relais/relais.yaml");
    ASSERT_TRUE(loaded) << config::to_text(loaded.error());
    config_ = *loaded;
  }
  /// The configuration with the credentials that are in use.
  config::Config opened() {
    config::Config config = config_;
    staged_ = sync::use_active_credentials(config, *ledger_).value();
    return config;
  }
  Report test(const sync::Selection& selection = {}, Update update = Update::no) {
    const auto config = opened();
    const plugin::Catalogue catalogue(entries_);
    auto report =
        check::test({config, staged_, catalogue, *store_, *ledger_, clock_, cancel_, ways_, 2},
                    selection, update);
    EXPECT_TRUE(report) << report.error().text;
    return report ? std::move(*report) : Report{};
  }
  /// "MAIL green, A04 red"
  static std::string dots(const HandlerTest& handler) {
    std::string text;
    for (const auto& one : handler.addins)
      text += (text.empty() ? "" : ", ") + one.addin + ' ' + name_of(one.colour);
    return text;
  }
  std::vector<Dot> kept(const std::string& code = "MM") {
    const auto snapshot = store_->snapshot().value();
    const auto handlers = snapshot->handlers().value();
    const auto config = opened();
    for (const auto& handler : handlers)
      if (handler.code == code)
        return dots_of(config, handler, ledger_->dots().value(), clock_.now());
    return {};
  }

  config::Config config_;
  std::unique_ptr<ledger::Ledger> ledger_;
  sync::Staged staged_;
  std::vector<plugin::PluginEntry> entries_;
  VirtualClock clock_{kMay};
  std::atomic<bool> cancel_{false};
  FakeWays ways_;
};

}  // namespace relais::check::testing
