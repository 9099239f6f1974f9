#include "plugins/graph/testing/driver.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace relais::graph::testing {
namespace {

using sdk::view;

std::string text(relais_str value) { return std::string(view(value)); }

sdk::Found found_of(const relais_found& raw) {
  return {static_cast<sdk::Life>(raw.state), text(raw.remote_id), text(raw.key),
          text(raw.written_fingerprint),     text(raw.etag),      text(raw.container),
          text(raw.remote_fingerprint),      text(raw.facts),     text(raw.created_at)};
}

relais_found_sink sink_for(Looked& looked) {
  return {sizeof(relais_found_sink), &looked, [](void* self, const relais_found* found) {
            static_cast<Looked*>(self)->found.emplace_back(found->index, found_of(*found));
            return relais_status{RELAIS_OK};
          }};
}

}  // namespace

const sdk::Result& Applied::of(std::size_t index) const {
  for (const auto& [number, result] : results)
    if (number == index) return result;
  throw std::runtime_error("operation " + std::to_string(index) + " was not reported");
}

const relais_plugin& load_plugin(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<relais_plugin_entry>(dlsym(library, RELAIS_PLUGIN_ENTRY));
  if (!entry) throw std::runtime_error(dlerror());
  return *entry();
}

Driver::Driver(const relais_plugin& plugin, std::string target, const relais_host* host,
               const std::string& config, const std::string& account)
    : plugin_(plugin),
      target_(std::move(target)),
      opened_(sdk::status_of(
          plugin_.open(host, sdk::borrow(config), sdk::borrow(account), &session_))) {}

Driver::~Driver() {
  if (session_) plugin_.close(session_);
}

const relais_export& Driver::table() const {
  return *static_cast<const relais_export*>(plugin_.extension(sdk::borrow(RELAIS_EXPORT_V1)));
}

std::pair<sdk::Status, std::vector<sdk::Document>> Driver::render(const std::string& item,
                                                                  const std::string& today) {
  std::vector<sdk::Document> documents;
  const relais_document_sink sink{sizeof sink, &documents,
                                  [](void* self, const relais_document* raw) {
                                    static_cast<std::vector<sdk::Document>*>(self)->push_back(
                                        {text(raw->part), text(raw->body), text(raw->fingerprint),
                                         text(raw->degraded), text(raw->revisit_on), (raw->flags & RELAIS_DOCUMENT_KEEP) != 0});
                                    return relais_status{RELAIS_OK};
                                  }};
  const auto status = table().render(session_, sdk::borrow(target_), sdk::borrow(item),
                                     sdk::borrow(today), &sink);
  return {sdk::status_of(status), documents};
}

std::pair<sdk::Status, sdk::Container> Driver::ensure(const std::string& stored) {
  sdk::Container container;
  const relais_container_sink sink{sizeof sink, &container,
                                   [](void* self, relais_str id, std::int32_t created) {
                                     *static_cast<sdk::Container*>(self) = {text(id), created != 0};
                                     return relais_status{RELAIS_OK};
                                   }};
  const auto status = table().ensure(session_, sdk::borrow(target_), sdk::borrow(stored), &sink);
  return {sdk::status_of(status), container};
}

Applied Driver::apply(const std::vector<Task>& tasks) {
  std::vector<relais_op> ops;
  std::vector<const relais_op*> pointers;
  for (const Task& task : tasks)
    ops.push_back({sizeof(relais_op), static_cast<std::int32_t>(task.action), sdk::borrow(task.key),
                   1, task.verify ? 1U : 0U, sdk::borrow(task.token), sdk::borrow(task.container),
                   sdk::borrow(task.remote_id), sdk::borrow(task.etag), sdk::borrow(task.document),
                   sdk::borrow(task.fingerprint), task.news ? 1U : 0U, sdk::borrow(task.previous)});
  for (const relais_op& op : ops) pointers.push_back(&op);
  Applied applied;
  const relais_result_sink sink{
      sizeof sink, &applied, [](void* self, const relais_result* raw) {
        static_cast<Applied*>(self)->results.emplace_back(
            raw->index,
            sdk::Result{sdk::status_of(raw->status), text(raw->remote_id), text(raw->etag),
                        text(raw->container), text(raw->remote_fingerprint), text(raw->facts),
                        text(raw->code), text(raw->message), text(raw->request_id),
                        raw->not_before_ms});
        return relais_status{RELAIS_OK};
      }};
  applied.status = sdk::status_of(
      table().apply(session_, sdk::borrow(target_), pointers.data(), pointers.size(), &sink));
  return applied;
}

Observed Driver::observe(const std::string& container, const std::string& cursor, bool full) {
  Observed observed;
  relais_change_sink sink{};
  sink.struct_size = sizeof sink;
  sink.self = &observed;
  sink.change = [](void* self, const relais_change* raw) {
    auto& to = *static_cast<Observed*>(self);
    if (raw->type == RELAIS_CHANGE_REMOVE)
      to.removed.push_back(text(raw->remote_id));
    else
      to.upserts.push_back({text(raw->remote_id), text(raw->key), text(raw->written_fingerprint),
                            text(raw->etag), text(raw->container), text(raw->remote_fingerprint),
                            text(raw->facts)});
    return relais_status{RELAIS_OK};
  };
  sink.checkpoint = [](void* self, relais_str cursor_now) {
    static_cast<Observed*>(self)->cursors.push_back(text(cursor_now));
    return relais_status{RELAIS_OK};
  };
  sink.complete = [](void* self) {
    static_cast<Observed*>(self)->complete = true;
    return relais_status{RELAIS_OK};
  };
  observed.status =
      sdk::status_of(table().observe(session_, sdk::borrow(target_), sdk::borrow(container),
                                     sdk::borrow(cursor), full ? 1 : 0, &sink));
  return observed;
}

Looked Driver::lookup(const std::vector<std::pair<std::string, std::string>>& keys_and_ids) {
  std::vector<relais_ref> refs;
  std::vector<const relais_ref*> pointers;
  for (const auto& [key, id] : keys_and_ids)
    refs.push_back({sizeof(relais_ref), 0, sdk::borrow(key), sdk::borrow(id)});
  for (const relais_ref& ref : refs) pointers.push_back(&ref);
  Looked looked;
  const relais_found_sink sink = sink_for(looked);
  looked.status = sdk::status_of(
      table().lookup(session_, sdk::borrow(target_), pointers.data(), pointers.size(), &sink));
  return looked;
}

Looked Driver::inventory() {
  Looked looked;
  const relais_found_sink sink = sink_for(looked);
  looked.status = sdk::status_of(table().inventory(session_, sdk::borrow(target_), &sink));
  return looked;
}

sdk::Status Driver::discard(const std::string& container) {
  return sdk::status_of(table().discard(session_, sdk::borrow(target_), sdk::borrow(container)));
}

std::vector<sdk::Probe> Driver::check() {
  std::vector<sdk::Probe> probes;
  const relais_probe_sink sink{
      sizeof sink, &probes, [](void* self, const relais_probe* raw) {
        static_cast<std::vector<sdk::Probe>*>(self)->push_back(
            {text(raw->name), static_cast<sdk::Health>(raw->outcome), raw->http_status,
             text(raw->code), text(raw->message), text(raw->request_id)});
        return relais_status{RELAIS_OK};
      }};
  if (plugin_.check(session_, &sink) != RELAIS_OK) throw std::runtime_error("check failed");
  return probes;
}

}  // namespace relais::graph::testing
