#include "engine/http/client.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/base/log.hpp"
#include "engine/http/transfer.hpp"

namespace relais::http {
namespace {

constexpr int poll_ms = 1000;
constexpr long kept_connections = 256;
constexpr long streams_per_connection = 100;

// curl_global_init is to happen once, before any other thread uses curl.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) log::error("libcurl cannot be started: {}", curl_easy_strerror(started));
}

}  // namespace

/// `guard_` guards `incoming_` and `idle_`; all else belongs to the loop's thread.
class Client::Loop {
 public:
  explicit Loop(ClientOptions options) : options_(std::move(options)) {
    start_curl();
    if (options_.user_agent.empty()) options_.user_agent = "relais/" RELAIS_VERSION;
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kept_connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, streams_per_connection);
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    stop_ = true;
    curl_multi_wakeup(multi_);
    thread_.join();
    idle_.clear();
    curl_multi_cleanup(multi_);
  }

  void start(const Call& call, Callback callback) {
    std::unique_ptr<Transfer> transfer = take_idle();
    transfer->prepare(call, std::move(callback));
    {
      const std::lock_guard lock(guard_);
      incoming_.push_back(std::move(transfer));
    }
    if (std::this_thread::get_id() != thread_.get_id()) curl_multi_wakeup(multi_);
  }

 private:
  std::unique_ptr<Transfer> take_idle() {
    {
      const std::lock_guard lock(guard_);
      if (!idle_.empty()) {
        auto transfer = std::move(idle_.back());
        idle_.pop_back();
        return transfer;
      }
    }
    return std::make_unique<Transfer>(options_);
  }

  void run() {
    // A connection that the other side closed is an error of a transfer, not the end of relais.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!stop_) {
      add_incoming();
      int running = 0;
      curl_multi_perform(multi_, &running);
      finish_done();
      if (!has_incoming()) curl_multi_poll(multi_, nullptr, 0, poll_ms, nullptr);
    }
    break_off();
  }

  bool has_incoming() {
    const std::lock_guard lock(guard_);
    return !incoming_.empty();
  }

  void add_incoming() {
    {
      const std::lock_guard lock(guard_);
      adding_.swap(incoming_);
    }
    for (auto& transfer : adding_) {
      CURL* easy = transfer->handle();
      active_.push_back(std::move(transfer));
      if (curl_multi_add_handle(multi_, easy) != CURLM_OK) finish(easy, CURLE_FAILED_INIT);
    }
    adding_.clear();
  }

  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      CURL* easy = message->easy_handle;
      curl_multi_remove_handle(multi_, easy);
      finish(easy, code);
    }
  }

  void finish(CURL* easy, CURLcode code) {
    const auto found = std::find_if(active_.begin(), active_.end(),
                                    [&](const auto& t) { return t->handle() == easy; });
    std::unique_ptr<Transfer> transfer = std::move(*found);
    *found = std::move(active_.back());
    active_.pop_back();
    Answer answer = transfer->take_answer(code);
    const Callback callback = transfer->take_callback();
    {
      const std::lock_guard lock(guard_);
      idle_.push_back(std::move(transfer));
    }
    callback(std::move(answer));
  }

  void break_off() {
    for (add_incoming(); !active_.empty(); add_incoming()) {
      CURL* easy = active_.back()->handle();
      curl_multi_remove_handle(multi_, easy);
      finish(easy, CURLE_ABORTED_BY_CALLBACK);
    }
  }

  ClientOptions options_;
  CURLM* multi_ = nullptr;
  std::atomic<bool> stop_{false};
  std::mutex guard_;
  std::vector<std::unique_ptr<Transfer>> incoming_;
  std::vector<std::unique_ptr<Transfer>> idle_;
  std::vector<std::unique_ptr<Transfer>> adding_;
  std::vector<std::unique_ptr<Transfer>> active_;
  std::thread thread_;
};

Client::Client(ClientOptions options) : loop_(std::make_unique<Loop>(std::move(options))) {}
Client::~Client() = default;

void Client::start(const Call& call, Callback callback) { loop_->start(call, std::move(callback)); }

Answer Client::send(const Call& call) {
  struct Arrival {
    std::mutex guard;
    std::condition_variable changed;
    bool here = false;
    Answer answer;
  };
  const auto arrival = std::make_shared<Arrival>();
  start(call, [arrival](Answer&& answer) {
    const std::lock_guard lock(arrival->guard);
    arrival->answer = std::move(answer);
    arrival->here = true;
    arrival->changed.notify_one();
  });
  std::unique_lock lock(arrival->guard);
  arrival->changed.wait(lock, [&] { return arrival->here; });
  return std::move(arrival->answer);
}

}  // namespace relais::http
