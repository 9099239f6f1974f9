// Messages on their way to be fetched, several at a time: one after the other, each request would
// wait for the answer before it, and a mailbox takes four at once.
//
// Only what every message is asked for is asked ahead, and only once. Whatever is not as usual is
// left to the Fetcher, which asks for the rest, and again.
#pragma once

#include <cstddef>
#include <relais/sdk.hpp>
#include <string>
#include <vector>

#include "plugins/mail-graph/answers.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// A message that is to be fetched, with what was heard of it.
struct Wanted {
  std::string id;
  Answers answers;
};

/// Of one call.
class Ahead {
 public:
  /// So many messages are under way at most, and so many contents of each.
  static constexpr std::size_t messages = 8;
  static constexpr std::size_t contents = 4;
  /// Blobs that their answers take. Names are used again, also of what no message has named.
  static constexpr std::size_t blobs = messages * (1 + contents);

  Ahead(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Only if it is not full(). One that is under way already stays as it is.
  void add(const std::string& id);
  /// It is wanted no more.
  void drop(const std::string& id);
  bool empty() const { return coming_.empty(); }
  bool full() const { return coming_.size() >= messages; }

  /// The next requests of all of them at once. Answers those of which nothing more is asked ahead,
  /// in the order in which they were added; they are under way no more, and their blobs are to be
  /// named before others are added.
  std::vector<Wanted> advance();

 private:
  enum class Step { message, attachments, contents, ready };
  struct Coming {
    Wanted wanted;
    std::string names;  ///< what the names of its blobs begin with
    Step step = Step::message;
    std::vector<sdk::Request> next{};
  };
  std::string free_names() const;
  void go_on(Coming& coming) const;

  const sdk::Host& host_;
  const Settings& settings_;
  std::vector<Coming> coming_;
};

}  // namespace relais::mail_graph
