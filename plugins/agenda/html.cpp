#include "plugins/agenda/html.hpp"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <climits>
#include <memory>

namespace relais::agenda {
namespace {

using Name = std::string_view;

template <std::size_t N>
bool is_one_of(Name name, const std::array<Name, N>& those) {
  return std::find(those.begin(), those.end(), name) != those.end();
}

/// Begin on a line of their own, and what follows them does too.
constexpr std::array<Name, 30> blocks{
    "address", "article", "aside",  "blockquote", "body", "center", "dd",  "div",
    "dl",      "dt",      "footer", "form",       "h1",   "h2",     "h3",  "h4",
    "h5",      "h6",      "header", "hr",         "li",   "main",   "nav", "ol",
    "p",       "pre",     "table",  "section",    "tr",   "ul"};
constexpr std::array<Name, 5> unseen{"head", "script", "style", "template", "title"};

/// Takes what the parser finds, as it comes: no tree is built, however deep the HTML nests.
class SeenLines {
 public:
  void open(Name name) {
    if (is_one_of(name, unseen)) ++hidden_;
    if (name == "pre") ++verbatim_;
    if (name == "br") return end_line();
    if (is_one_of(name, blocks)) end_line_if_any();
  }

  void close(Name name) {
    if (is_one_of(name, unseen) && hidden_ > 0) --hidden_;
    if (name == "pre" && verbatim_ > 0) --verbatim_;
    if (name == "td" || name == "th") line_ += '\t';
    if (is_one_of(name, blocks)) end_line_if_any();
  }

  void text(std::string_view piece) {
    static constexpr std::string_view no_break = "\xC2\xA0";
    if (hidden_ > 0) return;
    while (!piece.empty()) {
      const char c = piece.front();
      if (piece.starts_with(no_break)) {
        line_ += ' ';
        piece.remove_prefix(no_break.size());
        solid_ = true;  // an empty paragraph of Outlook's is <p>&nbsp;</p>
        continue;
      }
      piece.remove_prefix(1);
      if (c == '\r') continue;
      if (c == '\n' && verbatim_ > 0)
        end_line();
      else if (c == ' ' || c == '\t' || c == '\n' || c == '\f')
        space(c);
      else
        line_ += c, solid_ = true;
    }
  }

  std::string take() {
    end_line_if_any();
    while (text_.ends_with('\n')) text_.pop_back();
    return std::move(text_);
  }

 private:
  void space(char c) {
    if (verbatim_ > 0)
      line_ += c;
    else if (solid_ && line_.back() != ' ' && line_.back() != '\t')
      line_ += ' ';
  }

  void end_line_if_any() {
    if (solid_) return end_line();
    line_.clear();
  }

  void end_line() {
    while (line_.ends_with(' ') || line_.ends_with('\t')) line_.pop_back();
    text_.append(line_).append("\n");
    line_.clear();
    solid_ = false;
  }

  std::string text_;
  std::string line_;
  bool solid_ = false;  ///< the line has something that shows, so it is one
  int hidden_ = 0;
  int verbatim_ = 0;
};

Name name_of(const xmlChar* name) { return reinterpret_cast<const char*>(name); }

/// Deeper than any mail program nests. The parser's time grows with the square of it.
constexpr int max_depth = 1000;

struct Reading {
  htmlParserCtxtPtr context = nullptr;
  SeenLines lines{};

  static Reading& of(void* self) { return *static_cast<Reading*>(self); }
};

void listen(htmlSAXHandler& sax) {
  sax = {};
  sax.startElement = [](void* self, const xmlChar* name, const xmlChar**) {
    Reading& reading = Reading::of(self);
    reading.lines.open(name_of(name));
    if (reading.context->nameNr > max_depth) xmlStopParser(reading.context);
  };
  sax.endElement = [](void* self, const xmlChar* name) {
    Reading::of(self).lines.close(name_of(name));
  };
  sax.characters = [](void* self, const xmlChar* text, int size) {
    Reading::of(self).lines.text({name_of(text).data(), static_cast<std::size_t>(size)});
  };
  sax.ignorableWhitespace = sax.characters;
  // The content of scripts and styles; without this it would come as characters.
  sax.cdataBlock = [](void*, const xmlChar*, int) {};
}

struct FreeContext {
  void operator()(htmlParserCtxtPtr context) const { htmlFreeParserCtxt(context); }
};

}  // namespace

std::optional<std::string> text_of_html(std::string_view html) {
  static const bool prepared = (xmlInitParser(), true);  // once, before threads meet in it
  const std::unique_ptr<htmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
  if (!prepared || !context || html.size() > INT_MAX / 4) return std::nullopt;
  std::string input(html);
  // Behind a NUL the parser would not read on.
  std::replace(input.begin(), input.end(), '\0', ' ');

  Reading reading{.context = context.get()};
  listen(*context->sax);
  context->userData = &reading;
  htmlCtxtReadMemory(context.get(), input.data(), static_cast<int>(input.size()), nullptr, "UTF-8",
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                         HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  if (context->disableSAX != 0) return std::nullopt;  // it gave up
  return reading.lines.take();
}

}  // namespace relais::agenda
