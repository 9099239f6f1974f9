#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "engine/cli/name_lookup.hpp"
#include "engine/cli/permissions_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/connection/make_connection.hpp"

namespace relais::cli {
namespace {

/// Everybody's links, if there is a practice store already.
std::optional<std::vector<store::Handler>> handlers_of(const config::Config& config) {
  auto store = open_store(config);
  if (!store) return std::nullopt;
  auto handlers = all_handlers(**store);
  if (!handlers) return std::nullopt;
  return std::move(*handlers);
}

void add_need(std::vector<connection::Need>& needs, const plugin::Needed& one) {
  const auto same = std::find_if(needs.begin(), needs.end(), [&](const auto& need) {
    return need.permission == one.permission.role;
  });
  const connection::Need::Reason reason{one.addin, one.permission.why};
  if (same == needs.end()) {
    needs.push_back({one.permission.role, one.permission.optional, true, {reason}});
    return;
  }
  same->optional = same->optional && one.permission.optional;
  // Entities that share a registration have the same reasons.
  const bool told = std::any_of(same->reasons.begin(), same->reasons.end(), [&](const auto& known) {
    return known.addin == reason.addin && known.why == reason.why;
  });
  if (!told) same->reasons.push_back(reason);
}

/// What is asked for, and what shares a registration with it.
class Collector {
 public:
  Collector(const config::Config& config, const plugin::Catalogue& catalogue)
      : config_(config), catalogue_(catalogue), handlers_(handlers_of(config)) {}

  std::vector<Granting> collect(const Call& call) const {
    const auto entity = call.value("entity");
    std::vector<Granting> out;
    std::set<std::string> done;
    for (const auto& one : config_.entities) {
      if (!entity.empty() && one.id != entity) continue;
      for (const auto& connection : connections_of(one)) {
        const auto shared = connection::registration_of(connection, one);
        if (!shared.empty() && !done.insert(connection + ' ' + shared).second) continue;
        out.push_back(granting(one, connection, shared, call));
      }
    }
    return out;
  }

 private:
  /// Of its add-ins; without any, those that it is configured for.
  std::set<std::string> connections_of(const config::Entity& entity) const {
    std::set<std::string> names;
    for (const auto& needed : plugin::needs_of(entity, catalogue_).permissions)
      names.insert(needed.connection);
    if (names.empty() && entity.microsoft365)
      names.insert(std::string(connection::microsoft365_name));
    return names;
  }

  Granting granting(const config::Entity& entity, const std::string& connection,
                    const std::string& shared, const Call& call) const {
    Granting out;
    out.connection = connection;
    // In the order of the file, whichever of them was asked for: the first gives the name.
    for (const auto& other : config_.entities)
      if (&other == &entity ||
          (!shared.empty() && connection::registration_of(connection, other) == shared))
        out.entities.push_back(&other);
    std::set<std::string> mailboxes;
    for (const auto* one : out.entities) {
      auto needs = plugin::needs_of(*one, catalogue_);
      for (const auto& needed : needs.permissions)
        if (needed.connection == connection) add_need(out.needs, needed);
      for (auto& unknown : needs.unknown) out.unknown.push_back(std::move(unknown));
      if (handlers_)
        for (const auto& handler : *handlers_)
          if (const auto* link = handler.link(connection);
              link != nullptr && handler.entity == one->id)
            mailboxes.insert(link->address);
    }
    out.handlers_known = handlers_.has_value();
    out.mailboxes = mailboxes.size();
    connection::Preparation preparation{.entities = out.entities, .needs = out.needs};
    preparation.mailboxes.assign(mailboxes.begin(), mailboxes.end());
    preparation.required_only = call.has("required");
    preparation.limited = call.has("limited");
    out.recipe = connection::recipe_for(connection, preparation);
    if (out.recipe) out.needs = out.recipe->needs;
    return out;
  }

