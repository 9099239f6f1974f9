#include "engine/collect/blob_folder.hpp"

namespace relais::collect {
namespace {

class FileWriter final : public plugin::BlobWriter {
 public:
  explicit FileWriter(store::BlobWriter writer) : writer_(std::move(writer)) {}

  Result<void> write(std::string_view bytes) override { return writer_.write(bytes); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
    return writer_.read(offset, into);
  }
  Result<plugin::StoredBlob> finish() override {
    RELAIS_ASSIGN(auto blob, writer_.finish());
    return plugin::StoredBlob{std::move(blob.ref), std::move(blob.sha256), blob.size};
  }

 private:
  store::BlobWriter writer_;
};

}  // namespace

Result<std::unique_ptr<plugin::BlobWriter>> BlobFolder::create() {
  RELAIS_ASSIGN(auto writer, files_.create(entity_));
  return std::make_unique<FileWriter>(std::move(writer));
}

}  // namespace relais::collect
