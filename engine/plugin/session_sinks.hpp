// Where a plugin's reports arrive: copied, checked, counted. One object per call.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/plugin/call.hpp"
#include "engine/plugin/export_types.hpp"
#include "relais/export.h"

namespace relais::plugin {

class DocumentSink {
 public:
  explicit DocumentSink(Call& call);
  const relais_document_sink* raw() const { return &raw_; }
  std::vector<Document> documents;

 private:
  relais_status take(const relais_document& document);
  Call& call_;
  std::set<std::string> parts_;
  relais_document_sink raw_{};
};

class ContainerSink {
 public:
  explicit ContainerSink(Call& call);
  const relais_container_sink* raw() const { return &raw_; }
  std::optional<Container> container;

 private:
  Call& call_;
  relais_container_sink raw_{};
};

class ResultSink {
 public:
  ResultSink(Call& call, std::span<const Op> ops, const Exporter::OnResult& on_result);
  const relais_result_sink* raw() const { return &raw_; }
  bool complete() const { return silent_ == 0; }
  /// Reports the operations about which the plugin kept silent. `call_error`: what it said of the
  /// call as a whole; none: it broke its contract.
  void report_silent(const std::optional<Error>& call_error, const std::string& plugin);

 private:
  relais_status take(const relais_result& result);
  Call& call_;
  std::span<const Op> ops_;
  const Exporter::OnResult& on_result_;
  std::vector<bool> reported_;
  std::size_t silent_;
  relais_result_sink raw_{};
};

class ObservationSink {
 public:
  ObservationSink(Call& call, ChangeSink& sink, bool full);
  const relais_change_sink* raw() const { return &raw_; }
  /// What is missing after a call that ended well; empty: nothing.
  std::string missing() const;

 private:
  bool stopped() const { return call_.engine || !call_.breach.empty(); }
  relais_status keep(const Result<void>& done);
  relais_status change(const relais_change& change);
  relais_status checkpoint(relais_str cursor);
  relais_status complete();
  Call& call_;
  ChangeSink& sink_;
  bool full_;
  bool pending_ = false;
  bool complete_ = false;
  relais_change_sink raw_{};
};

class FoundSink {
 public:
  /// `refs` 0: an inventory, where each needs a key. An item that a listing shows again, because
  /// its pages shifted, is one item.
  FoundSink(Call& call, std::size_t refs, Exporter::OnFound on_found);
  const relais_found_sink* raw() const { return &raw_; }
  /// The first ref without an answer, or the number of refs.
  std::size_t first_silent() const;

 private:
  relais_status take(const relais_found& found);
  Call& call_;
  std::vector<bool> answered_;
  std::set<std::pair<std::size_t, std::string>> seen_;  ///< (ref, remote id)
  Exporter::OnFound on_found_;
  relais_found_sink raw_{};
};

class ProbeSink {
 public:
  explicit ProbeSink(Call& call);
  const relais_probe_sink* raw() const { return &raw_; }
  std::vector<Probe> probes;

 private:
  Call& call_;
  relais_probe_sink raw_{};
};

}  // namespace relais::plugin
