#include "engine/connection/explain_status.hpp"

#include <fmt/core.h>

namespace relais::connection {

Explanation explain_status(int status) {
  switch (status) {
    case 0:
      return {"the service could not be reached", "",
              "it is tried again by itself; if it stays, look at network, proxy and TLS"};
    case 400:
      return {"the service does not accept the request", "vendor", "report it with the request id"};
    case 401:
      return {"the credentials are not accepted", "firm-it", "check the credentials of the entity"};
    case 403:
      return {"a permission is missing", "firm-it",
              "grant the permission that `relais plugins` lists, then consent again"};
    case 404:
      return {"the service does not know it", "", ""};
    case 409:
    case 412:
      return {"it was changed in between", "", "it is read again and tried again by itself"};
    case 410:
      return {"the position in the list of changes expired", "", "it is listed again by itself"};
    case 413:
      return {"the request is too large for the service", "vendor",
              "report it with the request id"};
    case 429:
      return {"the service throttles us", "", "it is tried again by itself"};
    case 507:
      return {"the mailbox is full", "firm-it", "make room in the mailbox or raise its quota"};
    default:
      break;
  }
  if (status == 408 || status >= 500) {
    return {"the service has a passing fault", "", "it is tried again by itself"};
  }
  return {fmt::format("the service answered {}", status), "vendor",
          "report it with the request id"};
}

}  // namespace relais::connection
