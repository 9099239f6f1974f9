#include "engine/plugin/collect_sinks.hpp"

#include <utility>

namespace relais::plugin {
namespace {

constexpr std::size_t max_folders = 100'000;
/// Messages that are wanted and not stored yet.
constexpr std::size_t max_wanted = 10'000;

}  // namespace

// ---- folders ------------------------------------------------------------------------------------

FolderSink::FolderSink(Call& call) : call_(call) {
  raw_ = {sizeof raw_, this, [](void* self, const relais_folder* folder) {
            auto& sink = *static_cast<FolderSink*>(self);
            return sink.call_.answer([&] { return sink.take(*folder); });
          }};
}

void FolderSink::open() {
  const std::lock_guard lock(call_.guard);
  folders.clear();
  ids_.clear();
  open_ = true;
}

void FolderSink::close() {
  const std::lock_guard lock(call_.guard);
  open_ = false;
}

relais_status FolderSink::take(const relais_folder& raw) {
  if (!open_ || !call_.breach.empty()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  mail::Folder folder = folder_of(raw, intake);
  intake.require(folders.size() < max_folders, "folders", "are more than 100000");
  // With this no folder can be its own ancestor.
  intake.require(folder.parent.empty() || ids_.contains(folder.parent), "parent_id",
                 "is no folder reported before");
  intake.require(ids_.insert(folder.id).second, "id", "is reported twice");
  if (!intake.good())
    return call_.refuse("folder " + std::to_string(folders.size()) + ": " + intake.problem());
  folders.push_back(std::move(folder));
  return RELAIS_OK;
}

// ---- collect, fetch -----------------------------------------------------------------------------

InboxSink::InboxSink(Call& call, CallBlobs* blobs) : call_(call), blobs_(blobs) {
  raw_.struct_size = sizeof raw_;
  raw_.self = this;
  raw_.offer = [](void* self, relais_str envelope, std::int32_t* verdict) {
    auto& sink = *static_cast<InboxSink*>(self);
    return sink.call_.answer([&] { return sink.offer(envelope, verdict); });
  };
  raw_.store = [](void* self, relais_str message) {
    auto& sink = *static_cast<InboxSink*>(self);
    return sink.call_.answer([&] { return sink.store(message); });
  };
  raw_.moved = [](void* self, relais_str id, relais_str folder) {
    auto& sink = *static_cast<InboxSink*>(self);
    return sink.call_.answer([&] { return sink.moved(id, folder); });
  };
  raw_.checkpoint = [](void* self, relais_str cursor) {
    auto& sink = *static_cast<InboxSink*>(self);
    return sink.call_.answer([&] { return sink.checkpoint(cursor); });
  };
  raw_.later = [](void* self, relais_str id) {
    auto& sink = *static_cast<InboxSink*>(self);
    return sink.call_.answer([&] { return sink.later(id); });
  };
}

void InboxSink::open(Inbox& into) {
  const std::lock_guard lock(call_.guard);
  into_ = &into;
  fetching_ = false;
  pending_ = false;
}

void InboxSink::open(Inbox& into, std::span<const std::string> ids) {
  const std::lock_guard lock(call_.guard);
  open(into);
  fetching_ = true;
  asked_.insert(ids.begin(), ids.end());
  unanswered_ = asked_;
}

void InboxSink::close() {
  const std::lock_guard lock(call_.guard);
  into_ = nullptr;
  wanted_.clear();
  asked_.clear();
  unanswered_.clear();
}

std::string InboxSink::missing() const {
  if (!wanted_.empty())
    return "it did not store " + std::to_string(wanted_.size()) + " messages that were asked for";
  if (fetching_ && !unanswered_.empty())
    return "it kept silent about " + std::to_string(unanswered_.size()) + " messages";
  if (!fetching_ && pending_) return "it reported messages without a checkpoint after them";
  return {};
}

relais_status InboxSink::keep(const Result<void>& done) {
  return done ? RELAIS_OK : call_.keep(done.error());
}

void InboxSink::settle(const std::string& id) {
  wanted_.erase(id);
  unanswered_.erase(id);
}

relais_status InboxSink::offer(relais_str raw, std::int32_t* verdict) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  json::object envelope = json_members(raw, "envelope", intake);
  const Offer offer = intake.good() ? offer_of(envelope, intake) : Offer();
  const std::string& id = offer.envelope.id;
  intake.require(!fetching_ || asked_.contains(id), "id", "was not asked for");
  intake.require(wanted_.size() < max_wanted, "messages", "wait to be stored, 10000 of them");
  intake.require(verdict != nullptr, "verdict", "has no place");
  if (!intake.good()) return call_.refuse("envelope: " + intake.problem());
  *verdict = RELAIS_VERDICT_SKIP;
  pending_ = true;
  const Result<Decision> decision = into_->offer(offer);
  if (!decision) return call_.keep(decision.error());
  settle(id);
  if (*decision == Decision::skip) return RELAIS_OK;
  wanted_.insert_or_assign(id, std::move(envelope));
  *verdict = RELAIS_VERDICT_COLLECT;
  return RELAIS_OK;
}

relais_status InboxSink::store(relais_str raw) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  const json::object object = json_members(raw, "message", intake);
  ReportedMessage reported = intake.good() ? message_of(object, intake) : ReportedMessage();
  const auto wanted = wanted_.find(reported.id);
  intake.require(wanted != wanted_.end(), "id", "is of no message that was asked for");
  if (intake.good()) check_blobs(reported, intake);
  if (!intake.good()) return call_.refuse("message: " + intake.problem());
  // What became known with the message, in place of what was offered.
  json::object envelope = wanted->second;
  for (const auto& [key, value] : reported.envelope)
    if (key != "id") envelope.insert_or_assign(key, value);
  Offer offer = offer_of(envelope, intake);
  if (!intake.good()) return call_.refuse("message: envelope." + intake.problem());

