#include "plugins/mail-graph/paging.hpp"

namespace relais::mail_graph {

NextStep next_step(const ListedPage& page, Seconds position, std::size_t top) {
  using Way = NextStep::Way;
  const bool full = !page.next_link.empty() || page.count >= top;
  if (!full) return {};
  if (page.last && *page.last > position) return {.way = Way::from, .from = *page.last};
  if (!page.next_link.empty()) return {.way = Way::link};
  return {.way = Way::from, .from = position + 1, .gap = true};
}

}  // namespace relais::mail_graph
