#include "engine/plugin/collect_session.hpp"

#include <utility>
#include <vector>

#include "engine/plugin/collect_sinks.hpp"
#include "engine/plugin/session_core.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

class CollectSession final : public Collector {
 public:
  CollectSession(const PluginEntry& entry, SessionOptions options)
      : core_(entry, std::move(options)),
        call_(core_.call()),
        folder_sink_(call_),
        inbox_sink_(call_, core_.blobs()),
        mark_sink_(call_) {}
  CollectSession(const CollectSession&) = delete;
  CollectSession& operator=(const CollectSession&) = delete;
  ~CollectSession() override { core_.close(); }

  Result<void> open() {
    RELAIS_TRY(core_.open());
    role_ = static_cast<const relais_collect*>(core_.role(RELAIS_COLLECT_V1));
    if (role_) return {};
    return fail(Errc::unsupported, core_.name() + ": it collects nothing");
  }

  Result<std::vector<mail::Folder>> folders() override {
    RELAIS_TRY(core_.perform("folders", [&] {
      const OpenSink<FolderSink> opened(folder_sink_);
      return role_->folders(core_.raw(), folder_sink_.raw());
    }));
    return std::move(folder_sink_.folders);
  }

  Result<void> collect(Purpose purpose, std::string_view cursor, Inbox& inbox) override {
    return core_.perform("collect", [&] {
      const OpenSink<InboxSink> opened(inbox_sink_, inbox);
      return complete(role_->collect(core_.raw(), static_cast<std::int32_t>(purpose), lend(cursor),
                                     inbox_sink_.raw()));
    });
  }

  Result<void> fetch(std::span<const std::string> ids, Inbox& inbox) override {
    if (ids.empty()) return {};
    std::vector<relais_str> raw;
    raw.reserve(ids.size());
    for (const std::string& id : ids) raw.push_back(lend(id));
    return core_.perform("fetch", [&] {
      const OpenSink<InboxSink> opened(inbox_sink_, inbox, ids);
      return complete(role_->fetch(core_.raw(), raw.data(), raw.size(), inbox_sink_.raw()));
    });
  }

  Result<void> mark(std::span<const Mark> marks, const OnMark& on_mark) override {
    if (marks.empty()) return {};
    std::vector<relais_mark> raw;
    raw.reserve(marks.size());
    for (const Mark& mark : marks)
      raw.push_back(
          {sizeof(relais_mark), static_cast<std::int32_t>(mark.marker), lend(mark.remote_id)});
    const std::vector<const relais_mark*> pointers = pointers_to(raw);
    const OpenSink<MarkSink> opened(mark_sink_, marks.size(), on_mark);
    bool named = false;
    Result<void> done = core_.perform("mark", [&] {
      const relais_status status =
          role_->mark(core_.raw(), pointers.data(), pointers.size(), mark_sink_.raw());
      named = status != RELAIS_OK && errc_of(status) != Errc::internal;
      const std::lock_guard lock(call_.guard);
      if (status == RELAIS_OK && !mark_sink_.complete() && call_.breach.empty())
        return call_.refuse("it kept silent about marks, though it answered OK");
      return status;
    });
    mark_sink_.report_silent(named && !done ? std::optional(done.error()) : std::nullopt,
                             core_.name());
    return done;
  }

  Result<std::vector<Probe>> check() override { return core_.check(); }
  Millis not_before() const override { return call_.not_before; }
  Result<void> commit_state() override { return core_.commit_state(); }

 private:
  relais_status complete(relais_status status) {
    const std::lock_guard lock(call_.guard);
    const std::string missing = inbox_sink_.missing();
    return status == RELAIS_OK && !missing.empty() ? call_.refuse(missing) : status;
  }

  SessionCore core_;
  Call& call_;
  FolderSink folder_sink_;
  InboxSink inbox_sink_;
  MarkSink mark_sink_;
  const relais_collect* role_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<Collector>> open_collector(const PluginEntry& entry,
                                                  SessionOptions options) {
  if (!entry.usable() || !entry.descriptor)
    return fail(Errc::config,
                "the plugin " + entry.file.string() + " cannot be used: " + entry.reason);
  auto session = std::make_unique<CollectSession>(entry, std::move(options));
  RELAIS_TRY(session->open());
  return session;
}

}  // namespace relais::plugin
