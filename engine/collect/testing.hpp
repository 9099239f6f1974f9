// For tests: a mailbox behind a collector, a firm with a real store, and crashes at every step.
#pragma once

#include <map>
#include <set>

#include "engine/collect/blob_folder.hpp"
#include "engine/collect/service.hpp"
#include "engine/config/load.hpp"
#include "engine/http/testing.hpp"
#include "engine/store/mail_testing.hpp"

namespace relais::collect::testing {

using store::testing::kMay;

/// What a crash is: nothing after it happens.
struct Crash {};

class CrashAt final : public StepListener {
 public:
  int at = 0;  ///< 0: never
  int steps = 0;
  void step(std::string_view) override {
    if (++steps == at) throw Crash{};
  }
};

/// A mailbox with a journal: polls read it, audits list all messages.
class FakeMailbox final : public plugin::Collector {
 public:
  struct Message {
    mail::Envelope envelope;
    std::string body = "text";
  };
  struct Entry {
    enum class Kind { offer, move, gone } kind = Kind::offer;
    std::string id;
  };

  FakeMailbox(plugin::BlobSink& blobs, StepListener& steps) : blobs_(blobs), steps_(steps) {
    tree = {{"in", "Inbox", "inbox", "", 0, false, false},
            {"se", "Sent Items", "sentitems", "", 0, false, false},
            {"dr", "Drafts", "drafts", "", 0, false, false},
            {"del", "Deleted Items", "deleteditems", "", 0, false, false},
            {"ar", "Archive", "archive", "", 0, false, false},
            {"t2", "Test2", "", "", 0, false, false},
            {"t2o", "Old", "", "t2", 0, false, false},
            {"cl", "Clients", "", "in", 0, false, false}};
  }

  Message& arrive(const std::string& id, const std::string& folder = "in",
                  Millis received = kMay + 60'000) {
    Message message;
    auto& envelope = message.envelope;
    envelope.id = id;
    envelope.internet_message_id = "<" + id + "@example.ch>";
    envelope.received = received;
    envelope.from = mail::Correspondent{"Keller", "keller@example.ch"};
    envelope.to = std::vector<mail::Correspondent>{{"Max", "max@firm.example"}};
    envelope.cc = envelope.bcc = std::vector<mail::Correspondent>{};
    envelope.subject = "Klage";
    envelope.folder_id = folder;
    journal.push_back({Entry::Kind::offer, id});
    return messages[id] = message;
  }
  /// `told`: as a move; otherwise it is offered again.
  void move(const std::string& id, const std::string& folder, bool told = false) {
    messages.at(id).envelope.folder_id = folder;
    journal.push_back({told ? Entry::Kind::move : Entry::Kind::offer, id});
  }
  void remove(const std::string& id) {
    messages.erase(id);
    journal.push_back({Entry::Kind::gone, id});
  }

