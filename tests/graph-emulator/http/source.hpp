// Bytes that are made while they are sent: an answer of 150 MB never stands in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace relais::emulator {

/// Takes a piece; false: no more is wanted.
using Sink = std::function<bool(std::string_view)>;

/// Never changes; may be read by several threads at once.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::uint64_t size() const = 0;
  /// All bytes in order, a piece at a time; false as soon as the sink wants no more.
  virtual bool send(const Sink& sink) const = 0;
};
using SourcePtr = std::shared_ptr<const Source>;

SourcePtr text_source(std::string text);
/// So many bytes, always the same, of all values.
SourcePtr generated_source(std::uint64_t size);
/// `line` letters per line, which ends with \r\n; 0: a single line without an end.
SourcePtr base64_source(SourcePtr inner, std::size_t line);
SourcePtr joined_source(std::vector<SourcePtr> parts);

/// All of it in memory.
std::string read_all(const Source& source);

/// A text with sources in it, while it is written.
class Pieces {
 public:
  std::string text;  ///< what follows the last source

  void add(SourcePtr source);
  bool plain() const { return parts_.empty(); }
  /// The whole.
  SourcePtr source() &&;

 private:
  std::vector<SourcePtr> parts_;
};

}  // namespace relais::emulator
