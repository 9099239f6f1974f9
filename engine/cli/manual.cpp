#include <fmt/core.h>

#include "engine/base/log.hpp"
#include "engine/cli/completion.hpp"
#include "engine/cli/declared.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/manual_pages.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

/// The plugins of this installation, whatever a configuration says of others.
plugin::Catalogue installed_plugins() {
  config::Config none;
  return find_plugins(none);
}

std::vector<ManualFile> manual_files(const plugin::Catalogue& catalogue) {
  std::vector<ManualFile> files{program_page()};
  for (const auto& verb : verbs()) files.push_back(verb_page(verb));
  files.push_back(configuration_page(config::reference(declared_by(catalogue))));
  files.push_back({"bash-completion/relais", bash_completion()});
  return files;
}

/// For everybody, other than what the program keeps.
Result<> write_for_all(const std::filesystem::path& path, const std::string& text) {
  RELAIS_TRY(write_atomically(path, text));
  std::error_code error;
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(0644), error);
  return {};
}

Result<Reply> run_manual(const Call& call) {
  log::start(log::Level::off);
  const std::filesystem::path folder = call.arguments.at(0);
  const auto catalogue = installed_plugins();
  Reply reply;
  reply.notes = undeclared(catalogue);
  json::array written;
  for (const auto& file : manual_files(catalogue)) {
    const auto path = folder / file.path;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    RELAIS_TRY(write_for_all(path, file.text));
    written.emplace_back(path.string());
  }
  reply.text = fmt::format("{} files in {}\n", written.size(), folder.string());
  reply.document = {{"files", std::move(written)}};
  return reply;
}

}  // namespace

Verb manual_verb() {
  return {
      "manual",
      "DIR",
      1,
      1,
      "Writes the manual pages and the completion for bash",
      "Into man1, man5 and bash-completion below DIR, which is made if it is missing. For those\n"
      "who build packages: an installation has them already.",
      {},
      "relais manual /tmp/manual",
      run_manual,
      kForEverybody};
}

}  // namespace relais::cli
