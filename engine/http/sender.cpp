#include "engine/http/sender.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

#include "engine/base/log.hpp"
#include "engine/base/text.hpp"
#include "engine/http/header_rules.hpp"
#include "engine/http/policy.hpp"
#include "engine/http/redact.hpp"
#include "engine/http/retry_after.hpp"

namespace relais::http {
namespace {

constexpr auto real_poll = std::chrono::milliseconds(100);  // how soon `cancel` is noticed
constexpr Millis clock_step = 100;
constexpr Millis after_no_connection = 10'000;
constexpr Millis after_no_answer = 5'000;
constexpr Millis shortest_use = 1'000;

using SteadyTime = std::chrono::steady_clock::time_point;

/// A request on its way to its outcome.
struct Job {
  enum class Phase { waiting, in_flight, done };
  const Request* request = nullptr;
  Phase phase = Phase::waiting;
  std::string url{};
  std::vector<Header> headers{};  ///< those that the engine adds, of the attempt that runs
  std::string tracking_id{};
  SteadyTime started{};
  int tries = 0;
  bool refreshed = false;
  bool maybe_done = false;
  Millis due = 0;
  Outcome otherwise = Outcome::not_done;  ///< if no further attempt can be made
  Response response{};
};

/// All requests of one send. Driven by the sending thread, and by the client's when an answer
/// comes, so that the next request leaves without a change of threads.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(const SenderContext& context, std::span<const Request> requests)
      : context_(context), signal_(std::make_shared<Signal>()), jobs_(requests.size()) {
    for (std::size_t i = 0; i < requests.size(); ++i) jobs_[i].request = &requests[i];
    open_ = jobs_.size();
  }

  std::vector<Response> run() {
    std::unique_lock lock(guard_);
    admit();
    while (open_ > 0) {
      if (lacks_authorisation() && has_waiting() && !cancelled()) {
        authorise(lock);
        continue;
      }
      const std::optional<Millis> resume = pump();
      if (open_ == 0) break;
      wait(lock, resume);
    }
    std::vector<Response> responses;
    responses.reserve(jobs_.size());
    for (Job& job : jobs_) responses.push_back(std::move(job.response));
    return responses;
  }

 private:
  bool cancelled() const { return context_.cancel != nullptr && context_.cancel->load(); }

  void admit() {
    for (Job& job : jobs_) {
      std::string refusal = refuse_request(*job.request);
      if (refusal.empty()) {
        Result<std::string> url = context_.service->locate(job.request->url);
        if (url) {
          job.url = std::move(*url);
          continue;
        }
        refusal = std::move(url.error().text);
      }
      job.response.error = std::move(refusal);
      finish(job, Outcome::forbidden_url);
    }
  }

  // ---- credentials ------------------------------------------------------------------------------

  bool lacks_authorisation() {
    return !authorisation_ || refused_ == authorisation_ || usable_until_ <= context_.clock->now();
  }

  bool has_waiting() const {
    return std::any_of(jobs_.begin() + static_cast<std::ptrdiff_t>(first_), jobs_.end(),
                       [](const Job& job) { return job.phase == Job::Phase::waiting; });
  }

  void authorise(std::unique_lock<std::mutex>& lock) {
    const auto refused = std::exchange(refused_, nullptr);
    authorisation_.reset();  // nothing more leaves with the old one meanwhile
    lock.unlock();
    auto fresh = context_.service->authorise(refused);
    lock.lock();
    authorisation_ = std::move(fresh);
    if (authorisation_->state == Authorisation::State::granted) {
      usable_until_ = std::max(authorisation_->valid_until, context_.clock->now() + shortest_use);
      if (authorisation_ == refused) end_refused();
      return;
    }
    const bool later = authorisation_->state == Authorisation::State::later;
    for (Job& job : jobs_) {
      if (job.phase != Job::Phase::waiting) continue;
      job.response.error = authorisation_->error;
      job.response.not_before = authorisation_->not_before;
      finish(job, later ? Outcome::not_done : Outcome::unauthorised);
    }
    authorisation_.reset();
  }

  /// There is no other authorisation: asking again with the same one is of no use.
  void end_refused() {
    for (Job& job : jobs_) {
      if (job.phase == Job::Phase::waiting && job.refreshed && job.response.status == 401) {
        finish(job, Outcome::unauthorised);
      }
    }
  }

  // ---- sending
  // ------------------------------------------------------------------------------------

