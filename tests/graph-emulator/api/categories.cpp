// The master categories of a mailbox: names with colours.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 26> category_colors = {
    "none",     "preset0",  "preset1",  "preset2",  "preset3",  "preset4",  "preset5",
    "preset6",  "preset7",  "preset8",  "preset9",  "preset10", "preset11", "preset12",
    "preset13", "preset14", "preset15", "preset16", "preset17", "preset18", "preset19",
    "preset20", "preset21", "preset22", "preset23", "preset24"};

constexpr std::array category_properties = {
    Property{"displayName", Shape::text, 255},
    Property{.name = "color", .shape = Shape::choice, .words = category_colors}};
constexpr Schema category_schema{"microsoft.graph.outlookCategory", "masterCategories", false,
                                 category_properties};
constexpr PropertyIndex category_name = 0, category_color = 1;

std::string categories_context(const Call& call) {
  return fmt::format("{}/v1.0/$metadata#users('{}')/outlook/masterCategories", call.base,
                     call.user_segment);
}

void append_category(std::string& out, const MasterCategory& category, const Selection& select,
                     std::string_view context = {}) {
  out += '{';
  if (!context.empty()) {
    append_member(out, "@odata.context", context);
    out += ',';
  }
  append_member(out, "id", category.id);
  if (select.shows(category_name)) {
    out += ',';
    append_member(out, "displayName", category.name);
  }
  if (select.shows(category_color)) {
    out += ',';
    append_member(out, "color", category.color);
  }
  out += '}';
}

Response category_answer(const Call& call, const MasterCategory& category, int status,
                         const Selection& select = {}) {
  std::string body;
  append_category(body, category, select, categories_context(call) + "/$entity");
  return json_answer(status, std::move(body));
}

std::string categories_scope(const Call& call, std::string_view options) {
  return fmt::format("categories {} {}", call.user->mail_store.name(), options);
}

Answer<Response> list_categories(Call& call) {
  std::string_view options = call.request.query;
  std::size_t from = 0;
  if (const auto token = last_option(options, "$skiptoken")) {
    const auto payload =
        call.service.links.open(categories_scope(call, token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    from = std::stoul(*payload);
    options = token->before;
  }
  auto query = read_query(category_schema, options, {.paging = true}, call.settings.max_page_size);
  if (!query) return refuse(query.error());
  if (from == 0) from = static_cast<std::size_t>(query->skip);
  const auto size = static_cast<std::size_t>(query->top.value_or(call.settings.page_size));
  const auto& all = call.user->mail_store.categories;
  std::string body = "{";
  append_member(body, "@odata.context", categories_context(call));
  body += ",\"value\":[";
  std::size_t at = from;
  for (; at < all.size() && at < from + size && !call.faults.empty_page; ++at) {
    if (at > from) body += ',';
    append_category(body, all[at], query->select);
  }
  body += ']';
  if (at < all.size() || call.faults.endless_next) {
    body += ',';
    append_member(
        body, "@odata.nextLink",
        fmt::format("{}{}?{}{}$skiptoken={}", call.base, call.request.path, options,
                    options.empty() ? "" : "&",
                    call.service.links.seal(categories_scope(call, options), std::to_string(at))));
  }
  body += '}';
  return json_answer(200, std::move(body));
}

Answer<Change> read_category(Call& call) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto change = read_change(category_schema, *body);
  if (change && !change->extended.empty())
    return refuse(400, "RequestBodyRead",
                  "The property 'singleValueExtendedProperties' does not exist on type "
                  "'microsoft.graph.outlookCategory'.");
  return change;
}

Answer<Response> create_category(Call& call) {
  auto change = read_category(call);
  if (!change) return refuse(change.error());
  MasterCategory made{random_uuid(), {}, "none"};
  for (const auto& [index, value] : change->values) {
    std::string& member = index == category_name ? made.name : made.color;
    if (value.is_string()) member = value.get_string();
  }
  if (made.name.empty())
    return refuse(400, "ErrorInvalidRequest", "A category needs a display name.");
  auto& all = call.user->mail_store.categories;
  const bool taken = std::any_of(all.begin(), all.end(), [&](const MasterCategory& one) {
    return fold_case(one.name) == fold_case(made.name);
  });
  if (taken)
    return refuse(static_cast<int>(call.settings.duplicate_category), "ErrorDuplicateCategory",
                  "A category with the specified name already exists.");
  all.push_back(made);
  return category_answer(call, made, 201);
}

Answer<Response> recolor(Call& call, MasterCategory& category) {
  auto change = read_category(call);
  if (!change) return refuse(change.error());
  if (change->has(category_name))
    return refuse(400, "ErrorInvalidPropertySet",
                  "Property 'displayName' is read-only and cannot be set.");
  for (const auto& [index, value] : change->values) category.color = value.as_string();
  return category_answer(call, category, 200);
}

}  // namespace

Answer<Response> answer_categories(Call& call, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_categories(call);
    if (method == "POST") return create_category(call);
    return refuse(wrong_method());
  }
  if (rest.size() > 1) return refuse(no_such_segment(rest[1]));
  auto& all = call.user->mail_store.categories;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const MasterCategory& one) { return one.id == rest[0]; });
  if (found == all.end())
    return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  if (method == "PATCH") return recolor(call, *found);
  if (method == "DELETE") {
    all.erase(found);
    return json_answer(204, {});
  }
  if (method != "GET") return refuse(wrong_method());
  auto query = read_query(category_schema, call.request.query, {}, 0);
  if (!query) return refuse(query.error());
  return category_answer(call, *found, 200, query->select);
}

}  // namespace relais::emulator
