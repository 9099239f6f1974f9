// The way to a mailbox through a loaded plugin.
#pragma once

#include "engine/collect/sessions.hpp"
#include "engine/store/blob_files.hpp"
#include "engine/sync/engine.hpp"

namespace relais::collect {

class PluginSessions final : public Sessions {
 public:
  /// Both outlive it and what it opens.
  PluginSessions(sync::Engine& engine, const store::BlobFiles& blobs)
      : engine_(engine), blobs_(blobs) {}

  Result<check::AddinTest> test(const Account& account) override;
  Result<Mailbox> find(const Account& account) override;
  Result<std::unique_ptr<Session>> open(const Account& account, const Mailbox& mailbox,
                                        Since since) override;
  Result<> postpone(const Account& account, const Mailbox& mailbox, Millis until) override;
  connection::Traffic traffic() const override;

 private:
  struct Way {
    const plugin::PluginEntry* entry = nullptr;
    connection::Connection* connection = nullptr;
    const store::Link* link = nullptr;
  };
  Result<Way> way(const Account& account);
  /// And whose mailbox it leads to.
  Result<Way> linked_way(const Account& account);
  Result<ledger::Mailbox> mailbox(const Way& way, const std::string& user_id);

  sync::Engine& engine_;
  const store::BlobFiles& blobs_;
};

}  // namespace relais::collect
