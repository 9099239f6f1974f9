#include "plugins/agenda/event/apply.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/event/kinds.hpp"
#include "plugins/agenda/event/presence.hpp"
#include "plugins/agenda/event/request.hpp"
#include "plugins/agenda/event/shown.hpp"
#include "plugins/agenda/event/written.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/operation.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;
using graph::Answer;
using graph::Doing;
using graph::max_tries;
using graph::Refusal;
using sdk::Action;
using sdk::Status;

/// What an operation waits for.
enum class Step {
  verify,  ///< GET: does the event carry our key?
  write,   ///< POST, PATCH of our own fields, or DELETE
  read,    ///< GET: what is there to merge with?
  merge,   ///< PATCH of the merged fields, with If-Match
  adopt,   ///< GET of the event that an earlier try of this create has made
};

/// One operation on its way.
struct Work : graph::Operation {
  Document document;
  Kind kind = Kind::deadline;
  Step step = Step::write;
  std::string made{};      ///< id of what an earlier try of the create has made
  std::string found_in{};  ///< its calendar

  Doing doing() const {
    if (step != Step::write && step != Step::merge) return Doing::read;
    return op->action == Action::create ? Doing::create : Doing::write;
  }
};

class Applying : private graph::Reports {
 public:
  Applying(const sdk::Host& host, const Settings& settings, Calendars& calendars,
           sdk::Results& results)
      : Reports(results),
        settings_(settings),
        calendars_(calendars),
        presence_(host, settings, calendars) {}

  /// The first request of an operation, or nothing if it is reported already.
  std::optional<Work> begin(const sdk::Op& op) {
    Work work;
    work.op = &op;
    try {
      if (op.action != Action::remove) work.document = read_document(op.document);
    } catch (const sdk::Failure& failure) {
      refuse(op, failure.status(), failure.what());
      return std::nullopt;
    }
    if (op.action == Action::create ? !settings_.calendar.empty() && op.container.empty()
                                    : op.remote_id.empty()) {
      refuse(op, Status::internal, "the operation does not say where");
      return std::nullopt;
    }
    const auto kind = kind_of(op.key);
    if (op.action == Action::create && !kind) {
      refuse(op, Status::internal, "the key names no kind of this plugin");
      return std::nullopt;
    }
    work.kind = kind.value_or(Kind::deadline);
    if (op.verify && op.action != Action::create)
      read(work, Step::verify);
    else
      write(work);
    return work;
  }

  /// Takes the answer; true if the operation has another request to send.
  bool advance(Work& work, const Answer& answer) {
    switch (work.step) {
      case Step::verify:
        return verified(work, answer);
      case Step::write:
        return written(work, answer);
      case Step::read:
        return answer.refusal ? refuse(work, *answer.refusal) : look(work, answer);
      case Step::merge:
        return merged(work, answer);
      case Step::adopt:
        return adopted(work, answer);
    }
    return false;
  }

 private:
  // ---- requests ---------------------------------------------------------------------------------

  void read(Work& work, Step step) {
    work.step = step;
    graph::Url url = event_url(settings_, step == Step::adopt ? work.made : work.op->remote_id);
    const char* others = step == Step::adopt ? ",transactionId" : "";
    url.option("$select", step == Step::verify ? "id" : selection() + others);
    if (step == Step::verify) url.option("$expand", graph::expand());
    work.request = ask(url);
  }

  void write(Work& work) {
    const sdk::Op& op = *work.op;
    work.step = Step::write;
    if (op.action == Action::create) {
      const graph::Url url = settings_.calendar.empty()
                                 ? graph::user(settings_.mailbox).path("events")
                                 : calendars_.events(op.container);
      work.request = telling(graph::post(url.str(), created_body(work.document, op, work.kind)));
    } else if (op.action == Action::update) {
      work.request = telling(
          graph::patch(event_url(settings_, op.remote_id).str(), updated_body(work.document, op)));
    } else {
      work.request = graph::remove(event_url(settings_, op.remote_id).str());
    }
  }

  // ---- answers ----------------------------------------------------------------------------------

  bool verified(Work& work, const Answer& answer) {
    if (answer.refusal) return refuse(work, *answer.refusal);
    if (!answer.item()) return unusable(work);
    if (graph::key_of(*answer.item()) != work.op->key)
      return refuse(*work.op, Status::not_found, "the event does not carry the key");
    write(work);
    return true;
  }

  bool written(Work& work, const Answer& answer) {
    const sdk::Op& op = *work.op;
    if (answer.refusal && answer.refusal->http == 412 && op.action != Action::create &&
        ++work.tries < max_tries)
      return true;  // also without If-Match, while Exchange is busy with the event
    switch (op.action) {
      case Action::create:
        return created(work, answer);
      case Action::update:
        return answer.refusal ? refuse(work, *answer.refusal) : look(work, answer);
      case Action::remove:
        break;
    }
    if (answer.refusal && answer.refusal->status == Status::not_found) return is_gone(work);
    if (answer.refusal) return refuse(work, *answer.refusal);
    return done(work, sdk::Result{.remote_id = std::string(op.remote_id)});
  }

