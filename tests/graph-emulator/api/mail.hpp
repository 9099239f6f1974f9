// messages, mailFolders, outlook/masterCategories.
#pragma once

#include "tests/graph-emulator/api/call.hpp"

namespace relais::emulator {

bool is_mail_segment(std::string_view segment);
/// `rest` starts with such a segment. Checks permissions and takes the mailbox's lock.
Answer<Response> answer_mail(Call& call, Segments rest);

}  // namespace relais::emulator
