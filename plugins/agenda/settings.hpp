// How one session of B08 or B09 works: its section of the configuration and its account.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/item.hpp"

namespace relais::agenda {

enum class OnDone { mark, keep, remove };

/// Templates of one kind (template.hpp); empty: those of the language.
struct Templates {
  std::string subject{};
  std::vector<std::string> body{};
};

struct Settings {
  std::vector<Kind> kinds;  ///< that the plugin exports

  // from the account
  std::string mailbox;    ///< id of its owner, for URLs
  std::string language;   ///< de, fr, it, en
  std::string time_zone;  ///< IANA, the entity's
  int window_back = 30;   ///< days
  int window_ahead = 1096;

  // from the section
  std::string calendar;  ///< name of the own calendar; empty: the default one
  std::string list;      ///< name of the own task list; empty: the default one
  OnDone on_done = OnDone::mark;
  bool separate_leads = false;  ///< further leads become items of their own
  std::string category;         ///< that statutory and peremptory deadlines get; empty: none
  std::map<Kind, Templates> templates;
  std::map<std::string, std::string> labels;  ///< words that the firm replaces
  std::size_t page_size = 250;
};

/// Keys of the section: calendar, list, on_done (mark, keep, delete), lead_items (first, separate),
/// category, labels {word: text}, page_size; of each kind {target, subject, body [line]}.
/// Failure(config) says which key is wrong, and what would be right.
Settings read_settings(std::string_view config, std::string_view account, std::vector<Kind> kinds);

}  // namespace relais::agenda