  /// Starts what may start. Answers when to go on, if only time is in the way.
  std::optional<Millis> pump() {
    std::optional<Millis> resume;
    for (std::size_t i = first_; i < jobs_.size(); ++i) {
      Job& job = jobs_[i];
      if (job.phase == Job::Phase::done && i == first_) ++first_;
      if (job.phase != Job::Phase::waiting) continue;
      if (cancelled()) {
        finish(job, Outcome::cancelled);
        continue;
      }
      if (lacks_authorisation()) return Millis{0};
      const Millis now = context_.clock->now();
      const Millis due = std::max(job.due, paused_until_);
      if (due > now) {
        resume = std::min(resume.value_or(due), due);
        continue;
      }
      // With an answer of our own to come, that is when to look again: nobody need be woken.
      const Gate::Permit permit =
          context_.gate->enter(now, in_flight_ > 0 ? std::shared_ptr<Signal>() : signal_);
      if (permit.entry == Gate::Entry::busy) return std::nullopt;
      if (permit.entry == Gate::Entry::later) {
        gate_opens_ = permit.at;
        return permit.at;
      }
      start(job, i);
    }
    return resume;
  }

  void start(Job& job, std::size_t index) {
    job.phase = Job::Phase::in_flight;
    ++job.tries;
    ++in_flight_;
    job.headers.clear();
    if (!authorisation_->header.empty()) {
      job.headers.push_back({"Authorization", authorisation_->header});
    }
    if (const auto name = context_.service->tracking_header(); !name.empty()) {
      job.tracking_id = random_uuid();
      job.headers.push_back({std::string(name), job.tracking_id});
    }
    const bool mutating = !is_reading(job.request->method);
    for (Counters* counters : context_.counters) {
      if (counters == nullptr) continue;
      ++counters->requests;
      if (mutating) ++counters->mutating;
    }
    if (context_.steps != nullptr) context_.steps->step("http.request.before");
    job.started = std::chrono::steady_clock::now();
    context_.client->start({.method = job.request->method,
                            .url = job.url,
                            .headers = job.request->headers,
                            .more_headers = job.headers,
                            .body = job.request->body,
                            .sink = job.request->sink},
                           [self = shared_from_this(), index, used = authorisation_](
                               Answer&& answer) { self->arrived(index, std::move(answer), used); });
  }

  // ---- answers (the client's thread)
  // --------------------------------------------------------------

  void arrived(std::size_t index, Answer&& answer,
               const std::shared_ptr<const Authorisation>& used) {
    const std::lock_guard lock(guard_);
    Job& job = jobs_[index];
    if (context_.steps != nullptr) context_.steps->step("http.request.after");
    context_.gate->leave();
    --in_flight_;
    take(job, std::move(answer), used);
    // Whatever needs time or credentials is for the sending thread, and so is the end.
    const std::optional<Millis> resume = open_ > 0 ? pump() : std::nullopt;
    if (open_ == 0 || resume || in_flight_ == 0) signal_->raise();
  }

  void take(Job& job, Answer&& answer, const std::shared_ptr<const Authorisation>& used) {
    const Millis now = context_.clock->now();
    const auto retry_after = parse_retry_after(answer.header("retry-after"), now);
    const Verdict verdict = judge({.kind = answer.kind,
                                   .status = answer.status,
                                   .empty_body = answer.body_size == 0,
                                   .asks_to_wait = retry_after.has_value(),
                                   .idempotent = job.request->idempotent,
                                   .reads = is_reading(job.request->method),
                                   .tries = job.tries,
                                   .refreshed = job.refreshed});
    Response& response = job.response;
    response.status = answer.status;
    response.headers = std::move(answer.headers);
    response.body = std::move(answer.body);
    response.body_size = answer.body_size;
    response.error = redact_text(answer.error);
    response.request_id = std::string(response.header(context_.service->request_id_header()));
    response.tracking_id = job.tracking_id;
    response.not_before = 0;
    write_log(job, answer.kind);

    job.maybe_done = job.maybe_done || verdict.maybe_done;
    job.otherwise = verdict.outcome;
    if (verdict.throttled) {
      response.not_before = context_.gate->throttled(now, retry_after);
    } else if (answer.kind == Answer::Kind::answered) {
      context_.gate->accepted(now);
    }
    if (answer.status == 429) {
      for (Counters* counters : context_.counters) {
        if (counters != nullptr) ++counters->throttled;
      }
    }
    if (verdict.next == Next::finish) {
      if (verdict.outcome == Outcome::unauthorised) context_.service->renewal_did_not_help();
      end(job, answer.kind, now);
      return;
    }
    job.phase = Job::Phase::waiting;
    if (verdict.next == Next::refresh) {
      job.refreshed = true;
      // Another request of this batch may have renewed it already.
      if (authorisation_ == used) refused_ = used;
      return;
    }
    job.due =
        verdict.throttled
            ? response.not_before
            : now + std::max(retry_after.value_or(0),
                             retry_backoff(job.tries, context_.random ? context_.random() : 0));
    // No use in trying all the others against a closed door meanwhile.
    if (answer.kind == Answer::Kind::not_sent) paused_until_ = job.due;
  }

