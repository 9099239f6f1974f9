// Addresses as headers and services write them.
#include "engine/mail/address.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace relais::mail {
namespace {

struct Written {
  const char* name;
  std::string text;
  std::vector<std::string> read;  ///< "" is unresolved
};

void PrintTo(const Written& each, std::ostream* out) { *out << each.name; }

const std::vector<Written>& written() {
  static const std::vector<Written> all{
      {"Bare", "a@b.ch", {"a@b.ch"}},
      {"Blanks", " \t a@b.ch\r\n", {"a@b.ch"}},
      {"Case", "Hans.Muster@MusterKanzlei.COM", {"hans.muster@musterkanzlei.com"}},
      {"CaseOutsideOfAscii", "MÜLLER@b.ch", {"müller@b.ch"}},
      {"ComposedAndDecomposed", "mu\xcc\x88ller@b.ch", {"müller@b.ch"}},
      {"DotAtTheEnd", "a@b.ch.", {"a@b.ch"}},
      {"TwoDotsAtTheEnd", "a@b.ch..", {""}},
      {"Angle", "Anna Muster <a@b.ch>", {"a@b.ch"}},
      {"AngleAlone", "<a@b.ch>", {"a@b.ch"}},
      {"QuotedName", "\"Muster, Anna\" <a@b.ch>", {"a@b.ch"}},
      {"NameWithQuotesInside", R"("Anna \"AM\" Muster" <a@b.ch>)", {"a@b.ch"}},
      {"NameIsNoAddress", "\"kollegin2@musterkanzlei.com\" <evil@x.com>", {"evil@x.com"}},
      {"NameIsNoAddressUnquoted", "kollegin2@musterkanzlei.com <evil@x.com>", {"evil@x.com"}},
      {"NameBehindIsNoAddress", "<evil@x.com> kollegin2@musterkanzlei.com", {"evil@x.com"}},
      {"NameWithBrackets", "\"<good@firm.ch>\" <evil@x.com>", {"evil@x.com"}},
      {"NameAlone", "Anna Muster", {""}},
      {"QuotedNameAlone", "\"a@b.ch\"", {""}},
      {"NameBeforeBareAddress", "\"good@firm.ch\" evil@x.com", {""}},
      {"TwoAngles", "<a@b.ch> <c@d.ch>", {""}},
      {"Comment", "a@b.ch (Anna)", {"a@b.ch"}},
      {"CommentWithAddress", "evil@x.com (good@firm.ch)", {"evil@x.com"}},
      {"NestedComments", "(a (b) \\) c)a@b.ch", {"a@b.ch"}},
      {"CommentInside", "a(x)@(y)b.ch", {"a@b.ch"}},
      {"CommentWithoutEnd", "a@b.ch (Anna", {""}},
      {"QuotesWithoutEnd", "\"Anna <a@b.ch>", {""}},
      {"AngleWithoutEnd", "Anna <a@b.ch", {""}},
      {"Two", "a@b.ch, c@d.ch", {"a@b.ch", "c@d.ch"}},
      {"TwoWithSemicolon", "a@b.ch; C <c@d.ch>", {"a@b.ch", "c@d.ch"}},
      {"EmptyEntries", ",a@b.ch,, ,c@d.ch,", {"a@b.ch", "c@d.ch"}},
      {"Group", "Team: a@b.ch, \"C, D\" <c@d.ch>;", {"a@b.ch", "c@d.ch"}},
      {"GroupAmongOthers", "x@y.ch, Team: a@b.ch;, c@d.ch", {"x@y.ch", "a@b.ch", "c@d.ch"}},
      {"GroupWithQuotedName", "\"a@b.ch\": c@d.ch;", {"c@d.ch"}},
      {"EmptyGroup", "undisclosed recipients:;", {}},
      {"Empty", "", {}},
      {"BlankOnly", " \r\n ", {}},
      {"EmptyAngle", "<>", {""}},
      {"X500", "/O=FIRM/OU=EXCHANGE/CN=RECIPIENTS/CN=ABC", {""}},
      {"X500Lower", "/o=ExchangeLabs/ou=x/cn=y-z", {""}},
      {"X500WithAt", "/O=FIRM/CN=a@b.ch", {""}},
      {"X500WithPrefix", "EX:/O=FIRM/CN=ABC", {""}},
      {"X500InBrackets", "Anna <X500:/o=firm/cn=a@b.ch>", {""}},
      {"X500Wrapped", "IMCEAEX-_O=FIRM_CN=ABC@musterkanzlei.com", {""}},
      {"X500InQuotes", "\"/O=FIRM\"@b.ch", {""}},
      {"SmtpPrefix", "SMTP:A@b.ch", {"a@b.ch"}},
      {"MailtoPrefix", "mailto:a@b.ch", {"a@b.ch"}},
      {"Route", "<@relay.example:a@b.ch>", {"a@b.ch"}},
      {"QuotedLocal", "\"a b\"@c.ch", {"\"a b\"@c.ch"}},
      {"QuotedLocalWithoutNeed", "\"anna\"@c.ch", {"anna@c.ch"}},
      {"QuotedLocalWithAt", "\"a@b\"@c.ch", {"\"a@b\"@c.ch"}},
      {"QuotedLocalWithComma", "\"a,b\"@c.ch", {"\"a,b\"@c.ch"}},
      {"PlusTag", "a+tag@b.ch", {"a+tag@b.ch"}},
      {"Apostrophe", "o'neil@b.ch", {"o'neil@b.ch"}},
      {"TwoAts", "a@b@c.ch", {""}},
      {"NoLocal", "@b.ch", {""}},
      {"NoDomain", "a@", {""}},
      {"SpaceInside", "a b@c.ch", {""}},
      {"SpaceInDomain", "a@b .ch", {""}},
      {"Control", std::string("a\0b@c.ch", 8), {""}},
      {"Literal", "a@[192.168.0.1]", {""}},
      {"Idn", "a@müller-recht.ch", {"a@xn--mller-recht-thb.ch"}},
      {"IdnUpper", "a@MÜLLER-Recht.CH", {"a@xn--mller-recht-thb.ch"}},
      {"IdnDecomposed", "a@mu\xcc\x88ller-recht.ch", {"a@xn--mller-recht-thb.ch"}},
      {"ALabel", "a@XN--MLLER-RECHT-THB.ch", {"a@xn--mller-recht-thb.ch"}},
      {"ALabelBroken", "a@xn--99999999999.ch", {""}},
      {"SharpSIsNotSs", "a@faß.de", {"a@xn--fa-hia.de"}},
      {"IdeographicDot",
       "a@b\xe3\x80\x82"
       "ch",
       {"a@b.ch"}},
      {"FullWidth", "a@ｂ.ch", {"a@b.ch"}},
      {"HyphensThreeAndFour", "a@r3---sn.example", {"a@r3---sn.example"}},
      {"HyphenAtTheStart", "a@-b.ch", {""}},
      {"LabelTooLong", "a@" + std::string(64, 'x') + ".ch", {""}},
      {"DomainTooLong", "a@" + std::string(300, '.') + "ch", {""}},
      {"EmptyLabel", "a@b..ch", {""}},
      {"BrokenUtf8Local",
       "a\xff"
       "b@c.ch",
       {""}},
      {"BrokenUtf8Domain", "a@b\xc3.ch", {""}},
      {"Latin1Name", "M\xfcller <a@b.ch>", {"a@b.ch"}},
      {"EncodedWordName", "=?iso-8859-1?Q?M=FCller?= <a@b.ch>", {"a@b.ch"}},
      {"EncodedWordIsNoAddress", "=?utf-8?Q?a=40b.ch?=", {""}},
      {"GreekQuestionMark",
       "a\xcd\xbe"
       "b@c.ch",
       {"\"a;b\"@c.ch"}},
      {"TooLong", std::string(2000, 'a') + "@b.ch", {""}},
  };
  return all;
}

class Addresses : public ::testing::TestWithParam<Written> {};

TEST_P(Addresses, AreRead) {
  std::vector<std::string> read;
  for (const auto& each : parse_addresses(GetParam().text)) read.push_back(each.text);
  EXPECT_EQ(read, GetParam().read);
  const bool one = read.size() == 1;
  EXPECT_EQ(parse_address(GetParam().text).text, one ? read[0] : "");
}

INSTANTIATE_TEST_SUITE_P(Table, Addresses, ::testing::ValuesIn(written()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Address, KnowsItsParts) {
  const Address address = parse_address("\"a@B\"@C.ch");
  EXPECT_EQ(address.local(), "\"a@b\"");
  EXPECT_EQ(address.domain(), "c.ch");
  EXPECT_EQ(Address{}.local(), "");
  EXPECT_EQ(Address{}.domain(), "");
}

/// Pieces that mean something to the reader, and bytes that do not.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{"a@b.ch",
                                               "\"",
                                               "\\",
                                               "<",
                                               ">",
                                               "(",
                                               ")",
                                               ",",
                                               ";",
                                               ":",
                                               "@",
                                               ".",
                                               " ",
                                               "\t",
                                               "\r\n",
                                               "/O=",
                                               "ex:",
                                               "x@",
                                               "ü",
                                               "ß",
                                               "xn--",
                                               "İ",
                                               "ﬀ",
                                               "\xcd\xbe",
                                               "-",
                                               "+",
                                               "smtp:",
                                               "[",
                                               "]",
                                               "\xff",
                                               "Σ",
                                               "\xe2\x80\x8d",
                                               "ｱ",
                                               "imceaex-",
                                               "\xcd\x85",
                                               "mueller",
                                               "\xf0\x9f\x98\x80",
                                               "=?utf-8?Q?",
                                               "K",
                                               "。",
                                               "ǰ",
                                               "ͺ"};
  std::string out;
  if (random() % 3 == 0) {
    const auto piece = [&] { return pieces[random() % pieces.size()]; };
    return "a" + piece() + "@b" + piece() + ".ch";
  }
  for (auto left = random() % 12; left > 0; --left) {
    if (random() % 8 == 0)
      out += static_cast<char>(random() % 256);
    else
      out += pieces[random() % pieces.size()];
  }
  return out;
}

TEST(AddressFuzz, NeverThrowsAndReadsItsOwnFormAsItself) {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  std::size_t resolved = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text = random_text(random);
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed) + ", text " + std::to_string(i));
    for (const auto& address : parse_addresses(text)) {
      if (!address.resolved()) continue;
      ++resolved;
      EXPECT_EQ(parse_address(address.text).text, address.text) << text;
      EXPECT_EQ(parse_addresses("\"x@y.ch\" <" + address.text + ">").at(0).text, address.text);
      EXPECT_EQ(normalise_domain(address.domain()), address.domain());
      EXPECT_FALSE(address.local().empty() || address.domain().empty());
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(resolved, 1000u);
}

TEST(AddressFuzz, LongAndDeepTextsEnd) {
  for (const char* piece : {"(", "\"", "<", ",", "a@b.ch,", "x:", ";", "\\", "\"\\", "(\\", "ü"}) {
    std::string text;
    while (text.size() < 300'000) text += piece;
    EXPECT_FALSE(parse_address(text).resolved()) << piece;
  }
}

}  // namespace
}  // namespace relais::mail
