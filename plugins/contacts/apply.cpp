#include "plugins/contacts/apply.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/contacts/document.hpp"
#include "plugins/contacts/shown.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/operation.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;
using graph::Doing;
using graph::max_tries;
using graph::Refusal;
using sdk::Action;
using sdk::Status;

/// What an operation waits for.
enum class Step {
  verify,   ///< GET: does the item carry our key?
  write,    ///< POST, PATCH of our own fields, or DELETE
  read,     ///< GET: what is there to merge with?
  merge,    ///< PATCH of the merged fields, with If-Match
  confirm,  ///< GET after DELETE said "not found": one 404 proves nothing
};

/// One operation on its way.
struct Work : graph::Operation {
  Document document;
  Step step = Step::write;

  Doing doing() const {
    if (step == Step::verify || step == Step::read || step == Step::confirm) return Doing::read;
    return op->action == Action::create ? Doing::create : Doing::write;
  }
};

class Applying : private graph::Reports {
 public:
  Applying(const Settings& settings, Folders& folders, sdk::Results& results)
      : Reports(results), settings_(settings), folders_(folders) {}

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
    if (op.action == Action::create ? !settings_.folder.empty() && op.container.empty()
                                    : op.remote_id.empty()) {
      refuse(op, Status::internal, "the operation does not say where");
      return std::nullopt;
    }
    if (op.verify && op.action != Action::create)
      ask(work, Step::verify);
    else
      write(work);
    return work;
  }

  /// Takes the answer; true if the operation has another request to send.
  bool advance(Work& work, const graph::Answer& answer) {
    switch (work.step) {
      case Step::verify:
        return verified(work, answer);
      case Step::write:
        return written(work, answer);
      case Step::read:
        return answer.refusal ? refuse(work, *answer.refusal) : look(work, answer);
      case Step::merge:
        return merged(work, answer);
      case Step::confirm:
        return confirmed(work, answer);
    }
    return false;
  }

 private:
  // ---- requests ---------------------------------------------------------------------------------

  graph::Url item(const sdk::Op& op) const {
    return graph::user(settings_.mailbox).path("contacts").segment(op.remote_id);
  }

  void ask(Work& work, Step step) {
    work.step = step;
    auto url = item(*work.op).option("$select",
                                     step == Step::read ? merged_selection() : "id,parentFolderId");
    if (step == Step::verify) url.option("$expand", graph::expand());
    work.request = graph::get(url.str());
  }

  std::string merged_selection() const {
    std::string select = selection(settings_);
    return settings_.category.empty() ? select + ",categories" : select;
  }

  void write(Work& work) {
    const sdk::Op& op = *work.op;
    work.step = Step::write;
    if (op.action == Action::create)
      work.request = graph::post(collection(op), created_body(work));
    else if (op.action == Action::update)
      work.request = graph::patch(item(op).str(), updated_body(work));
    else
      work.request = graph::remove(item(op).str());
  }

  std::string collection(const sdk::Op& op) const {
    graph::Url url = graph::user(settings_.mailbox);
    if (!settings_.folder.empty()) url.path("contactFolders").segment(op.container);
    return url.path("contacts").str();
  }

  std::string created_body(const Work& work) const {
    json::object body;
    for (const auto& [name, value] : work.document.fields)
      if (!is_empty(value)) body[name] = value;
    if (!work.document.notes.empty())
      body["personalNotes"] = graph::with_fence({}, work.document.notes);
    if (!work.document.category.empty())
      body["categories"] = json::array{json::value(work.document.category)};
    body["singleValueExtendedProperties"] =
        graph::stamp(work.op->key, graph::Tag::contact, work.op->fingerprint);
    return json::serialize(body);
  }

  static bool is_empty(const json::value& value) {
    if (value.is_null()) return true;
    if (value.is_array()) return value.get_array().empty();
    if (!value.is_object()) return false;
    for (const auto& [name, part] : value.get_object())
      if (!is_empty(part)) return false;
    return true;
  }

  std::string updated_body(const Work& work) const {
    json::object body = work.document.fields;
    body["singleValueExtendedProperties"] = graph::restamp(work.op->fingerprint);
    return json::serialize(body);
  }

  // ---- answers ----------------------------------------------------------------------------------

  bool verified(Work& work, const graph::Answer& answer) {
    if (answer.refusal) return refuse(work, *answer.refusal);
    if (!answer.item()) return unusable(work);
    if (graph::key_of(*answer.item()) != work.op->key)
      return refuse(*work.op, Status::not_found, "the contact does not carry the key");
    if (work.op->action == Action::update && in_trash(work, *answer.item())) return false;
    write(work);
    return true;
  }

  bool written(Work& work, const graph::Answer& answer) {
    const sdk::Op& op = *work.op;
    if (answer.refusal && answer.refusal->http == 412 && op.action != Action::create &&
        ++work.tries < max_tries)
      return true;  // also without If-Match, while Exchange is busy with the item
    switch (op.action) {
      case Action::create:
        return created(work, answer);
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

  bool created(Work& work, const graph::Answer& answer) {
    if (answer.refusal) {
      Refusal refusal = *answer.refusal;
      if (refusal.status == Status::not_found) {
        folders_.doubt();
        if (settings_.folder.empty()) refusal.status = Status::transient;
      }
      return refuse(work, refusal);
    }
    if (!answer.item())
      return refuse(*work.op, Status::unknown_outcome,
                    "the answer to the create is unusable: it may have been done");
    if (settings_.folder.empty())
      if (const std::string folder = graph::string_at(*answer.item(), "parentFolderId");
          !folder.empty())
        folders_.learn_default(folder);
    return shown(work, *answer.item());
  }

  /// The item as it is after the PATCH of our own fields: merge what is left, or be done.
  bool look(Work& work, const graph::Answer& answer) {
    const bool was_read = work.step == Step::read;
    const Merged there = answer.item() ? merged_of(*answer.item()) : Merged{};
    if (!there.enough_for(work.document)) {
      if (was_read) return unusable(work);
      ask(work, Step::read);
      return true;
    }
    if (in_trash(work, *answer.item())) return false;
    json::object change = merge(there, work.document);
    if (change.empty()) return shown(work, *answer.item());

    const std::string etag = graph::string_at(*answer.item(), "@odata.etag");
    if (etag.empty()) {
      if (was_read) return unusable(work);
      ask(work, Step::read);
      return true;
    }
    // Graph makes up both names anew whenever something changes.
    for (const char* name : {"displayName", "fileAs"})
      if (const json::value* value = work.document.fields.if_contains(name)) change[name] = *value;
    work.step = Step::merge;
    work.request = graph::patch(item(*work.op).str(), json::serialize(change), etag);
    return true;
  }

  bool merged(Work& work, const graph::Answer& answer) {
    if (answer.refusal && answer.refusal->http == 412 && ++work.tries < max_tries) {
      ask(work, Step::read);
      return true;
    }
    if (answer.refusal) return refuse(work, *answer.refusal);
    if (answer.item()) return shown(work, *answer.item());
    return done(work, sdk::Result{.remote_id = std::string(work.op->remote_id)});
  }

  bool confirmed(Work& work, const graph::Answer& answer) {
    const bool gone = answer.refusal && answer.refusal->status == Status::not_found;
    if (answer.refusal && !gone) return refuse(work, *answer.refusal);
    if (!gone && !answer.item()) return unusable(work);
    const std::optional<bool> alive =
        gone ? false : is_alive(work, graph::string_at(*answer.item(), "parentFolderId"));
    if (!alive) return false;
    if (!*alive) return done(work, sdk::Result{.remote_id = std::string(work.op->remote_id)});
    if (++work.tries >= max_tries)
      return refuse(*work.op, Status::transient, "Graph answers that it is not there, but it is");
    write(work);
    return true;
  }

  // ---- reports ----------------------------------------------------------------------------------

  /// Whether its owner deleted it meanwhile (a PATCH reaches Deleted Items too); then it is
  /// reported.
  bool in_trash(const Work& work, const json::object& contact) {
    const std::string folder = graph::string_at(contact, "parentFolderId");
    if (folder.empty() || folder == work.op->container) return false;
    const std::optional<bool> alive = is_alive(work, folder);
    if (alive && !*alive)
      refuse(*work.op, Status::not_found, "the contact is in no contact folder any more");
    return !alive || !*alive;
  }

  /// Nothing: that could not be found out, and is reported. The call goes on: other operations of
  /// it have been carried out and must be reported too.
  std::optional<bool> is_alive(const Work& work, const std::string& folder) {
    try {
      return folders_.alive(folder);
    } catch (const sdk::Failure& failure) {
      const bool stop = failure.status() == Status::cancelled;
      refuse(*work.op, stop ? Status::transient : failure.status(), failure.what());
      return std::nullopt;
    }
  }

  bool shown(const Work& work, const json::object& contact) {
    return done(work,
                sdk::Result{.remote_id = graph::string_at(contact, "id"),
                            .etag = graph::string_at(contact, "@odata.etag"),
                            .container = graph::string_at(contact, "parentFolderId"),
                            .remote_fingerprint = remote_print(contact, settings_, Answer::whole)});
  }

  const Settings& settings_;
  Folders& folders_;
};

}  // namespace

void apply(const sdk::Host& host, const Settings& settings, Folders& folders,
           std::span<const sdk::Op> ops, sdk::Results& results) {
  host.stop_if_cancelled();
  Applying applying(settings, folders, results);
  std::vector<Work> active;
  for (const sdk::Op& op : ops)
    if (auto work = applying.begin(op)) active.push_back(std::move(*work));

  const bool finished = graph::carry_out(
      host, std::move(active),
      [&](Work& work, const graph::Answer& answer) { return applying.advance(work, answer); });
  if (!finished) throw sdk::Failure(Status::cancelled);
}

}  // namespace relais::contacts
