#include "tests/bench/bare_client.hpp"

#include <curl/curl.h>

#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "engine/base/text.hpp"
#include "tests/bench/firm.hpp"

namespace relais::bench {
namespace {

constexpr int kInFlight = 4;
constexpr std::size_t kMailboxesAtATime = 4;

std::size_t append(char* bytes, std::size_t, std::size_t size, void* into) {
  static_cast<std::string*>(into)->append(bytes, size);
  return size;
}

/// One easy handle, used for one request after the other.
class Exchange {
 public:
  Exchange(std::size_t lane, const std::string& authorisation)
      : lane_(lane), authorisation_(authorisation), easy_(curl_easy_init()) {
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");
    curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &answer_);
  }
  ~Exchange() {
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  CURL* prepare(std::size_t mailbox, const std::string& url, const Recorded& request) {
    mailbox_ = mailbox;
    answer_.clear();
    curl_slist_free_all(std::exchange(headers_, nullptr));
    for (const auto& line : request.headers) headers_ = curl_slist_append(headers_, line.c_str());
    headers_ = curl_slist_append(headers_, authorisation_.c_str());
    headers_ = curl_slist_append(headers_, ("client-request-id: " + random_uuid()).c_str());
    headers_ = curl_slist_append(headers_, "Expect:");
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
    const bool reads = request.method == "GET" || request.method == "DELETE";
    creates_ = request.method == "POST";
    const bool named = request.method != "GET" && !creates_;
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, named ? request.method.c_str() : nullptr);
    if (reads) {
      curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    } else {
      curl_easy_setopt(easy_, CURLOPT_POST, 1L);
      curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body.data());
    }
    return easy_;
  }

