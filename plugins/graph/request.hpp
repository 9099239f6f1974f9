// Requests to Graph as all our plugins send them: immutable ids on every one of them.
#pragma once

#include <relais/sdk.hpp>
#include <string>
#include <string_view>

namespace relais::graph {

/// Percent-encoded as one segment of a path or one value of a query.
std::string escape(std::string_view text);

/// A path below the connection's first base URL, with its query options.
class Url {
 public:
  explicit Url(std::string path) : text_(std::move(path)) {}
  /// Appends "/segment", escaped.
  Url& segment(std::string_view segment);
  /// Appends "/path" as it is.
  Url& path(std::string_view path);
  /// Appends a query option; the name as it is, the value escaped.
  Url& option(std::string_view name, std::string_view value);
  const std::string& str() const { return text_; }

 private:
  std::string text_;
  bool has_query_ = false;
};

/// `users/{id}`, the root of everything in a mailbox.
Url user(std::string_view id);

/// `prefer`: preferences besides immutable ids, such as odata.maxpagesize=100.
sdk::Request get(std::string url, std::string_view prefer = {});
/// Creates something, so it is never repeated blindly.
sdk::Request post(std::string url, std::string body);
/// Sets absolute values, so it may be repeated. With `if_match`, only if the item has that etag.
sdk::Request patch(std::string url, std::string body, std::string_view if_match = {});
sdk::Request remove(std::string url);

/// The request with another preference beside those it has.
sdk::Request preferring(sdk::Request request, std::string_view preference);

}  // namespace relais::graph
