// Mail of a firm, as programs use it.
#pragma once

#include "engine/collect/activation.hpp"
#include "engine/collect/looking_back.hpp"
#include "engine/collect/report.hpp"

namespace relais::sync {
class Engine;
}

namespace relais::collect {

/// What the service works with; all of it outlives it.
struct Firm {
  const config::Config& config;
  store::Store& store;
  store::MailStore& mail;
  Clock& clock;
  const std::atomic<bool>& cancel;
  Sessions& sessions;
};

/// A line of `relais mail folders`, and the tree that it points into.
struct FolderList {
  mail::FolderTree tree;
  std::vector<mail::TopLevel> top_level;
  std::vector<store::FolderPin> pins;
  std::vector<mail::NotResolved> not_resolved;  ///< configured names that no folder has, or two
};

struct AccountStatus {
  Account account;
  std::size_t missing_pins = 0;
  std::map<std::string, std::int64_t> verdicts;    ///< since the activation, by reason
  std::map<std::string, std::int64_t> slipped_to;  ///< since then, by well-known name
};

/// Not thread-safe; its runs use threads of their own.
class Service {
 public:
  explicit Service(const Firm& firm);
  /// Over the engine's own store, ledger, connections and plugins; takes the ledger's lock for what
  /// sends. Sends nothing yet.
  static Result<std::unique_ptr<Service>> open(sync::Engine& engine);
  ~Service();

  /// Active accounts: what is new, audits that are due, agreed history, markers. Fails only for
  /// what concerns all of them.
  Result<Outcome> poll(const sync::Selection& selection);
  /// The same, with an audit of each; then files that no message names are removed.
  Result<Outcome> audit(const sync::Selection& selection);

  /// Of one account; `entity` may be empty if only one entity has such a handler. Errc::not_found,
  /// Errc::unsupported (not linked), and what the connection says. Before the activation too.
  Result<FolderList> folders(std::string_view entity, std::string_view handler);
  Result<Preview> preview(std::string_view entity, std::string_view handler);
  /// Errors as of collect::activate, with `why` filled as far as it got.
  Result<Activation> activate(std::string_view entity, std::string_view handler,
                              ActivationOptions options, Preview& why);
  Result<> suspend(std::string_view entity, std::string_view handler);
  /// `send` false: a dry run.
  Result<Reconsidered> reconsider(std::string_view entity, std::string_view handler, bool send);
  Result<Explained> explain(std::string_view entity, std::string_view handler,
                            std::string_view remote_id);
  Result<std::vector<AccountStatus>> status(const sync::Selection& selection);

 private:
  struct Owned;
  Result<Account> account(std::string_view entity, std::string_view handler);
  Result<Outcome> run(const sync::Selection& selection, bool audit);

  std::unique_ptr<Owned> owned_;  ///< of open()
  Firm firm_;
  Desk desk_;
  int workers_ = 4;
  std::function<Result<>()> lock_;
};

}  // namespace relais::collect
