#include "engine/cli/verbs.hpp"

#include <algorithm>

namespace relais::cli {

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all{init_verb(),
                                     config_check_verb(),
                                     config_show_verb(),
                                     config_reference_verb(),
                                     plugins_verb(),
                                     permissions_verb(),
                                     import_verb(),
                                     handler_list_verb(),
                                     handler_link_verb(),
                                     handler_unlink_verb(),
                                     handler_set_verb(),
                                     address_mark_verb(),
                                     address_unmark_verb(),
                                     inbox_list_verb(),
                                     inbox_show_verb(),
                                     inbox_archive_verb(),
                                     inbox_unarchive_verb(),
                                     inbox_delete_verb(),
                                     inbox_assign_verb(),
                                     mail_folders_verb(),
                                     mail_activate_verb(),
                                     mail_suspend_verb(),
                                     mail_reconsider_verb(),
                                     mail_status_verb(),
                                     check_verb(),
                                     plan_verb(),
                                     sync_verb(),
                                     apply_verb(),
                                     approve_verb(),
                                     status_verb(),
                                     explain_verb(),
                                     audit_verb(),
                                     rebuild_verb(),
                                     purge_verb(),
                                     support_bundle_verb(),
                                     version_verb(),
                                     help_verb()};
  return all;
}

const std::vector<Verb>& hidden_verbs() {
  static const std::vector<Verb> all{manual_verb(), complete_verb()};
  return all;
}

const Verb* find_verb(std::string_view name) {
  for (const auto* table : {&verbs(), &hidden_verbs()}) {
    const auto found = std::find_if(table->begin(), table->end(),
                                    [&](const Verb& verb) { return verb.name == name; });
    if (found != table->end()) return &*found;
  }
  return nullptr;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> options{
      {"config", "FILE", "default $RELAIS_CONFIG, ./relais.yaml, /etc/relais/relais.yaml"},
      {"json", "", "one JSON document on standard output, also for an error"},
      {"quiet", "", "no progress"},
      {"verbose", "", "the log on standard error, at the level of `log.level`"},
      {"help", "", "what the verb does and takes, with an example"},
  };
  return options;
}

}  // namespace relais::cli
