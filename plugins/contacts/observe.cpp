#include "plugins/contacts/observe.hpp"

#include "plugins/contacts/document.hpp"
#include "plugins/contacts/shown.hpp"
#include "plugins/graph/delta.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/request.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;
using sdk::Status;

void report(const json::object& contact, const std::string& container, const Settings& settings,
            sdk::Changes& changes) {
  const std::string id = graph::string_at(contact, "id");
  const std::string folder = graph::string_at(contact, "parentFolderId");
  // In another folder it has left this one, whatever became of it.
  if (graph::is_removed(contact) || (!folder.empty() && folder != container))
    return changes.remove(id);
  changes.upsert({.remote_id = id,
                  .etag = graph::string_at(contact, "@odata.etag"),
                  .container = container,
                  .remote_fingerprint = remote_print(contact, settings, Answer::partial)});
}

sdk::Request first_request(const Settings& settings, const std::string& container,
                           const std::string& link) {
  const std::string prefer = "odata.maxpagesize=" + std::to_string(settings.page_size);
  if (!link.empty()) return graph::get(link, prefer);
  const auto url = graph::user(settings.mailbox)
                       .path("contactFolders")
                       .segment(container)
                       .path("contacts/delta")
                       .option("$select", selection(settings));
  return graph::get(url.str(), prefer);
}

}  // namespace

void observe(const sdk::Host& host, const Settings& settings, Folders& folders,
             std::string_view container, std::string_view cursor, bool full,
             sdk::Changes& changes) {
  const std::string folder = container.empty() && settings.folder.empty() ? folders.default_folder()
                                                                          : std::string(container);
  if (folder.empty()) {  // nothing in it that could tell its id, so nothing of ours
    if (full) changes.complete();
    return;
  }
  const std::string scope = folder + "\n" + selection(settings);
  const bool resumed = !full && !cursor.empty();
  const std::string link = resumed ? graph::link_of(scope, cursor) : std::string();
  if (resumed && link.empty())
    throw sdk::Failure(Status::resync, "the cursor belongs to another folder or configuration");

  try {
    graph::read_round(host, first_request(settings, folder, link), resumed,
                      "read the changes of the contact folder", [&](const graph::DeltaPage& page) {
                        for (const json::value& contact : page.items)
                          report(contact.get_object(), folder, settings, changes);
                        changes.checkpoint(graph::cursor_of(scope, page.link));
                      });
  } catch (const sdk::Failure& failure) {
    // Under load Graph says "not found" of folders that are there.
    if (failure.status() == Status::not_found && (settings.folder.empty() || folders.alive(folder)))
      throw sdk::Failure(Status::transient, failure.what());
    throw;
  }
  if (full) changes.complete();
}

}  // namespace relais::contacts
