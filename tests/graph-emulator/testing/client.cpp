#include "tests/graph-emulator/testing/client.hpp"

#include <algorithm>

#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator::testing {
namespace {

std::size_t append_body(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<Reply*>(into)->text.append(bytes, size * count);
  return size * count;
}

std::size_t append_header(char* bytes, std::size_t size, std::size_t count, void* into) {
  std::string line(bytes, size * count);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  const std::size_t colon = line.find(": ");
  if (colon != std::string::npos) {
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(std::tolower(c)); });
    static_cast<Reply*>(into)->headers[name] = line.substr(colon + 2);
  }
  return size * count;
}

}  // namespace

json::value Reply::body() const {
  auto value = parse_json(text, "answer");
  return value ? *value : json::value(nullptr);
}

std::string Reply::code() const {
  const json::value value = body();
  if (!value.is_object() || !value.get_object().contains("error")) return {};
  const json::value& error = value.at("error");
  return std::string(error.is_object() ? string_at(error.get_object(), "code")
                                       : std::string_view(error.as_string()));
}

std::string Reply::at(std::string_view key) const {
  const json::value value = body();
  return value.is_object() ? std::string(string_at(value.get_object(), key)) : "";
}

json::array Reply::value() const {
  const json::value whole = body();
  if (!whole.is_object() || !whole.get_object().contains("value")) return {};
  return whole.at("value").as_array();
}

Client::Client() : curl_(curl_easy_init(), curl_easy_cleanup) {}

Reply Client::send(const std::string& method, const std::string& url, const std::string& body,
                   const HeaderList& headers) {
  Reply reply;
  curl_slist* list = nullptr;
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  if (std::none_of(headers.begin(), headers.end(),
                   [](const auto& one) { return one.starts_with("Content-Type"); }))
    list = curl_slist_append(list, "Content-Type:");
  CURL* curl = curl_.get();
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  if (!body.empty() || method == "POST" || method == "PATCH") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  }
  if (!certificate_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, certificate_file.c_str());
  // On a reused connection that dies without an answer libcurl sends any request again by itself.
  if (method != "GET") curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, append_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
  reply.result = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
  curl_slist_free_all(list);
  return reply;
}

void Graph::SetUp() {
  ASSERT_TRUE(emulator.start());
  ASSERT_TRUE(control.add_tenant(tenant, {"firm.example"}));
  ASSERT_TRUE(control.add_app(tenant, {.client_id = client_id, .secret = secret}));
  ASSERT_TRUE(control.add_user(tenant, {.id = user, .upn = "mm@firm.example"}));
  token = request_token(form()).at("access_token");
  ASSERT_FALSE(token.empty());
  ASSERT_TRUE(control.clear_requests());
  ASSERT_TRUE(control.clear_stats());
}

std::string Graph::form() const {
  return std::string("client_id=") + client_id +
         "&scope=" + encoded("https://graph.microsoft.com/.default") +
         "&client_secret=" + encoded(secret) + "&grant_type=client_credentials";
}

Reply Graph::request_token(const std::string& form, const std::string& tenant_segment) {
  return client.send("POST", emulator.url() + "/" + tenant_segment + "/oauth2/v2.0/token", form,
                     {"Content-Type: application/x-www-form-urlencoded"});
}

Reply Graph::send(const std::string& method, const std::string& path, const json::value& body,
                  HeaderList headers) {
  headers.push_back("Authorization: Bearer " + token);
  if (std::none_of(headers.begin(), headers.end(),
                   [](const auto& one) { return one.starts_with("Prefer"); }))
    headers.push_back("Prefer: IdType=\"ImmutableId\"");
  if (!body.is_null()) headers.push_back("Content-Type: application/json");
  const bool whole = path.starts_with("http");
  return client.send(method, whole ? path : emulator.url() + "/v1.0/users/" + user + path,
                     body.is_null() ? "" : json::serialize(body), headers);
}

Graph::Round Graph::follow(std::string link, const HeaderList& headers) {
  Round round;
  while (!link.empty() && round.pages < most_pages) {
    const Reply page = get(link, headers);
    EXPECT_EQ(page.status, 200) << page.text;
    ++round.pages;
    for (const json::value& item : page.value()) round.items.push_back(item.as_object());
    round.delta_link = page.at("@odata.deltaLink");
    link = page.at("@odata.nextLink");
  }
  return round;
}

std::string Graph::create(const json::object& contact) {
  const Reply made = send("POST", "/contacts", contact);
  EXPECT_EQ(made.status, 201) << made.text;
  return made.at("id");
}

std::string Graph::default_folder() {
  return std::string(state().at("default_folder").as_string());
}

json::object Graph::state() {
  auto read = control.state(tenant, user);
  EXPECT_TRUE(read);
  return read ? *read : json::object{};
}

std::string encoded(const std::string& text) { return percent_encode(text); }

std::string tag_filter(const std::string& id, int number) {
  return "$filter=" + encoded("singleValueExtendedProperties/any(ep: ep/id eq '" + id +
                              "' and cast(ep/value, Edm.Int32) eq " + std::to_string(number) + ")");
}

}  // namespace relais::emulator::testing
