#include "engine/config/shape.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "engine/base/text.hpp"
#include "engine/config/keys.hpp"
#include "engine/config/secret.hpp"
#include "engine/config/values.hpp"

namespace relais::config {
namespace {

using Kind = Node::Kind;

std::string joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

/// A key as written, and no path or pattern of the table of keys.
bool is_plain_name(std::string_view key) {
  return key.find_first_of(".*[]") == std::string_view::npos;
}

/// What is wrong with a scalar: what was expected, and a hint. Nothing: it is right.
struct Fault {
  std::string expected;
  std::string hint = {};
};

/// A text by YAML's rules, or the fault that it is a number, true, false or nothing.
std::optional<Fault> not_text(const Node& node, const char* expected) {
  if (node.kind == Kind::text) return std::nullopt;
  return Fault{expected, node.kind == Kind::null ? "" : "put it in quotes"};
}

std::optional<Fault> whole_number(const Node& node, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  std::string_view digits = node.text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (node.kind == Kind::integer)
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (node.kind == Kind::integer && number >= least && number <= most) return std::nullopt;
  const bool percent_sign = node.kind == Kind::text && node.text.ends_with('%');
  return Fault{fmt::format("a whole number from {} to {}", least, most),
               percent_sign ? "without the percent sign" : ""};
}

std::optional<Fault> duration(const Node& node, const Key& key) {
  const auto value = parse_duration(node.text);
  if (node.kind == Kind::text && value && value->count() >= key.least && value->count() <= key.most)
    return std::nullopt;
  return Fault{
      fmt::format("a duration from {} to {}", format_duration(std::chrono::milliseconds{key.least}),
                  format_duration(std::chrono::milliseconds{key.most})),
      "a whole number and its unit: 500ms, 10s, 60m, 1h or 2d"};
}

std::optional<Fault> addin(const Node& node) {
  if (node.kind == Kind::text && is_addin_code(node.text)) return std::nullopt;
  std::string hint = did_you_mean(node.text, own_addins());
  return Fault{"the code of an add-in: A04, B08, B09, MAIL, or another connector's",
               hint.empty() ? "codes are 3 to 16 capital letters and digits" : std::move(hint)};
}

std::string domain_hint(std::string_view text) {
  if (text.starts_with('@')) return "without the @";
  return is_mail_address(text) ? "addresses belong into exclude_senders" : "";
}

class Shape {
 public:
  explicit Shape(Problems& problems) : problems_(problems) {}

  void check(const Node& node, const Key& key, const std::string& path) {
    switch (key.type) {
      case Type::map:
        return check_map(node, key.path, path);
      case Type::named:
        return check_named(node, key.path, path);
      case Type::list:
        return check_list(node, key.path, path);
      case Type::section:
        if (expect(node, Kind::map, path)) no_literal_secrets(node, path);
        return;
      default:
        break;
    }
    if (const auto fault = fault_of(node, key))
      problems_.add(node.mark, path, found(node, key), fault->expected, fault->hint);
  }

  void check_map(const Node& node, const std::string& pattern, const std::string& path) {
    if (!expect(node, Kind::map, path) || counts_as_absent(node, pattern)) return;
    const std::string prefix = pattern.empty() ? "" : pattern + ".";
    for (const auto& child : node.children) {
      const Key* key = is_plain_name(child.key) ? known_key(prefix + child.key) : nullptr;
      if (key != nullptr) {
        check(child, *key, path_of(path, child.key));
      } else {
        unknown(child, pattern, path);
      }
    }
    for (const auto name : names_below(pattern)) {
      const Key* key = known_key(prefix + std::string(name));
      if (key->required && node.find(name) == nullptr)
        problems_.add(node.mark, path_of(path, name), "nothing",
                      "the key " + std::string(name) + ", which is mandatory here");
    }
  }

 private:
  /// `microsoft365:` with all below it commented out. What must be there, and entries, are not.
  static bool counts_as_absent(const Node& node, const std::string& pattern) {
    const Key* key = known_key(pattern);
    return node.kind == Kind::null && key != nullptr && !key->required &&
           !pattern.ends_with("[]") && !pattern.ends_with("*");
  }

