#include "engine/connection/explain_status.hpp"

#include <fmt/core.h>

#include "engine/base/text.hpp"

namespace relais::connection {

namespace {

struct NoAnswer {
  std::string_view word;  ///< of the reason, in lower case
  std::string_view meaning;
  std::string_view actor;
  std::string_view step;
};

/// The first that fits: a proxy that cannot be resolved is about the proxy.
constexpr NoAnswer no_answers[] = {
    {"proxy", "the proxy between here and the service does not let us through", "firm-it",
     "check the proxy that this machine is told to use (https_proxy, no_proxy) and what it allows"},
    {"tunnel", "the proxy between here and the service does not let us through", "firm-it",
     "check the proxy that this machine is told to use (https_proxy, no_proxy) and what it allows"},
    {"certificate", "the certificate of the other side is not trusted here", "firm-it",
     "if a proxy or firewall inspects TLS, add its root certificate to this machine's trusted "
     "ones, or except the service from the inspection; a wrong clock has this effect too"},
    {"ssl", "no secure connection (TLS) could be made", "firm-it",
     "check what stands between this machine and the service: a proxy or firewall that inspects or "
     "breaks TLS"},
    {"tls", "no secure connection (TLS) could be made", "firm-it",
     "check what stands between this machine and the service: a proxy or firewall that inspects or "
     "breaks TLS"},
    {"resolve", "the name of the service cannot be resolved (DNS)", "firm-it",
     "check the name servers of this machine and whether it may ask for names outside"},
    {"timed out", "the service could not be reached in time", "firm-it",
     "try again; if it stays, check the firewall between this machine and the service"},
    {"timeout", "the service could not be reached in time", "firm-it",
     "try again; if it stays, check the firewall between this machine and the service"},
    {"t connect", "no connection to the service could be made", "firm-it",
     "try again; if it stays, check network and firewall of this machine"},
    {"to connect", "no connection to the service could be made", "firm-it",
     "try again; if it stays, check network and firewall of this machine"},
};

}  // namespace

Explanation explain_no_token(int http_status, std::string_view no_answer) {
  const bool passes = http_status == 0 || http_status == 408 || http_status == 429 ||
                      http_status >= 500 || http_status == 407;
  if (passes) return explain_status(http_status, no_answer);
  return {"something else than the service answered, such as a proxy or a sign-in page", "firm-it",
          "let this machine reach the service, and check the address if one is configured"};
}

Explanation explain_status(int status, std::string_view no_answer) {
  switch (status) {
    case 0: {
      const std::string reason = lower_ascii(no_answer);
      for (const NoAnswer& row : no_answers)
        if (reason.find(row.word) != std::string::npos)
          return {std::string(row.meaning), std::string(row.actor), std::string(row.step)};
      return {"the service could not be reached", "",
              "it is tried again by itself; if it stays, look at network, proxy and TLS"};
    }
    case 400:
      return {"the service does not accept the request", "vendor", "report it with the request id"};
    case 401:
      return {"the credentials are not accepted", "firm-it", "check the credentials of the entity"};
    case 403:
      return {"a permission is missing", "firm-it",
              "grant the permission that `relais permissions` lists, then consent again; it takes "
              "effect within two hours"};
    case 404:
      return {"the service does not know it", "", ""};
    case 407:
      return {"the proxy asks for credentials", "firm-it",
              "let this machine through the proxy, or give it the credentials for it"};
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
