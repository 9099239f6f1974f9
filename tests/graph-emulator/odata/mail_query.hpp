// Query options of messages.
#pragma once

#include <functional>

#include "tests/graph-emulator/odata/query.hpp"
#include "tests/graph-emulator/state/message.hpp"

namespace relais::emulator {

/// Comparisons of times (receivedDateTime, sentDateTime, createdDateTime, lastModifiedDateTime), of
/// isRead, isDraft, hasAttachments, internetMessageId; and, or, brackets.
struct MailFilter {
  std::vector<std::string> properties;  ///< in the order of their first appearance
  Millis from;                          ///< what is certain of the time of receipt, included
  Millis to;                            ///< included
  bool exact = false;                   ///< from and to say it all
  int comparisons = 0;
  std::function<bool(const Message&)> holds;
};
Answer<MailFilter> parse_mail_filter(std::string_view text);

/// $expand=attachments or attachments($select=id,name,microsoft.graph.fileAttachment/contentId)
struct AttachmentSelection {
  bool all = true;
  std::vector<std::string> names;  ///< without the cast

  bool shows(std::string_view name) const;
};
Answer<AttachmentSelection> parse_attachment_select(std::string_view text);

struct MailQuery {
  Selection select;
  std::vector<std::string> expand;  ///< ids of extended properties
  std::optional<AttachmentSelection> attachments;
  std::optional<MailFilter> filter;
  std::optional<TagFilter> tag;
  std::optional<bool> descending;  ///< $orderby=receivedDateTime
  std::optional<std::int64_t> top;
  std::int64_t skip = 0;
  std::string change_type;  ///< "" = all
};

/// Which options a request takes; any other, and any given twice, is a 400.
struct MailAllowed {
  bool expand = false;
  bool attachments = false;
  bool filter = false;  ///< and $orderby
  bool skip = false;
  bool top = false;
  bool change_type = false;
};
Answer<MailQuery> read_mail_query(std::string_view raw, MailAllowed allowed, std::int64_t max_top);

}  // namespace relais::emulator
