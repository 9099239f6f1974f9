// Items as JSON, written straight into the answer.
#pragma once

#include <string>
#include <string_view>

#include "tests/graph-emulator/odata/query.hpp"
#include "tests/graph-emulator/state/mailbox.hpp"

namespace relais::emulator {

void append_json_string(std::string& out, std::string_view text);

struct View {
  IdKind ids = IdKind::mutable_id;
  const Selection* select = nullptr;
  const std::vector<std::string>* expand = nullptr;  ///< nothing: no extended properties
  std::string_view context{};                        ///< "@odata.context", of a single item
  bool with_type = false;                            ///< "@odata.type", in delta
  bool partial = false;  ///< only what changed in a trifle: id and parentFolderId
};

void append_item(std::string& out, const Item& item, const View& view);

}  // namespace relais::emulator
