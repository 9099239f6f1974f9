#include "tests/graph-emulator/api/mail_folder_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace relais::emulator {
namespace {

enum : PropertyIndex {
  folder_name,
  folder_parent,
  folder_children,
  folder_unread,
  folder_total,
  folder_hidden
};

constexpr std::array mail_folder_properties = {
    Property{"displayName", Shape::text, 255},     Property{"parentFolderId", Shape::parent_folder},
    Property{"childFolderCount", Shape::computed}, Property{"unreadItemCount", Shape::computed},
    Property{"totalItemCount", Shape::computed},   Property{"isHidden", Shape::computed}};
constexpr Schema folder_schema_of_mail{"microsoft.graph.mailFolder", "mailFolders", false,
                                       mail_folder_properties};

/// What a search folder shows stands elsewhere.
std::int64_t unread_everywhere(const Mail& mail) {
  std::int64_t unread = 0;
  for (const auto& folder : mail.folders())
    if (mail.listed(*folder)) unread += folder->unread;
  return unread;
}

}  // namespace

const Schema& mail_folder_schema() { return folder_schema_of_mail; }

std::string mail_folders_context(const Call& call) {
  return fmt::format("{}/v1.0/$metadata#users('{}')/mailFolders", call.base, call.user_segment);
}

void append_mail_folder(std::string& out, const Call& call, const MailFolder& folder,
                        const Selection& select, std::string_view context, bool with_type) {
  const Mail& mail = call.user->mail_store;
  out += '{';
  if (!context.empty()) {
    append_member(out, "@odata.context", context);
    out += ',';
  }
  if (folder.search || with_type) {
    append_member(
        out, "@odata.type",
        folder.search ? "#microsoft.graph.mailSearchFolder" : "#microsoft.graph.mailFolder");
    out += ',';
  }
  append_member(out, "id", folder.id);
  const auto text = [&](PropertyIndex index, std::string_view name, std::string_view value) {
    if (!select.shows(index)) return;
    out += ',';
    append_member(out, name, value);
  };
  const auto number = [&](PropertyIndex index, std::string_view name, std::int64_t value) {
    if (select.shows(index)) out += fmt::format(",\"{}\":{}", name, value);
  };
  text(folder_name, "displayName", folder.name);
  text(folder_parent, "parentFolderId",
       folder.parent != nullptr ? folder.parent->id
                                : make_folder_id(mail.name() + "/store", folder.number));
  const auto children = mail.children(folder);
  number(folder_children, "childFolderCount",
         std::count_if(children.begin(), children.end(),
                       [](const MailFolder* child) { return !child->hidden; }));
  const std::int64_t found = folder.search ? unread_everywhere(mail) : 0;
  number(folder_unread, "unreadItemCount", folder.search ? found : folder.unread);
  number(folder_total, "totalItemCount", folder.search ? found : folder.total);
  if (select.shows(folder_hidden))
    out += folder.hidden ? ",\"isHidden\":true" : ",\"isHidden\":false";
  if (folder.search && select.all)
    out += R"(,"isSupported":true,"includeNestedFolders":true,"filterQuery":"isRead eq false")";
  out += '}';
}

}  // namespace relais::emulator