  const config::Config& config_;
  const plugin::Catalogue& catalogue_;
  std::optional<std::vector<store::Handler>> handlers_;
};

/// Signs in and looks at what the service says is granted.
void compare(const Call& call, Granting& granting) {
  http::Client client;
  http::GateKeeper gates;
  auto made = connection::make(*granting.entities.front(), granting.connection,
                               {client, gates, call.clock});
  if (!made) {
    granting.not_compared = made.error();
    return;
  }
  if (const auto signed_in = (*made)->authenticate(); !signed_in) {
    granting.not_compared = signed_in.error();
    return;
  }
  const auto granted = (*made)->permissions();
  if (!granted) {
    granting.not_compared = Error{Errc::unsupported, "the service does not say what is granted",
                                  "`relais check` tests what works"};
    return;
  }
  granting.compared = connection::compare(granting.connection, granting.needs, *granted);
}

int exit_of(const Granting& granting) {
  if (granting.not_compared && granting.not_compared->code != Errc::unsupported)
    return exit_code(granting.not_compared->code);
  return lacks_something(granting) ? 7 : 0;
}

std::string known_formats(const std::vector<Granting>& all) {
  std::string out = "text";
  for (const auto& granting : all)
    if (granting.recipe)
      for (const auto& script : granting.recipe->scripts)
        if ((", " + out + ',').find(", " + script.name + ',') == std::string::npos)
          out += ", " + script.name;
  return out;
}

/// One script, and nothing around it, so that it can be written to a file.
Result<Reply> write_script(const Call& call, const std::vector<Granting>& all) {
  const auto format = call.value("format");
  const connection::Script* found = nullptr;
  for (const auto& granting : all) {
    if (!granting.recipe) continue;
    for (const auto& script : granting.recipe->scripts) {
      if (script.name != format) continue;
      if (found != nullptr)
        return usage_error(call.verb, "several registrations: say which with --entity");
      found = &script;
    }
  }
  if (found == nullptr)
    return usage_error(call.verb,
                       fmt::format("--format {} is not one of {}", format, known_formats(all)));
  Reply reply;
  reply.text = found->text;
  json::array grantings;
  for (const auto& granting : all) {
    grantings.push_back(permissions_json(granting));
    for (const auto& unknown : granting.unknown)
      reply.notes.push_back(fmt::format("not counted: {}: {}", unknown.addin, unknown.reason));
  }
  reply.document = {{"registrations", std::move(grantings)},
                    {"script", json::object{{"format", found->name}, {"text", found->text}}}};
  return reply;
}

Result<Reply> run_permissions(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  if (call.has("entity")) RELAIS_TRY(check_entity(config, call.value("entity")));
  const auto catalogue = find_plugins(config);
  auto all = Collector(config, catalogue).collect(call);
  if (call.has("format") && call.value("format") != "text") {
    if (call.has("compare")) return usage_error(call.verb, "--compare is shown as text only");
    return write_script(call, all);
  }
  Reply reply;
  json::array grantings;
  for (auto& granting : all) {
    if (call.has("compare")) compare(call, granting);
    reply.text += (reply.text.empty() ? "" : "\n") + permissions_text(granting, call.paint());
    grantings.push_back(permissions_json(granting));
    if (reply.exit != 7) reply.exit = std::max(reply.exit, exit_of(granting));
  }
  if (all.empty()) reply.text = "no entity has an add-in or a connection that needs a permission\n";
  reply.document = {{"registrations", std::move(grantings)}};
  return reply;
}

}  // namespace

Verb permissions_verb() {
  return {
      "permissions",
      "",
      0,
      0,
      "Says what has to be granted, and writes the scripts for it",
      "From the subscription, the targets and the settings of each entity: exactly the\n"
      "permissions that its application needs, which add-in needs each of them and why. Entities\n"
      "that share an application share a list. --format writes what the firm's IT needs to grant\n"
      "them: the formats that there are stand below the list. Sends nothing, except with\n"
      "--compare.",
      {{"entity", "ID", "only this entity"},
       {"format", "NAME", "text, or a script: manifest, az, powershell, exchange"},
       {"limited", "", "leave out of scripts what is granted for single mailboxes only"},
       {"required", "", "leave out of scripts what is optional"},
       {"compare", "", "sign in, and show what is missing or too much", Role::operator_}},
      "relais permissions --entity zurich\nrelais permissions --format az > register.sh",
      run_permissions,
      kForViewers};
}

}  // namespace relais::cli
