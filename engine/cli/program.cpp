#include "engine/cli/program.hpp"

#include <exception>
#include <ostream>

#include "engine/cli/help.hpp"
#include "engine/cli/parse.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

int print(const Reply& reply, const std::string& verb, bool as_json, Terminal& terminal) {
  if (as_json) {
    json::object document{{"verb", verb}, {"exit", reply.exit}};
    for (const auto& member : reply.document) document[member.key()] = member.value();
    terminal.out << json::serialize(document) << '\n';
  } else {
    terminal.out << reply.text;
    terminal.out.flush();
    for (const auto& note : reply.notes) terminal.err << note << (note.ends_with('\n') ? "" : "\n");
  }
  terminal.out.flush();
  if (!terminal.out) {
    terminal.err << "relais: the answer could not be written\n";
    return reply.exit == 0 ? 1 : reply.exit;
  }
  return reply.exit;
}

int print(const Error& error, const std::string& verb, bool as_json, Terminal& terminal) {
  const int exit = exit_code(error.code);
  if (as_json) {
    json::object document{{"error", to_json(error, exit)}, {"exit", exit}};
    if (!verb.empty()) document["verb"] = verb;
    terminal.out << json::serialize(document) << '\n' << std::flush;
  } else {
    const Paint paint(terminal.colour && terminal.err_is_terminal);
    terminal.err << paint.bad("relais: ") << error_text(error)
                 << (error_text(error).ends_with('\n') ? "" : "\n") << std::flush;
  }
  return exit;
}

/// What was asked for without a verb.
int without_verb(const CommandLine& line, Terminal& terminal) {
  Reply reply;
  if (line.version) {
    const Verb version = version_verb();
    SystemClock clock;
    const std::atomic<bool> never{false};
    const auto answer =
        version.run(Call{version, terminal, clock, never, {}, line.json, false, false, {}, {}, {}});
    return print(*answer, "version", line.json, terminal);
  }
  reply.text = line.group.empty() ? help_text() : help_text(line.group);
  reply.document = help_json();
  if (line.help) return print(reply, "help", line.json, terminal);
  const std::string what =
      line.group.empty() ? "no verb is given" : "relais " + line.group + " needs a verb";
  if (line.json)
    return print(Error{Errc::usage, what, "`relais help` lists the verbs"}, "", true, terminal);
  terminal.err << reply.text << "\nrelais: " << what << '\n' << std::flush;
  return exit_code(Errc::usage);
}

Result<Reply> guarded(const Call& call) {
  try {
    auto reply = call.verb.run(call);
    // Whoever knows better what a stop leaves says it with a hint.
    if (!reply && reply.error().code == Errc::cancelled && reply.error().hint.empty())
      return fail(Errc::cancelled, "stopped; nothing is lost: run again",
                  "what was in flight is recorded, and settled first by the next run");
    return reply;
  } catch (const std::exception& exception) {
    return fail(Errc::internal, std::string("a bug in relais: ") + exception.what(),
                "please report it, with the verb and the version");
  }
}

}  // namespace

int run_program(const std::vector<std::string>& words, Terminal& terminal,
                const std::atomic<bool>& cancel, const User& user) {
  const auto line = parse_command_line(words);
  if (!line) return print(line.error(), "", asks_for_json(words), terminal);
  if (line->verb == nullptr) return without_verb(*line, terminal);
  const Verb& verb = *line->verb;
  if (line->help) {
    Reply reply;
    reply.text = help_text(verb);
    reply.document = help_json(verb);
    return print(reply, "help", line->json, terminal);
  }
  SystemClock clock;
  const Call call{verb,       terminal,    clock,         cancel,          line->config,
                  line->json, line->quiet, line->verbose, line->arguments, line->values,
                  user};
  const auto reply = guarded(call);
  if (!reply) return print(reply.error(), verb.name, line->json, terminal);
  return print(*reply, verb.name, line->json, terminal);
}

}  // namespace relais::cli
