#include "plugins/mail-graph/colors.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/categories.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using sdk::Status;

constexpr const char* gray = "preset12";
constexpr const char* green = "preset4";
constexpr std::string_view colors_key = "colors";
constexpr Seconds refused_for = 24 * 3600;

graph::Url category_list(const Settings& settings) {
  return std::move(graph::user(settings.mailbox).path("outlook/masterCategories"));
}

}  // namespace

void Colors::ensure() {
  if (settled_ || !settings_.colors || load()) return;
  std::optional<graph::Refusal> refusal;
  try {
    refusal = enter_missing();
  } catch (const sdk::Failure& failure) {
    if (failure.status() == Status::cancelled) throw;
    return;  // no usable answer: next time
  }
  if (!refusal) return settle({});
  if (refusal->status == Status::cancelled) throw sdk::Failure(Status::cancelled);
  // Out of reach now: next time. Not permitted: the signs in the names have to do.
  if (refusal->status != Status::forbidden && refusal->status != Status::item) return;
  host_.warning("degraded: marker colours: " + refusal->summary());
  settle(refusal->code.empty() ? "HTTP " + std::to_string(refusal->http) : refusal->code);
}

/// Whether it is settled. What was refused is tried again after a day: it may be permitted now.
bool Colors::load() {
  const auto text = host_.state().get(colors_key);
  if (!text) return false;
  boost::system::error_code failed;
  const json::value parsed = json::parse(*text, failed);
  if (failed || !parsed.is_object()) return false;
  const json::object& kept = parsed.get_object();
  const std::string code = graph::string_at(kept, "degraded");
  const auto at = parse_instant(graph::string_at(kept, "at"));
  const Seconds age = at ? host_.clock().now_ms() / 1000 - *at : refused_for;
  const bool same = graph::string_at(kept, "received") == settings_.received &&
                    graph::string_at(kept, "archived") == settings_.archived;
  if (!same || (!code.empty() && (age < 0 || age >= refused_for))) return false;
  degraded_ = code;
  return settled_ = true;
}

void Colors::settle(std::string code) {
  degraded_ = std::move(code);
  settled_ = true;
  host_.state().put(colors_key, json::serialize(json::object{
                                    {"received", settings_.received},
                                    {"archived", settings_.archived},
                                    {"degraded", degraded_},
                                    {"at", instant_text(host_.clock().now_ms() / 1000)}}));
}

/// Why that is not possible.
std::optional<graph::Refusal> Colors::enter_missing() {
  bool received = false, archived = false;
  sdk::Request request = graph::get(category_list(settings_).str());
  graph::LinkGuard guard(100);
  for (;;) {
    host_.stop_if_cancelled();
    const sdk::Response response = host_.http().send(request);
    if (auto refusal = graph::refusal_of(response, graph::Doing::read)) return refusal;
    const graph::Page page = graph::read_page(response.body(), "list the categories");
    for (const json::value& category : page.items) {
      const std::string name = graph::string_at(category.get_object(), "displayName");
      received = received || is_same_category(name, settings_.received);
      archived = archived || is_same_category(name, settings_.archived);
    }
    if (page.next_link.empty() || !guard.follow(page.next_link, page.items)) break;
    request.url = page.next_link;
  }
  if (!received)
    if (auto refusal = enter(settings_.received, gray)) return refusal;
  return archived ? std::nullopt : enter(settings_.archived, green);
}

/// A name that is taken meanwhile is there; the code for it is undocumented.
std::optional<graph::Refusal> Colors::enter(const std::string& name, const char* color) {
  const json::object category{{"displayName", name}, {"color", color}};
  auto refusal = graph::refusal_of(
      host_.http().send(graph::post(category_list(settings_).str(), json::serialize(category))),
      graph::Doing::create);
  if (refusal && (refusal->status == Status::item || refusal->status == Status::conflict))
    return std::nullopt;
  return refusal;
}

}  // namespace relais::mail_graph