  settle(reported.id);
  pending_ = true;
  Result<Message> message = durable(std::move(reported), std::move(offer));
  if (!call_.breach.empty()) return RELAIS_ERR_INTERNAL;
  if (!message) return call_.keep(message.error());
  return keep(into_->store(std::move(*message)));
}

void InboxSink::check_blobs(const ReportedMessage& reported, Intake& intake) const {
  std::set<std::string_view> named;
  for (const ReportedMessage::Blob* blob : reported.blobs()) {
    intake.require(named.insert(blob->name).second, "blob", "is named twice");
    intake.require(blobs_ && blobs_->has(blob->name), "blob", "is none of this call");
    if (!intake.good()) return;
    const auto size = static_cast<std::int64_t>(blobs_->size(blob->name));
    intake.require(!blob->size || *blob->size == size, "size", "is not that of the blob");
  }
}

Result<std::optional<StoredBlob>> InboxSink::durable(
    const std::optional<ReportedMessage::Blob>& blob) {
  if (!blob) return std::nullopt;
  RELAIS_ASSIGN(StoredBlob stored, blobs_->finish(blob->name));
  if (blob->sha256.empty() || blob->sha256 == stored.sha256) return stored;
  call_.refuse("message: sha256 is not that of the blob");
  return fail(Errc::internal, "a blob is not what its connector said");
}

Result<Message> InboxSink::durable(ReportedMessage&& reported, Offer offer) {
  Message message = std::move(reported.message);
  message.offer = std::move(offer);
  RELAIS_ASSIGN(message.body, durable(reported.body));
  RELAIS_ASSIGN(message.mime, durable(reported.mime));
  for (std::size_t i = 0; i < message.attachments.size(); ++i) {
    RELAIS_ASSIGN(message.attachments[i].blob, durable(reported.attachments[i]));
  }
  return message;
}

relais_status InboxSink::moved(relais_str raw_id, relais_str raw_folder) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  const std::string id = intake.text(raw_id, 1024, "id");
  intake.require(!id.empty(), "id", "is missing");
  intake.require(!fetching_ || asked_.contains(id), "id", "was not asked for");
  std::optional<Place> place;
  if (raw_folder.data) {
    const json::object folder = json_members(raw_folder, "folder", intake);
    if (intake.good()) place = place_of(folder, intake);
  }
  if (!intake.good()) return call_.refuse("moved: " + intake.problem());
  pending_ = true;
  if (!place) settle(id);
  return keep(into_->moved(id, place));
}

relais_status InboxSink::later(relais_str raw_id) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  Intake intake;
  const std::string id = intake.text(raw_id, 1024, "id");
  intake.require(!id.empty(), "id", "is missing");
  intake.require(!fetching_ || asked_.contains(id), "id", "was not asked for");
  if (!intake.good()) return call_.refuse("later: " + intake.problem());
  pending_ = true;
  settle(id);
  return keep(into_->later(id));
}

relais_status InboxSink::checkpoint(relais_str raw) {
  if (stopped()) return RELAIS_ERR_INTERNAL;
  if (fetching_) return call_.refuse("checkpoint: a fetch has none");
  Intake intake;
  std::string cursor = cursor_of(raw, intake);
  if (!intake.good()) return call_.refuse("checkpoint: " + intake.problem());
  if (!wanted_.empty()) return call_.refuse("checkpoint: " + missing());
  pending_ = false;
  return keep(into_->checkpoint(std::move(cursor)));
}

// ---- mark ---------------------------------------------------------------------------------------

MarkSink::MarkSink(Call& call) : call_(call) {
  raw_ = {sizeof raw_, this, [](void* self, const relais_mark_result* result) {
            auto& sink = *static_cast<MarkSink*>(self);
            return sink.call_.answer([&] { return sink.take(*result); });
          }};
}

void MarkSink::open(std::size_t count, const Collector::OnMark& on_mark) {
  const std::lock_guard lock(call_.guard);
  reported_.assign(count, false);
  silent_ = count;
  on_mark_ = &on_mark;
}

void MarkSink::close() {
  const std::lock_guard lock(call_.guard);
  on_mark_ = nullptr;
}

relais_status MarkSink::take(const relais_mark_result& raw) {
  if (!on_mark_) return RELAIS_ERR_INTERNAL;
  if (raw.index >= reported_.size())
    return call_.refuse("it reported mark " + std::to_string(raw.index) + " of " +
                        std::to_string(reported_.size()));
  const auto index = static_cast<std::size_t>(raw.index);
  if (reported_[index]) return call_.refuse("it reported mark " + std::to_string(index) + " twice");
  reported_[index] = true;
  --silent_;
  MarkResult result = mark_result_of(raw);
  if (result.error == Errc::temporary) call_.wait_until(result.not_before);
  (*on_mark_)(std::move(result));
  return RELAIS_OK;
}

void MarkSink::report_silent(const std::optional<Error>& call_error, const std::string& plugin) {
  const std::lock_guard lock(call_.guard);
  const bool lasting =
      call_error && (call_error->code == Errc::config || call_error->code == Errc::refused ||
                     call_error->code == Errc::cancelled || call_error->code == Errc::unsupported);
  for (std::size_t i = 0; i < reported_.size(); ++i) {
    if (reported_[i]) continue;
    reported_[i] = true;
    MarkResult result;
    result.index = i;
    result.error = lasting ? call_error->code : Errc::temporary;
    result.attempted = !call_error;
    result.message = call_error ? call_error->text : plugin + " kept silent about this mark";
    if (call_error) result.not_before = call_.not_before;
    (*on_mark_)(std::move(result));
  }
}

}  // namespace relais::plugin
