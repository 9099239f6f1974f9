// What each key of the configuration is for, in a few words; its type, range and default stand in
// the table of keys.
#include <algorithm>
#include <array>
#include <utility>

#include "engine/config/reference.hpp"

namespace relais::config {
namespace {

using Meaning = std::pair<std::string_view, std::string_view>;

constexpr auto kMeanings = std::to_array<Meaning>({
    {"store", "where the data is"},
    {"store.url",
     "the practice store: `sqlite:PATH`, or `postgresql://HOST/DATABASE` without a password (use "
     "`PGPASSFILE`)"},
    {"store.ledger", "what relais knows of the other side; another database than `store.url`"},
    {"store.blobs", "folder of the bodies and attachments of messages"},
    {"plugins", "where plugins are, and which may be used"},
    {"plugins.path",
     "folders that are searched first; then `RELAIS_PLUGIN_PATH`, then the built-in folder"},
    {"plugins.pins",
     "plugin id -> `sha256:` and 64 hexadecimal digits; a pinned plugin is loaded only from a file "
     "with that sum"},
    {"plugins.timeout", "for looking at one plugin file"},
    {"entities", "one entry for each legal entity of the firm, at least one"},
    {"entities[].id",
     "at most 64 letters, digits, `.`, `_`, `-`; rows of the store name it, so never change it"},
    {"entities[].name", "for people"},
    {"entities[].language", "the language of texts that relais writes"},
    {"entities[].time_zone", "of days and of times without a zone"},
    {"entities[].privacy",
     "what copies show: everything, no names, or the kind only; a handler may override it"},
    {"entities[].window", "which dates are exported"},
    {"entities[].window.back",
     "how old a date may be to be exported. What is in a mailbox already is kept right and stays"},
    {"entities[].window.ahead",
     "how far ahead a date may lie. Statutory and peremptory deadlines are exported whatever their "
     "date"},
    {"entities[].subscription",
     "the add-ins that are switched on: `A04` addresses, `B08` deadlines and reminders, `B09` "
     "calendar, `MAIL` messages, or a code of another vendor (3 to 16 capital letters and digits)"},
    {"entities[].microsoft365",
     "the application that signs in. Without this key, or without credentials in it, the entity is "
     "not configured yet: what belongs to it is kept and shows `blocked: entity not configured`"},
    {"entities[].microsoft365.tenant", "the tenant's id (a GUID) or one of its domains"},
    {"entities[].microsoft365.client_id", "the application's id"},
    {"entities[].microsoft365.client_secret", "the application's secret"},
    {"entities[].microsoft365.next_client_secret",
     "takes over when `client_secret` is refused; needs no test"},
    {"entities[].microsoft365.secret_expires_on",
     "the day on which `client_secret` expires; mandatory with it, so that relais can warn 60, 30, "
     "14, 7, 3 and 1 days before"},
    {"entities[].microsoft365.certificate", "instead of `client_secret`"},
    {"entities[].microsoft365.certificate.file", "the certificate, PEM"},
    {"entities[].microsoft365.certificate.key", "its private key, PEM"},
    {"entities[].microsoft365.cloud", "whose hosts are used"},
    {"entities[].microsoft365.authority", "another host for tokens than the cloud's"},
    {"entities[].microsoft365.graph", "another host for requests than the cloud's"},
    {"entities[].connections",
     "hosts and credentials of connectors of other vendors, by the name that the connector "
     "declares"},
    {"entities[].connections.*.type",
     "how it signs in. Credentials stand beside `type`, or for each account"},
    {"entities[].connections.*.base_urls",
     "the URLs below which the connector may send requests; it reaches no other host"},
    {"entities[].connections.*.token_url", "for oauth2-client-credentials: where tokens come from"},
    {"entities[].connections.*.scope", "for oauth2-client-credentials: what is asked for"},
    {"entities[].connections.*.client_id", "for oauth2-client-credentials"},
    {"entities[].connections.*.client_secret", "for oauth2-client-credentials"},
    {"entities[].connections.*.username", "for basic"},
    {"entities[].connections.*.password", "for basic"},
    {"entities[].connections.*.token", "for bearer"},
    {"entities[].connections.*.accounts",
     "by the handler's address on that service: what differs by account"},
    {"entities[].connections.*.accounts.*.client_id", "for oauth2-client-credentials"},
    {"entities[].connections.*.accounts.*.client_secret", "for oauth2-client-credentials"},
    {"entities[].connections.*.accounts.*.username", "for basic"},
    {"entities[].connections.*.accounts.*.password", "for basic"},
    {"entities[].connections.*.accounts.*.token", "for bearer"},
    {"entities[].addins", "sections by the code of an add-in, whether it is subscribed or not"},
    {"entities[].addins.MAIL", "which messages are collected, and how"},
    {"entities[].addins.MAIL.provider", "who collects; a plugin must provide it"},
    {"entities[].addins.MAIL.type", "and how"},
    {"entities[].addins.MAIL.exclude_folders",
     "folders, with all below them, now and later: a name, the end of a path (`Clients/Private`), "
     "a path from the top (`/Inbox/Private`), a well-known name or an id. Looked up once, then "
     "known by its id: renamed or moved it stays excluded. A name that no folder has, or two have, "
     "is an error"},
    {"entities[].addins.MAIL.exclude_well_known",
     "folders by what they are, in any language. A list here replaces the default"},
    {"entities[].addins.MAIL.exclude_senders",
     "addresses, exactly, in any case. A name beside an address does not count"},
    {"entities[].addins.MAIL.exclude_domains",
     "`example.com`: this domain exactly; `.example.com` or `*.example.com`: with its sub-domains. "
     "Never by how a name ends: `microsoft.com` does not exclude `notmicrosoft.com`. `müller.ch` "
     "and `xn--mller-kva.ch` are the same"},
    {"entities[].addins.MAIL.sender_match",
     "which senders these lists look at: `from`, or `any` for who sent it on behalf as well"},
    {"entities[].addins.MAIL.ignore_internal", "whether internal mail is skipped"},
    {"entities[].addins.MAIL.protect_public_domains",
     "an employee with an address where anybody can have one (gmx.net, gmail.com, bluewin.ch, ...) "
     "makes nobody else there internal"},
    {"entities[].addins.MAIL.public_domains",
     "domains of that kind besides those that relais knows"},
    {"entities[].addins.MAIL.include_subdomains",
     "sub-domains of the sender's domain are internal too"},
    {"entities[].addins.MAIL.domain_groups",
     "lists of domains that count as one for `ignore_internal`"},
    {"entities[].addins.MAIL.strip_plus_tag",
     "`a+tag@example.com` counts as the employee `a@example.com`"},
    {"entities[].addins.MAIL.marker", "what shows on a message that it was collected"},
    {"entities[].addins.MAIL.mark_copies",
     "which copies of a message get the marker: the one that was `collected`, or `all` that were"},
    {"entities[].addins.MAIL.poll_every", "how often new messages are asked for"},
    {"entities[].addins.MAIL.history",
     "messages from before the activation, by agreement; once for each mailbox"},
    {"entities[].addins.MAIL.history.agreement", "its number or name"},
    {"entities[].addins.MAIL.history.approved_by", "who approved it"},
    {"entities[].addins.MAIL.history.approved_on", "and when"},
    {"entities[].addins.MAIL.history.from",
     "the first day, at most 12 months before `approved_on`, and at most 12 months before the "
     "activation"},
    {"entities[].addins.MAIL.history.max_messages", "at most so many"},
    {"entities[].addins.MAIL.plugin", "what the plugin declares of its own"},
    {"entities[].addins.MAIL.accounts",
     "by a name, as a rule the handler's code: what one account does otherwise"},
    {"entities[].addins.MAIL.accounts.*",
     "the keys of `entities[].addins.MAIL` but `plugin` and `accounts`. Lists are added to those "
     "above, except `exclude_well_known`; everything else replaces. Accounts of handlers that are "
     "not named here have what stands above"},
    {"entities[].addins.MAIL.accounts.*.owner",
     "the handler's code, in any case; each has one account"},
    {"entities[].safety",
     "the keys of `safety`, for this entity alone; what is not given here holds as given there"},
    {"safety", "what the brake holds, and how far the other side may differ"},
    {"safety.max_delete", "deletions of copies; and of rows that an imported snapshot left out"},
    {"safety.max_delete.count", "more than so many"},
    {"safety.max_delete.percent", "and more than so much of what there is"},
    {"safety.max_config_update", "updates because the configuration or a plugin changed"},
    {"safety.max_config_update.count", "more than so many"},
    {"safety.max_config_update.percent", "and more than so much of what there is"},
    {"safety.max_source_lost", "rows that vanished from the practice store"},
    {"safety.max_source_lost.count", "more than so many"},
    {"safety.max_source_lost.percent", "and more than so much of what there is"},
    {"safety.empty_target_links",
     "a complete listing of the other side that holds none of more links than this is held"},
    {"safety.drift", "what becomes of an owned field that was edited on the other side"},
    {"safety.on_disable", "copies of what is switched off or unsubscribed"},
    {"safety.audit_every", "how often everything is compared"},
    {"safety.observe_every", "how often the other side is asked for changes"},
    {"safety.settle_after", "how long the other side's search may lag behind a creation"},
    {"sync", "how runs work"},
    {"sync.workers", "mailboxes worked on at a time"},
    {"log", "what is written down of the runs; never names, subjects, addresses or secrets"},
    {"log.level", "from which importance on"},
    {"log.file",
     "it is opened for each run and appended to. Standard error is used with `--verbose` only"},
    {"alert", "who is told"},
    {"alert.command",
     "a program and its arguments, started without a shell, which gets notices of the ends of "
     "secrets on its standard input; it does not see the environment variables that hold secrets"},
    {"roles",
     "users of the operating system by role. Without this key roles are not checked: who can read "
     "the file and open the databases may do everything"},
    {"roles.admin", "everything: configuration, links, marks, imports, approve, purge"},
    {"roles.operator", "check, plan, sync, audit"},
    {"roles.viewer", "status, explain, plan, lists"},
    {"roles.handler", "by user: own marks and status"},
    {"roles.handler.*.entity", "id of an entity of this file"},
    {"roles.handler.*.handler", "the handler's code"},
});

}  // namespace

std::string_view meaning_of(std::string_view path) {
  const auto found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                  [&](const Meaning& one) { return one.first == path; });
  return found == kMeanings.end() ? std::string_view() : found->second;
}

std::vector<std::string_view> explained_paths() {
  std::vector<std::string_view> out;
  for (const auto& [path, meaning] : kMeanings) out.push_back(path);
  return out;
}

}  // namespace relais::config
