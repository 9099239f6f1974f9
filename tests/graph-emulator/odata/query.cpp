#include "tests/graph-emulator/odata/query.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "tests/graph-emulator/state/extended.hpp"

namespace relais::emulator {
namespace {

Answer<SinceFilter> parse_since(std::string_view text) {
  constexpr std::string_view start = "lastModifiedDateTime ge ";
  const auto from = text.starts_with(start) ? parse_utc(text.substr(start.size()))
                                            : fail(Errc::item, "another comparison");
  if (!from)
    return refuse(400, "ErrorInvalidUrlQueryFilter",
                  "The query filter contains one or more invalid nodes.");
  return SinceFilter{*from};
}

}  // namespace

Answer<std::int64_t> parse_count(std::string_view name, std::string_view text, std::int64_t least,
                                 std::int64_t most) {
  std::int64_t value = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || value < least || value > most)
    return refuse(400, "ErrorInvalidUrlQuery",
                  fmt::format("Invalid value '{}' for {} query option.", text, name));
  return value;
}

Answer<Selection> parse_select(const Schema& schema, std::string_view text) {
  Selection selection;
  selection.all = false;
  selection.names = text;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name == "id") continue;
    const Property* property = schema.find(name);
    if (property == nullptr)
      return refuse(
          400, "RequestBroker--ParseUri",
          fmt::format("Could not find a property named '{}' on type '{}'.", name, schema.type));
    selection.chosen.set(schema.index(name));
  }
  if (selection.names.empty())
    return refuse(400, "RequestBroker--ParseUri", "The $select query option is empty.");
  return selection;
}

Answer<ItemQuery> read_query(const Schema& schema, std::string_view raw, Allowed allowed,
                             std::int64_t max_top) {
  ItemQuery query;
  const auto options = parse_query(raw);
  if (!options) return refuse(400, "BadRequest", "The query string is not encoded correctly.");
  std::set<std::string_view> seen;
  for (const auto& [name, value] : *options) {
    if (!seen.insert(name).second)
      return refuse(400, "BadRequest",
                    fmt::format("Query option '{}' was specified more than once.", name));
    Answer<> read;
    if (name == "$select" && allowed.select) {
      auto select = parse_select(schema, value);
      if (!select) return refuse(select.error());
      query.select = std::move(*select);
    } else if (name == "$expand" && allowed.expand) {
      auto expand = parse_expand(value);
      if (!expand) return refuse(expand.error());
      query.expand = std::move(*expand);
    } else if (name == "$filter" && allowed.since && value.starts_with("lastModifiedDateTime ")) {
      auto since = parse_since(value);
      if (!since) return refuse(since.error());
      query.since = *since;
    } else if (name == "$filter" && allowed.filter) {
      auto filter = parse_filter(schema, value);
      if (!filter) return refuse(filter.error());
      query.filter = std::move(*filter);
    } else if (name == "$top" && allowed.paging) {
      auto top = parse_count(name, value, 1, max_top);
      if (!top) return refuse(top.error());
      query.top = *top;
    } else if (name == "$skip" && allowed.paging) {
      auto skip = parse_count(name, value, 0, 1'000'000'000);
      if (!skip) return refuse(skip.error());
      query.skip = *skip;
    } else {
      return refuse(400, "BadRequest",
                    fmt::format("Query option '{}' is not supported by this resource.", name));
    }
  }
  return query;
}

}  // namespace relais::emulator
