#include "engine/config/credentials.hpp"

#include <gmock/gmock.h>

namespace relais::config {
namespace {

Credentials complete() {
  Credentials c;
  c.tenant = "11111111-2222-3333-4444-555555555555";
  c.client_id = "66666666-7777-8888-9999-000000000000";
  c.client_secret = SecretRef{SecretRef::Kind::env, "FIRST"};
  c.next_client_secret = SecretRef{SecretRef::Kind::credential, "next"};
  c.secret_expires_on = "2027-01-31";
  c.cloud = Cloud::us_dod;
  c.authority = "https://login.example";
  return c;
}

TEST(Credentials, AreKeptWhole) {
  Credentials with_certificate = complete();
  with_certificate.client_secret.reset();
  with_certificate.certificate = Certificate{"/etc/c.pem", {SecretRef::Kind::file, "/etc/k.pem"}};
  for (const auto& given : {complete(), with_certificate}) {
    const auto read = read_credentials(credentials_text(given));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(credentials_text(*read), credentials_text(given));
    EXPECT_TRUE(same_credentials(*read, given));
  }
}

TEST(Credentials, GarbageIsNone) {
  for (const char* text :
       {"", "[]", "{}", R"({"tenant":"t"})", R"({"tenant":"t","client_secret":"x"})"})
    EXPECT_FALSE(read_credentials(text)) << text;
}

TEST(Credentials, R10_WhatLeadsElsewhereOrProvesOtherwiseIsNotTheSame) {
  const auto same_after = [](auto change) {
    Credentials other = complete();
    change(other);
    return same_credentials(complete(), other);
  };
  EXPECT_FALSE(same_after([](auto& c) { c.tenant = "x.example"; }));
  EXPECT_FALSE(same_after([](auto& c) { c.client_id = "x"; }));
  EXPECT_FALSE(same_after([](auto& c) { c.client_secret->name = "SECOND"; }));
  EXPECT_FALSE(same_after([](auto& c) { c.cloud = Cloud::global; }));
  EXPECT_FALSE(same_after([](auto& c) { c.graph = "https://graph.example"; }));
  EXPECT_TRUE(same_after([](auto& c) { c.secret_expires_on = "2028-01-31"; }));
  EXPECT_TRUE(same_after([](auto& c) { c.next_client_secret.reset(); })) << "for the handover";
}

TEST(Credentials, R20_TheFingerprintChangesWithReferenceAndExpiry) {
  Entity entity;
  EXPECT_EQ(credentials_fingerprint(entity, "microsoft365"), "");
  entity.microsoft365 = complete();
  const auto before = credentials_fingerprint(entity, "microsoft365");
  EXPECT_EQ(before, credentials_fingerprint(entity, "microsoft365"));
  entity.microsoft365->secret_expires_on = "2028-01-31";
  const auto later = credentials_fingerprint(entity, "microsoft365");
  EXPECT_NE(before, later);
  entity.microsoft365->client_secret->name = "SECOND";
  EXPECT_NE(later, credentials_fingerprint(entity, "microsoft365"));
  entity.connections["other"] = {{"type", "none"}};
  EXPECT_NE(credentials_fingerprint(entity, "other"), "");
}

}  // namespace
}  // namespace relais::config