  void end(Job& job, Answer::Kind kind, Millis now) {
    if (kind == Answer::Kind::not_sent) {
      job.response.not_before = now + after_no_connection;
      finish(job, job.otherwise);
      // Nobody is there: the rest would only wait for the same timeout.
      for (Job& other : jobs_) {
        if (other.phase != Job::Phase::waiting) continue;
        other.response.error = job.response.error;
        other.response.not_before = job.response.not_before;
        finish(other, other.tries == 0 ? Outcome::not_done : other.otherwise);
      }
      return;
    }
    if (job.response.not_before == 0 && kind == Answer::Kind::broken) {
      job.response.not_before = now + after_no_answer;
    }
    finish(job, job.otherwise);
  }

  void finish(Job& job, Outcome outcome) {
    const bool without_effect = outcome == Outcome::not_done || outcome == Outcome::cancelled ||
                                outcome == Outcome::unauthorised;
    // Said of the last attempt; an earlier one may have got through.
    if (job.maybe_done && without_effect) outcome = Outcome::unknown;
    job.response.outcome = outcome;
    if (outcome == Outcome::cancelled) job.response.error = "cancelled before it was sent";
    job.phase = Job::Phase::done;
    --open_;
  }

  void write_log(const Job& job, Answer::Kind kind) const {
    if (!log::enabled(log::Level::debug)) return;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - job.started);
    const Response& response = job.response;
    log::debug("http {} {} status={} ms={} try={} client-request-id={} request-id={}{}{}",
               job.request->method, redact_url(job.url), response.status, took.count(), job.tries,
               job.tracking_id, redact_text(response.request_id, 80),
               kind == Answer::Kind::answered ? "" : " error=", response.error);
  }

  // ---- waiting
  // ------------------------------------------------------------------------------------

  void wait(std::unique_lock<std::mutex>& lock, std::optional<Millis> resume) {
    const Millis before = context_.clock->now();
    if (resume && *resume > before) {
      give_up(before);
      if (open_ == 0) return;
      if (in_flight_ == 0 && !has_waiting()) return;
    } else if (resume) {
      return;
    }
    if (in_flight_ > 0 || !resume) {
      auto timeout = real_poll;
      if (resume) timeout = std::min(timeout, std::chrono::milliseconds(*resume - before));
      lock.unlock();
      signal_->wait(timeout);
    } else {
      lock.unlock();
      context_.clock->sleep(std::chrono::milliseconds(std::min(*resume - before, clock_step)));
    }
    lock.lock();
    if (resume) held_ += std::max<Millis>(0, context_.clock->now() - before);
  }

  /// Ends what would have to wait longer than patience lasts.
  void give_up(Millis now) {
    for (Job& job : jobs_) {
      if (job.phase != Job::Phase::waiting) continue;
      const Millis opens = std::max(gate_opens_, context_.gate->not_before());
      const Millis until = std::max({job.due, paused_until_, opens > now ? opens : 0});
      if (held_ + until - now <= context_.patience) continue;
      job.response.not_before = std::max(until, job.response.not_before);
      if (job.tries == 0) job.response.error = "the mailbox has to wait";
      finish(job, job.tries == 0 ? Outcome::not_done : job.otherwise);
    }
  }

  const SenderContext context_;
  const std::shared_ptr<Signal> signal_;
  std::mutex guard_;  ///< of all that follows
  std::vector<Job> jobs_;
  std::size_t first_ = 0;  ///< all before it are done
  std::size_t open_ = 0;
  int in_flight_ = 0;
  Millis held_ = 0;
  Millis gate_opens_ = 0;
  Millis paused_until_ = 0;
  Millis usable_until_ = 0;
  std::shared_ptr<const Authorisation> authorisation_;
  std::shared_ptr<const Authorisation> refused_;  ///< to be renewed
};

}  // namespace

std::vector<Response> send_all(const SenderContext& context, std::span<const Request> requests) {
  return std::make_shared<Batch>(context, requests)->run();
}

}  // namespace relais::http
