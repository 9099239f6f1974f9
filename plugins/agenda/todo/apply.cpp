#include "plugins/agenda/todo/apply.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/agenda/todo/document.hpp"
#include "plugins/agenda/todo/listing.hpp"
#include "plugins/agenda/todo/shown.hpp"
#include "plugins/agenda/todo/written.hpp"
#include "plugins/graph/operation.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"

namespace relais::agenda::todo {
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
  verify,   ///< GET: does the task carry our key?
  write,    ///< POST, PATCH of our own fields, or DELETE
  read,     ///< GET: what is there to merge with?
  merge,    ///< PATCH of the notes, with If-Match
  links,    ///< GET of the linked resources: which one is ours, and how is it called?
  name,     ///< PATCH of its name
  confirm,  ///< GET after DELETE said "not found": one 404 proves nothing
};

/// One operation on its way.
struct Work : graph::Operation {
  Document document;
  Step step = Step::write;
  sdk::Result shown{};  ///< the outcome, if nothing comes in between any more

  Doing doing() const {
    switch (step) {
      case Step::verify:
      case Step::read:
      case Step::links:
      case Step::confirm:
        return Doing::read;
      default:
        return op->action == Action::create ? Doing::create : Doing::write;
    }
  }
};

class Applying : private graph::Reports {
 public:
  Applying(const Settings& settings, Lists& lists, sdk::Results& results)
      : Reports(results), settings_(settings), lists_(lists) {}

  /// Deletes of tasks that are not where they were last seen.
  const std::vector<const sdk::Op*>& missing() const { return missing_; }

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
    if (op.action == Action::create ? op.container.empty() : op.remote_id.empty()) {
      refuse(op, Status::internal, "the operation does not say where");
      return std::nullopt;
    }
    if (op.container.empty()) {  // a task has no address without its list
      refuse(op, Status::not_found, "the list of the task is not known");
      return std::nullopt;
    }
    if (op.verify && op.action != Action::create)
      ask(work, Step::verify);
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
      case Step::links:
        return linked(work, answer);
      case Step::name:
        return named(work, answer);
      case Step::confirm:
        return confirmed(work, answer);
    }
    return false;
  }

 private:
  // ---- requests ---------------------------------------------------------------------------------

  graph::Url task(const sdk::Op& op) const { return lists_.task(op.container, op.remote_id); }
  graph::Url links(const sdk::Op& op) const { return task(op).path("linkedResources"); }

  void ask(Work& work, Step step) {
    work.step = step;
    graph::Url url = task(*work.op);
    if (step == Step::verify) url.option("$expand", "linkedResources");
    work.request = graph::get(url.str());
  }

  void write(Work& work) {
    const sdk::Op& op = *work.op;
    work.step = Step::write;
    if (op.action == Action::create)
      work.request = graph::post(lists_.tasks(op.container).str(), created(op, work.document));
    else if (op.action == Action::update)
      work.request = graph::patch(task(op).str(), updated(op, work.document));
    else
      work.request = graph::remove(task(op).str());
  }

  // ---- answers ----------------------------------------------------------------------------------

  bool verified(Work& work, const Answer& answer) {
    if (answer.refusal) return refuse(work, *answer.refusal);
    if (!answer.item()) return unusable(work);
    if (!carries(*answer.body, work.op->key))
      return refuse(*work.op, Status::not_found, "the task does not carry the key");
    write(work);
    return true;
  }

  bool written(Work& work, const Answer& answer) {
    const sdk::Op& op = *work.op;
    if (answer.refusal && answer.refusal->http == 412 && op.action != Action::create &&
        ++work.tries < max_tries)
      return true;  // also without If-Match, while Exchange is busy with the item
    switch (op.action) {
      case Action::create:
        return has_created(work, answer);
      case Action::update:
        return answer.refusal ? refuse(work, *answer.refusal) : look(work, answer);
      case Action::remove:
        break;
    }
    if (answer.refusal && answer.refusal->status == Status::not_found) {
      ask(work, Step::confirm);
      return true;
    }
    if (answer.refusal) return refuse(work, *answer.refusal);
    return done(work, sdk::Result{.remote_id = std::string(op.remote_id)});
  }

  bool has_created(Work& work, const Answer& answer) {
    if (answer.refusal) {
      Refusal refusal = *answer.refusal;
      if (refusal.status == Status::not_found) {
        lists_.doubt();
        if (settings_.list.empty()) refusal.status = Status::transient;
      }
      return refuse(work, refusal);
    }
    if (!answer.item())
      return refuse(*work.op, Status::unknown_outcome,
                    "the answer to the create is unusable: it may have been done");
    show(work, *answer.body);
    return done(work, work.shown);
  }

  /// The task as it is after the PATCH of our own fields: merge what is left, or go on.
  bool look(Work& work, const Answer& answer) {
    const bool was_read = work.step == Step::read;
    const auto read_first = [&] {
      if (was_read) return unusable(work);
      ask(work, Step::read);
      return true;
    };
    const auto notes = answer.item() ? notes_of(*answer.body) : std::nullopt;
    if (!notes) return read_first();
    const auto change = merge(*notes, work.document);
    if (!change) return look_at_name(work, answer);

    const std::string etag = graph::string_at(*answer.body, "@odata.etag");
    if (etag.empty()) return read_first();
    work.step = Step::merge;
    work.request = graph::patch(task(*work.op).str(), merging(*change), etag);
    return true;
  }

  bool merged(Work& work, const Answer& answer) {
    if (answer.refusal && answer.refusal->http == 412 && ++work.tries < max_tries) {
      ask(work, Step::read);
      return true;
    }
    return answer.refusal ? refuse(work, *answer.refusal) : look_at_name(work, answer);
  }

  /// The task is as it should be; its link has a name of its own.
  bool look_at_name(Work& work, const Answer& answer) {
    if (answer.item())
      show(work, *answer.body);
    else
      work.shown = sdk::Result{.remote_id = std::string(work.op->remote_id)};
    if (!renames(*work.op)) return done(work, work.shown);
    work.step = Step::links;
    work.tries = 0;
    work.request = graph::get(links(*work.op).str());
    return true;
  }

  bool linked(Work& work, const Answer& answer) {
    if (answer.refusal) return refuse(work, *answer.refusal);
    const json::value* list = answer.body ? answer.body->if_contains("value") : nullptr;
    if (!list || !list->is_array()) return unusable(work);
    for (const json::value& each : list->get_array()) {
      if (!each.is_object() || !is_link_of(each.get_object(), work.op->key)) continue;
      const json::object& link = each.get_object();
      if (graph::string_at(link, "displayName") == work.document.display_name)
        return done(work, work.shown);
      const std::string id = graph::string_at(link, "id");
      if (id.empty()) return unusable(work);
      work.step = Step::name;
      work.request = graph::patch(links(*work.op).segment(id).str(), naming(work.document));
      return true;
    }
    std::string next = graph::string_at(*answer.body, "@odata.nextLink");
    if (next.empty()) return done(work, work.shown);  // its owner unlinked it
    if (++work.tries >= max_tries) return unusable(work);
    work.request = graph::get(std::move(next));
    return true;
  }

  bool named(Work& work, const Answer& answer) {
    return answer.refusal ? refuse(work, *answer.refusal) : done(work, work.shown);
  }

  bool confirmed(Work& work, const Answer& answer) {
    if (answer.refusal && answer.refusal->status == Status::not_found) {
      missing_.push_back(work.op);
      return false;
    }
    if (answer.refusal) return refuse(work, *answer.refusal);
    if (!answer.item()) return unusable(work);
    if (++work.tries >= max_tries)
      return refuse(*work.op, Status::transient, "Graph answers that it is not there, but it is");
    write(work);
    return true;
  }

  // ---- reports ----------------------------------------------------------------------------------

  void show(Work& work, const json::object& task) {
    work.shown = sdk::Result{.remote_id = graph::string_at(task, "id"),
                             .etag = graph::string_at(task, "@odata.etag"),
                             .container = std::string(work.op->container),
                             .remote_fingerprint = remote_print(task),
                             .facts = facts_of(task)};
  }

  const Settings& settings_;
  Lists& lists_;
  std::vector<const sdk::Op*> missing_;
};

