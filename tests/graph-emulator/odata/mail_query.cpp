#include "tests/graph-emulator/odata/mail_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "tests/graph-emulator/odata/expression.hpp"

namespace relais::emulator {
namespace {

tl::unexpected<Refusal> bad_mail_filter() {
  return refuse(400, "ErrorInvalidUrlQueryFilter",
                "The query filter contains one or more invalid nodes.");
}

using Predicate = std::function<bool(const Message&)>;

std::optional<Millis Message::*> time_named(std::string_view name) {
  if (name == "receivedDateTime") return &Message::received;
  if (name == "sentDateTime") return &Message::sent;
  if (name == "createdDateTime") return &Message::created;
  if (name == "lastModifiedDateTime") return &Message::modified;
  return std::nullopt;
}

/// Reads an expression and gathers what it says of the time of receipt.
class MailFilterParser {
 public:
  explicit MailFilterParser(std::string_view text) : reader_(text) {}

  Answer<MailFilter> parse() {
    auto whole = alternatives();
    if (!whole) return refuse(whole.error());
    if (!reader_.done()) return bad_mail_filter();
    if (alternative_) {  // one of them alone says nothing of the whole
      filter_.from = std::numeric_limits<Millis>::min();
      filter_.to = std::numeric_limits<Millis>::max();
    }
    filter_.exact = !alternative_ && !other_;
    filter_.holds = std::move(*whole);
    return std::move(filter_);
  }

 private:
  Answer<Predicate> alternatives() {
    auto left = conjunction();
    while (left && reader_.connector("or")) {
      alternative_ = true;
      auto right = conjunction();
      if (!right) return right;
      left = Predicate([one = std::move(*left), other = std::move(*right)](const Message& message) {
        return one(message) || other(message);
      });
    }
    return left;
  }

  Answer<Predicate> conjunction() {
    auto left = term();
    while (left && reader_.connector("and")) {
      auto right = term();
      if (!right) return right;
      left = Predicate([one = std::move(*left), other = std::move(*right)](const Message& message) {
        return one(message) && other(message);
      });
    }
    return left;
  }

  Answer<Predicate> term() {
    if (!reader_.token("(")) return comparison();
    if (++depth_ > 16) return bad_mail_filter();
    auto inner = alternatives();
    if (inner && !reader_.token(")")) return bad_mail_filter();
    return inner;
  }

  Answer<Predicate> comparison() {
    const std::string name(reader_.identifier());
    const auto word = comparison_named(reader_.identifier());
    if (!word) return bad_mail_filter();
    ++filter_.comparisons;
    if (std::find(filter_.properties.begin(), filter_.properties.end(), name) ==
        filter_.properties.end())
      filter_.properties.push_back(name);
    if (const auto member = time_named(name)) return time_comparison(*member, *word);
    other_ = true;
    if (*word != Comparison::eq && *word != Comparison::ne) return bad_mail_filter();
    const bool equal = *word == Comparison::eq;
    if (name == "internetMessageId") return id_comparison(equal);
    const std::string_view value = reader_.identifier();
    if (value != "true" && value != "false") return bad_mail_filter();
    const bool wanted = (value == "true") == equal;
    if (name == "isRead") return Predicate([wanted](auto& one) { return one.read == wanted; });
    if (name == "isDraft") return Predicate([wanted](auto& one) { return one.draft == wanted; });
    if (name == "hasAttachments")
      return Predicate([wanted](auto& one) { return one.has_attachments() == wanted; });
    return bad_mail_filter();
  }

  Answer<Predicate> time_comparison(Millis Message::* member, Comparison word) {
    const auto instant = parse_utc(reader_.literal());
    if (!instant) return bad_mail_filter();
    if (member != &Message::received || word == Comparison::ne) {
      other_ = true;
    } else {
      if (word == Comparison::ge || word == Comparison::eq)
        filter_.from = std::max(filter_.from, *instant);
      if (word == Comparison::gt) filter_.from = std::max(filter_.from, *instant + 1);
      if (word == Comparison::le || word == Comparison::eq)
        filter_.to = std::min(filter_.to, *instant);
      if (word == Comparison::lt) filter_.to = std::min(filter_.to, *instant - 1);
    }
    return Predicate([member, word, at = *instant](const Message& message) {
      return compare(word, message.*member, at);
    });
  }

  Answer<Predicate> id_comparison(bool equal) {
    const auto text = reader_.quoted();
    if (!text) return bad_mail_filter();
    return Predicate([wanted = *text, equal](const Message& message) {
      return (message.values.text(message::internet_id) == wanted) == equal;
    });
  }