  Result<std::vector<mail::Folder>> folders() override {
    RELAIS_TRY(request());
    return tree;
  }
  Result<void> collect(plugin::Purpose purpose, std::string_view cursor,
                       plugin::Inbox& inbox) override {
    collected.emplace_back(static_cast<int>(purpose), std::string(cursor));
    if (expired.contains(purpose) && (!cursor.empty() || always_expired))
      return fail(Errc::resync, "expired");
    std::vector<Entry> entries = journal;
    if (purpose != plugin::Purpose::poll) {
      entries.clear();
      for (const auto& [id, message] : messages) entries.push_back({Entry::Kind::offer, id});
    } else if (lose_polls) {
      entries.clear();
    }
    const std::size_t start = cursor.empty() ? 0 : std::stoul(std::string(cursor));
    for (std::size_t at = start; at < entries.size();) {
      const std::size_t end = std::min(entries.size(), at + page);
      RELAIS_TRY(request());
      for (; at < end; ++at) RELAIS_TRY(report(entries[at], inbox));
      RELAIS_TRY(inbox.checkpoint(std::to_string(at)));
    }
    return {};
  }
  Result<void> fetch(std::span<const std::string> ids, plugin::Inbox& inbox) override {
    RELAIS_TRY(request());
    for (const auto& id : ids) {
      fetched.push_back(id);
      RELAIS_TRY(report({Entry::Kind::offer, id}, inbox));
    }
    return {};
  }
  Result<void> mark(std::span<const plugin::Mark> marks, const OnMark& on_mark) override {
    const auto sent = request();
    marked += static_cast<int>(marks.size());
    for (std::size_t i = 0; i < marks.size(); ++i) {
      plugin::MarkResult result;
      result.index = i;
      if (!sent) {
        result.error = sent.error().code;
      } else if (const auto refused = refusals.find(marks[i].remote_id);
                 refused != refusals.end()) {
        result.error = refused->second;
        result.code = "ErrorX";
      } else if (!messages.contains(marks[i].remote_id)) {
        result.error = Errc::not_found;
      } else {
        markers[marks[i].remote_id] = marks[i].marker;
        result.code = remark;
      }
      on_mark(result);
    }
    return sent;
  }
  Result<std::vector<plugin::Probe>> check() override {
    RELAIS_TRY(request());
    plugin::Probe probe;
    probe.name = "messages";
    probe.outcome = red ? plugin::ProbeOutcome::failed : plugin::ProbeOutcome::ok;
    return std::vector{probe};
  }
  Millis not_before() const override { return wait_until; }
  Result<void> commit_state() override {
    ++states;
    return {};
  }

  std::vector<mail::Folder> tree;
  std::map<std::string, Message> messages;
  std::vector<Entry> journal;
  std::size_t page = 2;
  std::set<plugin::Purpose> expired;
  bool always_expired = false;
  bool lose_polls = false;
  bool red = false;
  bool down = false;
  Millis wait_until = 0;
  std::string vanishing;          ///< gone once it is asked for
  std::set<std::string> not_yet;  ///< cannot be had
  std::map<std::string, Errc> refusals;
  std::map<std::string, plugin::Marker> markers;
  std::vector<std::pair<int, std::string>> collected;
  std::vector<std::string> fetched;
  int states = 0;
  std::string remark;  ///< on each marker that is set
  int marked = 0;      ///< marks that were tried

 private:
  Result<> request() {
    steps_.step("http.request.before");
    if (down) return fail(Errc::temporary, "the other side is down");
    steps_.step("http.request.after");
    return {};
  }
  plugin::Place place_of(const std::string& folder) const {
    const mail::FolderTree all(tree);
    return {folder, all.path(folder), all.ancestry(folder)};
  }
  Result<> report(const Entry& entry, plugin::Inbox& inbox) {
    const auto found = messages.find(entry.id);
    if (entry.kind == Entry::Kind::gone || found == messages.end())
      return inbox.moved(entry.id, std::nullopt);
    plugin::Offer offer;
    offer.envelope = found->second.envelope;
    const auto place = place_of(offer.envelope.folder_id.value_or(""));
    if (entry.kind == Entry::Kind::move) return inbox.moved(entry.id, place);
    offer.envelope.ancestry = place.ancestry;
    offer.folder_path = place.path;
    RELAIS_ASSIGN(const auto decision, inbox.offer(offer));
    if (decision == plugin::Decision::skip) return {};
    if (vanishing == entry.id) return inbox.moved(entry.id, std::nullopt);
    if (not_yet.contains(entry.id)) return inbox.later(entry.id);
    RELAIS_TRY(request());
    plugin::Message message;
    message.offer = offer;
    message.body_type = "text";
    RELAIS_ASSIGN(auto writer, blobs_.create());
    RELAIS_TRY(writer->write(found->second.body));
    RELAIS_ASSIGN(message.body, writer->finish());
    return inbox.store(std::move(message));
  }

