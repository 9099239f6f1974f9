// What the emulator's own tests talk to it with: libcurl, one connection per client.
#pragma once

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "tests/graph-emulator/control.hpp"

namespace relais::emulator::testing {

struct Reply {
  CURLcode result = CURLE_OK;
  long status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string text;

  json::value body() const;                    ///< null if it is not JSON
  std::string code() const;                    ///< of an error body
  std::string at(std::string_view key) const;  ///< a string of the body
  json::array value() const;                   ///< "value" of the body
};

using HeaderList = std::vector<std::string>;

/// A request with these gets the ids that change when an item moves.
inline const HeaderList mutable_ids{"Prefer: return=representation"};

class Client {
 public:
  Client();
  Reply send(const std::string& method, const std::string& url, const std::string& body = {},
             const HeaderList& headers = {});
  std::string certificate_file;  ///< trusted for https

 private:
  std::unique_ptr<CURL, void (*)(CURL*)> curl_;
};

/// An emulator with one tenant, one app, one user; a token; requests below /users/{user}.
class Graph : public ::testing::Test {
 protected:
  static constexpr const char* tenant = "11111111-2222-3333-4444-555555555555";
  static constexpr const char* client_id = "66666666-7777-8888-9999-000000000000";
  static constexpr const char* secret = "s~e+c/r=t";
  static constexpr const char* user = "aaaaaaaa-0000-4000-8000-000000000001";
  static constexpr const char* tag =
      "Integer {66f5a359-4659-4830-9070-00047ec6ac6e} Name relaisTag";
  static constexpr const char* key = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name relaisKey";

  void SetUp() override;

  Reply request_token(const std::string& form, const std::string& tenant_segment = "firm.example");
  std::string form() const;  ///< a right one
  /// With the token and `Prefer: IdType="ImmutableId"`; `path` below /users/{user}, or a whole URL.
  Reply send(const std::string& method, const std::string& path, const json::value& body = nullptr,
             HeaderList headers = {});
  Reply get(const std::string& path, const HeaderList& headers = {}) {
    return send("GET", path, nullptr, headers);
  }
  /// A delta round, from page to page up to its delta link; at most so many pages.
  static constexpr int most_pages = 2000;
  struct Round {
    std::vector<json::object> items;
    std::string delta_link;
    int pages = 0;
  };
  Round follow(std::string link, const HeaderList& headers = {});
  std::string create(const json::object& contact);  ///< the id
  std::string default_folder();
  json::object state();

  Emulator emulator{{}};
  Control control{emulator};
  Client client;
  std::string token;
};

/// `$filter=...` for `tag eq number`, encoded.
std::string tag_filter(const std::string& id, int number);
std::string encoded(const std::string& text);

}  // namespace relais::emulator::testing