  void check_named(const Node& node, const std::string& pattern, const std::string& path) {
    if (!expect(node, Kind::map, path)) return;
    for (const auto& child : node.children) {
      const std::string child_path = path_of(path, child.key);
      check_name(child, pattern, child_path);
      const Key* own = is_plain_name(child.key) ? known_key(pattern + "." + child.key) : nullptr;
      check(child, own != nullptr ? *own : *known_key(pattern + ".*"), child_path);
    }
  }

  void check_name(const Node& child, const std::string& pattern, const std::string& path) {
    const std::string found_key = "the key " + shown(child.key);
    if (pattern == "entities[].addins") {
      Node name = child;
      name.kind = Kind::text;
      name.text = child.key;
      if (const auto fault = addin(name))
        problems_.add(child.key_mark, path, found_key, fault->expected, fault->hint);
    } else if (pattern == "roles.handler") {
      if (!is_os_user(child.key))
        problems_.add(child.key_mark, path, found_key, "the name of a user of this system");
    } else if (pattern.ends_with("[].connections.*.accounts")) {
      if (normalise_address(child.key).empty())
        problems_.add(child.key_mark, path, found_key, "the address of an account");
    } else if (!is_id(child.key)) {
      problems_.add(child.key_mark, path, found_key,
                    "a name of at most 64 letters, digits, dots, dashes and underscores");
    }
  }

  void check_list(const Node& node, const std::string& pattern, const std::string& path) {
    if (!expect(node, Kind::list, path)) return;
    const Key& entry = *known_key(pattern + "[]");
    for (std::size_t i = 0; i < node.children.size(); ++i)
      check(node.children[i], entry, path_of(path, i));
  }

  /// A key with nothing behind it stands for an empty map or list.
  bool expect(const Node& node, Kind kind, const std::string& path) {
    if (node.kind == kind) return true;
    if (node.kind == Kind::null) return true;
    // Never shown: `client_secret:abc` without a space is one text.
    const bool colon = node.kind == Kind::text && node.text.find(':') != std::string::npos;
    const char* what = kind == Kind::map ? "a map of keys" : "a list";
    problems_.add(node.mark, path, describe_blind(node), what,
                  kind == Kind::list        ? "write [a, b], or one line `- a` for each"
                  : node.kind == Kind::list ? "remove the dash or the bracket"
                  : colon                   ? "is a space missing after a colon?"
                                            : "write `key: value` below it, indented");
    return false;
  }

  void unknown(const Node& child, const std::string& pattern, const std::string& path) {
    if (child.key == "<<") return;  // told by the reader already
    if (child.key == "address" && pattern == "entities[].addins.MAIL.accounts.*") {
      problems_.add(child.key_mark, path_of(path, child.key), "the key address", "no address here",
                    "it is the one that the owner is linked to: `relais handler link`");
      return;
    }
    const auto siblings = names_below(pattern);
    std::string hint = did_you_mean(child.key, siblings);
    if (hint.empty()) {
      const auto elsewhere = paths_named(child.key);
      if (!elsewhere.empty()) hint = fmt::format("it is known as {}", elsewhere.front());
    }
    problems_.add(child.key_mark, path_of(path, child.key), "an unknown key",
                  "one of " + joined(siblings), std::move(hint));
  }

  void no_literal_secrets(const Node& node, const std::string& path) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = node.children[i];
      const std::string child_path =
          node.kind == Kind::map ? path_of(path, child.key) : path_of(path, i);
      if (!child.is_scalar()) {
        no_literal_secrets(child, child_path);
      } else if (node.kind == Kind::map && sounds_secret(child.key) &&
                 (child.kind == Kind::text || child.kind == Kind::integer) &&
                 !parse_secret_ref(child.text, "/")) {
        problems_.add(child.mark, child_path, "a plain-text secret (not shown)",
                      "a reference: env:NAME, file:PATH or credential:NAME",
                      "replace the secret at its issuer too, it stood in a file");
      }
    }
  }

