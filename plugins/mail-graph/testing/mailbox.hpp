// A small mailbox of scripted answers: folders as given, and whatever else a test says.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/graph/testing/collector.hpp"
#include "plugins/graph/testing/driver.hpp"
#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::mail_graph::testing {

namespace json = boost::json;
using graph::testing::Answer;
using graph::testing::Collector;
using graph::testing::Gathered;
using graph::testing::ScriptedHost;
using graph::testing::Sent;
using sdk::Marker;
using sdk::Purpose;
using sdk::Status;

inline const std::string account_since =
    R"({"entity":"zurich","handler":"MM","mailbox":{"id":"user-1","address":"mm@example.ch"},
        "time_zone":"Europe/Zurich","language":"de","connection":"microsoft365","base_urls":[],
        "collect":{"since":"2026-05-01T07:00:00Z","history_from":"2026-01-01T00:00:00Z"}})";

/// "2026-05-01T08:00:SSZ"
inline std::string at(int second) {
  return "2026-05-01T08:" + std::string(second / 60 < 10 ? "0" : "") + std::to_string(second / 60) +
         ":" + std::string(second % 60 < 10 ? "0" : "") + std::to_string(second % 60) + "Z";
}

inline json::object message(const std::string& id, const std::string& received,
                            const std::string& folder = "inbox-id") {
  return {{"@odata.etag", "W/\"1\""},
          {"id", id},
          {"parentFolderId", folder},
          {"receivedDateTime", received},
          {"internetMessageId", "<" + id + "@x>"},
          {"from", {{"emailAddress", {{"name", "Anna"}, {"address", "a@client.ch"}}}}},
          {"toRecipients", json::array{}},
          {"ccRecipients", json::array{}},
          {"bccRecipients", json::array{}},
          {"isDraft", false}};
}

inline Answer page(const json::array& items, const std::string& next = {}) {
  json::object body{{"value", items}};
  if (!next.empty()) body["@odata.nextLink"] = next;
  return Answer::json(body);
}

inline Answer delta_page(const json::array& items, const std::string& link, bool last = true) {
  return Answer::json(
      json::object{{"value", items}, {last ? "@odata.deltaLink" : "@odata.nextLink", link}});
}

inline json::object removed(const std::string& id) {
  return {{"id", id}, {"@removed", {{"reason", "changed"}}}};
}

class Mailbox : public ::testing::Test {
 protected:
  using Said = std::optional<Answer>;

  Mailbox() : host_([this](const Sent& sent) { return answer(sent); }) { open(); }

  void open(const std::string& config = "{}", const std::string& account = account_since) {
    static const relais_plugin& plugin = graph::testing::load_plugin(RELAIS_MAIL_GRAPH_PLUGIN);
    plugin_ = std::make_unique<Collector>(plugin, host_.raw(), config, account);
    plugin_->wanted = [this](const json::object&) { return collects_; };
  }

  Gathered collect(Purpose purpose, const std::string& cursor) {
    Gathered gathered = plugin_->collect(purpose, cursor);
    EXPECT_TRUE(gathered.breaches.empty()) << gathered.breaches.front();
    return gathered;
  }
  Gathered poll(const std::string& cursor) { return collect(Purpose::poll, cursor); }
  void minutes_pass(int minutes) { host_.now_ms += minutes * 60'000; }

  /// What a test has to say comes first; then folders; a request that nobody expects fails.
  Answer answer(const Sent& sent) {
    if (says_)
      if (Said said = says_(sent)) return *said;
    if (const Said said = folder_answer(sent)) return *said;
    if (sent.is("GET", "sentitems/messages/delta")) return delta_page({}, "https://g/sent");
    if (sent.url == "https://g/sent") return delta_page({}, "https://g/sent");
    if (sent.is("GET", "/messages?")) return page({});
    ADD_FAILURE() << "nobody expects " << sent.method << " " << sent.plain_url();
    return Answer::error(400, "Unexpected");
  }

  Said folder_answer(const Sent& sent) const {
    const std::string url = sent.plain_url();
    if (sent.is("GET", "/childFolders?")) {
      json::array children;
      for (const json::object& folder : folders_)
        if (url.find("mailFolders/" + std::string(folder.at("parentFolderId").as_string()) +
                     "/childFolders") != std::string::npos)
          children.push_back(folder);
      return page(children);
    }
    if (sent.is("GET", "/mailFolders?")) {
      json::array top;
      for (const json::object& folder : folders_)
        if (folder.at("parentFolderId") == "root-id") top.push_back(folder);
      return page(top);
    }
    const auto start = url.find("/mailFolders/");
    const auto end = url.find("?$select=id");
    if (start == std::string::npos || end == std::string::npos ||
        url.find("/messages") != std::string::npos)
      return std::nullopt;
    const std::string name = url.substr(start + 13, end - start - 13);
    if (const auto known = well_known_.find(name); known != well_known_.end())
      return Answer::json(json::object{{"id", known->second}});
    return Answer::error(404, "ErrorItemNotFound");
  }

  static json::object folder(const std::string& id, const std::string& parent = "root-id",
                             int children = 0) {
    return {{"id", id},
            {"displayName", "Name of " + id},
            {"parentFolderId", parent},
            {"childFolderCount", children},
            {"totalItemCount", 3},
            {"isHidden", false}};
  }

  std::vector<json::object> folders_{folder("inbox-id", "root-id", 1),
                                     folder("cases-id", "inbox-id"), folder("sent-id"),
                                     folder("deleted-id")};
  std::map<std::string, std::string> well_known_{{"msgfolderroot", "root-id"},
                                                 {"inbox", "inbox-id"},
                                                 {"sentitems", "sent-id"},
                                                 {"deleteditems", "deleted-id"}};
  std::function<Said(const Sent&)> says_;
  bool collects_ = false;
  ScriptedHost host_;
  std::unique_ptr<Collector> plugin_;
};

}  // namespace relais::mail_graph::testing
