// What connectors say about messages, held against the schemas that their authors get.
#include "engine/plugin/message_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/config/schema.hpp"
#include "engine/plugin/account.hpp"
#include "engine/plugin/inspect.hpp"

namespace relais::plugin {
namespace {

using testing::HasSubstr;

const json::value& message_schema(const std::string& name) {
  static std::map<std::string, json::value> schemas;
  const auto found = schemas.find(name);
  if (found != schemas.end()) return found->second;
  const auto text = read_whole(std::string(RELAIS_SCHEMAS) + "/" + name + ".json").value();
  const auto& kept = schemas.emplace(name, parse_json(text, "schema").value()).first->second;
  EXPECT_EQ(config::schema_fault(kept), std::nullopt);
  return kept;
}

bool is_valid(const std::string& name, const json::value& value) {
  return config::violations(value, message_schema(name)).empty();
}

constexpr std::string_view whole_envelope = R"({
  "id": "AAkALg", "internet_message_id": "<1@example.org>", "conversation_id": "c",
  "received": "2026-05-01T07:30:00Z", "sent": "2026-05-01T07:29:58.5Z", "subject": "",
  "from": {"name": "Anna", "address": "anna@example.org"}, "sender": {"address": ""},
  "to": [{"address": "/O=FIRM/CN=X"}, {"name": "B", "address": "b@example.org"}], "cc": [],
  "reply_to": [{"address": "r@example.org"}], "has_attachments": true, "importance": "high",
  "sensitivity": "private", "is_draft": false, "markers": ["received"],
  "folder": {"id": "f2", "path": "Inbox/A", "ancestry": [
    {"id": "f2", "hidden": true}, {"id": "f1", "well_known": "inbox", "search": true}]},
  "something_new": 1})";

constexpr std::string_view whole_message = R"({
  "id": "AAkALg", "envelope": {"bcc": [{"address": "x@example.org"}]},
  "body": {"type": "html", "blob": "b"}, "mime": {"blob": "m", "size": 9},
  "attachments": [{"name": "a.pdf", "content_type": "application/pdf", "size": 7, "inline": true,
                   "kind": "file", "blob": "a1"},
                  {"name": "", "kind": "reference", "note": "it lies\nelsewhere"}],
  "notes": ["no body"]})";

TEST(EnvelopeJson, IsReadWhole) {
  const json::value value = json::parse(whole_envelope);
  EXPECT_TRUE(is_valid("envelope", value));
  Intake intake;
  const Offer offer = offer_of(value.get_object(), intake);
  EXPECT_EQ(intake.problem(), "");
  const mail::Envelope& envelope = offer.envelope;
  EXPECT_EQ(envelope.id, "AAkALg");
  EXPECT_EQ(envelope.internet_message_id, "<1@example.org>");
  EXPECT_EQ(*envelope.sent, parse_utc("2026-05-01T07:29:58.500Z").value());
  EXPECT_EQ(envelope.subject, "");
  EXPECT_EQ(envelope.from->name, "Anna");
  EXPECT_EQ(envelope.sender->address, "");
  EXPECT_EQ(envelope.to->at(0).address, "/O=FIRM/CN=X");
  EXPECT_EQ(envelope.to->at(1).name, "B");
  EXPECT_EQ(envelope.cc->size(), 0U) << "nobody";
  EXPECT_FALSE(envelope.bcc) << "not known";
  EXPECT_EQ(envelope.importance, "high");
  EXPECT_EQ(envelope.sensitivity, "private");
  EXPECT_EQ(envelope.is_draft, false);
  EXPECT_EQ(envelope.folder_id, "f2");
  EXPECT_EQ(offer.folder_path, "Inbox/A");
  ASSERT_EQ(envelope.ancestry.size(), 2U);
  EXPECT_TRUE(envelope.ancestry[0].hidden);
  EXPECT_EQ(envelope.ancestry[1].well_known, "inbox");
  EXPECT_TRUE(envelope.ancestry[1].search);
  EXPECT_THAT(*offer.markers, testing::ElementsAre(Marker::received));
}

TEST(EnvelopeJson, MostOfItMayBeMissing) {
  const json::value value = json::parse(R"({"id": "a", "folder": {"id": "f", "ancestry": []}})");
  EXPECT_TRUE(is_valid("envelope", value));
  Intake intake;
  const Offer offer = offer_of(value.get_object(), intake);
  EXPECT_TRUE(intake.good());
  EXPECT_FALSE(offer.envelope.received);
  EXPECT_FALSE(offer.envelope.to);
  EXPECT_FALSE(offer.envelope.importance);
  EXPECT_FALSE(offer.markers);
}

