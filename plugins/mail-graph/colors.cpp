#include "plugins/mail-graph/colors.hpp"

#include <boost/json.hpp>
#include <string>

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

graph::Url category_list(const Settings& settings) {
  return std::move(graph::user(settings.mailbox).path("outlook/masterCategories"));
}

}  // namespace

void Colors::ensure() {
  if (settled_ || !settings_.colors) return;
  try {
    settled_ = enter_missing();
  } catch (const sdk::Failure& failure) {
    if (failure.status() == Status::cancelled) throw;
    // Out of reach now: next time. Not permitted: the signs in the names have to do.
    settled_ = failure.status() != Status::transient;
    if (settled_) host_.warning("degraded: marker colours: " + std::string(failure.what()));
  }
}

bool Colors::enter_missing() {
  bool received = false, archived = false;
  graph::for_each_item(host_, graph::get(category_list(settings_).str()), "list the categories",
                       [&](const json::object& category) {
                         const std::string name = graph::string_at(category, "displayName");
                         received = received || is_same_category(name, settings_.received);
                         archived = archived || is_same_category(name, settings_.archived);
                         return !received || !archived;
                       });
  const bool grey_there = received || enter(settings_.received, gray);
  const bool green_there = archived || enter(settings_.archived, green);
  return grey_there && green_there;
}

/// False: to be tried again. A name that is taken meanwhile is there; its error is undocumented.
bool Colors::enter(const std::string& name, const char* color) {
  const json::object category{{"displayName", name}, {"color", color}};
  const auto refusal = graph::refusal_of(
      host_.http().send(graph::post(category_list(settings_).str(), json::serialize(category))),
      graph::Doing::create);
  if (!refusal) return true;
  if (refusal->status == Status::forbidden || refusal->status == Status::auth ||
      refusal->status == Status::cancelled)
    throw graph::failure(*refusal, "enter a category");
  return refusal->status == Status::item || refusal->status == Status::conflict;
}

}  // namespace relais::mail_graph
