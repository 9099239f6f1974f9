#include "plugins/mail-graph/ahead.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/mail-graph/attachments.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/one_message.hpp"
#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;

bool says_wait(const Heard* heard) {
  return heard->refusal && fate_of(*heard->refusal) == Fate::wait;
}

/// What is no such answer the Fetcher sees.
std::optional<json::object> object_in(const Heard* heard) {
  if (heard->refusal) return std::nullopt;
  boost::system::error_code failed;
  json::value parsed = json::parse(heard->body, failed);
  if (failed || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.get_object());
}

}  // namespace

void Ahead::add(const std::string& id) {
  for (const Coming& coming : coming_)
    if (coming.wanted.id == id) return;
  const std::string names = free_names();
  coming_.push_back({.wanted = {id, Answers(host_)},
                     .names = names,
                     .next = {message_request(settings_, id, whole_selection),
                              mime_request(settings_, id, names + "mime")}});
}

std::string Ahead::free_names() const {
  for (std::size_t place = 0;; ++place) {
    std::string names = "m" + std::to_string(place) + ".";
    if (std::none_of(coming_.begin(), coming_.end(),
                     [&](const Coming& coming) { return coming.names == names; }))
      return names;
  }
}

void Ahead::drop(const std::string& id) {
  std::erase_if(coming_, [&](const Coming& coming) { return coming.wanted.id == id; });
}

std::vector<Wanted> Ahead::advance() {
  host_.stop_if_cancelled();
  std::vector<sdk::Request> requests;
  for (const Coming& coming : coming_)
    requests.insert(requests.end(), coming.next.begin(), coming.next.end());
  const std::vector<sdk::Response> responses = host_.http().send(requests);
  auto response = responses.begin();
  std::vector<Wanted> ready;
  for (Coming& coming : coming_) {
    for (const sdk::Request& request : coming.next)
      coming.wanted.answers.keep(request, *response++);
    go_on(coming);
    if (coming.step == Step::ready) ready.push_back(std::move(coming.wanted));
  }
  std::erase_if(coming_, [](const Coming& coming) { return coming.step == Step::ready; });
  return ready;
}

void Ahead::go_on(Coming& coming) const {
  const Step done = std::exchange(coming.step, Step::ready);
  const std::vector<sdk::Request> asked = std::exchange(coming.next, {});
  const std::string& id = coming.wanted.id;
  const Heard* first = coming.wanted.answers.kept(asked[0]);
  if (says_wait(first)) return;
  if (done == Step::message) {
    const Heard* mime = coming.wanted.answers.kept(asked[1]);
    const auto message = object_in(first);
    if (!message || says_wait(mime)) return;
    if (!may_have_attachments(*message) && !mime->refusal) return;
    coming.step = Step::attachments;
    coming.next = {attachments_request(settings_, id)};
  } else if (done == Step::attachments) {
    const auto listed = object_in(first);
    const json::value* all = listed ? listed->if_contains("value") : nullptr;
    if (!all || !all->is_array()) return;
    for (const json::value& one : all->get_array()) {
      if (coming.next.size() == contents) break;
      if (!one.is_object() || !has_content(one.get_object())) continue;
      coming.step = Step::contents;
      coming.next.push_back(content_request(settings_, id, string_at(one.get_object(), "id"),
                                            coming.names + std::to_string(coming.next.size())));
    }
  }
}

}  // namespace relais::mail_graph
