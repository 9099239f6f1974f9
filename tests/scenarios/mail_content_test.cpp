// What is stored of a message: body, whole message, attachments, and what could not be had.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The most memory that this process has had, since the last forget_peak(); 0: not known.
long peak_kb() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  return 0;
}
void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

TEST(MailContent, EnvelopeBodyWholeMessageAndAttachmentsOfThreeKinds) {
  MailFirm firm;
  firm.activate();
  const auto id = firm.deliver(
      {.from = "Vreni Müller <Vreni@Example.CH>",
       .to = {"MM <mm@firm.example>", "b@firm.example"},
       .cc = {"c@x.example"},
       .bcc = {"d@x.example"},
       .subject = "Klage 📎 «Zürich»",
       .body = "Grüezi\nmitenand",
       .internet_id = "<k1@example.ch>",
       .set = {{"importance", "high"}, {"conversationId", "conv-1"}},
       .more = {{"attachments",
                 {{{"name", "Klage.pdf"}, {"contentType", "application/pdf"}, {"text", "PDF"}},
                  {{"kind", "item"},
                   {"name", "weitergeleitet"},
                   {"value", "Subject: x\r\n\r\nx"},
                   {"item", {{"@odata.type", "#microsoft.graph.message"}}}},
                  {{"kind", "reference"}, {"name", "cloud"}}}}}});
  firm.poll();
  ASSERT_EQ(firm.reason(id), "collect");
  const auto message = firm.stored(id);
  EXPECT_EQ(message.line.subject, "Klage 📎 «Zürich»");
  EXPECT_EQ(message.line.from_address, "Vreni@Example.CH");
  EXPECT_EQ(message.from_name, "Vreni Müller");
  EXPECT_EQ(message.line.direction, "in");
  EXPECT_EQ(message.importance, "high");
  EXPECT_TRUE(message.line.has_attachments);
  EXPECT_EQ(message.recipients.size(), 4u);
  EXPECT_THAT(firm.blob(message.body_ref), HasSubstr("Grüezi"));
  EXPECT_THAT(firm.blob(message.mime_ref), HasSubstr("Subject:"));
  ASSERT_EQ(message.attachments.size(), 3u);
  EXPECT_EQ(message.attachments[0].name, "Klage.pdf");
  EXPECT_EQ(message.attachments[0].content_type, "application/pdf");
  EXPECT_EQ(firm.blob(message.attachments[0].ref), "PDF");
  EXPECT_THAT(firm.blob(message.attachments[1].ref), HasSubstr("Subject: x"));
  EXPECT_THAT(message.attachments[2].ref, IsEmpty());
  EXPECT_NE(message.attachments[2].note, "");
  firm.expect_in_step();
}

TEST(MailContent, SentMessagesOfEmployeesAreOutgoing) {
  MailFirm firm;
  firm.sql(
      "INSERT INTO employee(id, entity_id, given_name, surname) VALUES('e', 'zurich', 'M', 'M');"
      "INSERT INTO employee_email(employee_id, email) VALUES('e', 'mm@firm.example')");
  firm.activate();
  const auto id = firm.deliver(
      {.from = "mm@firm.example", .to = {"client@example.com"}, .folder = "sentitems"});
  firm.poll();
  EXPECT_EQ(firm.stored(id).line.direction, "out");
}

TEST(MailContent, ASignedMessageIsStoredWithoutItsWhole) {
  MailFirm firm;
  firm.activate();
  const auto id = firm.deliver({.set = {{"body", {{"contentType", "text"}, {"content", "signed"}}}},
                                .more = {{"mime_fails", true},
                                         {"attachments",
                                          {{{"name", "smime.p7m"},
                                            {"contentType", "application/pkcs7-mime"},
                                            {"text", "SIGNATURE"}}}}}});
  const auto next = firm.deliver({.subject = "behind it"});
  firm.poll();
  EXPECT_EQ(firm.reason(next), "collect") << "nothing is held up";
  const auto message = firm.stored(id);
  EXPECT_EQ(message.mime_ref, "");
  EXPECT_NE(message.notes, "");
  EXPECT_THAT(firm.blob(message.body_ref), HasSubstr("signed"));
  ASSERT_EQ(message.attachments.size(), 1u);
  EXPECT_EQ(firm.blob(message.attachments[0].ref), "SIGNATURE");
  EXPECT_THAT(firm.categories(id), ElementsAre(kGrey));
  firm.expect_in_step();
}

TEST(MailContent, AMessageThatCanNeverBeReadHoldsUpOthersOnlyForAWhile) {
  MailFirm firm;
  firm.activate();
  const auto bad = firm.deliver({.subject = "bad"});
  const auto behind = firm.deliver({.subject = "behind"});
  // As it stands in the path, where what fills up an id is escaped.
  const std::string raw = bad.substr(0, bad.find('='));
  ASSERT_TRUE(
      firm.graph().faults({fault({{"path", raw}, {"glob", "*/$value"}},
                                 {{"status", 500}, {"code", "ErrorInternalServerError"}}, -1)}));
  firm.poll();
  EXPECT_THAT(firm.collected(), ElementsAre("behind"));
  EXPECT_EQ(firm.reason(behind), "collect");
  EXPECT_EQ(firm.reason(bad), "none") << "it may still be had whole";
  int hours = 0;
  for (; hours < 48 && firm.collected().size() < 2; ++hours) {
    firm.clock().advance(3'600'000);
    firm.poll();
  }
  EXPECT_EQ(hours, 24);
  EXPECT_THAT(firm.collected(), ElementsAre("bad", "behind"));
  EXPECT_EQ(firm.stored(bad).mime_ref, "");
}

