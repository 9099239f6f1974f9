// $select, $top, $skip, $filter, $expand: as strict as they are documented.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "tests/graph-emulator/http/url.hpp"
#include "tests/graph-emulator/refusal.hpp"
#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {

/// Which properties of an item are shown. The id always is.
struct Selection {
  bool all = true;
  std::bitset<64> chosen;
  std::string names;  ///< as given, for @odata.context and sync states

  bool shows(PropertyIndex index) const { return all || chosen[index]; }
};
Answer<Selection> parse_select(const Schema& schema, std::string_view text);

/// The value of $top or $skip, as `name` says, from `least` to `most`.
Answer<std::int64_t> parse_count(std::string_view name, std::string_view text, std::int64_t least,
                                 std::int64_t most);

enum class Comparison { eq, ne, ge, gt, le, lt };

/// singleValueExtendedProperties/any(ep: ep/id eq '..' and cast(ep/value, Edm.Int32) eq 5)
struct TagFilter {
  std::string id;  ///< canonical
  Comparison comparison = Comparison::eq;
  std::string text;         ///< canonical value
  std::int64_t number = 0;  ///< the same, of a numeric property
  bool numeric = false;
};
Answer<TagFilter> parse_filter(const Schema& schema, std::string_view text);
bool holds(const TagFilter& filter, std::string_view value);

/// singleValueExtendedProperties($filter=id eq '..' or id eq '..'): the canonical ids.
Answer<std::vector<std::string>> parse_expand(std::string_view text);

/// lastModifiedDateTime ge 2026-05-01T00:00:00Z
struct SinceFilter {
  Millis from = 0;  ///< included
};

struct ItemQuery {
  Selection select;
  std::vector<std::string> expand;
  std::optional<TagFilter> filter;
  std::optional<SinceFilter> since;
  std::optional<std::int64_t> top;
  std::int64_t skip = 0;
};

/// Which options a resource takes; any other, and any given twice, is a 400.
struct Allowed {
  bool select = true;
  bool expand = false;
  bool filter = false;
  bool since = false;  ///< $filter by the time of the last change
  bool paging = false;
};
Answer<ItemQuery> read_query(const Schema& schema, std::string_view raw, Allowed allowed,
                             std::int64_t max_top);

}  // namespace relais::emulator
