#include "engine/sync/observe.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "engine/base/log.hpp"
#include "engine/sync/commit.hpp"

namespace relais::sync {
namespace {

using ledger::Link;
using ledger::Seen;
using ledger::Stream;

/// What a report says about a linked copy. Answers whether the link row changes; `dirty` is set if
/// there is something to do about it.
bool take_note(const plugin::Change& change, Link& link, bool& dirty) {
  const Link before = link;
  if (change.removed) {
    if (link.seen != Seen::gone) link.seen = Seen::claimed;
  } else if (change.etag == link.etag && !change.etag.empty()) {
    // Our own last write: what it looks like now is what we left, however the service shows it.
    if (!change.remote_fingerprint.empty()) link.remote = change.remote_fingerprint;
    link.seen = Seen::nothing;
  } else if (change.remote_fingerprint.empty()) {
    link.seen = Seen::claimed;
  } else if (link.remote.empty() || change.remote_fingerprint == link.remote) {
    // As we left it, or (if our last answer did not show it) as it is seen for the first time.
    link.remote = change.remote_fingerprint;
    link.etag = change.etag;
    link.seen = Seen::nothing;
  } else {
    link.seen = Seen::edited;
    link.seen_etag = change.etag;
    link.seen_remote = change.remote_fingerprint;
    dirty = true;
  }
  if (!change.removed) {
    if (!change.container.empty()) link.container = change.container;
    if (!change.facts.empty()) link.facts = change.facts;
  }
  return link.seen != before.seen || link.remote != before.remote || link.etag != before.etag ||
         link.container != before.container || link.facts != before.facts ||
         link.seen_remote != before.seen_remote;
}

class PageSink final : public plugin::ChangeSink {
 public:
  PageSink(Context& context, Job& job, Lane& lane, Stream& stream, bool full)
      : context_(context), job_(job), lane_(lane), stream_(stream), full_(full) {}

  Result<void> change(plugin::Change change) override {
    if (context_.cancelled()) return fail(Errc::cancelled, "stopped");
    page_.push_back(std::move(change));
    return page_.size() < kPage ? Result<void>{} : flush(stream_.cursor);
  }
  Result<void> checkpoint(std::string cursor) override { return flush(std::move(cursor)); }
  Result<void> complete() override {
    complete_ = true;
    return {};
  }
  bool is_complete() const { return complete_; }
  Result<> finish() { return flush(stream_.cursor); }

 private:
  static constexpr std::size_t kPage = 1000;

  Result<void> flush(std::string cursor) {
    std::vector<std::string> ids;
    ids.reserve(page_.size());
    for (const auto& change : page_) ids.push_back(change.remote_id);
    std::unordered_map<std::string, Link> links;
    if (!ids.empty()) {
      RELAIS_ASSIGN(auto found, context_.ledger.links_by_remote(job_.mailbox.id, ids));
      for (auto& link : found) {
        const auto* stream = job_.stream(link.stream);
        if (stream != nullptr && stream->key.entity == stream_.key.entity)
          links.emplace(link.remote_id, std::move(link));
      }
    }
    std::vector<const Link*> changed;
    std::vector<const Link*> stamped;
    std::vector<const Link*> dirty;
    for (const auto& change : page_) {
      const auto at = links.find(change.remote_id);
      if (at == links.end()) continue;  // foreign, or a copy that is being settled elsewhere
      bool has_news = false;
      const bool changes = take_note(change, at->second, has_news);
      const bool stamp = full_ && !change.removed && at->second.stream == stream_.id &&
                         at->second.round != stream_.round;
      if (stamp) at->second.round = stream_.round;
      if (changes) changed.push_back(&at->second);
      if (stamp && !changes) stamped.push_back(&at->second);
      if (has_news) dirty.push_back(&at->second);
    }
    page_.clear();
    if (changed.empty() && stamped.empty() && cursor == stream_.cursor) return {};
    Stream after = stream_;
    after.cursor = std::move(cursor);
    after.observed_at = context_.clock.now();
    RELAIS_TRY(commit(context_, lane_, [&](ledger::Writer& w) -> Result<> {
      for (const Link* link : changed) RELAIS_TRY(w.put_link(job_.mailbox.id, *link));
      for (const Link* link : stamped)
        RELAIS_TRY(w.stamp_link(job_.mailbox.id, link->key, link->stream, link->round));
      for (const Link* link : dirty)
        RELAIS_TRY(w.mark_dirty(job_.mailbox.id, {link->kind, link->item, 0, "seen in the mailbox",
                                                  0, context_.clock.now()}));
      return w.put_stream(after);
    }));
    stream_ = after;
    return {};
  }

