#include "engine/import/calendar_part.hpp"

#include "engine/base/text.hpp"
#include "engine/import/charset.hpp"

namespace relais::import {
namespace {

/// Takes the logical lines of an item one after the other.
class PartReader {
 public:
  explicit PartReader(const RawItem& item) { part_ = CalendarPart{item.name, item.line, {}, {}}; }

  bool take(std::string_view text, std::size_t line) {
    if (const std::string name = name_begun(text); !name.empty()) return begin(name, line);
    if (const std::string name = name_ended(text); !name.empty()) return end(name, line);
    if (open_.size() > 2) return true;
    auto read = read_content_line(text, line);
    if (!read) return failed(line, "is no line of a calendar: it has no name, or no colon");
    read->value = utf8_or_western(read->value);
    (open_.size() == 1 ? part_ : part_.parts.back()).lines.push_back(std::move(*read));
    return true;
  }

  tl::expected<CalendarPart, LineError> result() {
    if (!error_.reason.empty()) return LineFailure(std::move(error_));
    return std::move(part_);
  }

 private:
  bool begin(const std::string& name, std::size_t line) {
    open_.push_back(name);
    if (open_.size() == 2) part_.parts.push_back(CalendarPart{name, line, {}, {}});
    return true;
  }

  bool end(const std::string& name, std::size_t line) {
    if (open_.empty() || open_.back() != name) return failed(line, "END does not match BEGIN");
    open_.pop_back();
    return true;
  }

  bool failed(std::size_t line, const char* reason) {
    error_ = {line, reason};
    return false;
  }

  CalendarPart part_;
  std::vector<std::string> open_;
  LineError error_;
};

}  // namespace

const ContentLine* CalendarPart::find(std::string_view wanted) const {
  for (const ContentLine& each : lines)
    if (each.name == wanted) return &each;
  return nullptr;
}

std::vector<const ContentLine*> CalendarPart::all(std::string_view wanted) const {
  std::vector<const ContentLine*> found;
  for (const ContentLine& each : lines)
    if (each.name == wanted) found.push_back(&each);
  return found;
}

std::string CalendarPart::text(std::string_view wanted) const {
  const ContentLine* found = find(wanted);
  return found ? normalise_line(unescaped(found->value, Escapes::modern)) : std::string();
}

std::string CalendarPart::long_text(std::string_view wanted) const {
  const ContentLine* found = find(wanted);
  return found ? normalise_text(unescaped(found->value, Escapes::modern)) : std::string();
}

std::string CalendarPart::word(std::string_view wanted) const { return upper_ascii(text(wanted)); }

tl::expected<CalendarPart, LineError> read_part(const RawItem& item) {
  PartReader reader(item);
  FileLines lines(item.raw, item.line);
  std::string logical;
  std::size_t begun = item.line;
  bool good = true;
  while (good) {
    const auto line = lines.next();
    const bool folded = line && (line->text.starts_with(' ') || line->text.starts_with('\t'));
    if (folded) {
      logical += line->text.substr(1);
      continue;
    }
    if (!logical.empty()) good = reader.take(logical, begun);
    if (!line) break;
    logical = line->text;
    begun = line->number;
  }
  return reader.result();
}

}  // namespace relais::import
