#include "plugins/mail-graph/settings.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <relais/sdk.hpp>

#include "plugins/mail-graph/manifest.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

const std::string who = R"({"mailbox":{"id":"u1","address":"mm@x.ch"},
  "collect":{"since":"2026-05-01T07:30:00Z","history_from":"2026-01-01T00:00:00Z"}})";

TEST(Settings, DefaultsAreThoseOfTheManifest) {
  const json::object properties = json::parse({manifest.data(), manifest.size()})
                                      .at("config_schema")
                                      .at("properties")
                                      .as_object();
  json::object defaults;
  for (const auto& [key, schema] : properties) defaults[key] = schema.at("default");
  const Settings bare = read_settings("{}", who);
  const Settings filled = read_settings(json::serialize(defaults), who);
  EXPECT_EQ(bare.received, filled.received);
  EXPECT_EQ(bare.archived, filled.archived);
  EXPECT_EQ(bare.colors, filled.colors);
  EXPECT_EQ(bare.page_size, filled.page_size);
  EXPECT_EQ(bare.audit_page_size, filled.audit_page_size);
  EXPECT_EQ(bare.overlap, filled.overlap);
  EXPECT_EQ(bare.sent_every, filled.sent_every);
  EXPECT_EQ(bare.full_audit, filled.full_audit);
  EXPECT_EQ(bare.full_audit, 7 * 24 * 3600);
}

TEST(Settings, ReadsTheAccount) {
  const Settings settings = read_settings("", who);
  EXPECT_EQ(settings.mailbox, "u1");
  EXPECT_EQ(settings.since, parse_instant("2026-05-01T07:30:00Z"));
  EXPECT_EQ(settings.history_from, parse_instant("2026-01-01T00:00:00Z"));
  EXPECT_EQ(read_settings("", R"({"mailbox":{"id":"","address":"mm@x.ch"}})").mailbox, "mm@x.ch");
  EXPECT_EQ(read_settings("", R"({"mailbox":{"id":"u1"}})").since, std::nullopt);
}

TEST(Settings, NumbersStayWithinTheirBounds) {
  const Settings small =
      read_settings(R"({"page_size":0,"overlap_seconds":-5,"sent_every_seconds":-1})", who);
  EXPECT_EQ(small.page_size, 2U);
  EXPECT_EQ(small.overlap, 0);
  EXPECT_EQ(small.sent_every, 0);
  EXPECT_EQ(read_settings(R"({"page_size":99999,"audit_page_size":"x"})", who).page_size, 1000U);
}

TEST(Settings, WhatCannotBeIsSaid) {
  for (const auto& [config, account] : std::vector<std::pair<std::string, std::string>>{
           {"[]", who},
           {"{", who},
           {"{}", "{}"},
           {"{}", "5"},
           {R"({"received_category":"A","archived_category":" a "})", who},
           {"{}", R"({"mailbox":{"id":"u"},"collect":{"since":"now"}})"},
           {"{}", R"({"mailbox":{"id":"u"},"collect":{"since":"2026-05-01T07:30:00Z",
                     "history_from":7}})"}}) {
    try {
      read_settings(config, account);
      ADD_FAILURE() << config << account;
    } catch (const sdk::Failure& failure) {
      EXPECT_EQ(failure.status(), sdk::Status::config);
    }
  }
}

}  // namespace
}  // namespace relais::mail_graph
