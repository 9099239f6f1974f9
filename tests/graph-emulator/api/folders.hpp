// contactFolders and childFolders.
#pragma once

#include "tests/graph-emulator/api/items.hpp"

namespace relais::emulator {

/// `rest` follows the segment `contactFolders` or `childFolders`; `parent` is the folder whose
/// children it names. Called with the mailbox locked.
Answer<Response> answer_folders(Call& call, Folder& parent, bool top, Segments rest);

}  // namespace relais::emulator
