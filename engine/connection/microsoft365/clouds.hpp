// Where the national clouds are.
#pragma once

#include <string_view>

#include "engine/config/config.hpp"

namespace relais::connection::microsoft365 {

struct CloudHosts {
  std::string_view authority;
  std::string_view graph;
};

constexpr CloudHosts hosts_of(config::Cloud cloud) {
  switch (cloud) {
    case config::Cloud::us_gov:
      return {"https://login.microsoftonline.us", "https://graph.microsoft.us"};
    case config::Cloud::us_dod:
      return {"https://login.microsoftonline.us", "https://dod-graph.microsoft.us"};
    case config::Cloud::china:
      return {"https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"};
    case config::Cloud::global:
      break;
  }
  return {"https://login.microsoftonline.com", "https://graph.microsoft.com"};
}

}  // namespace relais::connection::microsoft365