  Context& context_;
  Job& job_;
  Lane& lane_;
  Stream& stream_;
  bool full_;
  bool complete_ = false;
  std::vector<plugin::Change> page_;
};

/// `asked`: the listing is an audit, or has to be one; otherwise there is only no cursor yet.
Result<> observe_once(Context& context, Job& job, Lane& lane, Stream& stream, bool full,
                      bool asked) {
  const Stream before = stream;
  if (full) {
    stream.round += 1;
    stream.round_open = true;
    stream.cursor.clear();
  }
  PageSink sink(context, job, lane, stream, full);
  RELAIS_TRY(
      lane.exporter->observe(stream.key.target, stream.container, stream.cursor, full, sink));
  RELAIS_TRY(sink.finish());
  if (!full || !sink.is_complete()) return {};
  if (!asked && stream.cursor.empty()) {
    // A place that has nothing to go on from, and nothing of ours: not worth a commit each time.
    RELAIS_ASSIGN(const auto links, context.ledger.links_of_stream(stream.id, "", 1));
    if (links.empty()) {
      stream = before;
      return {};
    }
  }
  Stream after = stream;
  after.round_open = false;
  after.audited_at = after.observed_at = context.clock.now();
  RELAIS_TRY(context.ledger.write([&](ledger::Writer& w) -> Result<> {
    RELAIS_TRY(w.claim_missing(after));
    return w.put_stream(after);
  }));
  stream = after;
  return {};
}

/// The copy that a claim is about: the very item if it lives, else another living one of that key
/// that no other link holds (the new copy of a move is not the old one).
const plugin::Found* settle(const Link& link, const std::vector<const plugin::Found*>& answers,
                            const std::set<std::string>& linked) {
  const plugin::Found* other = nullptr;
  for (const auto* found : answers) {
    if (found->life != plugin::Life::live || found->key != link.key) continue;
    if (found->remote_id == link.remote_id) return found;
    if (other == nullptr && !linked.contains(found->remote_id)) other = found;
  }
  return other;
}

}  // namespace

Result<> observe(Context& context, Job& job, Lane& lane, Stream& stream, bool full) {
  const bool asked = full || stream.round_open;  // interrupted: from the start
  auto result = observe_once(context, job, lane, stream, asked || stream.cursor.empty(), asked);
  if (!result && result.error().code == Errc::resync) {
    log::info("{}: the cursor of stream {} expired, listing again", lane.label, stream.id);
    result = observe_once(context, job, lane, stream, true, true);
  }
  if (!result && result.error().code == Errc::not_found && !stream.container.empty()) {
    // Its owner deleted our container. Whether the copies live elsewhere is looked up one by one;
    // if it is the mailbox that is gone, that fails too.
    log::info("{}: the container of stream {} is gone", lane.label, stream.id);
    Stream after = stream;
    after.container.clear();
    after.cursor.clear();
    after.created = after.round_open = false;
    after.round += 1;
    RELAIS_TRY(context.ledger.write([&](ledger::Writer& w) -> Result<> {
      RELAIS_TRY(w.claim_missing(after));
      return w.put_stream(after);
    }));
    stream = after;
    return {};
  }
  return result;
}

Result<> confirm(Context& context, Job& job, Lane& lane, const Stream& stream) {
  constexpr std::size_t page = 200;
  for (;;) {
    RELAIS_ASSIGN(auto links, context.ledger.claimed(stream.id, page));
    if (links.empty()) return {};
    std::vector<plugin::Ref> refs;
    for (const auto& link : links) refs.push_back({link.key, link.remote_id});
    RELAIS_ASSIGN(const auto found, lane.exporter->lookup(stream.key.target, refs));
    std::vector<std::vector<const plugin::Found*>> answers(links.size());
    for (const auto& answer : found) answers[answer.index].push_back(&answer);
    std::set<std::string> linked;
    {
      std::vector<std::string> ids;
      for (const auto& answer : found) ids.push_back(answer.remote_id);
      RELAIS_ASSIGN(const auto holders, context.ledger.links_by_remote(job.mailbox.id, ids));
      for (const auto& holder : holders) linked.insert(holder.remote_id);
    }
    RELAIS_TRY(commit(context, lane, [&](ledger::Writer& w) -> Result<> {
      for (std::size_t i = 0; i < links.size(); ++i) {
        Link& link = links[i];
        const auto* alive = settle(link, answers[i], linked);
        bool dirty = alive == nullptr;
        if (alive == nullptr) {
          link.seen = Seen::gone;
        } else {
          link.seen = Seen::nothing;
          link.remote_id = alive->remote_id;
          (void)take_note({false, alive->remote_id, alive->key, alive->written_fingerprint,
                           alive->etag, alive->container, alive->remote_fingerprint, alive->facts},
                          link, dirty);
          // Without a fingerprint nothing more can be known: it is there, and that was the claim.
          if (link.seen == Seen::claimed) {
            link.seen = Seen::nothing;
            link.etag = alive->etag;
          }
        }
        RELAIS_TRY(w.put_link(job.mailbox.id, link));
        if (dirty)
          RELAIS_TRY(w.mark_dirty(job.mailbox.id, {link.kind, link.item, 0, "seen in the mailbox",
                                                   0, context.clock.now()}));
      }
      return {};
    }));
  }
}

}  // namespace relais::sync
