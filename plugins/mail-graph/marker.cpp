#include "plugins/mail-graph/marker.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "plugins/graph/operation.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/one_message.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::Doing;
using sdk::Status;

constexpr std::size_t marks_at_a_time = 20;

/// One marker on its way.
struct Marking {
  const sdk::Mark* mark = nullptr;
  sdk::Request request{};
  std::string request_id{};
  bool writing = false;
  int tries = 0;   ///< writes
  int absent = 0;  ///< times that it was not found: one proves nothing

  Doing doing() const { return writing ? Doing::write : Doing::read; }
};

class MarkerWriter {
 public:
  MarkerWriter(const Settings& settings, KnownCategories& known, const std::string& degraded,
               sdk::MarkSink& results)
      : settings_(settings), known_(known), degraded_(degraded), results_(results) {}

  /// Nothing: it is reported already.
  std::optional<Marking> begin(const sdk::Mark& mark) {
    Marking work{.mark = &mark};
    if (mark.remote_id.empty()) {
      results_.report(mark, {.status = Status::internal, .message = "the mark names no message"});
      return std::nullopt;
    }
    const auto known = known_.take(std::string(mark.remote_id));
    if (!known) {
      read(work);
      return work;
    }
    if (!write(work, known->categories, known->etag)) return std::nullopt;
    return work;
  }

  /// True: there is another request to send.
  bool advance(Marking& work, const graph::Answer& answer) {
    if (answer.refusal) return refused(work, *answer.refusal);
    if (work.writing) return done(work, answer);
    const auto categories = answer.body ? categories_of(*answer.body) : std::nullopt;
    if (!categories)
      return report(work, {.status = Status::transient, .message = "the answer is unusable"});
    return write(work, *categories, graph::string_at(*answer.body, "@odata.etag"));
  }

 private:
  void read(Marking& work) const {
    work.writing = false;
    work.request = graph::get(
        message_url(settings_, work.mark->remote_id).option("$select", "id,categories").str());
  }

  bool write(Marking& work, const Categories& now, const std::string& etag) {
    const Categories wanted = with_marker(now, work.mark->marker, settings_);
    if (wanted == now) return report(work, {});
    json::array names;
    for (const std::string& name : wanted) names.push_back(json::value(name));
    work.writing = true;
    ++work.tries;
    work.request =
        graph::patch(message_url(settings_, work.mark->remote_id).str(),
                     json::serialize(json::object{{"categories", std::move(names)}}), etag);
    return true;
  }

  bool done(Marking& work, const graph::Answer& answer) {
    if (answer.body)
      if (auto categories = categories_of(*answer.body))
        known_.learn(std::string(work.mark->remote_id),
                     {std::move(*categories), graph::string_at(*answer.body, "@odata.etag")});
    return report(work, {});
  }

  bool refused(Marking& work, const graph::Refusal& refusal) {
    const bool absent = refusal.status == Status::not_found;
    const bool again = absent ? ++work.absent < 2
                              : refusal.status == Status::conflict && work.tries < graph::max_tries;
    if (again) {
      read(work);
      return true;
    }
    return report(work, {.status = refusal.status,
                         .code = refusal.code,
                         .message = "Graph refused: " + refusal.summary(),
                         .request_id = refusal.request_id,
                         .not_before_ms = refusal.not_before_ms});
  }

  bool report(const Marking& work, sdk::MarkResult result) {
    if (result.request_id.empty()) result.request_id = work.request_id;
    if (result.status == Status::ok && work.mark->marker != sdk::Marker::none)
      result.code = degraded_;
    results_.report(*work.mark, result);
    return false;
  }

  const Settings& settings_;
  KnownCategories& known_;
  const std::string& degraded_;
  sdk::MarkSink& results_;
};

}  // namespace

void set_markers(const sdk::Host& host, const Settings& settings, KnownCategories& known,
                 const std::string& degraded, std::span<const sdk::Mark> marks,
                 sdk::MarkSink& results) {
  MarkerWriter writer(settings, known, degraded, results);
  while (!marks.empty()) {
    host.stop_if_cancelled();
    const auto some = marks.first(std::min(marks.size(), marks_at_a_time));
    marks = marks.subspan(some.size());
    std::vector<Marking> active;
    for (const sdk::Mark& mark : some)
      if (auto work = writer.begin(mark)) active.push_back(std::move(*work));
    const bool finished = graph::carry_out(
        host, std::move(active),
        [&](Marking& work, const graph::Answer& answer) { return writer.advance(work, answer); });
    if (!finished) throw sdk::Failure(Status::cancelled);
  }
}

}  // namespace relais::mail_graph
