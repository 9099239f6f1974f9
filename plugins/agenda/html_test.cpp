#include "plugins/agenda/html.hpp"

#include <gtest/gtest.h>

namespace relais::agenda {
namespace {

std::string text(std::string_view html) { return text_of_html(html).value_or("nothing"); }

std::string many(std::string_view unit, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += unit;
  return all;
}

TEST(TextOfHtml, IsWhatItsOwnerReads) {
  struct Case {
    const char* html;
    const char* text;
  };
  for (const Case& each : {
           Case{"", ""},
           Case{"plain\n text", "plain text"},
           Case{"a<br>b<br/>c", "a\nb\nc"},
           Case{"a<br><br>b", "a\n\nb"},
           Case{"<p>a</p><p>b</p>", "a\nb"},
           Case{"<p>a<p>b", "a\nb"},
           Case{"<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"},
           Case{"<div><div>a</div></div><div>b</div>", "a\nb"},
           Case{"<ul><li>a<li>b</ul>c", "a\nb\nc"},
           Case{"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"},
           Case{"a <b>b</b>  <i> c</i>", "a b c"},
           Case{"  a\r\n\t b  ", "a b"},
           Case{"&lt;&amp;&uuml;&#8364;&#x41;&nbsp;x",
                "<&\xC3\xBC\xE2\x82\xAC"
                "A x"},
           Case{"&bogus; &", "&bogus; &"},
           Case{"<pre>a\n  b\n</pre>c", "a\n  b\nc"},
           Case{"<html><head><title>t</title><style>s{}</style></head><body>a<script>x<y</script>b"
                "<!-- c --></body></html>",
                "ab"},
           Case{"</div></p>a", "a"},
           Case{"<html><head><meta http-equiv=Content-Type content=\"text/html; charset=utf-16\">"
                "</head><body>\xC3\xBC</body></html>",
                "\xC3\xBC"},
           Case{"<p>--- relais ---<br>\r\nA<br>\r\n--- /relais ---</p>",
                "--- relais ---\nA\n--- /relais ---"},
       })
    EXPECT_EQ(text(each.html), each.text) << each.html;
}

TEST(TextOfHtml, ReadsOnBehindAZeroByte) {
  using namespace std::string_literals;
  EXPECT_EQ(text("a\0b<br>c"s), "a b\nc");
}

TEST(TextOfHtml, IsWholeHoweverLong) {
  const std::string lines = many("<p>0123456789</p>", 100'000);
  EXPECT_EQ(text(lines + "end").size(), 100'000U * 11 + 3);
}

TEST(TextOfHtml, TakesAnythingInReasonableTime) {
  for (const char* unit : {"<div>", "<div></p>", "<ul><li>", "<b>", "<table><td>", "</div>", "<",
                           "&#", "<!--", "<a b=", "<script>", "\xFF", "<![CDATA["})
    (void)text_of_html(many(unit, 200'000));
}

TEST(TextOfHtml, WhatNestsTooDeepIsRefusedRatherThanCut) {
  EXPECT_EQ(text(many("<div>", 500) + "a"), "a");
  EXPECT_FALSE(text_of_html(many("<div>", 5'000) + "a"));
}

}  // namespace
}  // namespace relais::agenda
