#include "plugins/contacts/document.hpp"

#include <relais/sdk.hpp>

#include "plugins/graph/text.hpp"

namespace relais::contacts {

namespace json = boost::json;

std::string write_document(const Document& document) {
  json::object body;
  body["fields"] = document.fields;
  body["notes"] = document.notes;
  body["category"] = document.category;
  return json::serialize(body);
}

Document read_document(std::string_view body) {
  boost::system::error_code failed;
  json::value parsed = json::parse({body.data(), body.size()}, failed);
  const auto text = [&](std::string_view key) {
    const json::value* value = parsed.get_object().if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  if (!failed && parsed.is_object())
    if (json::value* fields = parsed.get_object().if_contains("fields");
        fields && fields->is_object())
      return {std::move(fields->get_object()), text("notes"), text("category")};
  throw sdk::Failure(sdk::Status::internal,
                     "cannot apply a contact: its document is not one of this plugin");
}

std::string merged_print(std::string_view fenced, std::string_view category) {
  return graph::sha256_hex(graph::comparable(fenced) + "\n" + graph::comparable(category))
      .substr(0, 16);
}

std::string written_print(const Document& document) {
  return graph::sha256_hex(json::serialize(document.fields)).substr(0, 40) + "." +
         merged_print(document.notes, document.category);
}

std::string selection(const Settings& settings) {
  std::string select = "id,parentFolderId";
  const auto add = [&](std::string_view name) { select.append(",").append(name); };
  for (const std::string_view name : text_fields) add(name);
  for (const std::string_view name : phone_fields) add(name);
  for (const std::string_view name : address_fields) add(name);
  add("emailAddresses");
  add("personalNotes");
  if (settings.birthday) add("birthday");
  if (!settings.category.empty()) add("categories");
  return select;
}

}  // namespace relais::contacts
