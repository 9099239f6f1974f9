// Why a request was refused, in the words of the service.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace relais::emulator {

struct Refusal {
  int status = 400;
  std::string code;
  std::string message;
  int retry_after_s = -1;    ///< negative: no Retry-After header
  std::string inner_code{};  ///< within "innerError"
  std::string detail{};      ///< what the service keeps to itself: for tests, never in an answer
};

template <class T = void>
using Answer = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(int status, std::string code, std::string message,
                                      int retry_after_s = -1) {
  return tl::unexpected<Refusal>(
      Refusal{status, std::move(code), std::move(message), retry_after_s, {}, {}});
}
inline tl::unexpected<Refusal> refuse(Refusal refusal) {
  return tl::unexpected<Refusal>(std::move(refusal));
}

}  // namespace relais::emulator
