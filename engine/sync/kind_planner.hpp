// Pages of item ids -> rows -> decisions, for one kind of one lane.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/sync/planning.hpp"

namespace relais::sync {

class KindPlanner {
 public:
  /// Adds to `plan`; all references outlive the planner.
  KindPlanner(Context& context, Job& job, Lane& lane, const LaneKind& kind,
              store::Snapshot& snapshot, KindPlan& plan);

  /// `items`: ascending, each once. Answers those that need something, or wait for something.
  Result<std::set<std::string>> page(std::span<const std::string> items);
  /// In a mailbox that several entities use, a dirty key is the business of the item's entity; when
  /// the item is gone, of the one that has its copy.
  Result<bool> is_ours(const std::string& item);

 private:
  using Rows = std::map<std::string, Row>;  // by key

  Result<Rows> rows_of(std::span<const std::string> items);
  Row& row_for(Rows& rows, const std::string& key, const std::string& item,
               const std::string& part);
  Result<> explain_absent(Rows& rows, const std::vector<std::string>& undesired,
                          const std::set<std::string>& shown);
  Result<std::set<std::string>> items_of(const std::vector<std::string>& handlers,
                                         const std::vector<std::string>& items);
  Result<Absence> absence_of(const std::string& item);
  /// Files the row's actions; answers whether it needs, or waits for, anything.
  bool file(const Row& row);
  void restamp(const Row& row);

  Context& context_;
  Job& job_;
  Lane& lane_;
  const LaneKind& kind_;
  store::Snapshot& snapshot_;
  KindPlan& plan_;
  Policy policy_;
};

}  // namespace relais::sync
