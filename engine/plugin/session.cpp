#include "engine/plugin/session.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "engine/plugin/session_core.hpp"
#include "engine/plugin/session_sinks.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

std::vector<relais_op> raw_ops(std::span<const Op> ops) {
  std::vector<relais_op> raw;
  raw.reserve(ops.size());
  for (const Op& op : ops)
    raw.push_back({sizeof(relais_op), static_cast<std::int32_t>(op.action), lend(op.key),
                   op.incarnation, op.verify ? 1U : 0U, lend(op.token), lend(op.container),
                   lend(op.remote_id), lend(op.etag), lend(op.document), lend(op.fingerprint),
                   op.news ? 1U : 0U, lend(op.previous)});
  return raw;
}

std::vector<relais_ref> raw_refs(std::span<const Ref> refs) {
  std::vector<relais_ref> raw;
  raw.reserve(refs.size());
  for (const Ref& ref : refs)
    raw.push_back({sizeof(relais_ref), 0, lend(ref.key), lend(ref.remote_id)});
  return raw;
}

class Session final : public Exporter {
 public:
  Session(const PluginEntry& entry, SessionOptions options)
      : core_(entry, std::move(options)), call_(core_.call()) {}

  Result<void> open() {
    RELAIS_TRY(core_.open());
    role_ = static_cast<const relais_export*>(core_.role(RELAIS_EXPORT_V1));
    if (role_) return {};
    return fail(Errc::unsupported, core_.name() + ": it exports nothing");
  }

  Result<std::vector<Document>> render(std::string_view target, std::string_view item,
                                       std::string_view today) override {
    DocumentSink sink(call_);
    RELAIS_TRY(core_.perform("render", [&] {
      return role_->render(core_.raw(), lend(target), lend(item), lend(today), sink.raw());
    }));
    return std::move(sink.documents);
  }

  Result<Container> ensure(std::string_view target, std::string_view stored) override {
    ContainerSink sink(call_);
    RELAIS_TRY(core_.perform("ensure", [&] {
      const auto status = role_->ensure(core_.raw(), lend(target), lend(stored), sink.raw());
      if (status == RELAIS_OK && !sink.container) return call_.refuse("it named no container");
      return status;
    }));
    return *std::move(sink.container);
  }

  Result<void> apply(std::string_view target, std::span<const Op> ops,
                     const OnResult& on_result) override {
    const std::vector<relais_op> raw = raw_ops(ops);
    const std::vector<const relais_op*> pointers = pointers_to(raw);
    ResultSink sink(call_, ops, on_result);
    bool named = false;
    Result<void> done = core_.perform("apply", [&] {
      const auto status =
          role_->apply(core_.raw(), lend(target), pointers.data(), pointers.size(), sink.raw());
      named = status != RELAIS_OK && errc_of(status) != Errc::internal;
      if (status == RELAIS_OK && !sink.complete() && call_.breach.empty())
        return call_.refuse("it kept silent about operations, though it answered OK");
      return status;
    });
    sink.report_silent(named && !done ? std::optional(done.error()) : std::nullopt, core_.name());
    return done;
  }

  Result<void> observe(std::string_view target, std::string_view container, std::string_view cursor,
                       bool full, ChangeSink& into) override {
    ObservationSink sink(call_, into, full);
    return core_.perform("observe", [&] {
      const auto status = role_->observe(core_.raw(), lend(target), lend(container), lend(cursor),
                                         full ? 1 : 0, sink.raw());
      if (status == RELAIS_OK && !sink.missing().empty()) return call_.refuse(sink.missing());
      return status;
    });
  }

  Result<std::vector<Found>> lookup(std::string_view target, std::span<const Ref> refs) override {
    std::vector<Found> found;
    if (refs.empty()) return found;
    const std::vector<relais_ref> raw = raw_refs(refs);
    const std::vector<const relais_ref*> pointers = pointers_to(raw);
    FoundSink sink(call_, refs.size(), [&](Found one) -> Result<void> {
      found.push_back(std::move(one));
      return {};
    });
    RELAIS_TRY(core_.perform("lookup", [&] {
      const auto status =
          role_->lookup(core_.raw(), lend(target), pointers.data(), pointers.size(), sink.raw());
      if (status == RELAIS_OK && sink.first_silent() != refs.size())
        return call_.refuse("it did not answer ref " + std::to_string(sink.first_silent()));
      return status;
    }));
    return found;
  }

  Result<void> inventory(std::string_view target, const OnFound& on_found) override {
    if (!RELAIS_HAS(role_, relais_export, inventory)) return core_.unsupported("inventory");
    FoundSink sink(call_, 0, on_found);
    return core_.perform("inventory",
                         [&] { return role_->inventory(core_.raw(), lend(target), sink.raw()); });
  }

  Result<void> discard(std::string_view target, std::string_view container) override {
    if (!RELAIS_HAS(role_, relais_export, discard)) return core_.unsupported("discard");
    return core_.perform(
        "discard", [&] { return role_->discard(core_.raw(), lend(target), lend(container)); });
  }

  Result<std::vector<Probe>> check() override { return core_.check(); }
  Millis not_before() const override { return call_.not_before; }
  Result<void> commit_state() override { return core_.commit_state(); }

 private:
  SessionCore core_;
  Call& call_;
  const relais_export* role_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<Exporter>> open_session(const PluginEntry& entry, SessionOptions options) {
  if (!entry.usable() || !entry.descriptor)
    return fail(Errc::config,
                "the plugin " + entry.file.string() + " cannot be used: " + entry.reason);
  auto session = std::make_unique<Session>(entry, std::move(options));
  RELAIS_TRY(session->open());
  return session;
}

}  // namespace relais::plugin
