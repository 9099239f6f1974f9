// What a session was opened with: its section of the configuration and its account.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relais::contacts {

struct Settings {
  std::string folder;  ///< name of an own contact folder; empty: the default one
  bool birthday = false;
  bool remarks = false;
  std::string category;  ///< put on every copy besides its owner's; empty: none
  std::size_t page_size = 250;
  std::string language;  ///< two letters
  std::string mailbox;   ///< object id of the user
};

/// Throws Failure(config) with the key that is wrong.
Settings read_settings(std::string_view config, std::string_view account);

}  // namespace relais::contacts
