// An emulator whose app may use mail.
#pragma once

#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {

class MailGraph : public Graph {
 protected:
  void SetUp() override {
    Graph::SetUp();
    have_roles({"Mail.ReadWrite", "MailboxSettings.ReadWrite"});
    ASSERT_TRUE(control.clear_stats());
  }

  void have_roles(std::vector<std::string> roles) {
    ASSERT_TRUE(control.add_app(
        tenant, {.client_id = client_id, .secret = secret, .roles = std::move(roles)}));
    token = request_token(form()).at("access_token");
  }

  /// The immutable id.
  std::string deliver(const MessageSpec& message = {}) {
    const auto id = control.deliver(tenant, user, message);
    EXPECT_TRUE(id) << (id ? "" : id.error().text);
    return id ? *id : "";
  }
  std::string deliver_at(const std::string& received, const std::string& folder = {}) {
    return deliver({.subject = received, .received = received, .folder = folder});
  }

  std::string make_folder(const std::string& name, const std::string& parent = {}) {
    const auto id = control.owner_create_mail_folder(tenant, user, name, parent);
    EXPECT_TRUE(id);
    return id ? *id : "";
  }
  std::string folder_id(const std::string& well_known) {
    return get("/mailFolders/" + well_known + "?$select=id").at("id");
  }

  json::object owner(const json::object& action) {
    const auto done = control.owner(tenant, user, action);
    EXPECT_TRUE(done) << (done ? "" : done.error().text);
    return done ? done->as_object() : json::object{};
  }

  /// With the immutable id and one more preference.
  Reply prefer(const std::string& preference, const std::string& path) {
    return get(path, {"Prefer: IdType=\"ImmutableId\", " + preference});
  }
  Reply with_mutable_id(const std::string& path) { return get(path, {"Prefer: none"}); }

  Reply filtered(const std::string& filter, const std::string& more = {}) {
    return get("/messages?$filter=" + encoded(filter) + more);
  }

  static std::string id_of(const json::value& entry) {
    return std::string(entry.at("id").as_string());
  }
  static std::vector<std::string> ids_of(const json::array& entries) {
    std::vector<std::string> ids;
    for (const json::value& entry : entries) ids.push_back(id_of(entry));
    return ids;
  }

  /// Entries of all pages of a listing.
  json::array everything(std::string link) {
    json::array all;
    for (int pages = 0; !link.empty() && pages < 2000; ++pages) {
      const Reply page = get(link);
      EXPECT_EQ(page.status, 200) << page.text;
      for (const json::value& entry : page.value()) all.push_back(entry);
      link = page.at("@odata.nextLink");
    }
    return all;
  }

  std::string delta_of(const std::string& folder = "inbox", const std::string& options = {}) {
    return "/mailFolders/" + folder + "/messages/delta" + options;
  }

  static std::string reason(const json::object& item) {
    const json::value* removed = item.if_contains("@removed");
    return removed != nullptr ? std::string(removed->at("reason").as_string()) : "";
  }
};

}  // namespace relais::emulator::testing