  ExpressionReader reader_;
  MailFilter filter_{.properties = {},
                     .from = std::numeric_limits<Millis>::min(),
                     .to = std::numeric_limits<Millis>::max(),
                     .holds = {}};
  bool alternative_ = false;
  bool other_ = false;
  int depth_ = 0;
};

Answer<bool> parse_order(std::string_view text) {
  if (text == "receivedDateTime" || text == "receivedDateTime asc") return false;
  if (text == "receivedDateTime desc") return true;
  return refuse(400, "ErrorInvalidUrlQuery", "$orderby is supported for receivedDateTime only.");
}

/// Parts between commas that are not inside brackets or quotes.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (quoted) continue;
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (text[i] != ',' || depth != 0) continue;
    parts.push_back(text.substr(from, i - from));
    from = i + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

Answer<> take_expand(MailQuery& query, std::string_view text, MailAllowed allowed) {
  constexpr std::string_view named = "attachments";
  for (const std::string_view part : parts_of(text)) {
    if (!part.starts_with(named) || !allowed.attachments) {
      auto ids = parse_expand(part);
      if (!ids) return refuse(ids.error());
      query.expand = std::move(*ids);
      continue;
    }
    query.attachments.emplace();
    std::string_view rest = part.substr(named.size());
    if (rest.empty()) continue;
    if (!rest.starts_with("($select=") || !rest.ends_with(')'))
      return refuse(400, "RequestBroker--ParseUri", "Attachments are expanded with $select only.");
    auto select = parse_attachment_select(rest.substr(9, rest.size() - 10));
    if (!select) return refuse(select.error());
    query.attachments = std::move(*select);
  }
  return {};
}

Answer<> take_filter(MailQuery& query, const std::string& text) {
  if (text.starts_with("singleValueExtendedProperties/")) {
    auto tag = parse_filter(message_schema(), text);
    if (!tag) return refuse(tag.error());
    query.tag = std::move(*tag);
    return {};
  }
  auto filter = parse_mail_filter(text);
  if (!filter) return refuse(filter.error());
  query.filter = std::move(*filter);
  return {};
}

/// One option; false: it is not known here.
Answer<bool> take_option(MailQuery& query, const Option& option, MailAllowed allowed,
                         std::int64_t max_top) {
  const auto& [name, value] = option;
  if (name == "$select") {
    auto select = parse_select(message_schema(), value);
    if (!select) return refuse(select.error());
    query.select = std::move(*select);
  } else if (name == "$expand" && allowed.expand) {
    if (auto taken = take_expand(query, value, allowed); !taken) return refuse(taken.error());
  } else if (name == "$filter" && allowed.filter) {
    if (auto taken = take_filter(query, value); !taken) return refuse(taken.error());
  } else if (name == "$orderby" && allowed.filter) {
    auto order = parse_order(value);
    if (!order) return refuse(order.error());
    query.descending = *order;
  } else if (name == "$top" && allowed.top) {
    auto top = parse_count(name, value, 1, max_top);
    if (!top) return refuse(top.error());
    query.top = *top;
  } else if (name == "$skip" && allowed.skip) {
    auto skip = parse_count(name, value, 0, 1'000'000'000);
    if (!skip) return refuse(skip.error());
    query.skip = *skip;
  } else if (name == "changeType" && allowed.change_type) {
    if (value != "created" && value != "updated" && value != "deleted")
      return refuse(400, "ErrorInvalidUrlQuery",
                    "changeType is \"created\", \"updated\" or \"deleted\".");
    query.change_type = value;
  } else {
    return false;
  }
  return true;
}

/// What is ordered by must come first in the filter.
Answer<> check_order(const MailQuery& query) {
  if (!query.descending || (!query.filter && !query.tag)) return {};
  if (query.filter && query.filter->properties.front() == "receivedDateTime") return {};
  return refuse(400, "InefficientFilter",
                "The restriction or sort order is too complex for this operation.");
}

}  // namespace

Answer<MailFilter> parse_mail_filter(std::string_view text) {
  return MailFilterParser(text).parse();
}

bool AttachmentSelection::shows(std::string_view name) const {
  return all || std::find(names.begin(), names.end(), name) != names.end();
}

Answer<AttachmentSelection> parse_attachment_select(std::string_view text) {
  constexpr std::array<std::string_view, 6> base = {"id",       "name", "contentType",
                                                    "isInline", "size", "lastModifiedDateTime"};
  constexpr std::array<std::string_view, 3> of_files = {"contentBytes", "contentId",
                                                        "contentLocation"};
  constexpr std::string_view cast = "microsoft.graph.fileAttachment/";
  AttachmentSelection selection{.all = false, .names = {}};
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const bool derived = name.starts_with(cast);
    const std::string_view bare = derived ? name.substr(cast.size()) : name;
    const bool known = derived ? std::find(of_files.begin(), of_files.end(), bare) != of_files.end()
                               : std::find(base.begin(), base.end(), bare) != base.end();
    if (!known)
      return refuse(400, "RequestBroker--ParseUri",
                    fmt::format("Could not find a property named '{}' on type "
                                "'microsoft.graph.attachment'.",
                                name));
    selection.names.emplace_back(bare);
  }
  if (selection.names.empty())
    return refuse(400, "RequestBroker--ParseUri", "The $select query option is empty.");
  return selection;
}

Answer<MailQuery> read_mail_query(std::string_view raw, MailAllowed allowed, std::int64_t max_top) {
  MailQuery query;
  const auto options = parse_query(raw);
  if (!options) return refuse(400, "BadRequest", "The query string is not encoded correctly.");
  std::set<std::string_view> seen;
  for (const Option& option : *options) {
    if (!seen.insert(option.name).second)
      return refuse(400, "BadRequest",
                    fmt::format("Query option '{}' was specified more than once.", option.name));
    auto taken = take_option(query, option, allowed, max_top);
    if (!taken) return refuse(taken.error());
    if (!*taken)
      return refuse(
          400, "BadRequest",
          fmt::format("Query option '{}' is not supported by this resource.", option.name));
  }
  if (auto checked = check_order(query); !checked) return refuse(checked.error());
  return query;
}

}  // namespace relais::emulator
