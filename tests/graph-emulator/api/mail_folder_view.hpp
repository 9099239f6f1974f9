// Mail folders as JSON.
#pragma once

#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {

const Schema& mail_folder_schema();
std::string mail_folders_context(const Call& call);
/// `context`: "@odata.context", of a single folder.
void append_mail_folder(std::string& out, const Call& call, const MailFolder& folder,
                        const Selection& select, std::string_view context = {},
                        bool with_type = false);

}  // namespace relais::emulator
