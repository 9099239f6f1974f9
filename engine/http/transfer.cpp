#include "engine/http/transfer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <new>

#include "engine/http/loopback.hpp"

namespace relais::http {
namespace {

constexpr std::size_t most_headers = 256;
constexpr std::size_t reserve_at_most = 4U << 20U;

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool names(const Header& header, std::string_view lower_name) {
  return header.name.size() == lower_name.size() && in_lower_case(header.name) == lower_name;
}

}  // namespace

std::string_view Answer::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const Header& h) { return h.name == name; });
  return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

Transfer::Transfer(const ClientOptions& options) : options_(options), easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_ERRORBUFFER, error_.data());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "gzip");
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stalled_after.count()));
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_PREREQFUNCTION, &Transfer::on_request);
  set(CURLOPT_PREREQDATA, this);
}

void Transfer::prepare(const Call& call, Client::Callback callback) {
  callback_ = std::move(callback);
  answer_ = Answer{};
  header_bytes_ = 0;
  requests_ = 0;
  oversized_ = false;
  head_complete_ = false;
  sink_ = call.sink;
  streaming_ = false;
  unwanted_ = false;
  const auto longest = sink_ != nullptr ? options_.streamed_timeout : options_.total_timeout;
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(longest.count()));
  error_[0] = '\0';
  set(CURLOPT_URL, call.url.c_str());
  // Waiting for a connection to multiplex on is of use only where HTTP/2 can come out of it.
  set(CURLOPT_PIPEWAIT, call.url.starts_with("https:") ? 1L : 0L);
  const char* from_environment = nullptr;
  set(CURLOPT_PROXY, is_loopback_url(call.url) ? "" : from_environment);
  set_method(call);
  set_headers(call);
}

void Transfer::set_method(const Call& call) {
  const bool head = call.method == "HEAD";
  set(CURLOPT_NOBODY, head ? 1L : 0L);
  if (head) {
    set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
    return;
  }
  if (call.body.empty() && call.method != "POST") {
    set(CURLOPT_HTTPGET, 1L);
  } else {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    set(CURLOPT_POSTFIELDS, call.body.empty() ? "" : call.body.data());
  }
  set(CURLOPT_CUSTOMREQUEST, std::string(call.method).c_str());
}

void Transfer::set_headers(const Call& call) {
  headers_.reset();
  const auto append = [&](const char* line) {
    curl_slist* list = curl_slist_append(headers_.get(), line);
    if (list == nullptr) throw std::bad_alloc();
    headers_.release();
    headers_.reset(list);
  };
  bool typed = false;
  std::string line;
  for (const auto headers : {call.headers, call.more_headers}) {
    for (const Header& header : headers) {
      typed = typed || names(header, "content-type");
      line.assign(header.name);
      line.append(header.value.empty() ? ";" : ": ").append(header.value);
      append(line.c_str());
    }
  }
  // What curl would add by itself.
  if (!typed) append("Content-Type:");
  append("Expect:");
  set(CURLOPT_HTTPHEADER, headers_.get());
}

std::size_t Transfer::on_body(char* bytes, std::size_t, std::size_t size, void* self) {
  return static_cast<Transfer*>(self)->take_body({bytes, size}) ? size : 0;
}

bool Transfer::take_body(std::string_view bytes) {
  if (unwanted_) return false;
  const std::uint64_t most = streaming_ ? options_.max_streamed : options_.max_body;
  oversized_ = bytes.size() > most - answer_.body_size;
  if (oversized_) return false;
  answer_.body_size += bytes.size();
  if (!streaming_) {
    answer_.body.append(bytes);
    return true;
  }
  unwanted_ = !sink_->write(bytes);
  return !unwanted_;
}

// A head can be followed by another one (1xx), and a body by trailers.
void Transfer::end_of_head() {
  head_complete_ = true;
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (sink_ == nullptr || streaming_ || status < 200 || status > 299) return;
  streaming_ = true;
  unwanted_ = !sink_->begin();
}

std::size_t Transfer::on_header(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line(bytes, size);
  auto& headers = transfer.answer_.headers;
  transfer.header_bytes_ += size;
  if (transfer.header_bytes_ > transfer.options_.max_headers || headers.size() >= most_headers) {
    transfer.oversized_ = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) {
    headers.clear();
    transfer.head_complete_ = false;
    return size;
  }
  if (line == "\r\n" || line == "\n") {
    transfer.end_of_head();
    return transfer.unwanted_ ? 0 : size;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  Header header{in_lower_case(trim(line.substr(0, colon))),
                std::string(trim(line.substr(colon + 1)))};
  if (header.name == "content-length") {
    std::size_t length = 0;
    std::from_chars(header.value.data(), header.value.data() + header.value.size(), length);
    if (transfer.sink_ == nullptr) transfer.answer_.body.reserve(std::min(length, reserve_at_most));
  }
  headers.push_back(std::move(header));
  return size;
}

// curl repeats a request by itself when a kept-alive connection breaks before the first byte of the
// answer, whatever the method. The other side may have acted: whether to repeat is not curl's to
// decide.
int Transfer::on_request(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  return ++transfer.requests_ == 1 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

Answer Transfer::take_answer(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  if (oversized_) {
    answer_.kind = Answer::Kind::oversized;
    answer_.error = fmt::format("the answer is larger than {} MiB or its headers than {} KiB",
                                (streaming_ ? options_.max_streamed : options_.max_body) >> 20U,
                                options_.max_headers >> 10U);
    answer_.body.clear();
  } else if (unwanted_) {
    answer_.kind = Answer::Kind::unwanted;
    answer_.error = "the answer was broken off on this side";
  } else if (code == CURLE_OK && head_complete_) {
    answer_.kind = Answer::Kind::answered;
  } else if (requests_ == 0) {
    answer_.kind = Answer::Kind::not_sent;
  } else {
    answer_.kind = Answer::Kind::broken;
  }
  if (answer_.kind != Answer::Kind::answered) answer_.body_size = 0;
  if (answer_.kind == Answer::Kind::not_sent || answer_.kind == Answer::Kind::broken) {
    // curl takes a connection that is closed within the head for a good answer.
    if (requests_ > 1 || code == CURLE_OK) {
      answer_.error = "the connection was closed before the whole answer came";
    } else {
      answer_.error = error_[0] != '\0' ? error_.data() : curl_easy_strerror(code);
    }
    answer_.body.clear();
  }
  return std::move(answer_);
}

}  // namespace relais::http
