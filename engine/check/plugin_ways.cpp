#include "engine/check/plugin_ways.hpp"

#include "engine/config/mail.hpp"
#include "engine/plugin/collect_session.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/session_parts.hpp"

namespace relais::check {
namespace {

/// Passes requests on, and notes what became of them.
class Listening final : public connection::Transport {
 public:
  explicit Listening(std::unique_ptr<connection::Transport> inner) : inner_(std::move(inner)) {}

  std::vector<http::Response> send(std::span<const http::Request> requests) override {
    auto responses = inner_->send(requests);
    for (const auto& response : responses) {
      const bool passes =
          response.outcome == http::Outcome::not_done || response.outcome == http::Outcome::unknown;
      answers.push_back({response.status, response.request_id, response.tracking_id, passes});
    }
    return responses;
  }
  connection::Traffic traffic() const override { return inner_->traffic(); }

  std::vector<Answered> answers;

 private:
  std::unique_ptr<connection::Transport> inner_;
};

/// Empty, and never written: a test commits nothing.
class NoState final : public plugin::StateStore {
 public:
  Result<std::optional<std::string>> get(std::string_view) override {
    return std::optional<std::string>{};
  }
  Result<void> write(const plugin::StateChanges&) override { return {}; }
};

/// A test fetches nothing.
class NoBlobs final : public plugin::BlobSink {
 public:
  Result<std::unique_ptr<plugin::BlobWriter>> create() override {
    return fail(Errc::unsupported, "a connection test stores nothing");
  }
};

template <class Session>
Result<Heard> ask(Result<std::unique_ptr<Session>> session, const Listening& transport) {
  if (!session) return fail(session.error());
  RELAIS_ASSIGN(auto probes, (*session)->check());
  return Heard{std::move(probes), transport.answers};
}

}  // namespace

Result<std::unique_ptr<PluginWays>> PluginWays::make(sync::Engine& engine) {
  RELAIS_ASSIGN(auto context, engine.context());
  return std::unique_ptr<PluginWays>(new PluginWays(engine, std::move(context)));
}

Result<Heard> PluginWays::probe(const Visit& visit) {
  const auto& manifest = visit.entry.manifest;
  RELAIS_ASSIGN(const auto section, plugin::section_for(visit.entity, visit.entry));
  auto described = sync::session_account(visit.entity, visit.handler, visit.connection,
                                         visit.account.id, visit.account.primary_address);
  const bool collects = manifest.exports.empty();
  if (collects) {
    described.collect_since = context_.clock.now();
    described.marks =
        config::mail_of(visit.entity).of(visit.handler.code).marker != config::Marker::none;
  }
  Listening transport(
      visit.connection.transport(visit.account.id, manifest.limits, context_.cancel));
  NoState state;
  NoBlobs blobs;
  auto options = sync::session_options(context_, section);
  options.label = visit.entity.id + '/' + visit.handler.code;
  options.account = plugin::to_json(described);
  options.transport = &transport;
  options.state = &state;
  options.blobs = &blobs;
  return collects ? ask(plugin::open_collector(visit.entry, std::move(options)), transport)
                  : ask(plugin::open_session(visit.entry, std::move(options)), transport);
}

}  // namespace relais::check
