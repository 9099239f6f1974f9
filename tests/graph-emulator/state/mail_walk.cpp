// The ways through the messages: those that stand for themselves, merged with those of blocks.
#include <algorithm>

#include "tests/graph-emulator/state/mail.hpp"

namespace relais::emulator {
namespace {

void replace_number(std::string_view mark, std::string_view digits, json::value& value) {
  if (value.is_string()) {
    json::string& text = value.get_string();
    for (std::size_t at = text.find(mark); at != json::string::npos; at = text.find(mark, at))
      text.replace(at, mark.size(), digits);
  } else if (value.is_array()) {
    for (json::value& entry : value.get_array()) replace_number(mark, digits, entry);
  } else if (value.is_object()) {
    for (auto& [key, member] : value.get_object()) replace_number(mark, digits, member);
  }
}

MailPlace place_in(const MailBlock& block, std::uint64_t nth) {
  return {block.start + block.step * static_cast<Millis>(nth), block.first_number + nth};
}

/// How many messages of the block come before `place`; with `including`, or stand at it.
std::uint64_t count_before(const MailBlock& block, MailPlace place, bool including) {
  std::uint64_t low = 0, high = block.count;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const MailPlace there = place_in(block, middle);
    if (there < place || (including && there == place))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The messages of one block that are asked for, in the direction that is asked for.
class BlockCursor {
 public:
  BlockCursor(const MailBlock& block, MailPlace from, MailPlace to, bool descending)
      : block_(&block),
        next_(count_before(block, from, false)),
        end_(count_before(block, to, true)),
        descending_(descending) {
    skip_taken();
  }
  bool done() const { return next_ >= end_; }
  std::uint64_t nth() const { return descending_ ? end_ - 1 : next_; }
  MailPlace place() const { return place_in(*block_, nth()); }
  const MailBlock& block() const { return *block_; }
  void advance() {
    step();
    skip_taken();
  }

 private:
  void step() { descending_ ? --end_ : ++next_; }
  void skip_taken() {
    while (!done() && block_->taken.contains(nth())) step();
  }
  const MailBlock* block_;
  std::uint64_t next_, end_;
  bool descending_;
};

/// The one of the cursors whose message comes next; nothing: all are done.
BlockCursor* next_of(std::vector<BlockCursor>& cursors, bool descending) {
  BlockCursor* best = nullptr;
  for (BlockCursor& cursor : cursors) {
    if (cursor.done()) continue;
    if (best == nullptr ||
        (descending ? cursor.place() > best->place() : cursor.place() < best->place()))
      best = &cursor;
  }
  return best;
}

}  // namespace

Message block_message(const MailBlock& block, std::uint64_t nth) {
  Message message = block.pattern;
  const MailPlace place = place_in(block, nth);
  message.number = message.mutable_number = place.number;
  message.version = message.content_version = message.created_version = block.first_version + nth;
  message.received = message.sent = message.created = message.modified = place.received;
  const std::string digits = std::to_string(block.first_text + static_cast<std::int64_t>(nth));
  Values values;
  for (const auto& [index, pattern] : block.pattern.values.all()) {
    json::value value = pattern;
    replace_number("{n}", digits, value);
    values.set(index, std::move(value));
  }
  message.values = std::move(values);
  return message;
}

void Mail::by_time(const Range& range, const Visit& visit) const {
  const bool unread_only = range.folder != nullptr && range.folder->search;
  const bool everywhere = range.folder == nullptr || unread_only;
  const auto wanted = [&](const MailFolder& folder, bool read) {
    return !unread_only || (listed(folder) && !read);
  };
  std::vector<BlockCursor> cursors;
  for (const auto& block : blocks_)
    if (everywhere ? wanted(*block->folder, block->pattern.read) : block->folder == range.folder)
      cursors.emplace_back(*block, range.from, range.to, range.descending);
  const auto& alone = everywhere ? by_time_ : range.folder->messages;
  auto low = alone.lower_bound(range.from);
  auto high = alone.upper_bound(range.to);
  std::int64_t to_skip = range.skip;
  for (;;) {
    const bool any = low != high;
    BlockCursor* cursor = next_of(cursors, range.descending);
    if (!any && cursor == nullptr) return;
    const auto nearest = range.descending && any ? std::prev(high) : low;
    if (cursor != nullptr && (!any || (range.descending ? cursor->place() > nearest->first
                                                        : cursor->place() < nearest->first))) {
      const std::uint64_t nth = cursor->nth();
      const MailBlock& block = cursor->block();
      cursor->advance();
      if (to_skip > 0)
        --to_skip;
      else if (!visit(block_message(block, nth)))
        return;
      continue;
    }
    const Message& message = *nearest->second;
    if (range.descending)
      high = nearest;
    else
      ++low;
    if (!wanted(*message.folder, message.read)) continue;
    if (to_skip > 0)
      --to_skip;
    else if (!visit(message))
      return;
  }
}

void Mail::by_version(const MailFolder& folder, std::uint64_t seen,
                      const std::function<bool(std::uint64_t, const MailChange&)>& visit) const {
  // Blocks come one after the other, with single changes between and after them.
  auto alone = folder.changes.upper_bound(seen);
  const auto until = [&](std::uint64_t version) {
    for (; alone != folder.changes.end() && alone->first < version; ++alone)
      if (!visit(alone->first, alone->second)) return false;
    return true;
  };
  for (const auto& block : blocks_) {
    if (block->folder != &folder) continue;
    const std::uint64_t begin = seen < block->first_version ? 0 : seen + 1 - block->first_version;
    for (std::uint64_t nth = begin; nth < block->count; ++nth) {
      if (block->taken.contains(nth)) continue;
      const std::uint64_t version = block->first_version + nth;
      if (!until(version)) return;
      const Message message = block_message(*block, nth);
      if (!visit(version, {&message, message.number, message.mutable_number})) return;
    }
  }
  until(std::numeric_limits<std::uint64_t>::max());
}

}  // namespace relais::emulator