  std::size_t lane() const { return lane_; }
  /// Which script's request it carries, or carried last.
  std::size_t mailbox() const { return mailbox_; }
  const std::string& answer() const { return answer_; }
  bool creates() const { return creates_; }
  long status() const {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

 private:
  std::size_t lane_;
  std::size_t mailbox_ = 0;
  bool creates_ = false;
  const std::string& authorisation_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::string answer_;
};

std::string text_after(const std::string& text, std::string_view name) {
  const std::string mark = '"' + std::string(name) + "\":\"";
  const auto from = text.find(mark);
  if (from == std::string::npos) return {};
  const auto begin = from + mark.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

/// The listing of another folder than the recorded one.
std::string in_folder(std::string target, const std::string& folder) {
  constexpr std::string_view before = "/contactFolders/";
  const auto from = target.find(before) + before.size();
  return target.replace(from, target.find('/', from) - from, folder);
}

class Player {
 public:
  Player(const std::string& url, const std::string& token, const std::vector<Script>& scripts)
      : url_(url),
        authorisation_("Authorization: Bearer " + token),
        scripts_(scripts),
        multi_(curl_multi_init()),
        next_(scripts.size()),
        folders_(scripts.size()) {
    replay_.ids.resize(scripts.size());
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 256L);
    for (; unclaimed_ < kMailboxesAtATime; ++unclaimed_) current_.push_back(unclaimed_);
    for (std::size_t i = 0; i < kMailboxesAtATime * kInFlight; ++i)
      exchanges_.push_back(std::make_unique<Exchange>(i % kMailboxesAtATime, authorisation_));
  }
  ~Player() {
    exchanges_.clear();
    curl_multi_cleanup(multi_);
  }

  Replay play() {
    const double cpu_before = cpu_seconds();
    const Stopwatch watch;
    for (auto& exchange : exchanges_) next_write(*exchange);
    run([&](Exchange& exchange) {
      replay_.bytes += static_cast<std::int64_t>(exchange.answer().size());
      if (exchange.creates()) note_created(exchange);
      next_write(exchange);
    });
    replay_.writes_s = watch.seconds();
    for (auto& exchange : exchanges_) next_listing(*exchange);
    run([&](Exchange& exchange) {
      const std::string link = text_after(exchange.answer(), "@odata.nextLink");
      if (link.empty())
        next_listing(exchange);
      else
        start(exchange, exchange.mailbox(), link, scripts_[exchange.mailbox()].first_page);
    });
    replay_.all_s = watch.seconds();
    replay_.cpu_s = cpu_seconds() - cpu_before;
    replay_.requests = requests_;
    return std::move(replay_);
  }

 private:
  void note_created(const Exchange& exchange) {
    replay_.ids[exchange.mailbox()].push_back(text_after(exchange.answer(), "id"));
    if (folders_[exchange.mailbox()].empty())
      folders_[exchange.mailbox()] = text_after(exchange.answer(), "parentFolderId");
  }

  /// Of the mailbox that the exchange's lane is at; after its last write the lane goes to another.
  void next_write(Exchange& exchange) {
    std::size_t& mailbox = current_[exchange.lane()];
    for (; mailbox < scripts_.size(); mailbox = unclaimed_++) {
      const auto& writes = scripts_[mailbox].writes;
      if (next_[mailbox] == writes.size()) continue;
      const Recorded& request = writes[next_[mailbox]++];
      return start(exchange, mailbox, url_ + request.target, request);
    }
  }

  void next_listing(Exchange& exchange) {
    while (listed_ < scripts_.size()) {
      const std::size_t mailbox = listed_++;
      const auto& first = scripts_[mailbox].first_page;
      if (first.target.empty()) continue;
      return start(exchange, mailbox, url_ + in_folder(first.target, folders_[mailbox]), first);
    }
  }

  void start(Exchange& exchange, std::size_t mailbox, const std::string& url,
             const Recorded& request) {
    curl_multi_add_handle(multi_, exchange.prepare(mailbox, url, request));
    ++running_;
    ++requests_;
  }

  template <class Done>
  void run(Done done) {
    while (running_ > 0) {
      int busy = 0;
      curl_multi_perform(multi_, &busy);
      bool moved = false;
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        char* self = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
        const CURLcode code = message->data.result;
        auto& exchange = *reinterpret_cast<Exchange*>(self);
        curl_multi_remove_handle(multi_, message->easy_handle);
        --running_;
        if (code != CURLE_OK || exchange.status() / 100 != 2)
          throw std::runtime_error("the bare client was answered " +
                                   std::to_string(exchange.status()) + " " + exchange.answer());
        done(exchange);
        moved = true;
      }
      if (!moved && running_ > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
  }

  const std::string& url_;
  const std::string authorisation_;
  const std::vector<Script>& scripts_;
  CURLM* multi_;
  std::vector<std::unique_ptr<Exchange>> exchanges_;
  std::vector<std::size_t> next_;  ///< write, by script
  std::vector<std::string> folders_;
  std::vector<std::size_t> current_;  ///< script, by lane
  std::size_t unclaimed_ = 0;
  std::size_t listed_ = 0;
  Replay replay_;
  int running_ = 0;
  std::int64_t requests_ = 0;
};

Recorded recorded_of(const json::value& entry) {
  Recorded request;
  request.method = entry.at("method").as_string();
  const std::string_view query = entry.at("query").as_string();
  request.target = entry.at("path").as_string();
  if (!query.empty()) request.target.append("?").append(query);
  request.body = entry.at("body").as_string();
  for (const char* name : {"Prefer", "Content-Type", "User-Agent"})
    if (const auto* value = entry.at("headers").as_object().if_contains(name))
      request.headers.push_back(std::string(name) + ": " + std::string(value->as_string()));
  return request;
}

std::vector<Script> with_writes(std::map<std::string, Script> by_mailbox) {
  std::vector<Script> scripts;
  for (auto& [mailbox, script] : by_mailbox) {
    if (script.writes.empty()) continue;
    script.mailbox = mailbox;
    scripts.push_back(std::move(script));
  }
  return scripts;
}

}  // namespace

std::vector<Script> whole_scripts_of(const json::array& log) {
  std::map<std::string, Script> by_mailbox;
  for (const auto& entry : log) {
    const std::string mailbox(entry.at("mailbox").as_string());
    const bool creates = entry.at("method").as_string() == "POST";
    if (!mailbox.empty() && !creates && entry.at("status").to_number<int>() / 100 == 2)
      by_mailbox[mailbox].writes.push_back(recorded_of(entry));
  }
  return with_writes(std::move(by_mailbox));
}

std::vector<Script> scripts_of(const json::array& log) {
  std::map<std::string, Script> by_mailbox;
  for (const auto& entry : log) {
    Recorded request = recorded_of(entry);
    Script& script = by_mailbox[std::string(entry.at("mailbox").as_string())];
    if (request.method == "POST")
      script.writes.push_back(std::move(request));
    else if (request.target.find("/contacts/delta") != std::string::npos &&
             script.first_page.target.empty())
      script.first_page = std::move(request);
  }
  return with_writes(std::move(by_mailbox));
}

void aim_at_lists(std::vector<Script>& scripts, testbed::Testbed& firm) {
  constexpr std::string_view before = "/todo/lists/";
  for (auto& script : scripts) {
    const auto state = must(firm.graph().state(testbed::kTenant, script.mailbox));
    const std::string list(state.at("default_list").as_string());
    for (auto& request : script.writes) {
      const auto found = request.target.find(before);
      if (found == std::string::npos) continue;
      const auto from = found + before.size();
      request.target.replace(from, request.target.find('/', from) - from, list);
    }
  }
}

Replay replay(const std::string& url, const std::string& token,
              const std::vector<Script>& scripts) {
  return Player(url, token, scripts).play();
}

std::string fetch_token(const std::string& url) {
  const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(), curl_easy_cleanup);
  const auto escaped = [&](const char* text) {
    char* made = curl_easy_escape(easy.get(), text, 0);
    std::string value = made;
    curl_free(made);
    return value;
  };
  const std::string form = std::string("grant_type=client_credentials&client_id=") +
                           escaped(testbed::kClient) +
                           "&client_secret=" + escaped(testbed::kSecret) +
                           "&scope=" + escaped((url + "/.default").c_str());
  const std::string endpoint = url + "/" + testbed::kTenant + "/oauth2/v2.0/token";
  std::string answer;
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_URL, endpoint.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, form.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer);
  if (curl_easy_perform(easy.get()) != CURLE_OK) throw std::runtime_error("no token was answered");
  const auto parsed = must(parse_json(answer, "the answer of the token endpoint"));
  return std::string(parsed.at("access_token").as_string());
}

}  // namespace relais::bench
