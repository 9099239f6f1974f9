// For tests: what a connection needs, and a sign-in that grants.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/connection/make_connection.hpp"
#include "engine/http/testing.hpp"

namespace relais::connection::testing {

using http::testing::RawServer;
using http::testing::Reply;
using http::testing::reply;
using http::testing::Seen;
using http::testing::VirtualClock;

inline Reply granted(const std::string& token, int seconds = 3600) {
  return reply(200, R"({"token_type":"Bearer","expires_in":)" + std::to_string(seconds) +
                        R"(,"access_token":")" + token + "\"}");
}

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "relais-net-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  config::SecretRef secret(const std::string& name, const std::string& value) {
    const auto path = folder / name;
    std::filesystem::remove(path);
    std::ofstream(path) << value;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return {config::SecretRef::Kind::file, path.string()};
  }
  Services services() { return {client, gates, clock, nullptr}; }

  std::filesystem::path folder;
  VirtualClock clock;
  http::Client client;
  http::GateKeeper gates{64, [] { return 0.5; }};
  std::atomic<bool> cancel{false};
};

}  // namespace relais::connection::testing
