// The two expressions that extended properties know: $filter and $expand.
#include <charconv>

#include "tests/graph-emulator/odata/expression.hpp"
#include "tests/graph-emulator/odata/query.hpp"
#include "tests/graph-emulator/state/extended.hpp"
#include "tests/graph-emulator/state/mailbox.hpp"

namespace relais::emulator {
namespace {

tl::unexpected<Refusal> bad_filter() {
  return refuse(400, "ErrorInvalidUrlQueryFilter",
                "The query filter contains one or more invalid nodes.");
}

std::string_view edm_type(std::string_view extended_type) {
  if (extended_type == "Integer") return "Edm.Int32";
  if (extended_type == "Long") return "Edm.Int64";
  if (extended_type == "Short") return "Edm.Int16";
  return {};
}

}  // namespace

Answer<TagFilter> parse_filter(const Schema& schema, std::string_view text) {
  ExpressionReader reader(text);
  if (!reader.token("singleValueExtendedProperties/")) return bad_filter();
  if (!reader.token("any(") && !reader.token("Any(")) return bad_filter();
  const std::string variable(reader.identifier());
  if (variable.empty() || !reader.token(":") || !reader.token(variable + "/id") ||
      !reader.word("eq"))
    return bad_filter();
  const auto id_text = reader.quoted();
  if (!id_text || !reader.word("and")) return bad_filter();
  auto id = parse_extended_id(*id_text);
  if (!id) return refuse(id.error());

  TagFilter filter;
  filter.id = id->canonical;
  const std::string_view edm = edm_type(id->type);
  filter.numeric = !edm.empty();
  if (filter.numeric) {
    // A number that is not cast is compared as text by the service, and finds nothing.
    if (!reader.token("cast(") || !reader.token(variable + "/value") || !reader.token(",") ||
        !reader.token(edm) || !reader.token(")"))
      return bad_filter();
  } else {
    if (!schema.text_tags_searchable || id->type != "String") return bad_filter();
    if (!reader.token(variable + "/value")) return bad_filter();
  }
  const auto comparison_word = comparison_named(reader.identifier());
  if (!comparison_word) return bad_filter();
  filter.comparison = *comparison_word;
  if (filter.numeric) {
    const auto number = reader.number();
    if (!number) return bad_filter();
    filter.number = *number;
    auto canonical = canonical_value(*id, std::to_string(*number));
    if (!canonical) return bad_filter();
    filter.text = *canonical;
  } else {
    const auto quoted = reader.quoted();
    if (!quoted || (filter.comparison != Comparison::eq && filter.comparison != Comparison::ne))
      return bad_filter();
    filter.text = *quoted;
  }
  if (!reader.token(")") || !reader.done()) return bad_filter();
  return filter;
}

bool holds(const TagFilter& filter, std::string_view value) {
  if (!filter.numeric)
    return compare(filter.comparison, tag_key({}, value), tag_key({}, filter.text));
  std::int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return compare(filter.comparison, number, filter.number);
}

Answer<std::vector<std::string>> parse_expand(std::string_view text) {
  const auto refused = [] {
    return refuse(
        400, "RequestBroker--ParseUri",
        "$expand is supported as singleValueExtendedProperties($filter=id eq '..') only.");
  };
  ExpressionReader reader(text);
  std::vector<std::string> ids;
  if (!reader.token("singleValueExtendedProperties($filter=")) return refused();
  do {
    if (!reader.word("id") || !reader.word("eq")) return refused();
    const auto quoted = reader.quoted();
    if (!quoted) return refused();
    auto id = parse_extended_id(*quoted);
    if (!id) return refuse(id.error());
    ids.push_back(std::move(id->canonical));
  } while (reader.word("or"));
  if (!reader.token(")") || !reader.done()) return refused();
  return ids;
}

}  // namespace relais::emulator