  plugin::BlobSink& blobs_;
  StepListener& steps_;
};

class FakeSessions final : public Sessions {
 public:
  Result<Mailbox> find(const Account& account) override {
    if (account.handler.link("microsoft365") == nullptr)
      return fail(Errc::unsupported, "blocked: not linked");
    return Mailbox{user_id, "mm@example.ch", not_before};
  }
  Result<std::unique_ptr<Session>> open(const Account&, const Mailbox&, Since since) override {
    opened.push_back(since);
    return std::make_unique<One>(*mailbox, throttled);
  }
  Result<> postpone(const Account&, const Mailbox&, Millis until) override {
    not_before = until;
    return {};
  }
  connection::Traffic traffic() const override { return {}; }

  FakeMailbox* mailbox = nullptr;
  std::string user_id = "user-1";
  Millis not_before = 0;
  bool throttled = false;
  std::vector<Since> opened;

 private:
  class One final : public Session {
   public:
    One(FakeMailbox& mailbox, bool throttled) : mailbox_(mailbox), throttled_(throttled) {}
    plugin::Collector& collector() override { return *forward_; }
    Result<> commit_state() override { return mailbox_.commit_state(); }
    bool throttled() const override { return throttled_; }

   private:
    FakeMailbox& mailbox_;
    plugin::Collector* forward_ = &mailbox_;
    bool throttled_;
  };
};

/// The account zurich/MM, active since kMay.
class CollectTest : public store::testing::MailTest {
 protected:
  void SetUp() override {
    MailTest::SetUp();
    blobs_ = std::make_unique<store::BlobFiles>(dir_ / "blobs", &crash_);
    sink_ = std::make_unique<BlobFolder>(*blobs_, "zurich");
    box_ = std::make_unique<FakeMailbox>(*sink_, crash_);
    sessions_.mailbox = box_.get();
    reopen();
    configure("");
    ASSERT_TRUE(mail_->review_filters(mm(), kMay));
    ASSERT_TRUE(mail_->activate(mm(), "user-1", kMay));
  }
  void reopen() {
    store::OpenOptions options;
    options.steps = &crash_;
    mail_ = store::open_mail(url(), options).value();
  }
  /// Keys of addins.MAIL.
  void configure(const std::string& keys) {
    const auto loaded = config::load_text(
        "store: {url: 'sqlite:p', ledger: 'sqlite:l'}\nentities:\n  - id: zurich\n    name: Z\n"
        "    time_zone: Europe/Zurich\n    subscription: [MAIL]\n    addins:\n      MAIL: {" +
            keys + "}\n",
        "/etc/relais/relais.yaml");
    ASSERT_TRUE(loaded) << config::to_text(loaded.error());
    config_ = *loaded;
  }
  Service service() { return Service({config_, *store_, *mail_, clock_, cancel_, sessions_}); }
  AccountReport poll() {
    auto outcome = service().poll({});
    EXPECT_TRUE(outcome) << outcome.error().text;
    problems_ = outcome ? outcome->problems : std::vector<sync::Problem>{};
    if (!outcome || outcome->accounts.empty()) return {};
    return outcome->accounts.front();
  }
  AccountReport audit() {
    auto outcome = service().audit({});
    EXPECT_TRUE(outcome) << outcome.error().text;
    return outcome->accounts.at(0);
  }
  std::string reason(const std::string& id) {
    const auto found = mail_->verdicts(mm(), {&id, 1}).value();
    return found.empty() ? "none" : found.front().reason;
  }
  std::vector<std::string> stored() {
    return writer_->rows("SELECT graph_id FROM communicator_message ORDER BY graph_id");
  }
  std::string cursor(std::string_view name) { return mail_->cursor(mm(), name).value(); }

  CrashAt crash_;
  http::testing::VirtualClock clock_{kMay + 120'000};
  std::atomic<bool> cancel_{false};
  config::Config config_;
  std::unique_ptr<store::BlobFiles> blobs_;
  std::unique_ptr<BlobFolder> sink_;
  std::unique_ptr<FakeMailbox> box_;
  FakeSessions sessions_;
  std::vector<sync::Problem> problems_;
};

}  // namespace relais::collect::testing
