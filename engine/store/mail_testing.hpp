// For tests of mail in the practice store: the small firm with two mail accounts, and messages.
#pragma once

#include "engine/store/mail_store.hpp"
#include "engine/store/testing.hpp"

namespace relais::store::testing {

constexpr Millis kMay = 1'777'626'000'000;  // 2026-05-01T09:00:00Z

class MailTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
    sql("INSERT INTO employee(id, entity_id, surname) VALUES('e1', 'zurich', 'Muster');"
        "INSERT INTO employee_email VALUES('e1', 'Max@Müller-Recht.example')");
    mail_ = open_mail(url()).value();
  }
  void TearDown() override {
    mail_.reset();
    StoreTest::TearDown();
  }

  static NewMessage message(const std::string& remote_id) {
    NewMessage message;
    message.remote_id = remote_id;
    message.internet_message_id = "<" + remote_id + "@example.ch>";
    message.from_address = "keller@example.ch";
    message.from_name = "Keller";
    message.subject = "Klage";
    message.received_at = kMay;
    message.folder_id = "inbox";
    message.folder_path = "Inbox";
    message.recipients = {{RecipientRole::to, "Max", "max@firm.example"}};
    return message;
  }
  static Verdict collecting(const std::string& remote_id) {
    return {remote_id, "inbox", kMay, Decision::collect, "collect", "", "r1", "", kMay};
  }
  static Verdict skipping(const std::string& remote_id, const std::string& reason = "internal") {
    return {remote_id, "inbox", kMay, Decision::skip, reason, "a rule", "r1", "example.ch", kMay};
  }
  /// The store's id.
  std::string collected(const NewMessage& message, const MailAccount& account = mm()) {
    auto done = mail_->collect(account, message, collecting(message.remote_id));
    EXPECT_TRUE(done) << done.error().text;
    return done ? done->id : std::string();
  }
  std::string collected(const std::string& remote_id) { return collected(message(remote_id)); }

  /// "remote id=marker", as it is owed.
  std::vector<std::string> owed(MarkCopies copies = MarkCopies::collected,
                                const MailAccount& account = mm()) {
    std::vector<std::string> lines;
    const auto all = mail_->owed_markers(account, copies, "", 1000).value();
    for (const auto& one : all)
      lines.push_back(one.remote_id + '=' + std::string(name_of(one.marker)));
    return lines;
  }
  void set(const std::string& remote_id, Marker marker, const MailAccount& account = mm()) {
    const MarkerResult result{remote_id, marker, ""};
    EXPECT_TRUE(mail_->record_markers(account, {&result, 1}));
  }
  void refuse(const std::string& remote_id, Marker marker, const std::string& error) {
    const MarkerResult result{remote_id, marker, error};
    EXPECT_TRUE(mail_->record_markers(mm(), {&result, 1}));
  }

  static MailAccount mm() { return {"zurich", "MM"}; }
  static MailAccount af() { return {"zurich", "AF"}; }

  std::unique_ptr<MailStore> mail_;
};

}  // namespace relais::store::testing
