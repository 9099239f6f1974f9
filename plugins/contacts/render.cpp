#include "plugins/contacts/render.hpp"

#include <algorithm>
#include <utility>

#include "plugins/contacts/email.hpp"
#include "plugins/contacts/words.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/text.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;

constexpr std::size_t max_emails = 3;
constexpr std::size_t max_business_phones = 2;
constexpr std::size_t max_home_phones = 2;

std::string joined(std::initializer_list<std::string_view> parts, std::string_view between) {
  std::string text;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

bool valid_date(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return false;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : date.substr(at, size)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1601 || month < 1 || month > 12 || day < 1) return false;
  static constexpr int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= (month == 2 && !leap ? 28 : days[month - 1]);
}

/// One rendering in progress: the document grows, what does not fit becomes lines of notes.
class Rendering {
 public:
  Rendering(const Address& address, const Settings& settings)
      : address_(address), settings_(settings) {}

  Rendered finish() {
    names();
    points();
    postal("businessAddress", address_.main);
    postal("homeAddress", address_.home);
    birthday();
    if (settings_.remarks && !address_.remarks.empty()) notes_.push_back(address_.remarks);
    out_.document.notes = graph::fenceable(notes());
    out_.document.category = settings_.category;
    return std::move(out_);
  }

 private:
  json::object& fields() { return out_.document.fields; }

  void degrade(std::string_view field, std::string_view reason) {
    out_.degraded.push_back({std::string(field), std::string(reason)});
  }

  std::string fitted(std::string_view field, std::string_view text) {
    std::string fit = graph::shorten(text);
    if (fit != text) degrade(field, "truncated");
    return fit;
  }

  void set(std::string_view field, std::string_view text) {
    if (text.empty())
      fields()[field] = nullptr;
    else
      fields()[field] = fitted(field, text);
  }

  void names() {
    const bool is_person = address_.kind == "person" || address_.kind == "lawyer";
    const bool has_name = !address_.given_name.empty() || !address_.surname.empty();
    const bool by_name = has_name && (is_person || address_.company.empty());
    const std::string display =
        by_name ? joined({address_.given_name, address_.surname}, " ") : address_.company;
    const std::string file_as =
        by_name ? joined({address_.surname, address_.given_name}, ", ") : address_.company;
    set("displayName", display);
    set("fileAs", file_as);
    set("title", address_.title);
    set("givenName", address_.given_name);
    set("middleName", address_.middle_name);
    set("surname", address_.surname);
    set("generation", address_.name_suffix);
    set("companyName", address_.company);
    set("department", address_.department);
    set("jobTitle", address_.function);
    shown_name_ = graph::shorten(display);
  }

  void points() {
    std::string mobile, website = address_.website;
    json::array emails, business, home;
    bool web_taken = !website.empty();
    if (website.size() > graph::max_units && graph::shorten(website) != website) {
      note("businessHomePage", "notes", Word::web, {{}, website, {}});  // half a link is none
      website.clear();
    }
    for (const ContactPoint& point : address_.points) {
      if (point.type == "email_b" || point.type == "email_p")
        email(point, emails);
      else if (point.type == "phone_b")
        phone(point, business, max_business_phones, "businessPhones", Word::phone);
      else if (point.type == "phone_p")
        phone(point, home, max_home_phones, "homePhones", Word::home_phone);
      else if (point.type == "mobile" && mobile.empty())
        mobile = fitted("mobilePhone", point.value);
      else if (point.type == "mobile")
        note("mobilePhone", "notes", Word::mobile, point);
      else if (point.type == "fax")
        note("fax", "notes", Word::fax, point);
      else if (point.type == "web" && !web_taken && graph::shorten(point.value) == point.value)
        website = point.value, web_taken = true;
      else if (point.type == "web")
        note("businessHomePage", "notes", Word::web, point);
      else
        note("other", "notes", Word::other, point);
    }
    fields()["emailAddresses"] = std::move(emails);
    fields()["businessPhones"] = std::move(business);
    fields()["homePhones"] = std::move(home);
    set("mobilePhone", mobile);
    set("businessHomePage", website);
  }

  void email(const ContactPoint& point, json::array& emails) {
    const auto address = exchange_address(point.value);
    if (!address) return note("emailAddresses", "invalid", Word::email, point);
    if (emails.size() == max_emails) return note("emailAddresses", "notes", Word::email, point);
    json::object entry;
    entry["address"] = *address;
    entry["name"] = shown_name_.empty() ? *address : shown_name_;
    emails.push_back(std::move(entry));
  }

  void phone(const ContactPoint& point, json::array& list, std::size_t most, std::string_view field,
             Word what) {
    if (list.size() == most) return note(field, "notes", what, point);
    list.push_back(json::value(fitted(field, point.value)));
  }

  void note(std::string_view field, std::string_view reason, Word what, const ContactPoint& point) {
    std::string line(word(what, settings_.language));
    if (!point.label.empty()) line += " (" + point.label + ")";
    notes_.push_back(line + ": " + point.value);
    degrade(field, reason);
  }

  void postal(std::string_view field, const PostalAddress& from) {
    const std::string box = po_box(from.po_box, settings_.language);
    const std::string street =
        joined({joined({from.street, from.house_no}, " "), from.line2, box}, "\n");
    const bool empty =
        street.empty() && from.postal_code.empty() && from.city.empty() && from.region.empty();
    json::object address;
    const auto put = [&](std::string_view part, std::string_view text) {
      if (text.empty())
        address[part] = nullptr;
      else
        address[part] = fitted(std::string(field) + "." + std::string(part), text);
    };
    put("street", street);
    put("city", from.city);
    put("state", from.region);
    put("postalCode", from.postal_code);
    const bool country = !empty && !from.country.empty();
    put("countryOrRegion", country ? country_name(from.country, settings_.language) : "");
    fields()[field] = std::move(address);
  }

  void birthday() {
    if (!settings_.birthday) return;
    if (valid_date(address_.birthday)) {
      fields()["birthday"] = address_.birthday + "T12:00:00Z";
      return;
    }
    fields()["birthday"] = nullptr;
    if (!address_.birthday.empty())
      note("birthday", "invalid", Word::birthday, {{}, address_.birthday, {}});
  }

  std::string notes() const {
    std::string text;
    for (const std::string& line : notes_) {
      if (!text.empty()) text += '\n';
      text += line;
    }
    return text;
  }

  const Address& address_;
  const Settings& settings_;
  Rendered out_;
  std::string shown_name_;
  std::vector<std::string> notes_;
};

}  // namespace

Rendered render(const Address& address, const Settings& settings) {
  return Rendering(address, settings).finish();
}

}  // namespace relais::contacts
