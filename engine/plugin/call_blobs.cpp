#include "engine/plugin/call_blobs.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/plugin/intake.hpp"

namespace relais::plugin {
namespace {

constexpr std::size_t max_blob_name = 1024;
constexpr std::uint64_t max_blob_size = 1ULL << 30U;
constexpr std::uint64_t max_blob_read = 1ULL << 20U;
constexpr std::size_t max_blobs = 300;

tl::unexpected<Error> not_permitted(const std::string& what) {
  return fail(Errc::usage, "blob: " + what);
}

}  // namespace

CallBlobs::CallBlobs(BlobSink& sink, const std::atomic<bool>* cancel, Call& call)
    : sink_(sink), cancel_(cancel), call_(call) {
  table_.struct_size = sizeof table_;
  table_.self = this;
  table_.write = [](void* self, relais_str name, relais_str bytes) {
    auto& blobs = *static_cast<CallBlobs*>(self);
    return blobs.call_.answer([&] { return blobs.answer(blobs.write(name, bytes)); });
  };
  table_.read = [](void* self, relais_str name, std::uint64_t offset, std::uint64_t size,
                   const relais_value_sink* into) {
    auto& blobs = *static_cast<CallBlobs*>(self);
    return blobs.call_.answer([&] { return blobs.read(name, offset, size, *into); });
  };
}

relais_status CallBlobs::answer(const Result<void>& done) {
  if (done) return RELAIS_OK;
  return done.error().code == Errc::usage ? call_.refuse(done.error().text)
                                          : call_.keep(done.error());
}

Result<std::string> CallBlobs::name_of(relais_str name) const {
  Intake intake;
  std::string text = intake.text(name, max_blob_name, "name");
  intake.require(!text.empty(), "name", "is missing");
  if (!intake.good()) return not_permitted(intake.problem());
  if (!call_.active) return not_permitted("it was written after the end of the call");
  if (!has(text) && blobs_.size() >= max_blobs)
    return not_permitted("more than " + std::to_string(max_blobs) +
                         " that no message has named yet");
  return text;
}

Result<void> CallBlobs::write(relais_str raw_name, relais_str bytes) {
  RELAIS_ASSIGN(const std::string name, name_of(raw_name));
  auto found = blobs_.find(name);
  if (found == blobs_.end()) {
    RELAIS_ASSIGN(auto writer, sink_.create());
    found = blobs_.emplace(name, Blob{std::move(writer)}).first;
  }
  Blob& blob = found->second;
  if (!bytes.data || bytes.size == 0) return {};
  if (bytes.size > max_blob_size - blob.size) return not_permitted("it has more than 1 GiB");
  blob.size += bytes.size;
  return blob.writer->write({bytes.data, bytes.size});
}

relais_status CallBlobs::read(relais_str raw_name, std::uint64_t offset, std::uint64_t size,
                              const relais_value_sink& into) {
  const auto name =
      raw_name.data ? std::string_view(raw_name.data, raw_name.size) : std::string_view();
  const auto found = blobs_.find(name);
  if (found == blobs_.end()) return RELAIS_ERR_NOT_FOUND;
  if (offset >= found->second.size) return RELAIS_OK;
  std::vector<char> buffer(
      static_cast<std::size_t>(std::min({size, max_blob_read, found->second.size - offset})));
  const auto count = found->second.writer->read(offset, buffer);
  if (!count) return call_.keep(count.error());
  if (*count > 0) into.value(into.self, {buffer.data(), *count});
  return RELAIS_OK;
}

Result<std::unique_ptr<CallBlobs::Body>> CallBlobs::body(relais_str raw_name) {
  RELAIS_ASSIGN(std::string name, name_of(raw_name));
  return std::make_unique<Body>(*this, std::move(name));
}

void CallBlobs::keep(Body& body) { blobs_.insert_or_assign(body.name_, std::move(body.blob_)); }

Result<StoredBlob> CallBlobs::finish(std::string_view name) {
  const auto found = blobs_.find(name);
  if (found == blobs_.end()) return fail(Errc::internal, "a blob that is not there was named");
  const std::unique_ptr<BlobWriter> writer = std::move(found->second.writer);
  blobs_.erase(found);
  return writer->finish();
}

// No exception may pass through the HTTP library.
template <class Step>
bool CallBlobs::Body::guarded(Step&& step) noexcept {
  try {
    const Result<void> done = step();
    if (!done) error_ = done.error();
    return done.has_value();
  } catch (...) {
    error_ = Error{Errc::internal, "an exception while a blob was written"};
    return false;
  }
}

bool CallBlobs::Body::begin() {
  return guarded([&]() -> Result<void> {
    blob_ = {};
    RELAIS_ASSIGN(blob_.writer, blobs_.sink_.create());
    return {};
  });
}

bool CallBlobs::Body::write(std::string_view bytes) {
  if (cancelled()) return false;
  return guarded([&] {
    blob_.size += bytes.size();
    return blob_.writer->write(bytes);
  });
}

}  // namespace relais::plugin
