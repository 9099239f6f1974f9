// A firm of two handlers that lives at random, with its deadlines, reminders and appointments, the
// owners of its mailboxes, its configuration, and a service that is not always well.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/property/seed.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {

class AgendaLife {
 public:
  explicit AgendaLife(unsigned seed);

  void practice_acts();
  void owner_acts();
  /// Another target, or another container.
  void operator_acts();
  void service_fails();
  /// A sync or an audit, whatever comes of it.
  void run();

  /// The service is well again and time passes, until an audit finds nothing to do.
  void settle();
  /// Fails unless each mailbox shows what the store says, once and where it belongs, nothing
  /// foreign has changed, and neither has the practice store.
  void expect_right();
  void expect_practice_untouched();

 private:
  struct Item {
    const char* kind;
    std::string id;
  };
  /// What an owner sees of one copy.
  struct Shown {
    std::string what;                ///< event, task
    std::vector<std::string> dates;  ///< of each occurrence, with its time if it has one
    std::string text;
    bool done = false;
  };
  using Mailbox = std::map<std::string, Shown>;  ///< by key, without the store

  void change(const Item& item);
  void change_due(const Item& item);
  void change_appointment(const Item& item);
  void change_case();
  void create(const Item& item);
  void assign(const Item& item, const std::string& handler, bool on);
  void on_event(const std::string& user, const json::value& event);
  void on_task(const std::string& user, const json::value& task);
  void delete_container(const std::string& user);
  std::string addins() const;
  std::string date();

  Mailbox expected(const std::string& handler);
  void expect_due(const std::string& kind, const std::string& handler, Mailbox& into);
  void expect_appointments(const std::string& handler, Mailbox& into);
  Mailbox shown(const std::string& handler);
  std::string foreign(const std::string& handler);

  const Options options_;
  Testbed firm_;
  Random random_;
  std::vector<Item> items_;
  std::map<std::string, std::string> targets_;  ///< by kind
  std::string calendar_, list_;                 ///< own containers, or empty
  std::map<std::string, std::string> foreign_;  ///< by handler
  std::string tables_;
};

}  // namespace relais::testbed
