// Which hosts are this machine: there, and only there, http without TLS is permitted, and no proxy
// is asked.
#pragma once

#include <string_view>

namespace relais::http {

/// `localhost`, 127.0.0.0/8 and [::1], written exactly so. Never resolves a name.
bool is_loopback_host(std::string_view host);
bool is_loopback_url(std::string_view absolute_url);

}  // namespace relais::http
