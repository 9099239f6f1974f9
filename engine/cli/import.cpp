#include "engine/import/import.hpp"

#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "engine/cli/import_text.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/import/tables.hpp"
#include "engine/store/open.hpp"

namespace relais::cli {
namespace {

/// On a terminal one line that is written over, elsewhere a line every ten seconds.
class ImportProgress {
 public:
  explicit ImportProgress(const Call& call) : call_(call), shown_at_(call.clock.now()) {}
  ImportProgress(const ImportProgress&) = delete;
  ImportProgress& operator=(const ImportProgress&) = delete;
  ~ImportProgress() {
    if (drawn_) call_.terminal.err << "\r\x1b[K" << std::flush;
  }

  void operator()(const import::Progress& progress) {
    const bool live = call_.terminal.err_is_terminal;
    const Millis now = call_.clock.now();
    if (call_.quiet || now - shown_at_ < (live ? 200 : 10'000)) return;
    shown_at_ = now;
    const auto line = fmt::format("{}: {} rows, {} % of all", progress.file->filename().string(),
                                  progress.rows, progress.percent);
    if (live) {
      call_.terminal.err << '\r' << line << "\x1b[K" << std::flush;
    } else {
      call_.terminal.err << "relais: " << line << '\n' << std::flush;
    }
    drawn_ = live;
  }

 private:
  const Call& call_;
  Millis shown_at_;
  bool drawn_ = false;
};

Result<char> separator_of(const Call& call) {
  const std::string text = call.value("separator");
  if (text.empty() && !call.has("separator")) return '\0';
  if (text == "TAB" || text == "tab" || text == "\\t") return '\t';
  if (text == ";" || text == "," || text == "\t") return text[0];
  return usage_error(call.verb, "--separator is ; or , or TAB");
}

Result<std::int64_t> deletes_of(const Call& call) {
  if (!call.has("allow-deletes")) return 0;
  const std::string text = call.value("allow-deletes");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0)
    return usage_error(call.verb, "--allow-deletes takes the number that the held import has told");
  return number;
}

Result<import::Request> request_of(const Call& call) {
  import::Request request;
  for (const auto& file : call.arguments) request.files.emplace_back(file);
  request.entity = call.value("entity");
  request.table = call.value("table");
  request.rejects = call.value("rejects");
  if (call.has("handler")) request.owners.push_back(call.value("handler"));
  request.increment = call.has("increment");
  request.dry_run = call.has("dry-run");
  request.allow_empty = call.has("allow-empty");
  RELAIS_ASSIGN(request.separator, separator_of(call));
  RELAIS_ASSIGN(request.allow_deletes, deletes_of(call));
  if (call.has("encoding")) {
    request.encoding = import::parse_encoding(call.value("encoding"));
    if (!request.encoding)
      return usage_error(call.verb, "--encoding is utf-8, utf-16le, utf-16be, cp1252 or macroman");
  }
  return request;
}

Result<Reply> run_import(const Call& call) {
  RELAIS_ASSIGN(const auto request, request_of(call));
  RELAIS_ASSIGN(const auto config, load_config(call));
  if (call.has("entity")) RELAIS_TRY(check_entity(config, request.entity));
  RELAIS_ASSIGN(auto store, store::open_database(config.store.url, {}));
  Result<import::Outcome> outcome;
  {
    ImportProgress progress(call);
    outcome = import::run(store, request, {config, call.cancel, std::ref(progress)});
  }
  if (!outcome) return fail(std::move(outcome).error());
  Reply reply;
  reply.exit = import_exit(*outcome);
  reply.text = import_text(*outcome, request.dry_run);
  reply.notes = import_notes(*outcome, request.dry_run);
  reply.document = import_json(*outcome, request.dry_run);
  return reply;
}

}  // namespace

Verb import_verb() {
  return {"import",
          "FILE...",
          1,
          kAnyNumber,
          "Brings files into the practice store: all of a call, or nothing",
          "CSV (docs/import.md): a file per table, the first row names the columns. A file is a\n"
          "snapshot: what it does not name is deleted, of its table and entity, unless that is\n"
          "more than safety.max_delete allows (exit code 4). Rows that cannot be taken stand with\n"
          "their reason in FILE.rejects.csv (exit code 3). Rows that are as they were stay as\n"
          "they are. Cards (.vcf) and calendars (.ics) add and change, and delete only what they\n"
          "say is cancelled.",
          {{"entity", "ID", "whose rows they are; without it column entity_id, or the only entity"},
           {"table", "NAME", "of CSV files; without it their names say it"},
           {"handler", "CODE", "whose the calendars are: entries that name nobody are his"},
           {"increment", "", "column op (upsert, delete); nothing else is deleted"},
           {"separator", "CHAR", "; or , or TAB; without it the header says it"},
           {"encoding", "NAME",
            "utf-8, utf-16le, utf-16be, cp1252, macroman; without it the file says it"},
           {"rejects", "DIR", "where reject files go; without it beside their files"},
           {"dry-run", "", "the same counts and reject files, but nothing is written to the store"},
           {"allow-empty", "", "a snapshot without rows is meant: delete them all"},
           {"allow-deletes", "N", "so many deletions of each table are meant"}},
          "relais import --entity zurich addresses.csv address_sync_mark.csv\n"
          "relais import --entity zurich --increment changes.csv --table deadline\n"
          "relais import --entity zurich --dry-run cards.vcf diary.ics",
          run_import,
          kForAdmins};
}

}  // namespace relais::cli