struct Wrong {
  const char* name;
  const char* pointer;
  json::value value;
  const char* problem;
  bool schema_says_so = true;  ///< bytes and calendars are more than a schema can count
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

/// At a JSON pointer whose parent is there.
void put(json::value& whole, std::string_view pointer, const json::value& value) {
  const auto slash = pointer.rfind('/');
  json::value& parent = slash == 0 ? whole : whole.at_pointer(pointer.substr(0, slash));
  const std::string key(pointer.substr(slash + 1));
  if (parent.is_array())
    parent.get_array().at(std::stoul(key)) = value;
  else
    parent.get_object()[key] = value;
}

class WrongEnvelope : public testing::TestWithParam<Wrong> {};

TEST_P(WrongEnvelope, IsRefusedByTheEngineAndByTheSchema) {
  const Wrong& wrong = GetParam();
  json::value value = json::parse(whole_envelope);
  put(value, wrong.pointer, wrong.value);
  Intake intake;
  (void)offer_of(value.get_object(), intake);
  EXPECT_EQ(intake.problem(), wrong.problem);
  EXPECT_EQ(is_valid("envelope", value), !wrong.schema_says_so);
}

const json::value no_address = json::object{{"name", "A"}};

INSTANTIATE_TEST_SUITE_P(
    Table, WrongEnvelope,
    testing::Values(
        Wrong{"EmptyId", "/id", "", "id is empty"}, Wrong{"NumberAsId", "/id", 1, "id is not text"},
        Wrong{"LongId", "/id", json::value(std::string(1025, 'x')), "id has more than 1024 bytes"},
        Wrong{"LineInId", "/id", "a\nb", "id has a control character", false},
        Wrong{"NothingInId", "/id", json::value(std::string_view("a\0b", 3)),
              "id has a control character", false},
        Wrong{"Null", "/subject", nullptr, "subject is not text"},
        Wrong{"LocalTime", "/received", "2026-05-01T07:30:00+02:00",
              "received is not a UTC timestamp"},
        Wrong{"NoSuchDay", "/received", "2026-02-30T07:30:00Z", "received is not a UTC timestamp",
              false},
        Wrong{"NumberAsTime", "/sent", 1'700'000'000, "sent is not text"},
        Wrong{"PersonAsText", "/from", "a@example.org", "from is not an object"},
        Wrong{"PersonWithoutAddress", "/from", no_address, "from.address is missing"},
        Wrong{"PeopleAsPerson", "/to", json::object{{"address", ""}}, "to is not a list"},
        Wrong{"TextAmongPeople", "/cc", json::array{"a@example.org"},
              "cc holds what is not an object"},
        Wrong{"WordAsFlag", "/has_attachments", "yes", "has_attachments is not true or false"},
        Wrong{"OtherImportance", "/importance", "High", "importance is none of its words"},
        Wrong{"OtherSensitivity", "/sensitivity", "", "sensitivity is none of its words"},
        Wrong{"OtherMarker", "/markers/0", "none", "markers holds none of its words"},
        Wrong{"FolderAsText", "/folder", "f2", "folder is not an object"},
        Wrong{"FolderWithoutId", "/folder", json::object{{"ancestry", json::array{}}},
              "folder.id is missing"},
        Wrong{"FolderWithoutAncestry", "/folder", json::object{{"id", "f2"}},
              "folder.ancestry is missing"},
        Wrong{"AncestryOfAnother", "/folder/id", "f3",
              "folder.ancestry does not begin with the folder itself", false},
        Wrong{"WellKnownInCapitals", "/folder/ancestry/1/well_known", "Inbox",
              "folder.ancestry.well_known is not a name of a-z"},
        Wrong{"AncestorWithoutId", "/folder/ancestry/1", json::object{},
              "folder.ancestry.id is missing"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(EnvelopeJson, WhatSendersChooseNeverStopsAMailbox) {
  json::value value = json::parse(whole_envelope);
  value.at("internet_message_id") = std::string(5000, 'x');
  value.at("conversation_id") = "a\r\nb";
  value.at("from").at("name") = std::string(100'000, 'x');
  value.at("subject") = std::string_view("a\0b", 3);
  EXPECT_TRUE(is_valid("envelope", value));
  Intake intake;
  const Offer offer = offer_of(value.get_object(), intake);
  EXPECT_TRUE(intake.good()) << intake.problem();
  EXPECT_FALSE(offer.envelope.internet_message_id) << "no id";
  EXPECT_EQ(offer.envelope.conversation_id, "ab");
}

TEST(EnvelopeJson, ProblemsNeverSayWhatAMessageHolds) {
  json::value value = json::parse(whole_envelope);
  value.at("importance") = "client@bluewin.ch";
  value.at("received") = "client@bluewin.ch";
  Intake intake;
  (void)offer_of(value.get_object(), intake);
  EXPECT_THAT(intake.problem(), testing::Not(HasSubstr("bluewin")));
}

TEST(MessageJson, IsReadWhole) {
  const json::value value = json::parse(whole_message);
  EXPECT_TRUE(is_valid("message", value));
  Intake intake;
  const ReportedMessage message = message_of(value.get_object(), intake);
  EXPECT_EQ(intake.problem(), "");
  EXPECT_EQ(message.id, "AAkALg");
  EXPECT_EQ(message.envelope.size(), 1U);
  EXPECT_EQ(message.message.body_type, "html");
  EXPECT_EQ(message.body->name, "b");
  EXPECT_EQ(message.mime->size, 9);
  ASSERT_EQ(message.message.attachments.size(), 2U);
  EXPECT_TRUE(message.message.attachments[0].is_inline);
  EXPECT_EQ(message.message.attachments[0].size, 7);
  EXPECT_EQ(message.message.attachments[1].kind, Attachment::Kind::reference);
  EXPECT_EQ(message.message.attachments[1].note, "it lies elsewhere");
  EXPECT_FALSE(message.attachments[1]);
  EXPECT_EQ(message.blobs().size(), 3U);
  EXPECT_THAT(message.message.notes, testing::ElementsAre("no body"));
}

class WrongMessage : public testing::TestWithParam<Wrong> {};

TEST_P(WrongMessage, IsRefusedByTheEngineAndByTheSchema) {
  const Wrong& wrong = GetParam();
  json::value value = json::parse(whole_message);
  put(value, wrong.pointer, wrong.value);
  Intake intake;
  (void)message_of(value.get_object(), intake);
  EXPECT_EQ(intake.problem(), wrong.problem);
  EXPECT_EQ(is_valid("message", value), !wrong.schema_says_so);
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongMessage,
    testing::Values(
        Wrong{"NoId", "/id", nullptr, "id is not text"},
        Wrong{"EnvelopeAsText", "/envelope", "x", "envelope is not an object"},
        Wrong{"BodyWithoutABlob", "/body", json::object{{"type", "text"}}, "body.blob is missing"},
        Wrong{"OtherBody", "/body/type", "rtf", "body.type is none of its words"},
        Wrong{"BlobWithoutAName", "/mime/blob", "", "mime.blob is empty"},
        Wrong{"SizeBelowZero", "/mime/size", -1, "mime.size is not a whole number from 0"},
        Wrong{"SizeInParts", "/mime/size", 1.5, "mime.size is not a whole number from 0"},
        Wrong{"HugeSize", "/mime/size", 18'446'744'073'709'551'615ULL,
              "mime.size is not a whole number from 0"},
        Wrong{"AttachmentsAsObject", "/attachments", json::object{}, "attachments is not a list"},
        Wrong{"OtherKind", "/attachments/0/kind", "link", "attachments.kind is none of its words"},
        Wrong{"AttachmentWithoutAName", "/attachments/0", json::object{{"kind", "file"}},
              "attachments.name is missing"},
        Wrong{"NoteAsNumber", "/notes/0", 1, "notes holds what is not text"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(AccountJson, SaysSinceWhenMessagesAreCandidates) {
  SessionAccount account{"zurich", "MM", "id-1", "", "Europe/Zurich", "de", "", {}};
  account.collect_since = 1'777'620'600'999;
  account.history_from = 0;
  const json::value value = json::parse(to_json(account));
  EXPECT_TRUE(is_valid("account", value));
  EXPECT_EQ(value.at("collect").at("since"), "2026-05-01T07:30:00Z");
  EXPECT_EQ(value.at("collect").at("history_from"), "1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace relais::plugin
