#include "plugins/mail-graph/patience.hpp"

#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {

bool Patience::is_over(const std::string& id, const graph::Refusal& refusal) {
  switch (fate_of(refusal)) {
    case Fate::gone:
    case Fate::never:
      return true;
    case Fate::wait:
      return false;
    case Fate::broken:
    case Fate::busy:
      break;
  }
  return failed_again(id);
}

bool Patience::is_over(const std::string& id, sdk::Status status) {
  if (status == sdk::Status::item || status == sdk::Status::unsupported) return true;
  return status == sdk::Status::transient && failed_again(id);
}

bool Patience::failed_again(const std::string& id) {
  if (failures_.size() > 1000) failures_.clear();
  return ++failures_[id] > max_failures;
}

}  // namespace relais::mail_graph
