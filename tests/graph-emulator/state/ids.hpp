// The ids and change keys of the service: long, case-sensitive, with characters that need care.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relais::emulator {

/// Both kinds of item id exist for each item; a request's Prefer header says which it speaks.
enum class IdKind { mutable_id, immutable_id };

/// `mailbox` is any text that names the mailbox. Ids of neighbours (2n, 2n + 1) differ only in
/// the case of one letter.
std::string make_item_id(IdKind kind, std::string_view mailbox, std::uint64_t number);
/// The number that `make_item_id` made the id of; nothing if it is not one of this mailbox.
std::optional<std::uint64_t> number_of_item_id(IdKind kind, std::string_view mailbox,
                                               std::string_view id);
std::string make_folder_id(std::string_view mailbox, std::uint64_t number);
std::string make_change_key(std::uint64_t number);

/// Whether it has the shape of an id of an item or folder of whatever mailbox.
bool looks_like_id(std::string_view text);

}  // namespace relais::emulator
