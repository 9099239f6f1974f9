#include "engine/config/document.hpp"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <unordered_map>

#include "engine/config/source_text.hpp"

namespace relais::config {
namespace {

/// Ends the reading; what was read so far is not usable.
struct Stop {
  Mark mark;
  std::string path;
  std::string found;
  std::string expected;
  std::string hint;
};

/// yaml-cpp lets a quoted text end with the file.
bool never_closed(std::string_view source) {
  while (!source.empty() && (source[0] == '&' || source[0] == '!')) {  // anchor or tag before it
    source.remove_prefix(std::min(source.find_first_of(" \t\r\n"), source.size()));
    source.remove_prefix(std::min(source.find_first_not_of(" \t\r\n"), source.size()));
  }
  if (source.empty() || (source[0] != '\'' && source[0] != '"')) return false;
  const char quote = source[0];
  for (std::size_t i = 1; i < source.size(); ++i) {
    if (source[i] == '\\' && quote == '"') {
      ++i;
    } else if (source[i] == quote) {
      if (quote == '"' || i + 1 == source.size() || source[i + 1] != quote) return false;
      ++i;
    }
  }
  return true;
}

std::size_t count_nodes(const Node& node, std::size_t& bytes) {
  std::size_t count = 1;
  bytes += node.text.size() + node.key.size();
  for (const auto& child : node.children) count += count_nodes(child, bytes);
  return count;
}

std::size_t depth_of(const Node& node) {
  std::size_t depth = 0;
  for (const auto& child : node.children) depth = std::max(depth, depth_of(child));
  return depth + 1;
}

class Builder final : public YAML::EventHandler {
 public:
  Builder(const SourceText& source, Problems& problems) : source_(source), problems_(problems) {}

  Node root;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0)
      throw Stop{at(mark), "", "a second document", "one document",
                 "remove the line `---` and what follows, or make it a file of its own"};
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.mark = at(mark);
    place(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.mark = at(mark);
    refuse_tag(node.mark, tag);
    const bool plain = tag.empty() || tag == "?";
    node.kind = plain ? kind_of_plain(value) : Node::Kind::text;
    if (value.size() > max_scalar_bytes)
      throw Stop{node.mark, path(), fmt::format("a text of {} bytes", value.size()),
                 fmt::format("at most {}", max_scalar_bytes), "is a quote missing at its end?"};
    if (!plain && never_closed(source_.from(mark.line, mark.column)))
      throw Stop{node.mark, path(), "a text whose closing quote is missing", "a quote at its end",
                 "a quote inside of '...' is written twice, inside of \"...\" as \\\""};
    node.text = value;
    place(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      throw Stop{at(mark), path(), "an alias inside of what it stands for",
                 "an alias of something complete", "write the text out"};
    const Node& node = found->second;
    count(node, at(mark));
    if (stack_.size() + depth_of(node) > max_depth) too_deep(mark);
    place(Node(node), 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    std::set<std::string> keys;
    bool has_key = false;  // of a map: the next event is the value
    bool drop = false;     // the value of a duplicate key
    std::string key;
    Mark key_mark;
  };

  Mark at(const YAML::Mark& mark) const { return source_.mark(mark.line, mark.column); }

  std::string path() const {
    std::string out;
    for (const auto& frame : stack_) {
      if (frame.node.kind == Node::Kind::list) {
        out = path_of(out, frame.node.children.size());
      } else if (frame.has_key) {
        out = path_of(out, frame.key);
      }
    }
    return out;
  }

  [[noreturn]] void too_deep(const YAML::Mark& mark) const {
    throw Stop{at(mark), "", fmt::format("more than {} levels", max_depth),
               fmt::format("at most {} levels of maps and lists", max_depth), ""};
  }

  void count(const Node& node, Mark mark) {
    nodes_ += count_nodes(node, bytes_);
    if (nodes_ <= max_nodes && bytes_ <= max_expanded_bytes) return;
    throw Stop{
        mark, "", "too many values, aliases counted each time they are used",
        fmt::format("at most {} values of {} MiB in all", max_nodes, max_expanded_bytes >> 20), ""};
  }

  void refuse_tag(Mark mark, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!" || tag == "tag:yaml.org,2002:str") return;
    problems_.add(mark, path(), "a tag (`!...`)", "a value without a tag",
                  "put texts that begin with ! in quotes");
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    if (expects_key()) not_a_key(mark);
    if (stack_.size() >= max_depth) too_deep(mark);
    refuse_tag(at(mark), tag);
    Frame frame;
    frame.node.kind = kind;
    frame.node.mark = at(mark);
    count(frame.node, frame.node.mark);
    frame.anchor = anchor;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    place(std::move(frame.node), frame.anchor);
  }

  bool expects_key() const {
    return !stack_.empty() && stack_.back().node.kind == Node::Kind::map && !stack_.back().has_key;
  }

  [[noreturn]] void not_a_key(const YAML::Mark& mark) const { not_a_key(at(mark)); }
  [[noreturn]] void not_a_key(Mark mark) const {
    throw Stop{mark, path(), "a key that is no text", "a name as key",
               "texts that begin with { or [ or * need quotes"};
  }

  void place(Node node, YAML::anchor_t anchor) {
    const Mark mark = node.mark;
    if (anchor != 0) {
      count(node, mark);
      anchors_[anchor] = node;
    } else if (node.is_scalar()) {
      count(node, mark);
    }
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == Node::Kind::list) {
      frame.node.children.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, std::move(node));
    } else {
      frame.has_key = false;
      node.key = std::move(frame.key);
      node.key_mark = frame.key_mark;
      if (!frame.drop) frame.node.children.push_back(std::move(node));
    }
  }

  void take_key(Frame& frame, Node node) {
    if (!node.is_scalar() || node.kind == Node::Kind::null) not_a_key(node.mark);
    if (node.text.size() > max_key_bytes)
      throw Stop{node.mark, path(), fmt::format("a key of {} bytes", node.text.size()),
                 fmt::format("at most {}", max_key_bytes), ""};
    if (node.text == "<<")
      problems_.add(node.mark, path(), "a merge key (`<<`)", "the keys themselves",
                    "aliases of whole values work, merging does not");
    frame.drop = !frame.keys.insert(node.text).second;
    if (frame.drop)
      problems_.add(node.mark, path_of(path(), node.text), "the same key again", "each key once",
                    "remove one of them");
    frame.key = std::move(node.text);
    frame.key_mark = node.mark;
    frame.has_key = true;
  }

  const SourceText& source_;
  Problems& problems_;
  std::vector<Frame> stack_;
  std::unordered_map<YAML::anchor_t, Node> anchors_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
  int documents_ = 0;
};

}  // namespace

std::optional<Node> read_document(std::string_view text, Problems& problems) {
  const SourceText source(text);
  if (!source.acceptable(problems)) return std::nullopt;
  Builder builder(source, problems);
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stop) {
    problems.add(stop.mark, stop.path, stop.found, stop.expected, stop.hint);
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    problems.add(source.mark(error.mark.line, error.mark.column), "",
                 "text that is not YAML: " + error.msg, "YAML",
                 "look at this line and the one before: indentation, `: `, quotes, brackets");
    return std::nullopt;
  }
  if (builder.root.kind == Node::Kind::null) {
    problems.add({1, 1}, "", "an empty file", "the configuration of relais",
                 "`relais init` writes one to start from");
    return std::nullopt;
  }
  return std::move(builder.root);
}

}  // namespace relais::config