TEST(MailContent, AnOutageOfHoursStoresNothingIncomplete) {
  MailFirm firm;
  firm.activate();
  std::vector<std::string> ids;
  for (int i = 0; i < 15; ++i)
    ids.push_back(
        firm.deliver({.more = {{"attachments", {{{"name", "a.pdf"}, {"text", "PDF"}}}}}}));
  ASSERT_TRUE(firm.graph().faults({fault({{"path", "$value"}}, {{"status", 503}}, -1)}));
  for (int hours = 0; hours < 5; ++hours) {
    firm.poll();
    firm.clock().advance(3'600'000);
  }
  EXPECT_THAT(firm.collected(), IsEmpty());
  ASSERT_TRUE(firm.graph().clear_faults());
  firm.poll();
  for (const auto& id : ids) {
    ASSERT_EQ(firm.reason(id), "collect");
    EXPECT_NE(firm.stored(id).mime_ref, "");
    EXPECT_NE(firm.stored(id).attachments.at(0).ref, "");
  }
  firm.expect_in_step();
}

TEST(MailContent, WhileAttachmentsAreScannedTheMessageWaits) {
  MailFirm firm;
  firm.activate();
  const auto id = firm.deliver(
      {.more = {{"scanning_ms", 100'000}, {"attachments", {{{"name", "a"}, {"text", "A"}}}}}});
  (void)firm.try_poll();
  EXPECT_EQ(firm.reason(id), "none") << "rather late than without its attachment";
  firm.clock().advance(120'000);
  firm.poll();
  ASSERT_EQ(firm.reason(id), "collect");
  EXPECT_EQ(firm.stored(id).attachments.size(), 1u);
}

TEST(MailContent, HundredFiftyMegabytesGoThroughWithFlatMemory) {
  MailFirm firm;
  ASSERT_TRUE(firm.graph().settings({{"mime_limit", 0}}));
  firm.activate();
  firm.poll();  // an idle one before: what is loaded once is none of the message's
  firm.clock().advance(60'000);
  const auto id =
      firm.deliver({.more = {{"attachments", {{{"name", "big"}, {"size", 150'000'000}}}}}});
  forget_peak();
  const auto before = peak_kb();
  ASSERT_GT(before, 0);
  firm.poll();
#ifndef RELAIS_SANITIZED  // which keeps for a while what was freed
  EXPECT_LT(peak_kb() - before, 64 * 1024) << "KB beyond " << before << ", the emulator's included";
#endif
  ASSERT_EQ(firm.reason(id), "collect");
  const auto message = firm.stored(id);
  ASSERT_EQ(message.attachments.size(), 1u);
  EXPECT_EQ(message.attachments[0].size, 150'000'000);
  EXPECT_EQ(std::filesystem::file_size(firm.folder() / "blobs" / message.attachments[0].ref),
            150'000'000u);
}

TEST(MailContent, LargeMessagesSideBySideTakeNoMoreMemory) {
  MailFirm firm;
  ASSERT_TRUE(firm.graph().settings({{"mime_limit", 0}}));
  firm.activate();
  firm.poll();
  firm.clock().advance(60'000);
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i)
    ids.push_back(
        firm.deliver({.more = {{"attachments", {{{"name", "big"}, {"size", 30'000'000}}}}}}));
  forget_peak();
  const auto before = peak_kb();
  ASSERT_GT(before, 0);
  firm.poll();
#ifndef RELAIS_SANITIZED
  EXPECT_LT(peak_kb() - before, 64 * 1024) << "KB beyond " << before << ", the emulator's included";
#endif
  for (const auto& id : ids) {
    ASSERT_EQ(firm.reason(id), "collect");
    EXPECT_EQ(firm.stored(id).attachments.at(0).size, 30'000'000);
  }
}

TEST(MailContent, AMessageWhoseWholeAlwaysBreaksOffIsStoredWithItsAttachments) {
  MailFirm firm;
  firm.activate();
  const auto id =
      firm.deliver({.more = {{"attachments", {{{"name", "big"}, {"size", 30'000'000}}}}}});
  for (int i = 0; i < 8 && firm.reason(id) == "none"; ++i) {
    (void)firm.try_poll();
    firm.clock().advance(900'000);
  }
  ASSERT_EQ(firm.reason(id), "collect");
  EXPECT_EQ(firm.stored(id).mime_ref, "");
  EXPECT_EQ(firm.stored(id).attachments.at(0).size, 30'000'000);
}

TEST(MailContent, HostileMessagesAreStoredOrSkippedAndNothingStops) {
  MailFirm firm;
  firm.activate();
  std::vector<std::string> ids;
  std::string zeros("a\0b", 3);
  for (const std::string& text : {std::string(), std::string(255, 'x'),
                                  std::string("\xE2\x80\xAE"
                                              "evil"),
                                  std::string("'; DROP TABLE communicator_message; --"), zeros,
                                  std::string("../../../etc/passwd"), std::string("\r\nBcc: x@y")})
    ids.push_back(firm.deliver(
        {.subject = text,
         .body = text,
         .more = {{"attachments", {{{"name", text.empty() ? "." : text}, {"text", text}}}}}}));
  ids.push_back(firm.deliver({.from = "", .to = {}}));
  ids.push_back(firm.deliver({.more = {{"type", "eventMessageRequest"}}}));
  firm.poll();
  for (const auto& id : ids) EXPECT_EQ(firm.reason(id), "collect");
  firm.expect_in_step();
}

}  // namespace
}  // namespace relais::testbed
