#include "tests/graph-emulator/emulator.hpp"

#include <fmt/format.h>

#include "tests/graph-emulator/control/interface.hpp"
#include "tests/graph-emulator/http/server.hpp"

namespace relais::emulator {
namespace {

/// A bug in here fails the request that met it, not the tests that run beside.
Response answer_safely(Service& service, const Request& request) {
  try {
    return answer(service, request);
  } catch (const std::exception& bug) {
    Response response;
    response.status = 500;
    response.content_type = "application/json";
    response.body = json::serialize(
        json::object{{"error", {{"code", "EmulatorBug"}, {"message", bug.what()}}}});
    return response;
  }
}

}  // namespace

struct Emulator::Parts {
  Options options;
  Service service;
  SelfSigned tls;
  std::unique_ptr<Server> server;
  int port = 0;
  bool seeded = false;

  explicit Parts(Options given)
      : options(std::move(given)),
        service(options.clock ? options.clock : std::make_shared<SystemClock>()) {}
};

Emulator::Emulator(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {}

Emulator::~Emulator() { stop(); }

Result<int> Emulator::start() {
  if (!parts_->seeded) RELAIS_TRY(seed(parts_->service, parts_->options.seed));
  parts_->seeded = true;
  if (parts_->options.https && !parts_->tls.context) {
    RELAIS_ASSIGN(parts_->tls, self_signed());
  }
  parts_->service.start_waiting();
  auto server = std::make_unique<Server>(
      [this](const Request& request) { return answer_safely(parts_->service, request); },
      parts_->tls.context.get());
  // Once chosen, the port stays: a client finds the service again after a restart.
  RELAIS_ASSIGN(parts_->port,
                server->start(parts_->port != 0 ? parts_->port : parts_->options.port));
  parts_->server = std::move(server);
  return parts_->port;
}

void Emulator::stop() {
  if (!parts_->server) return;
  parts_->service.stop_waiting();
  parts_->server->stop();
  parts_->server.reset();
}

int Emulator::port() const { return parts_->port; }

std::string Emulator::url() const {
  return fmt::format("{}://127.0.0.1:{}", parts_->options.https ? "https" : "http", parts_->port);
}

std::string Emulator::certificate_pem() const { return parts_->tls.certificate_pem; }

Result<json::value> Emulator::control(const std::string& method, const std::string& path_and_query,
                                      const json::value& body) {
  Request request;
  request.method = method;
  const std::size_t question = path_and_query.find('?');
  request.path = "/_control/" + path_and_query.substr(0, question);
  if (question != std::string::npos) request.query = path_and_query.substr(question + 1);
  if (!body.is_null()) request.body = json::serialize(body);
  const Response response = answer_control(parts_->service, request);
  RELAIS_ASSIGN(json::value value, parse_json(response.body, "the answer"));
  if (response.status != 200)
    return fail(response.status == 404 ? Errc::not_found : Errc::usage,
                std::string(value.at("error").at("message").as_string()));
  return value;
}

}  // namespace relais::emulator
