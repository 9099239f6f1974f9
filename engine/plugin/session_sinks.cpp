#include "engine/plugin/session_sinks.hpp"

#include <algorithm>

#include "engine/plugin/intake.hpp"

namespace relais::plugin {

// ---- render -------------------------------------------------------------------------------------

DocumentSink::DocumentSink(Call& call) : call_(call) {
  raw_ = {sizeof raw_, this, [](void* self, const relais_document* document) {
            auto& sink = *static_cast<DocumentSink*>(self);
            return sink.call_.answer([&] { return sink.take(*document); });
          }};
}

relais_status DocumentSink::take(const relais_document& raw) {
  Intake intake;
  Document document = document_of(raw, intake);
  intake.require(parts_.insert(document.part).second, "part", "is rendered twice");
  if (!intake.good()) return call_.refuse("document: " + intake.problem());
  documents.push_back(std::move(document));
  return RELAIS_OK;
}

// ---- ensure -------------------------------------------------------------------------------------

ContainerSink::ContainerSink(Call& call) : call_(call) {
  raw_ = {sizeof raw_, this, [](void* self, relais_str id, std::int32_t created) {
            auto& sink = *static_cast<ContainerSink*>(self);
            return sink.call_.answer([&]() -> relais_status {
              Intake intake;
              if (sink.container) return sink.call_.refuse("it named a second container");
              sink.container = container_of(id, created, intake);
              return intake.good() ? RELAIS_OK : sink.call_.refuse(intake.problem());
            });
          }};
}

// ---- apply --------------------------------------------------------------------------------------

ResultSink::ResultSink(Call& call, std::span<const Op> ops, const Exporter::OnResult& on_result)
    : call_(call),
      ops_(ops),
      on_result_(on_result),
      reported_(ops.size(), false),
      silent_(ops.size()) {
  raw_ = {sizeof raw_, this, [](void* self, const relais_result* result) {
            auto& sink = *static_cast<ResultSink*>(self);
            return sink.call_.answer([&] { return sink.take(*result); });
          }};
}

relais_status ResultSink::take(const relais_result& raw) {
  if (raw.index >= reported_.size())
    return call_.refuse("it reported operation " + std::to_string(raw.index) + " of " +
                        std::to_string(reported_.size()));
  const auto index = static_cast<std::size_t>(raw.index);
  if (reported_[index])
    return call_.refuse("it reported operation " + std::to_string(index) + " twice");
  reported_[index] = true;
  --silent_;

  Intake intake;
  OpResult result = result_of(raw, intake);
  const bool create = ops_[index].action == OpAction::create;
  intake.require(!create || !result.ok() || !result.remote_id.empty(), "remote_id",
                 "is missing after a create");
  if (!intake.good()) {
    // What was done is not known from such a report; a create is settled by looking for its key.
    result.error = create ? Errc::unknown_outcome : Errc::temporary;
    result.message = intake.problem();
  }
  if (result.error == Errc::temporary) call_.wait_until(result.not_before);
  on_result_(std::move(result));
  return intake.good()
             ? RELAIS_OK
             : call_.refuse("operation " + std::to_string(index) + ": " + intake.problem());
}

void ResultSink::report_silent(const std::optional<Error>& call_error, const std::string& plugin) {
  const auto code_of = [&](const Op& op) {
    if (!call_error) return op.action == OpAction::create ? Errc::unknown_outcome : Errc::temporary;
    switch (call_error->code) {
      case Errc::config:
      case Errc::refused:
      case Errc::cancelled:
      case Errc::unsupported:
        return call_error->code;
      default:
        return Errc::temporary;
    }
  };
  for (std::size_t i = 0; i < reported_.size(); ++i) {
    if (reported_[i]) continue;
    OpResult result;
    result.index = i;
    result.error = code_of(ops_[i]);
    result.attempted = !call_error;
    result.message = call_error ? call_error->text : plugin + " kept silent about this operation";
    if (call_error) result.not_before = call_.not_before;
    on_result_(std::move(result));
  }
}

// ---- observe ------------------------------------------------------------------------------------

ObservationSink::ObservationSink(Call& call, ChangeSink& sink, bool full)
    : call_(call), sink_(sink), full_(full) {
  raw_.struct_size = sizeof raw_;
  raw_.self = this;
  raw_.change = [](void* self, const relais_change* change) {
    auto& observation = *static_cast<ObservationSink*>(self);
    return observation.call_.answer([&] { return observation.change(*change); });
  };
  raw_.checkpoint = [](void* self, relais_str cursor) {
    auto& observation = *static_cast<ObservationSink*>(self);
    return observation.call_.answer([&] { return observation.checkpoint(cursor); });
  };
  raw_.complete = [](void* self) {
    auto& observation = *static_cast<ObservationSink*>(self);
    return observation.call_.answer([&] { return observation.complete(); });
  };
}

relais_status ObservationSink::keep(const Result<void>& done) {
  return done ? RELAIS_OK : call_.keep(done.error());
}

relais_status ObservationSink::change(const relais_change& raw) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  Change change = change_of(raw, intake);
  intake.require(!complete_, "change", "follows complete");
  if (!intake.good()) return call_.refuse("change: " + intake.problem());
  pending_ = true;
  return keep(sink_.change(std::move(change)));
}

