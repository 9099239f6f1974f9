// From a draft to an account that collects, and back.
#pragma once

#include <map>

#include "engine/collect/collecting.hpp"

namespace relais::collect {

/// How far back a preview looks for messages to try the rules on.
inline constexpr Millis kSampleOf = 7LL * 86'400'000;

/// What activating would mean.
struct Preview {
  std::vector<plugin::Probe> probes;            ///< the connection test; not if it was not reached
  std::vector<mail::NotResolved> not_resolved;  ///< names of folders, with candidates
  std::vector<mail::TopLevel> folders;          ///< as `tree` has them
  std::optional<mail::FolderTree> tree;
  std::int64_t read = 0;      ///< messages in folders that are read; none of them is loaded
  std::int64_t not_read = 0;  ///< and in the others
  /// What the rules would have said about the latest messages, by reason.
  std::map<std::string, std::int64_t> sample;
  std::int64_t sampled = 0;
  Millis sampled_since = 0;
  bool filters_reviewed = false;

  bool test_failed() const;
};

struct ActivationOptions {
  bool reviewed = false;  ///< whoever activates has seen the preview
  bool resume = false;    ///< go on where it was suspended, instead of from now on
};

struct Activation {
  Preview preview;
  bool done = false;  ///< false: the filters have to be looked at first (ActivationOptions)
  store::AccountState state;
};

/// `session`: opened for the beginning of the sample. Writes nothing.
Result<Preview> preview(const Desk& desk, const Account& account, Session& session,
                        Millis sample_since);

/// From now on, in whole seconds. Errc::refused: the connection test failed. Errc::config: an
/// excluded folder is unknown or ambiguous (`why` says which, with candidates).
Result<Activation> activate(const Desk& desk, const Account& account,
                            const Sessions::Mailbox& mailbox, Session& session,
                            ActivationOptions options, Preview& why);

/// Looks up the excluded folders in the tree. `anew`: also those that were looked up before and are
/// missing. Errc::config: a name that no folder has, or two.
Result<std::vector<store::FolderPin>> find_excluded(const Desk& desk, const Account& account,
                                                    const mail::FolderTree& tree, bool anew);

}  // namespace relais::collect
