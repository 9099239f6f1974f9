#include "engine/connection/http_connection.hpp"

#include "engine/base/text.hpp"
#include "engine/connection/base_url.hpp"
#include "engine/connection/explain_status.hpp"

namespace relais::connection {
namespace {

// Questions about accounts; mailboxes are named by ids, which never begin so.
const std::string no_mailbox = "/directory";

Traffic counted(const http::Counters& counters) {
  return {.requests = counters.requests,
          .mutating = counters.mutating,
          .token_requests = 0,
          .throttled = counters.throttled};
}

}  // namespace

class HttpConnection::MailboxTransport final : public Transport {
 public:
  MailboxTransport(http::SenderContext context, const std::atomic<bool>& cancel)
      : context_(std::move(context)) {
    context_.cancel = &cancel;
    context_.counters[1] = &counters_;
  }

  std::vector<http::Response> send(std::span<const http::Request> requests) override {
    return http::send_all(context_, requests);
  }
  Traffic traffic() const override { return counted(counters_); }

 private:
  http::SenderContext context_;
  http::Counters counters_;
};

HttpConnection::HttpConnection(HttpConnectionSettings settings,
                               std::unique_ptr<Credentials> credentials, const Services& services)
    : settings_(std::move(settings)), credentials_(std::move(credentials)), services_(services) {}

http::SenderContext HttpConnection::context(const std::string& mailbox, const Limits& limits) {
  return {.client = &services_.client,
          .clock = &services_.clock,
          .service = this,
          .gate = services_.gates.gate(settings_.app, mailbox,
                                       {.in_flight = limits.in_flight,
                                        .budget = limits.budget,
                                        .budget_window = limits.budget_window}),
          .random = services_.gates.random(),
          .steps = services_.steps,
          .counters = {&counters_, nullptr}};
}

Result<std::string> HttpConnection::locate(std::string_view url) const {
  return connection::locate(url, settings_.base_urls);
}

Result<Account> HttpConnection::resolve(std::string_view address, Said* said) {
  std::string normalised = normalise_address(address);
  if (normalised.find('@') == std::string::npos) {
    if (said != nullptr)
      said->explanation = {"the address of the link is not an e-mail address", "firm-admin",
                           "link the handler with an address such as name@domain"};
    return fail(Errc::usage, "the address of the link is not an e-mail address",
                "write it as name@domain");
  }
  return Account{.id = normalised, .primary_address = normalised};
}

std::unique_ptr<Transport> HttpConnection::transport(std::string_view account_id,
                                                     const Limits& limits,
                                                     const std::atomic<bool>& cancel) {
  return std::make_unique<MailboxTransport>(context(std::string(account_id), limits), cancel);
}

Explanation HttpConnection::explain(const Complaint& complaint) const {
  return explain_status(complaint.http_status, complaint.message);
}

Traffic HttpConnection::traffic() const {
  Traffic traffic = counted(counters_);
  traffic.token_requests = credentials_->requests();
  return traffic;
}

std::string HttpConnection::authorisation() {
  const auto now = credentials_->authorise(nullptr);
  return now && now->state == http::Authorisation::State::granted ? now->header : std::string();
}

http::Response HttpConnection::ask(const http::Request& request) {
  return http::send_all(context(no_mailbox, Limits{}), {&request, 1}).front();
}

}  // namespace relais::connection
