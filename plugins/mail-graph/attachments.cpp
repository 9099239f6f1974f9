#include "plugins/mail-graph/attachments.hpp"

#include <string_view>
#include <utility>

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

ListedAttachments list_attachments(const sdk::Host& host, const Settings& settings,
                                   const std::string& message, std::size_t most) {
  constexpr std::string_view attempted = "list the attachments of a message";
  ListedAttachments listed;
  sdk::Request request = graph::get(message_url(settings, message)
                                        .path("attachments")
                                        .option("$select", "id,name,contentType,size,isInline")
                                        .str());
  graph::LinkGuard guard(1000);
  for (;;) {
    host.stop_if_cancelled();
    const sdk::Response response = host.http().send(request);
    listed.refusal = graph::refusal_of(response, graph::Doing::read);
    if (listed.refusal) return listed;
    graph::Page page = graph::read_page(response.body(), attempted);
    for (json::value& attachment : page.items) {
      listed.found.push_back(std::move(attachment.get_object()));
      if (listed.found.size() > most) return listed;
    }
    if (page.next_link.empty()) return listed;
    if (!guard.follow(page.next_link, page.items))
      throw sdk::Failure(sdk::Status::transient,
                         "cannot " + std::string(attempted) + ": its pages never end");
    request.url = std::move(page.next_link);
  }
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
