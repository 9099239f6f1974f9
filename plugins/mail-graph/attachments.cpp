#include "plugins/mail-graph/attachments.hpp"

#include <string_view>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/text.hpp"
#include "plugins/mail-graph/one_message.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;

std::string_view attachment_kind(const json::object& attachment) {
  const std::string type = string_at(attachment, "@odata.type");
  if (type.find("itemAttachment") != std::string::npos) return "item";
  if (type.find("referenceAttachment") != std::string::npos) return "reference";
  return "file";
}

}  // namespace

std::vector<json::object> list_attachments(const sdk::Host& host, const Settings& settings,
                                           const std::string& message, std::size_t most) {
  std::vector<json::object> found;
  graph::for_each_item(host,
                       graph::get(message_url(settings, message)
                                      .path("attachments")
                                      .option("$select", "id,name,contentType,size,isInline")
                                      .str()),
                       "list the attachments of a message", [&](const json::object& attachment) {
                         found.push_back(attachment);
                         return found.size() <= most;
                       });
  return found;
}

json::object shown_attachment(const json::object& attachment) {
  // Names of up to 1000 UTF-16 units have less than the 4096 bytes of message.json.
  json::object shown{{"name", graph::shorten(string_at(attachment, "name"), 1000)},
                     {"kind", attachment_kind(attachment)}};
  if (std::string type = string_at(attachment, "contentType"); !type.empty() && type.size() <= 1024)
    shown["content_type"] = std::move(type);
  if (const json::value* size = attachment.if_contains("size");
      size && size->is_int64() && size->get_int64() >= 0)
    shown["size"] = size->get_int64();
  if (const json::value* flag = attachment.if_contains("isInline"); flag && flag->is_bool())
    shown["inline"] = flag->get_bool();
  return shown;
}

}  // namespace relais::mail_graph
