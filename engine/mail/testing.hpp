// What the tests of this folder share: a small firm, its messages, its folders.
#pragma once

#include <string>
#include <vector>

#include "engine/config/load.hpp"
#include "engine/mail/folders.hpp"
#include "engine/mail/rules.hpp"

namespace relais::mail::testing {

inline constexpr Millis active_since = 1'780'000'000'000;

/// The MAIL section as `load` reads it; `keys` stands in braces, line 5 of the file.
inline config::Mail mail_section(const std::string& keys) {
  const auto loaded = config::load_text(
      "store: {url: 'sqlite:p', ledger: 'sqlite:l'}\nentities:\n  - id: a\n    addins:\n      "
      "MAIL: {" +
          keys + "}\n",
      "/etc/relais/relais.yaml");
  if (!loaded) throw std::runtime_error(config::to_text(loaded.error()));
  return config::mail_of(loaded->entities.at(0));
}

/// Rules of an account without settings of its own.
inline RuleSource source_of(const std::string& keys) {
  RuleSource out;
  out.settings = mail_section(keys).common();
  out.employees = {"mitarbeiter1@musterkanzlei.com", "kollegin2@musterkanzlei.com",
                   "kollege3@musterkanzlei.com", "p.muster@gmx.net"};
  out.active_since = active_since;
  return out;
}

inline std::vector<Correspondent> people(const std::vector<std::string>& addresses) {
  std::vector<Correspondent> out;
  for (const auto& address : addresses) out.push_back({"", address});
  return out;
}

/// Received after the activation in a folder that is read; collected unless a test changes it.
inline Envelope message(const std::string& from = "client@bluewin.ch",
                        const std::vector<std::string>& to = {"mitarbeiter1@musterkanzlei.com"}) {
  Envelope out;
  out.id = "m1";
  out.received = active_since + 60'000;
  out.from = Correspondent{"", from};
  out.sender = out.from;
  out.to = people(to);
  out.cc = out.bcc = people({});
  out.folder_id = "inbox-id";
  out.ancestry = {{"inbox-id", "inbox", false, false}};
  return out;
}

inline std::string code(const Envelope& envelope, const Rules& rules, const Known& known = {}) {
  return std::string(code_of(judge(envelope, rules, known).reason));
}

/// 0: top. `Inbox` (with `Clients/A/B/C/D`), `Test2` (with `Old`), never-read ones, hidden, search.
inline std::vector<Folder> folders() {
  return {{"root", "Top", "msgfolderroot", "", 0, false, false},
          {"in", "Posteingang", "inbox", "root", 10, false, false},
          {"cl", "Clients", "", "in", 5, false, false},
          {"a", "A", "", "cl", 1, false, false},
          {"b", "B", "", "a", 2, false, false},
          {"c", "C", "", "b", 3, false, false},
          {"d", "D", "", "c", 4, false, false},
          {"se", "Gesendete Elemente", "sentitems", "root", 7, false, false},
          {"t2", "Test2", "", "root", 20, false, false},
          {"t2o", "Old", "", "t2", 30, false, false},
          {"del", "Gelöschte Elemente", "deleteditems", "root", 9, false, false},
          {"delx", "Ablage", "", "del", 8, false, false},
          {"dr", "Entwürfe", "drafts", "root", 1, false, false},
          {"jk", "Junk-E-Mail", "junkemail", "root", 1, false, false},
          {"ar", "Archiv", "archive", "root", 1, false, false},
          {"ar2", "Archive", "", "root", 2, false, false},
          {"sy", "Synchronisierungsprobleme", "syncissues", "root", 1, false, false},
          {"hid", "Verborgen", "", "root", 1, true, false},
          {"sea", "Suche", "", "root", 1, false, true}};
}

inline Envelope message_in(const FolderTree& tree, const std::string& folder) {
  Envelope out = message();
  out.folder_id = folder;
  out.ancestry = tree.ancestry(folder);
  return out;
}

}  // namespace relais::mail::testing
