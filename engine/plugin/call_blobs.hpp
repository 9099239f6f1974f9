// The blobs of one call of a plugin, by the names that it gives them: begun by relais.blob/1 or by
// an answer that goes into one, ended by the message that names them, forgotten with the call.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/http/message.hpp"
#include "engine/plugin/blob_sink.hpp"
#include "engine/plugin/call.hpp"
#include "relais/services.h"

namespace relais::plugin {

/// Guarded by the lock of the call, but for what Body says.
class CallBlobs {
 public:
  class Body;

  /// All outlive it. `cancel` may be null.
  CallBlobs(BlobSink& sink, const std::atomic<bool>* cancel, Call& call);
  CallBlobs(const CallBlobs&) = delete;
  CallBlobs& operator=(const CallBlobs&) = delete;

  const relais_blob* table() const { return &table_; }

  /// For an answer: takes the place of what the name stood for, once `keep` is said. Errc::usage:
  /// the name or the number of blobs is not permitted.
  Result<std::unique_ptr<Body>> body(relais_str name);
  void keep(Body& body);

  bool has(std::string_view name) const { return blobs_.contains(name); }
  /// Of one that is there.
  std::uint64_t size(std::string_view name) const { return blobs_.find(name)->second.size; }
  /// Durable; the name is free again.
  Result<StoredBlob> finish(std::string_view name);
  /// The end of the call.
  void forget() { blobs_.clear(); }

 private:
  struct Blob {
    std::unique_ptr<BlobWriter> writer;
    std::uint64_t size = 0;
  };
  Result<std::string> name_of(relais_str name) const;
  Result<void> write(relais_str name, relais_str bytes);
  relais_status read(relais_str name, std::uint64_t offset, std::uint64_t size,
                     const relais_value_sink& sink);
  relais_status answer(const Result<void>& done);

  BlobSink& sink_;
  const std::atomic<bool>* cancel_;
  Call& call_;
  std::map<std::string, Blob, std::less<>> blobs_;
  relais_blob table_{};
};

/// The body of one answer on its way into a blob. Written to by the thread of the HTTP client while
/// the session's own waits for the answer.
class CallBlobs::Body final : public http::BodySink {
 public:
  Body(CallBlobs& blobs, std::string name) : blobs_(blobs), name_(std::move(name)) {}
  bool begin() override;
  bool write(std::string_view bytes) override;

  const std::string& name() const { return name_; }
  /// Why it was broken off, if that was the engine's doing.
  const std::optional<Error>& error() const { return error_; }
  bool cancelled() const { return blobs_.cancel_ && blobs_.cancel_->load(); }

 private:
  friend class CallBlobs;
  template <class Step>
  bool guarded(Step&& step) noexcept;

  CallBlobs& blobs_;
  std::string name_;
  Blob blob_;
  std::optional<Error> error_;
};

}  // namespace relais::plugin
