// graph-emulator: a Microsoft Graph and its token endpoint on loopback.
#include <boost/program_options.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/graph-emulator/emulator.hpp"

namespace {

namespace options = boost::program_options;
using relais::emulator::Emulator;

int complain(const relais::Error& error) {
  std::fprintf(stderr, "graph-emulator: %s%s%s\n", error.text.c_str(),
               error.hint.empty() ? "" : "; ", error.hint.c_str());
  return relais::exit_code(error.code);
}

relais::Result<relais::json::object> read_seed(const std::string& file) {
  if (file.empty()) return relais::json::object{};
  std::ifstream in(file, std::ios::binary);
  if (!in) return relais::fail(relais::Errc::not_found, "cannot read the seed file " + file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  RELAIS_ASSIGN(relais::json::value value, relais::parse_json(text, file));
  if (!value.is_object())
    return relais::fail(relais::Errc::usage, file + " does not hold a JSON object");
  return std::move(value.get_object());
}

}  // namespace

int main(int argc, char** argv) {
  options::options_description known("graph-emulator: Microsoft Graph on loopback, for tests");
  std::string seed_file, certificate_file;
  relais::emulator::Options wanted;
  known.add_options()("help", "this text")(
      "port", options::value<int>(&wanted.port)->default_value(0), "0: any free one")(
      "https", options::bool_switch(&wanted.https), "with a certificate that is made at start")(
      "certificate-out", options::value<std::string>(&certificate_file),
      "write that certificate (PEM) to this file")(
      "seed-file", options::value<std::string>(&seed_file),
      "tenants, applications, users and settings (JSON, see README.md)");
  try {
    options::variables_map given;
    const auto style =
        options::command_line_style::default_style & ~options::command_line_style::allow_guessing;
    options::store(options::command_line_parser(argc, argv).options(known).style(style).run(),
                   given);
    options::notify(given);
    if (given.count("help") != 0) {
      std::ostringstream text;
      text << known << "\nExample: graph-emulator --port 8080 --seed-file firm.json\n";
      std::fputs(text.str().c_str(), stdout);
      return 0;
    }
  } catch (const options::error& error) {
    std::fprintf(stderr, "graph-emulator: %s; try --help\n", error.what());
    return 2;
  }

  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread, so that all inherit it

  auto seed = read_seed(seed_file);
  if (!seed) return complain(seed.error());
  wanted.seed = std::move(*seed);
  Emulator emulator(std::move(wanted));
  const auto port = emulator.start();
  if (!port) return complain(port.error());
  if (!certificate_file.empty()) std::ofstream(certificate_file) << emulator.certificate_pem();
  std::printf("listening on %s\n", emulator.url().c_str());
  std::fflush(stdout);

  int which = 0;
  sigwait(&ends, &which);
  emulator.stop();
  return 0;
}
