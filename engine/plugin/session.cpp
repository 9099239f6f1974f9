#include "engine/plugin/session.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "engine/plugin/host_table.hpp"
#include "engine/plugin/session_sinks.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

std::vector<relais_op> raw_ops(std::span<const Op> ops) {
  std::vector<relais_op> raw;
  raw.reserve(ops.size());
  for (const Op& op : ops)
    raw.push_back({sizeof(relais_op), static_cast<std::int32_t>(op.action), lent(op.key),
                   op.incarnation, op.verify ? 1U : 0U, lent(op.token), lent(op.container),
                   lent(op.remote_id), lent(op.etag), lent(op.document), lent(op.fingerprint),
                   op.news ? 1U : 0U, lent(op.previous)});
  return raw;
}

std::vector<relais_ref> raw_refs(std::span<const Ref> refs) {
  std::vector<relais_ref> raw;
  raw.reserve(refs.size());
  for (const Ref& ref : refs)
    raw.push_back({sizeof(relais_ref), 0, lent(ref.key), lent(ref.remote_id)});
  return raw;
}

template <class T>
std::vector<const T*> pointers_to(const std::vector<T>& values) {
  std::vector<const T*> pointers;
  pointers.reserve(values.size());
  for (const T& value : values) pointers.push_back(&value);
  return pointers;
}

std::string no_reason(relais_status status) {
  if (status == RELAIS_CANCELLED) return "stopped, as it was asked to";
  return std::string("it gave no reason (") + name_of(errc_of(status)) + ", status " +
         std::to_string(status) + ")";
}

class Session final : public Exporter {
 public:
  Session(const PluginEntry& entry, SessionOptions options)
      : manifest_(entry.manifest),
        plugin_(*entry.descriptor),
        options_(std::move(options)),
        name_("plugin " + manifest_.id + " [" + options_.label + "]"),
        host_(manifest_, options_, name_, buffer(), call_) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() override {
    if (!session_) return;
    call_.begin();
    try {
      plugin_.close(session_);
    } catch (...) {
      // Close never fails; what it throws has nobody left to hear it.
    }
  }

  Result<void> open() {
    RELAIS_TRY(perform("open", [&] {
      const relais_status status =
          plugin_.open(host_.host(), lent(options_.config), lent(options_.account), &session_);
      if (status == RELAIS_OK && !session_) return call_.refuse("it opened no session");
      if (status != RELAIS_OK) session_ = nullptr;
      return status;
    }));
    role_ = static_cast<const relais_export*>(plugin_.extension(lent(RELAIS_EXPORT_V1)));
    if (role_) return {};
    return fail(Errc::unsupported, name_ + ": it exports nothing");
  }

  Result<std::vector<Document>> render(std::string_view target, std::string_view item,
                                       std::string_view today) override {
    DocumentSink sink(call_);
    RELAIS_TRY(perform("render", [&] {
      return role_->render(session_, lent(target), lent(item), lent(today), sink.raw());
    }));
    return std::move(sink.documents);
  }

  Result<Container> ensure(std::string_view target, std::string_view stored) override {
    ContainerSink sink(call_);
    RELAIS_TRY(perform("ensure", [&] {
      const auto status = role_->ensure(session_, lent(target), lent(stored), sink.raw());
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
    Result<void> done = perform("apply", [&] {
      const auto status =
          role_->apply(session_, lent(target), pointers.data(), pointers.size(), sink.raw());
      named = status != RELAIS_OK && errc_of(status) != Errc::internal;
      if (status == RELAIS_OK && !sink.complete() && call_.breach.empty())
        return call_.refuse("it kept silent about operations, though it answered OK");
      return status;
    });
    sink.report_silent(named && !done ? std::optional(done.error()) : std::nullopt, name_);
    return done;
  }

  Result<void> observe(std::string_view target, std::string_view container, std::string_view cursor,
                       bool full, ChangeSink& into) override {
    ObservationSink sink(call_, into, full);
    return perform("observe", [&] {
      const auto status = role_->observe(session_, lent(target), lent(container), lent(cursor),
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
    RELAIS_TRY(perform("lookup", [&] {
      const auto status =
          role_->lookup(session_, lent(target), pointers.data(), pointers.size(), sink.raw());
      if (status == RELAIS_OK && sink.first_silent() != refs.size())
        return call_.refuse("it did not answer ref " + std::to_string(sink.first_silent()));
      return status;
    }));
    return found;
  }

  Result<void> inventory(std::string_view target, const OnFound& on_found) override {
    if (!RELAIS_HAS(role_, relais_export, inventory)) return unsupported("inventory");
    FoundSink sink(call_, 0, on_found);
    return perform("inventory",
                   [&] { return role_->inventory(session_, lent(target), sink.raw()); });
  }

  Result<void> discard(std::string_view target, std::string_view container) override {
    if (!RELAIS_HAS(role_, relais_export, discard)) return unsupported("discard");
    return perform("discard",
                   [&] { return role_->discard(session_, lent(target), lent(container)); });
  }

  Result<std::vector<Probe>> check() override {
    if (!RELAIS_HAS(&plugin_, relais_plugin, check)) return unsupported("check");
    ProbeSink sink(call_);
    RELAIS_TRY(perform("check", [&] { return plugin_.check(session_, sink.raw()); }));
    return std::move(sink.probes);
  }

  Millis not_before() const override { return call_.not_before; }

  Result<void> commit_state() override { return state_ ? state_->commit() : Result<void>(); }

 private:
  StateBuffer* buffer() {
    if (options_.state) state_.emplace(*options_.state);
    return state_ ? &*state_ : nullptr;
  }

  /// Runs `body`, which calls the plugin, and makes one result out of all that was learned.
  template <class Body>
  Result<void> perform(std::string_view what, Body&& body) {
    call_.begin();
    relais_status status = RELAIS_ERR_INTERNAL;
    try {
      status = body();
    } catch (...) {
      call_.broke("an exception left it");
    }
    host_.end_of_call();
    Result<void> outcome = outcome_of(what, status);
    if (!outcome && state_) state_->forget();
    return outcome;
  }

  Result<void> outcome_of(std::string_view what, relais_status status) {
    const std::lock_guard lock(call_.guard);
    if (call_.engine) return fail(*std::exchange(call_.engine, std::nullopt));
    const std::string where = name_ + ", " + std::string(what) + ": ";
    if (!call_.breach.empty())
      return fail(Errc::internal, where + "it broke its contract: " + call_.breach, report_it());
    if (status == RELAIS_OK) return {};
    const Errc code = errc_of(status);
    return fail(code, where + (call_.reason.empty() ? no_reason(status) : call_.reason),
                code == Errc::internal ? report_it() : std::string());
  }

  tl::unexpected<Error> unsupported(std::string_view what) const {
    return fail(Errc::unsupported, name_ + ": it has no " + std::string(what));
  }
  std::string report_it() const {
    return "report this to " + manifest_.vendor + ", with version " + manifest_.version;
  }

  const Manifest manifest_;
  const relais_plugin& plugin_;
  const SessionOptions options_;
  const std::string name_;
  std::optional<StateBuffer> state_;
  Call call_;
  HostTable host_;
  const relais_export* role_ = nullptr;
  relais_session* session_ = nullptr;
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
