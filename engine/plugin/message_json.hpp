// Envelopes, messages and folders as JSON (plugin-api/schemas/envelope.json, message.json), read
// strictly: what is wrong is in the intake, and never says what a message holds.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/plugin/collect_types.hpp"
#include "engine/plugin/intake.hpp"
#include "relais/collect.h"

namespace relais::plugin {

/// The members of an object of at most 4 MiB; empty if it is wrong.
json::object json_members(relais_str raw, std::string_view what, Intake& intake);

Offer offer_of(const json::object& envelope, Intake& intake);
/// The `folder` of an envelope.
Place place_of(const json::object& folder, Intake& intake);

/// A message before its blobs are durable.
struct ReportedMessage {
  struct Blob {
    std::string name;
    std::optional<std::int64_t> size{};  ///< if it is to be compared
    std::string sha256{};                ///< the same
  };
  std::string id{};
  json::object envelope{};  ///< what became known
  Message message{};        ///< without offer and blobs
  std::optional<Blob> body{};
  std::optional<Blob> mime{};
  std::vector<std::optional<Blob>> attachments{};  ///< of those in `message`, in their order

  /// Of every blob, in the order of the message.
  std::vector<const Blob*> blobs() const;
};
ReportedMessage message_of(const json::object& message, Intake& intake);

mail::Folder folder_of(const relais_folder& raw, Intake& intake);
MarkResult mark_result_of(const relais_mark_result& raw);

}  // namespace relais::plugin