  std::string found(const Node& node, const Key& key) const {
    switch (key.type) {
      case Type::secret:
        return node.kind == Kind::text && !node.text.empty() ? "a plain-text secret (not shown)"
                                                             : describe_blind(node);
      case Type::tenant:
      case Type::guid:
      case Type::url:
      case Type::store_url:
      case Type::sha256:
      case Type::address:  // whose they are is nobody's business who reads a log
      case Type::domain:
      case Type::domain_rule:
        return describe_blind(node);
      default:
        return key.path.find("connections.") != std::string::npos && key.type == Type::text
                   ? describe_blind(node)
                   : describe(node);
    }
  }

  std::optional<Fault> fault_of(const Node& node, const Key& key) {
    const std::string& text = node.text;
    const auto form = [&](bool right, std::string expected,
                          std::string hint = {}) -> std::optional<Fault> {
      if (node.kind == Kind::text && right) return std::nullopt;
      return Fault{std::move(expected), std::move(hint)};
    };
    switch (key.type) {
      case Type::text:
        if (auto fault = not_text(node, "a text")) return fault;
        return form(!normalise_line(text).empty(), "a text that is not empty");
      case Type::id:
        if (auto fault = not_text(node, "a text")) return fault;
        return form(is_id(text), "at most 64 letters, digits, dots, dashes and underscores");
      case Type::choice: {
        const auto choices = split_choices(key);
        const bool right = std::find(choices.begin(), choices.end(), text) != choices.end();
        return form(right, joined(choices), did_you_mean(text, choices));
      }
      case Type::addin:
        return addin(node);
      case Type::time_zone:
        return form(node.kind == Kind::text && known_zone(text), "an IANA time zone",
                    "such as Europe/Zurich");
      case Type::tenant:
        return form(is_tenant(text), "the tenant's id (a GUID) or one of its domains");
      case Type::guid:
        return form(is_guid(text), "a GUID", "eight-four-four-four-twelve hexadecimal digits");
      case Type::date:
        return form(is_date(text), "a day that exists, as YYYY-MM-DD");
      case Type::secret:
        return form(parse_secret_ref(text, "/").has_value(),
                    "a reference: env:NAME, file:PATH or credential:NAME",
                    node.kind == Kind::text && !text.empty()
                        ? "replace the secret at its issuer too, it stood in a file"
                        : "");
      case Type::url:
        return form(is_service_url(text), "an https URL",
                    "http is accepted for loopback addresses only; no user, query or fragment");
      case Type::store_url: {
        if (auto fault = not_text(node, "sqlite:PATH or postgresql://HOST/DATABASE")) return fault;
        const auto fault = store_url_fault(text);
        return fault ? std::optional(Fault{fault->expected, fault->hint}) : std::nullopt;
      }
      case Type::path:
        if (auto fault = not_text(node, "a path")) return fault;
        return form(!text.empty(), "a path");
      case Type::os_user:
        if (auto fault = not_text(node, "the name of a user of this system")) return fault;
        return form(is_os_user(text), "the name of a user of this system");
      case Type::sha256:
        return form(is_sha256(text), "sha256: and 64 hexadecimal digits",
                    "`sha256sum FILE` prints them");
      case Type::count:
        return whole_number(node, key.least, key.most);
      case Type::percent:
        return whole_number(node, 0, 100);
      case Type::duration:
        return duration(node, key);
      case Type::flag:
        if (node.kind == Kind::boolean) return std::nullopt;
        return Fault{"true or false", node.kind == Kind::text ? "without quotes, in English" : ""};
      case Type::address:
        return form(is_mail_address(text), "an e-mail address without a name",
                    is_domain_rule(text) ? "domains belong into exclude_domains" : "");
      case Type::domain:
        return form(is_mail_domain(text), "a domain such as example.com");
      case Type::domain_rule:
        return form(is_domain_rule(text), "a domain: example.com, or .example.com with sub-domains",
                    domain_hint(text));
      case Type::map:
      case Type::named:
      case Type::list:
      case Type::section:
        break;
    }
    return std::nullopt;
  }

  bool known_zone(const std::string& name) {
    const auto [at, fresh] = zones_.try_emplace(name, false);
    if (fresh) at->second = is_time_zone(name);
    return at->second;
  }

  Problems& problems_;
  std::map<std::string, bool> zones_;
};

}  // namespace

void check_shape(const Node& root, Problems& problems) { Shape(problems).check_map(root, "", ""); }

}  // namespace relais::config
