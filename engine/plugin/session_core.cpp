#include "engine/plugin/session_core.hpp"

#include "engine/plugin/session_sinks.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

std::string no_reason(relais_status status) {
  if (status == RELAIS_CANCELLED) return "stopped, as it was asked to";
  return std::string("it gave no reason (") + name_of(errc_of(status)) + ", status " +
         std::to_string(status) + ")";
}

}  // namespace

SessionCore::SessionCore(const PluginEntry& entry, SessionOptions options)
    : manifest_(entry.manifest),
      plugin_(*entry.descriptor),
      options_(std::move(options)),
      name_("plugin " + manifest_.id + " [" + options_.label + "]"),
      host_(manifest_, options_, name_, state_buffer(), call_blobs(), call_) {}

StateBuffer* SessionCore::state_buffer() {
  if (options_.state) state_.emplace(*options_.state);
  return state_ ? &*state_ : nullptr;
}

CallBlobs* SessionCore::call_blobs() {
  if (options_.blobs && manifest_.names_service(RELAIS_BLOB_V1))
    blobs_.emplace(*options_.blobs, options_.cancel, call_);
  return blobs();
}

Result<void> SessionCore::open() {
  return perform("open", [&] {
    const relais_status status =
        plugin_.open(host_.host(), lend(options_.config), lend(options_.account), &session_);
    if (status == RELAIS_OK && !session_) return call_.refuse("it opened no session");
    if (status != RELAIS_OK) session_ = nullptr;
    return status;
  });
}

void SessionCore::close() {
  if (!session_) return;
  call_.begin();
  try {
    plugin_.close(std::exchange(session_, nullptr));
  } catch (...) {
    // Close never fails; what it throws has nobody left to hear it.
  }
  call_.end();
}

const void* SessionCore::role(std::string_view id) const { return plugin_.extension(lend(id)); }

Result<std::vector<Probe>> SessionCore::check() {
  if (!RELAIS_HAS(&plugin_, relais_plugin, check)) return unsupported("check");
  ProbeSink sink(call_);
  RELAIS_TRY(perform("check", [&] { return plugin_.check(session_, sink.raw()); }));
  return std::move(sink.probes);
}

Result<void> SessionCore::end_of_call(std::string_view what, relais_status status) {
  host_.end_of_call();
  Result<void> outcome = outcome_of(what, status);
  if (!outcome && state_) state_->forget();
  return outcome;
}

Result<void> SessionCore::outcome_of(std::string_view what, relais_status status) {
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

tl::unexpected<Error> SessionCore::unsupported(std::string_view what) const {
  return fail(Errc::unsupported, name_ + ": it has no " + std::string(what));
}

std::string SessionCore::report_it() const {
  return "report this to " + manifest_.vendor + ", with version " + manifest_.version;
}

}  // namespace relais::plugin
