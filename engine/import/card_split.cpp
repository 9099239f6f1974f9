#include <optional>

#include "engine/import/card.hpp"

namespace relais::import {
namespace {

constexpr std::string_view kCard = "VCARD";

bool announces_agent(const RawCard& card) {
  if (card.lines.empty()) return false;
  const std::string last = upper_ascii(card.lines.back().text);
  return last.starts_with("AGENT") && last.find_last_not_of(" \t") == last.rfind(':');
}

/// What has been read and belongs to nothing that is finished yet.
class CardSplitter {
 public:
  CardSplitter(std::string_view text, const std::function<void(const RawCard&)>& card,
               const std::function<void(const RawCard&, const char*)>& broken)
      : text_(text), card_(card), broken_(broken) {}

  void take(const FileLine& line) {
    if (name_begun(line.text) == kCard) {
      begin(line);
    } else if (name_ended(line.text) == kCard) {
      end(line);
    } else if (!open_) {
      if (!line.blank()) outside(line);
    } else if (agents_ == 0) {
      open_->lines.push_back(line);
    }
  }

  void finish() {
    leave_outside();
    if (open_) reject("the file ends within the card: END:VCARD is missing", text_.size());
  }

 private:
  void begin(const FileLine& line) {
    leave_outside();
    if (open_ && (agents_ > 0 || announces_agent(*open_))) {
      ++agents_;
      return;
    }
    if (open_) reject("the card is not closed: END:VCARD is missing", line.begin);
    open_ = RawCard{line.number, {}, {}};
    begin_ = line.begin;
  }

  void end(const FileLine& line) {
    if (!open_) return outside(line);
    if (agents_ > 0) {
      --agents_;
      return;
    }
    open_->raw = text_.substr(begin_, line.end - begin_);
    const RawCard closed = std::move(*open_);
    open_.reset();
    card_(closed);
  }

  void outside(const FileLine& line) {
    if (!outside_) outside_ = RawCard{line.number, {}, text_.substr(line.begin, 0)};
    outside_->raw =
        std::string_view(outside_->raw.data(),
                         static_cast<std::size_t>(text_.data() + line.end - outside_->raw.data()));
  }

  void leave_outside() {
    if (outside_) broken_(*outside_, "stands outside of a card");
    outside_.reset();
  }

  void reject(const char* reason, std::size_t end) {
    open_->raw = text_.substr(begin_, end - begin_);
    const RawCard cut = std::move(*open_);
    open_.reset();
    agents_ = 0;
    broken_(cut, reason);
  }

  std::string_view text_;
  const std::function<void(const RawCard&)>& card_;
  const std::function<void(const RawCard&, const char*)>& broken_;
  std::optional<RawCard> open_, outside_;
  std::size_t begin_ = 0, agents_ = 0;
};

}  // namespace

void split_cards(std::string_view text, const std::function<void(const RawCard&)>& card,
                 const std::function<void(const RawCard&, const char*)>& broken) {
  CardSplitter splitter(text, card, broken);
  FileLines lines(text);
  while (const auto line = lines.next()) splitter.take(*line);
  splitter.finish();
}

}  // namespace relais::import
