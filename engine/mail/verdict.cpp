#include "engine/mail/verdict.hpp"

#include <array>

namespace relais::mail {
namespace {

constexpr std::array<std::string_view, 9> kReasonCodes{
    "folder.always",  "folder.excluded", "before_activation", "tombstoned", "already_collected",
    "sender.address", "sender.domain",   "internal",          "collect"};

}  // namespace

std::string_view code_of(Reason reason) { return kReasonCodes[static_cast<std::size_t>(reason)]; }

std::optional<Reason> parse_reason(std::string_view code) {
  for (std::size_t i = 0; i < kReasonCodes.size(); ++i)
    if (kReasonCodes[i] == code) return static_cast<Reason>(i);
  return std::nullopt;
}

bool moves_with_folder(Reason reason) {
  return reason == Reason::folder_always || reason == Reason::folder_excluded;
}

}  // namespace relais::mail
