// The manual pages, made of the table of verbs and the reference of the configuration.
#pragma once

#include <string>
#include <vector>

#include "engine/cli/call.hpp"
#include "engine/config/reference.hpp"

namespace relais::cli {

/// A file of the manual: `man1/relais-sync.1`, and its text.
struct ManualFile {
  std::string path;
  std::string text;
};

/// `relais-handler-link` for the verb `handler link`.
std::string page_name(const Verb& verb);

ManualFile program_page();
ManualFile verb_page(const Verb& verb);
/// relais.yaml(5).
ManualFile configuration_page(const std::vector<config::ReferenceChapter>& chapters);

}  // namespace relais::cli
