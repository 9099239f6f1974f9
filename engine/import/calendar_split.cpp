#include <algorithm>
#include <array>
#include <optional>

#include "engine/import/calendar_part.hpp"

namespace relais::import {
namespace {

constexpr std::string_view kCalendar = "VCALENDAR";
/// Where one of these begins, the one before has ended, closed or not.
constexpr std::array<std::string_view, 6> kItems{kCalendar,  "VEVENT",    "VTODO",
                                                 "VJOURNAL", "VFREEBUSY", "VTIMEZONE"};

class CalendarSplitter {
 public:
  CalendarSplitter(std::string_view text, const CalendarSink& sink) : text_(text), sink_(sink) {}

  void take(const FileLine& line) {
    last_ = line.number;
    const std::string begins = name_begun(line.text), ends = name_ended(line.text);
    if (open_ && !continues(line, begins, ends)) return;
    if (!begins.empty()) {
      begin(line, begins);
    } else if (ends == kCalendar && inside_) {
      end_calendar(true);
    } else if (!ends.empty() || (!inside_ && !line.blank())) {
      outside(line);
    } else if (auto property = read_content_line(line.text, line.number)) {
      sink_.property(std::move(*property));
    }
  }

  void finish() {
    leave_outside();
    if (open_) reject(text_.size(), "the file ends within the item: its END is missing");
    if (inside_) end_calendar(false);
  }

 private:
  /// True: the line does not belong to the open item, which has ended before it.
  bool continues(const FileLine& line, const std::string& begins, const std::string& ends) {
    if (ends == open_->name) {
      open_->raw = text_.substr(begin_, line.end - begin_);
      const RawItem closed = std::move(*open_);
      open_.reset();
      sink_.item(closed);
      return false;
    }
    const bool next = std::find(kItems.begin(), kItems.end(), begins) != kItems.end();
    if (!next && ends != kCalendar) return false;
    reject(line.begin, "the item is not closed: its END is missing");
    return true;
  }

  void begin(const FileLine& line, const std::string& name) {
    leave_outside();
    if (name == kCalendar) {
      if (inside_) end_calendar(false);
      inside_ = true;
      sink_.begins();
      return;
    }
    open_ = RawItem{name, line.number, {}};
    begin_ = line.begin;
  }

  void end_calendar(bool closed) {
    leave_outside();
    inside_ = false;
    sink_.ends(closed, last_);
  }

  void reject(std::size_t end, const char* reason) {
    open_->raw = text_.substr(begin_, end - begin_);
    const RawItem cut = std::move(*open_);
    open_.reset();
    sink_.broken(cut, reason);
  }

  void outside(const FileLine& line) {
    if (!outside_) {
      outside_ = RawItem{"", line.number, {}};
      outside_begin_ = line.begin;
    }
    outside_->raw = text_.substr(outside_begin_, line.end - outside_begin_);
  }

  void leave_outside() {
    if (outside_) sink_.broken(*outside_, "stands outside of a calendar");
    outside_.reset();
  }

  std::string_view text_;
  const CalendarSink& sink_;
  std::optional<RawItem> open_, outside_;
  std::size_t begin_ = 0, outside_begin_ = 0, last_ = 0;
  bool inside_ = false;
};

}  // namespace

void split_calendars(std::string_view text, const CalendarSink& sink) {
  CalendarSplitter splitter(text, sink);
  FileLines lines(text);
  while (const auto line = lines.next()) splitter.take(*line);
  splitter.finish();
}

}  // namespace relais::import
