// Reads whole lists, with what is linked to each task. There is no search and no filter in To Do,
// and a $select is refused: what is ours is found by looking at everything, which is certain and
// never lags.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <relais/sdk.hpp>
#include <span>

#include "plugins/agenda/settings.hpp"
#include "plugins/agenda/todo/lists.hpp"

namespace relais::agenda::todo {

using OnTask = std::function<void(const List&, const boost::json::object&)>;

/// Every task of these lists; `on_page` after each page. Whatever is not a complete listing is a
/// Failure(transient).
void for_each_task(
    const sdk::Host& host, const Settings& settings, const Lists& lists,
    std::span<const List> wanted, const OnTask& on_task,
    const std::function<void()>& on_page = [] {});

}  // namespace relais::agenda::todo