relais_status ObservationSink::checkpoint(relais_str raw) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  std::string cursor = cursor_of(raw, intake);
  if (!intake.good()) return call_.refuse("checkpoint: " + intake.problem());
  pending_ = false;
  return keep(sink_.checkpoint(std::move(cursor)));
}

relais_status ObservationSink::complete() {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  if (!full_) return call_.refuse("it called complete, though no full listing was asked for");
  if (complete_) return call_.refuse("it called complete twice");
  complete_ = true;
  pending_ = false;
  return keep(sink_.complete());
}

std::string ObservationSink::missing() const {
  if (pending_) return "it reported changes without a checkpoint after them";
  if (full_ && !complete_) return "it ended a full listing without complete";
  return {};
}

// ---- lookup, inventory --------------------------------------------------------------------------

FoundSink::FoundSink(Call& call, std::size_t refs, Exporter::OnFound on_found)
    : call_(call), answered_(refs, false), on_found_(std::move(on_found)) {
  raw_ = {sizeof raw_, this, [](void* self, const relais_found* found) {
            auto& sink = *static_cast<FoundSink*>(self);
            return sink.call_.answer([&] { return sink.take(*found); });
          }};
}

relais_status FoundSink::take(const relais_found& raw) {
  Intake intake;
  Found found = found_of(raw, intake);
  const bool inventory = answered_.empty();
  intake.require(!inventory || !found.key.empty(), "key", "is missing");
  intake.require(inventory || found.index < answered_.size(), "index", "is none of this call");
  if (!intake.good()) return call_.refuse("found: " + intake.problem());
  if (inventory)
    found.index = 0;
  else
    answered_[found.index] = true;
  if (!found.remote_id.empty() && !seen_.emplace(found.index, found.remote_id).second)
    return RELAIS_OK;
  const Result<void> done = on_found_(std::move(found));
  return done ? RELAIS_OK : call_.keep(done.error());
}

std::size_t FoundSink::first_silent() const {
  return static_cast<std::size_t>(
      std::distance(answered_.begin(), std::find(answered_.begin(), answered_.end(), false)));
}

// ---- check --------------------------------------------------------------------------------------

ProbeSink::ProbeSink(Call& call) : call_(call) {
  raw_ = {sizeof raw_, this, [](void* self, const relais_probe* probe) {
            auto& sink = *static_cast<ProbeSink*>(self);
            return sink.call_.answer([&]() -> relais_status {
              Intake intake;
              sink.probes.push_back(probe_of(*probe, intake));
              return intake.good() ? RELAIS_OK : sink.call_.refuse("probe: " + intake.problem());
            });
          }};
}

}  // namespace relais::plugin
