// One request on one reusable curl easy handle. Internal to Client.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>

#include "engine/http/client.hpp"

namespace relais::http {

/// Not thread-safe: set up by the thread that starts it, then driven by the client's.
class Transfer {
 public:
  explicit Transfer(const ClientOptions& options);

  void prepare(const Call& call, Client::Callback callback);
  CURL* handle() const { return easy_.get(); }
  Answer take_answer(CURLcode code);
  Client::Callback take_callback() { return std::move(callback_); }

 private:
  static std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t on_header(char* line, std::size_t, std::size_t size, void* self);
  static int on_request(void* self, char*, char*, int, int);
  bool take_body(std::string_view bytes);
  void end_of_head();
  void set_method(const Call& call);
  void set_headers(const Call& call);
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  const ClientOptions& options_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  Client::Callback callback_;
  Answer answer_;
  std::size_t header_bytes_ = 0;
  int requests_ = 0;
  bool oversized_ = false;
  bool head_complete_ = false;
  BodySink* sink_ = nullptr;
  bool streaming_ = false;  ///< the body goes into the sink
  bool unwanted_ = false;
};

}  // namespace relais::http
