#include "tests/graph-emulator/http/source.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <utility>

namespace relais::emulator {
namespace {

constexpr std::size_t piece_size = 48UL * 1024;  // divisible by 3: base64 without remainder

class TextSource final : public Source {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  bool send(const Sink& sink) const override {
    for (std::string_view rest = text_; !rest.empty();) {
      const std::size_t part = std::min(rest.size(), piece_size);
      if (!sink(rest.substr(0, part))) return false;
      rest.remove_prefix(part);
    }
    return true;
  }

 private:
  std::string text_;
};

class GeneratedSource final : public Source {
 public:
  explicit GeneratedSource(std::uint64_t size) : size_(size) {}
  std::uint64_t size() const override { return size_; }
  bool send(const Sink& sink) const override {
    std::string piece(piece_size, '\0');
    for (std::size_t i = 0; i < piece.size(); ++i)
      piece[i] = static_cast<char>((i * 2'654'435'761U) >> 13U);
    for (std::uint64_t left = size_; left > 0;) {
      const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
      if (!sink(std::string_view(piece).substr(0, part))) return false;
      left -= part;
    }
    return true;
  }

 private:
  std::uint64_t size_;
};

std::string base64_of(std::string_view bytes) {
  std::string letters((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(letters.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  letters.pop_back();  // the NUL
  return letters;
}

class Base64Source final : public Source {
 public:
  Base64Source(SourcePtr inner, std::size_t line) : inner_(std::move(inner)), line_(line) {}

  std::uint64_t size() const override {
    const std::uint64_t letters = (inner_->size() + 2) / 3 * 4;
    return line_ == 0 ? letters : letters + (letters + line_ - 1) / line_ * 2;
  }

  bool send(const Sink& sink) const override {
    // Whole lines' worth of bytes at a time, so that neither letters nor lines are ever cut.
    const std::size_t step = line_ == 0 ? 3 : line_ / 4 * 3;
    std::string waiting;
    const auto flush = [&](std::size_t bytes) {
      const std::string letters = base64_of(std::string_view(waiting).substr(0, bytes));
      waiting.erase(0, bytes);
      return sink(line_ == 0 ? letters : in_lines(letters));
    };
    const bool sent = inner_->send([&](std::string_view piece) {
      waiting += piece;
      const std::size_t whole = waiting.size() / step * step;
      return whole == 0 || flush(whole);
    });
    return sent && (waiting.empty() || flush(waiting.size()));
  }

 private:
  std::string in_lines(std::string_view letters) const {
    std::string lines;
    for (; !letters.empty(); letters.remove_prefix(std::min(line_, letters.size())))
      lines.append(letters.substr(0, line_)).append("\r\n");
    return lines;
  }

  SourcePtr inner_;
  std::size_t line_;
};

class JoinedSource final : public Source {
 public:
  explicit JoinedSource(std::vector<SourcePtr> parts) : parts_(std::move(parts)) {}
  std::uint64_t size() const override {
    std::uint64_t sum = 0;
    for (const SourcePtr& part : parts_) sum += part->size();
    return sum;
  }
  bool send(const Sink& sink) const override {
    return std::all_of(parts_.begin(), parts_.end(),
                       [&](const SourcePtr& part) { return part->send(sink); });
  }

 private:
  std::vector<SourcePtr> parts_;
};

}  // namespace

SourcePtr text_source(std::string text) { return std::make_shared<TextSource>(std::move(text)); }

SourcePtr generated_source(std::uint64_t size) { return std::make_shared<GeneratedSource>(size); }

SourcePtr base64_source(SourcePtr inner, std::size_t line) {
  return std::make_shared<Base64Source>(std::move(inner), line);
}

SourcePtr joined_source(std::vector<SourcePtr> parts) {
  return std::make_shared<JoinedSource>(std::move(parts));
}

std::string read_all(const Source& source) {
  std::string all;
  all.reserve(static_cast<std::size_t>(source.size()));
  source.send([&](std::string_view piece) {
    all += piece;
    return true;
  });
  return all;
}

void Pieces::add(SourcePtr source) {
  if (!text.empty()) parts_.push_back(text_source(std::exchange(text, {})));
  parts_.push_back(std::move(source));
}

SourcePtr Pieces::source() && {
  if (!text.empty()) parts_.push_back(text_source(std::move(text)));
  return joined_source(std::move(parts_));
}

}  // namespace relais::emulator
