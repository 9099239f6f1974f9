// Items as JSON, written straight into the answer.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tests/graph-emulator/odata/query.hpp"
#include "tests/graph-emulator/state/mailbox.hpp"

namespace relais::emulator {

void append_json_string(std::string& out, std::string_view text);
void append_value(std::string& out, const json::value& value);

/// Appends the value of a property that only its kind can show; false: it is as in the values.
using PropertyWriter = std::function<bool(std::string& out, const Item&, PropertyIndex)>;

struct View {
  IdKind ids = IdKind::mutable_id;
  const Selection* select = nullptr;
  const std::vector<std::string>* expand = nullptr;  ///< nothing: no extended properties
  std::string_view context{};                        ///< "@odata.context", of a single item
  bool with_type = false;                            ///< "@odata.type", in delta
  const PropertyWriter* writer = nullptr;
  bool partial = false;  ///< only what changed in a trifle: id and parentFolderId
};

void append_item(std::string& out, const Item& item, const View& view);

}  // namespace relais::emulator
