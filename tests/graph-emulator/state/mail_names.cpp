#include "tests/graph-emulator/state/mail_names.hpp"

#include <array>

namespace relais::emulator {
namespace {

constexpr std::array<WellKnown, 17> well_known_table = {{
    {"msgfolderroot",
     "-",
     {"Top of Information Store", "Oberste Ebene des Informationsspeichers",
      "Racine de la banque d'informations", "Radice archivio informazioni"}},
    {"inbox", "", {"Inbox", "Posteingang", "Boîte de réception", "Posta in arrivo"}},
    {"drafts", "", {"Drafts", "Entwürfe", "Brouillons", "Bozze"}},
    {"sentitems", "", {"Sent Items", "Gesendete Elemente", "Éléments envoyés", "Posta inviata"}},
    {"deleteditems",
     "",
     {"Deleted Items", "Gelöschte Elemente", "Éléments supprimés", "Posta eliminata"}},
    {"junkemail", "", {"Junk Email", "Junk-E-Mail", "Courrier indésirable", "Posta indesiderata"}},
    {"outbox", "", {"Outbox", "Postausgang", "Boîte d'envoi", "Posta in uscita"}},
    {"archive", "", {"Archive", "Archiv", "Archive", "Archivio"}},
    {"conversationhistory",
     "",
     {"Conversation History", "Aufgezeichnete Unterhaltungen", "Historique des conversations",
      "Cronologia conversazioni"}},
    {"syncissues",
     "",
     {"Sync Issues", "Synchronisierungsprobleme", "Problèmes de synchronisation",
      "Problemi di sincronizzazione"}},
    {"conflicts", "syncissues", {"Conflicts", "Konflikte", "Conflits", "Conflitti"}},
    {"localfailures",
     "syncissues",
     {"Local Failures", "Lokale Fehler", "Défaillances locales", "Errori locali"}},
    {"serverfailures",
     "syncissues",
     {"Server Failures", "Serverfehler", "Défaillances du serveur", "Errori del server"}},
    {"recoverableitemsdeletions", "-", {"Deletions", "Deletions", "Deletions", "Deletions"}},
    {"searchfolders", "-", {"Search Folders", "Suchordner", "Dossiers de recherche", "Cerca"}},
    {"clutter", "", {"Clutter", "Clutter", "Courrier pêle-mêle", "Posta secondaria"}, false},
    {"scheduled", "", {"Scheduled", "Geplant", "Planifié", "Pianificato"}, false},
}};

}  // namespace

std::optional<Language> language_named(std::string_view text) {
  if (text == "en") return Language::en;
  if (text == "de") return Language::de;
  if (text == "fr") return Language::fr;
  if (text == "it") return Language::it;
  return std::nullopt;
}

std::span<const WellKnown> well_known_folders() { return well_known_table; }

}  // namespace relais::emulator
