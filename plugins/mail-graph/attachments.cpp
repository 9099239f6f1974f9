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

bool says_attachments(const json::object& message) {
  const json::value* flag = message.if_contains("hasAttachments");
  return flag && flag->is_bool() && flag->get_bool();
}

bool may_have_attachments(const json::object& message) {
  if (says_attachments(message)) return true;
  const json::value* body = message.if_contains("body");
  if (!body || !body->is_object()) return false;
  return string_at(body->get_object(), "content").find("cid:") != std::string::npos;
}

sdk::Request attachments_request(const Settings& settings, std::string_view message) {
  return graph::get(message_url(settings, message)
                        .path("attachments")
                        .option("$select", "id,name,contentType,size,isInline")
                        .str());
}

sdk::Request content_request(const Settings& settings, std::string_view message,
                             std::string_view attachment, std::string blob) {
  graph::Url url = message_url(settings, message);
  return into_blob(graph::get(url.path("attachments").segment(attachment).path("$value").str()),
                   std::move(blob));
}

bool has_content(const json::object& attachment) {
  return attachment_kind(attachment) != "reference";
}

ListedAttachments list_attachments(Answers& answers, const Settings& settings,
                                   std::string_view message, std::size_t most) {
  constexpr std::string_view attempted = "list the attachments of a message";
  ListedAttachments listed;
  sdk::Request request = attachments_request(settings, message);
  graph::LinkGuard guard(1000);
  for (;;) {
    Heard heard = answers.ask(request);
    listed.refusal = std::move(heard.refusal);
    if (listed.refusal) return listed;
    graph::Page page = graph::read_page(heard.body, attempted);
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
