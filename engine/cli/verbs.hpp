// The table of verbs.
#pragma once

#include <string_view>
#include <vector>

#include "engine/cli/call.hpp"

namespace relais::cli {

// One per file.
Verb init_verb();
Verb config_check_verb();
Verb config_show_verb();
Verb config_reference_verb();
Verb plugins_verb();
Verb permissions_verb();
Verb import_verb();
Verb handler_list_verb();
Verb handler_link_verb();
Verb handler_unlink_verb();
Verb handler_set_verb();
Verb address_mark_verb();
Verb address_unmark_verb();
Verb inbox_list_verb();
Verb inbox_show_verb();
Verb inbox_archive_verb();
Verb inbox_unarchive_verb();
Verb inbox_delete_verb();
Verb inbox_assign_verb();
Verb mail_folders_verb();
Verb mail_activate_verb();
Verb mail_suspend_verb();
Verb mail_reconsider_verb();
Verb mail_status_verb();
Verb check_verb();
Verb plan_verb();
Verb sync_verb();
Verb apply_verb();
Verb approve_verb();
Verb status_verb();
Verb explain_verb();
Verb audit_verb();
Verb rebuild_verb();
Verb purge_verb();
Verb support_bundle_verb();
Verb version_verb();
Verb help_verb();
Verb manual_verb();
Verb complete_verb();

/// In the order in which help shows them. Built once, immutable.
const std::vector<Verb>& verbs();
/// For packages and shells: not in the list that people read.
const std::vector<Verb>& hidden_verbs();
/// Of either kind.
const Verb* find_verb(std::string_view name);

/// Options that every verb takes, before or after its name.
const std::vector<Option>& common_options();

}  // namespace relais::cli