  bool created(Work& work, const Answer& answer) {
    if (answer.refusal) {
      Refusal refusal = *answer.refusal;
      if (refusal.http == 409 || refusal.code == "ErrorDuplicateTransactionId")
        return is_used_up(work);
      if (refusal.status == Status::not_found) {
        calendars_.doubt();
        if (settings_.calendar.empty()) refusal.status = Status::transient;
      }
      return refuse(work, refusal);
    }
    if (!answer.item())
      return refuse(*work.op, Status::unknown_outcome,
                    "the answer to the create is unusable: it may have been done");
    return shown(work, *answer.item());
  }

  /// The token was used already, by a try of this create whose answer was lost. Its event lies in
  /// its calendar, or its owner has deleted it: then no try with this token will ever succeed.
  bool is_used_up(Work& work) {
    bool elsewhere = false;
    try {
      for (const Presence::Copy& copy : presence_.copies()) {
        if (copy.key != work.op->key) continue;
        elsewhere = true;
        if (!work.op->container.empty() && copy.calendar != work.op->container) continue;
        work.made = copy.id;
        work.found_in = copy.calendar;
        read(work, Step::adopt);
        return true;
      }
    } catch (const sdk::Failure& failure) {
      return refuse(*work.op, Status::unknown_outcome, failure.what());
    }
    // What lies elsewhere may be this one, or the copy that this one is to take the place of.
    return refuse(*work.op, elsewhere ? Status::unknown_outcome : Status::conflict,
                  "an earlier try has created it, but it is not in the calendar any more");
  }

  bool adopted(Work& work, const Answer& answer) {
    const std::string token =
        answer.item() ? graph::string_at(*answer.item(), "transactionId") : std::string();
    if (answer.item() && (token.empty() || token == work.op->token))
      return shown(work, *answer.item());
    return refuse(*work.op, Status::unknown_outcome,
                  "an earlier try has created it, but it cannot be read now");
  }

  /// The event as it is after the PATCH of our own fields: merge what is left, or be done.
  bool look(Work& work, const Answer& answer) {
    const bool was_read = work.step == Step::read;
    const Merged there = answer.item() ? merged_of(*answer.item()) : Merged{};
    const std::string etag = answer.item() ? graph::string_at(*answer.item(), "@odata.etag") : "";
    // HTML of a write's answer may be text when it is asked for; HTML of a read is all there is.
    const bool tagged = !settings_.category.empty() || !work.document.category.empty();
    const bool enough =
        there.text_known && (there.plain || was_read) && (there.categories_known || !tagged);
    if (!enough) {
      if (was_read) return unusable(work);
      read(work, Step::read);
      return true;
    }
    const json::object change = merge(there, work.document, settings_);
    if (change.empty()) return shown(work, *answer.item());
    if (etag.empty()) {
      if (was_read) return unusable(work);
      read(work, Step::read);
      return true;
    }
    work.step = Step::merge;
    work.request = telling(graph::patch(event_url(settings_, work.op->remote_id).str(),
                                        json::serialize(change), etag));
    return true;
  }

  bool merged(Work& work, const Answer& answer) {
    if (answer.refusal && answer.refusal->http == 412 && ++work.tries < max_tries) {
      read(work, Step::read);
      return true;
    }
    if (answer.refusal) return refuse(work, *answer.refusal);
    if (answer.item()) return shown(work, *answer.item());
    return done(work, sdk::Result{.remote_id = std::string(work.op->remote_id)});
  }

  /// A delete found nothing. The call goes on if that cannot be confirmed: other operations of it
  /// have been carried out and must be reported too.
  bool is_gone(Work& work) {
    const std::string id(work.op->remote_id);
    try {
      if (presence_.calendar_of(id).empty()) return done(work, sdk::Result{.remote_id = id});
    } catch (const sdk::Failure& failure) {
      const bool stop = failure.status() == Status::cancelled;
      return refuse(*work.op, stop ? Status::transient : failure.status(), failure.what());
    }
    if (++work.tries >= max_tries)
      return refuse(*work.op, Status::transient, "Graph answers that it is not there, but it is");
    write(work);
    return true;
  }

  // ---- reports ----------------------------------------------------------------------------------

  bool shown(const Work& work, const json::object& event) {
    sdk::Result result{.remote_id = graph::string_at(event, "id"),
                       .etag = graph::string_at(event, "@odata.etag"),
                       .remote_fingerprint = remote_print(event, settings_)};
    // Where an update found it is not told.
    if (work.op->action == Action::create)
      result.container = work.made.empty() ? std::string(work.op->container) : work.found_in;
    return done(work, std::move(result));
  }

  const Settings& settings_;
  Calendars& calendars_;
  Presence presence_;
};

}  // namespace

void apply(const sdk::Host& host, const Settings& settings, Calendars& calendars,
           std::span<const sdk::Op> ops, sdk::Results& results) {
  host.stop_if_cancelled();
  Applying applying(host, settings, calendars, results);
  std::vector<Work> active;
  for (const sdk::Op& op : ops)
    if (auto work = applying.begin(op)) active.push_back(std::move(*work));

  const bool finished = graph::carry_out(
      host, std::move(active),
      [&](Work& work, const Answer& answer) { return applying.advance(work, answer); });
  if (!finished) throw sdk::Failure(Status::cancelled);
}

}  // namespace relais::agenda::event
