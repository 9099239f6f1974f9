#include "tests/graph-emulator/state/ids.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view mutable_prefix = "AAMkAGI2TG93";
constexpr std::string_view immutable_prefix = "AAkALgAAAAAA";
constexpr std::string_view folder_prefix = "AQMkADYAAAEu";
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void append_number(std::string& id, std::uint64_t number, int letters) {
  for (int i = letters - 1; i >= 0; --i)
    id += alphabet[(number >> static_cast<unsigned>(6 * i)) & 63U];
}

std::string make_id(std::string_view prefix, std::string_view mailbox, std::uint64_t number) {
  const std::string hash = sha256_hex(mailbox);
  std::string id(prefix);
  id.append(base64url(hash).substr(0, 60)).append("-_AAA");
  append_number(id, number >> 1U, 8);
  id += (number & 1U) != 0 ? 'q' : 'Q';
  id += "AAA=";
  return id;
}

}  // namespace

std::string make_item_id(IdKind kind, std::string_view mailbox, std::uint64_t number) {
  return make_id(kind == IdKind::immutable_id ? immutable_prefix : mutable_prefix, mailbox, number);
}

std::optional<std::uint64_t> number_of_item_id(IdKind kind, std::string_view mailbox,
                                               std::string_view id) {
  constexpr std::size_t tail = 4;  // AAA=
  constexpr std::size_t letters = 8;
  if (id.size() < tail + letters + 1) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : id.substr(id.size() - tail - letters - 1, letters)) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    number = number << 6U | value;
  }
  number = number << 1U | (id[id.size() - tail - 1] == 'q' ? 1U : 0U);
  if (make_item_id(kind, mailbox, number) != id) return std::nullopt;
  return number;
}

std::string make_folder_id(std::string_view mailbox, std::uint64_t number) {
  return make_id(folder_prefix, mailbox, number);
}

std::string make_change_key(std::uint64_t number) {
  std::string key = "EQAAABYAAAD";
  append_number(key, number, 10);
  return key + "AAAA+/==";
}

bool looks_like_id(std::string_view text) {
  return text.size() > 60 && text.size() < 200 && text.front() == 'A' &&
         std::all_of(
             text.begin(), text.end(),
             [](char c) { return alphabet.find(c) != std::string_view::npos || c == '='; });
}

}  // namespace relais::emulator
