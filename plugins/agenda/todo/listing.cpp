#include "plugins/agenda/todo/listing.hpp"

#include "plugins/graph/paging.hpp"

namespace relais::agenda::todo {

void for_each_task(const sdk::Host& host, const Settings& settings, const Lists& lists,
                   std::span<const List> wanted, const OnTask& on_task,
                   const std::function<void()>& on_page) {
  for (const List& list : wanted) {
    graph::Url url = lists.tasks(list.id);
    url.option("$expand", "linkedResources").option("$top", std::to_string(settings.page_size));
    graph::for_each_page(host, graph::get(url.str()), "list the tasks",
                         [&](const graph::Page& page) {
                           for (const boost::json::value& task : page.items)
                             on_task(list, task.get_object());
                           on_page();
                         });
  }
}

}  // namespace relais::agenda::todo
