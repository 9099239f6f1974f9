#include "plugins/graph/testing/collector.hpp"

#include <set>
#include <stdexcept>
#include <string_view>

namespace relais::graph::testing {
namespace {

namespace json = boost::json;

std::string copy(relais_str value) { return std::string(sdk::view(value)); }

/// The engine's side of one call.
class Engine {
 public:
  Engine(const Collector& collector, bool pages) : collector_(collector), pages_(pages) {
    inbox_.struct_size = sizeof inbox_;
    inbox_.self = this;
    inbox_.offer = [](void* self, relais_str envelope, std::int32_t* verdict) {
      return of(self).offer(copy(envelope), *verdict);
    };
    inbox_.store = [](void* self, relais_str message) { return of(self).store(copy(message)); };
    inbox_.moved = [](void* self, relais_str id, relais_str folder) {
      return of(self).moved(copy(id), copy(folder));
    };
    inbox_.checkpoint = [](void* self, relais_str cursor) {
      return of(self).checkpoint(copy(cursor));
    };
    inbox_.later = [](void* self, relais_str id) { return of(self).later(copy(id)); };
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const relais_inbox* inbox() const { return &inbox_; }
  Gathered finish(relais_status status) {
    gathered_.status = sdk::status_of(status);
    if (gathered_.status == sdk::Status::ok && !open_.empty())
      breach("a call that ended well left messages that were wanted");
    return std::move(gathered_);
  }

 private:
  static Engine& of(void* self) { return *static_cast<Engine*>(self); }
  void breach(const std::string& what) { gathered_.breaches.push_back(what); }
  relais_status answer() {
    const std::size_t nth = ++reports_;
    return static_cast<relais_status>(collector_.obeyed ? collector_.obeyed(nth) : sdk::Status::ok);
  }

  relais_status offer(const std::string& text, std::int32_t& verdict) {
    json::object envelope = json::parse(text).as_object();
    const json::value* id = envelope.if_contains("id");
    const json::value* folder = envelope.if_contains("folder");
    if (!id || id->as_string().empty()) breach("an envelope has an id");
    if (!folder || folder->at("id").as_string().empty() || !folder->at("ancestry").is_array())
      breach("an envelope has a folder");
    const bool wanted = !collector_.wanted || collector_.wanted(envelope);
    if (wanted) open_.insert(std::string(id->as_string()));
    verdict = wanted ? RELAIS_VERDICT_COLLECT : RELAIS_VERDICT_SKIP;
    gathered_.offered.push_back(std::move(envelope));
    return answer();
  }

  relais_status store(const std::string& text) {
    json::object message = json::parse(text).as_object();
    if (open_.erase(std::string(message.at("id").as_string())) == 0)
      breach("a message was stored that nobody wanted");
    if (collector_.on_store) collector_.on_store(message);
    gathered_.stored.push_back(std::move(message));
    return answer();
  }

  relais_status moved(const std::string& id, const std::string& folder) {
    if (folder.empty()) {
      open_.erase(id);
      gathered_.gone.push_back(id);
    } else {
      gathered_.moved.emplace_back(id, json::parse(folder).as_object());
    }
    return answer();
  }

  relais_status later(const std::string& id) {
    if (id.empty()) breach("what is left for later has an id");
    open_.erase(id);
    gathered_.later.push_back(id);
    return answer();
  }

  relais_status checkpoint(const std::string& cursor) {
    if (!pages_) breach("a fetch has no checkpoints");
    if (!open_.empty()) breach("a checkpoint passed a message that was wanted");
    if (cursor.size() > 64 * 1024) breach("a cursor is too long");
    gathered_.cursors.push_back(cursor);
    return answer();
  }

  const Collector& collector_;
  bool pages_;
  relais_inbox inbox_{};
  Gathered gathered_;
  std::set<std::string> open_;
  std::size_t reports_ = 0;
};

}  // namespace

std::vector<std::string> Gathered::ids() const {
  std::vector<std::string> ids;
  for (const json::object& envelope : offered) ids.emplace_back(envelope.at("id").as_string());
  return ids;
}

Collector::Collector(const relais_plugin& plugin, const relais_host* host,
                     const std::string& config, const std::string& account)
    : plugin_(plugin),
      opened_(sdk::status_of(
          plugin_.open(host, sdk::borrow(config), sdk::borrow(account), &session_))) {}

Collector::~Collector() {
  if (session_) plugin_.close(session_);
}

const relais_collect& Collector::table() const {
  return *static_cast<const relais_collect*>(plugin_.extension(sdk::borrow(RELAIS_COLLECT_V1)));
}

std::pair<sdk::Status, std::vector<sdk::Folder>> Collector::folders() {
  std::vector<sdk::Folder> found;
  const relais_folder_sink sink{
      sizeof sink, &found, [](void* self, const relais_folder* raw) {
        static_cast<std::vector<sdk::Folder>*>(self)->push_back(
            {copy(raw->id), copy(raw->parent_id), copy(raw->name), copy(raw->well_known),
             copy(raw->kind), raw->hidden != 0, raw->item_count});
        return relais_status{RELAIS_OK};
      }};
  const relais_status status = table().folders(session_, &sink);
  return {sdk::status_of(status), std::move(found)};
}

Gathered Collector::collect(sdk::Purpose purpose, const std::string& cursor) {
  Engine engine(*this, true);
  return engine.finish(table().collect(session_, static_cast<std::int32_t>(purpose),
                                       sdk::borrow(cursor), engine.inbox()));
}

Gathered Collector::fetch(const std::vector<std::string>& ids) {
  Engine engine(*this, false);
  std::vector<relais_str> views;
  for (const std::string& id : ids) views.push_back(sdk::borrow(id));
  return engine.finish(table().fetch(session_, views.data(), views.size(), engine.inbox()));
}

std::pair<sdk::Status, std::vector<sdk::MarkResult>> Collector::mark(
    const std::vector<std::pair<std::string, sdk::Marker>>& marks) {
  std::vector<relais_mark> raws;
  for (const auto& [id, marker] : marks)
    raws.push_back({sizeof(relais_mark), static_cast<std::int32_t>(marker), sdk::borrow(id)});
  std::vector<const relais_mark*> pointers;
  for (const relais_mark& raw : raws) pointers.push_back(&raw);
  std::vector<sdk::MarkResult> results(marks.size(), {.status = sdk::Status::internal});
  const relais_mark_sink sink{sizeof sink, &results, [](void* self, const relais_mark_result* raw) {
                                static_cast<std::vector<sdk::MarkResult>*>(self)->at(raw->index) = {
                                    sdk::status_of(raw->status), copy(raw->code),
                                    copy(raw->message), copy(raw->request_id), raw->not_before_ms};
                                return relais_status{RELAIS_OK};
                              }};
  const relais_status status = table().mark(session_, pointers.data(), pointers.size(), &sink);
  return {sdk::status_of(status), std::move(results)};
}

std::vector<sdk::Probe> Collector::check() {
  std::vector<sdk::Probe> probes;
  const relais_probe_sink sink{
      sizeof sink, &probes, [](void* self, const relais_probe* raw) {
        static_cast<std::vector<sdk::Probe>*>(self)->push_back(
            {copy(raw->name), static_cast<sdk::Health>(raw->outcome), raw->http_status,
             copy(raw->code), copy(raw->message), copy(raw->request_id)});
        return relais_status{RELAIS_OK};
      }};
  if (plugin_.check(session_, &sink) != RELAIS_OK) throw std::runtime_error("check failed");
  return probes;
}

}  // namespace relais::graph::testing
