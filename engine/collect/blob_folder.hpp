// The blobs of one entity as files beside the store.
#pragma once

#include <memory>
#include <string>

#include "engine/plugin/blob_sink.hpp"
#include "engine/store/blob_files.hpp"

namespace relais::collect {

class BlobFolder final : public plugin::BlobSink {
 public:
  /// `files` outlives it.
  BlobFolder(const store::BlobFiles& files, std::string entity)
      : files_(files), entity_(std::move(entity)) {}
  Result<std::unique_ptr<plugin::BlobWriter>> create() override;

 private:
  const store::BlobFiles& files_;
  std::string entity_;
};

}  // namespace relais::collect
