#include "tests/graph-emulator/odata/render.hpp"

#include <algorithm>

namespace relais::emulator {
namespace {

void append_name(std::string& out, std::string_view name) {
  out.append(",\"").append(name).append("\":");
}

void append_object(std::string& out, const json::object& object) {
  out += '{';
  bool first = true;
  for (const auto& [key, member] : object) {
    if (!std::exchange(first, false)) out += ',';
    append_json_string(out, {key.data(), key.size()});
    out += ':';
    append_value(out, member);
  }
  out += '}';
}

void append_email(std::string& out, const Item& item, std::size_t nth) {
  const json::value* emails = item.values.find(item.schema->index("emailAddresses"));
  if (emails == nullptr || emails->get_array().size() <= nth)
    out += "null";
  else
    append_value(out, emails->get_array()[nth]);
}

void append_instant(std::string& out, Millis instant) {
  const std::string text = format_utc(instant);
  out.append("\"").append(text, 0, 19).append("Z\"");
}

void append_unset(std::string& out, const Property& property) {
  const Shape shape = property.shape;
  if (!property.unset.empty())
    out += property.unset;
  else if (shape == Shape::texts || shape == Shape::emails)
    out += "[]";
  else if (shape == Shape::address)
    out += "{}";
  else
    out += "null";
}

void append_property(std::string& out, const Item& item, PropertyIndex index) {
  const Property& property = item.schema->properties[index];
  switch (property.shape) {
    case Shape::change_key:
      return append_json_string(out, item.change_key);
    case Shape::created:
      return append_instant(out, item.created);
    case Shape::modified:
      return append_instant(out, item.modified);
    case Shape::parent_folder:
      return append_json_string(out, item.folder->id);
    case Shape::first_email:
      return append_email(out, item, 0);
    case Shape::second_email:
      return append_email(out, item, 1);
    case Shape::third_email:
      return append_email(out, item, 2);
    default:
      break;
  }
  const json::value* value = item.values.find(index);
  if (value != nullptr)
    append_value(out, *value);
  else
    append_unset(out, property);
}

void append_extended(std::string& out, const Item& item, const std::vector<std::string>& ids) {
  bool first = true;
  for (const ExtendedProperty& property : item.extended) {
    if (std::find(ids.begin(), ids.end(), property.id) == ids.end()) continue;
    if (first) append_name(out, "singleValueExtendedProperties");
    out += std::exchange(first, false) ? "[{\"id\":" : ",{\"id\":";
    append_json_string(out, property.id);
    append_name(out, "value");
    append_json_string(out, property.value);
    out += '}';
  }
  if (!first) out += ']';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  out += '"';
}

void append_value(std::string& out, const json::value& value) {
  if (value.is_string()) {
    append_json_string(out, {value.get_string().data(), value.get_string().size()});
  } else if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const json::value& entry : value.get_array()) {
      if (!std::exchange(first, false)) out += ',';
      append_value(out, entry);
    }
    out += ']';
  } else if (value.is_object()) {
    append_object(out, value.get_object());
  } else {
    out += json::serialize(value);
  }
}

void append_item(std::string& out, const Item& item, const View& view) {
  out += '{';
  if (!view.context.empty()) {
    out += "\"@odata.context\":";
    append_json_string(out, view.context);
    out += ',';
  }
  if (view.with_type) out.append("\"@odata.type\":\"#").append(item.schema->type).append("\",");
  out += "\"@odata.etag\":";
  append_json_string(out, "W/\"" + item.change_key + "\"");
  append_name(out, "id");
  append_json_string(out, item.id(view.ids));
  for (PropertyIndex i = 0; i < item.schema->properties.size(); ++i) {
    const Property& property = item.schema->properties[i];
    if (view.partial ? property.shape != Shape::parent_folder
                     : view.select != nullptr && !view.select->shows(i))
      continue;
    if (property.shape == Shape::once && item.values.find(i) == nullptr) continue;
    append_name(out, property.name);
    if (view.writer == nullptr || !*view.writer || !(*view.writer)(out, item, i))
      append_property(out, item, i);
  }
  if (view.expand != nullptr) append_extended(out, item, *view.expand);
  out += '}';
}

}  // namespace relais::emulator