/// What is not in the list where it was last seen may have been moved, under another id. Then it is
/// reported as not found, so that it is looked up by its key; what is in no list is gone, as
/// wanted.
void settle_missing(const sdk::Host& host, const Settings& settings, Lists& lists,
                    const std::vector<const sdk::Op*>& missing, sdk::Results& results) {
  if (missing.empty()) return;
  std::vector<bool> elsewhere(missing.size(), false);
  sdk::Result trouble;
  try {
    for_each_task(host, settings, lists, lists.every(), [&](const List&, const json::object& task) {
      for (std::size_t i = 0; i < missing.size(); ++i)
        if (carries(task, missing[i]->key)) elsewhere[i] = true;
    });
  } catch (const sdk::Failure& failure) {
    // The call goes on: other operations of it have been carried out and must be reported too.
    const bool stop = failure.status() == Status::cancelled;
    trouble = {.status = stop ? Status::transient : failure.status(), .message = failure.what()};
  }
  for (std::size_t i = 0; i < missing.size(); ++i) {
    sdk::Result result = trouble;
    if (result.status == Status::ok && elsewhere[i])
      result = {.status = Status::not_found, .message = "the task lies in another list"};
    else if (result.status == Status::ok)
      result.remote_id = std::string(missing[i]->remote_id);
    results.report(*missing[i], result);
  }
}

}  // namespace

void apply(const sdk::Host& host, const Settings& settings, Lists& lists,
           std::span<const sdk::Op> ops, sdk::Results& results) {
  host.stop_if_cancelled();
  Applying applying(settings, lists, results);
  std::vector<Work> active;
  for (const sdk::Op& op : ops)
    if (auto work = applying.begin(op)) active.push_back(std::move(*work));

  const bool finished = graph::carry_out(
      host, std::move(active),
      [&](Work& work, const Answer& answer) { return applying.advance(work, answer); });
  settle_missing(host, settings, lists, applying.missing(), results);
  if (!finished) throw sdk::Failure(Status::cancelled);
}

}  // namespace relais::agenda::todo
