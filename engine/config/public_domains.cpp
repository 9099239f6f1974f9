#include "engine/config/public_domains.hpp"

#include <algorithm>

namespace relais::config {
namespace {

std::vector<std::string_view> sorted_public_domains() {
  std::vector<std::string_view> out{
      // Switzerland and Liechtenstein
      "bluewin.ch", "bluemail.ch", "swissonline.ch", "sunrise.ch", "hispeed.ch", "quickline.ch",
      "gmx.ch", "hotmail.ch", "yahoo.ch", "mail.ch", "green.ch", "tiscali.ch", "freesurf.ch",
      "swissmail.org", "vtxnet.ch", "vtxmail.ch", "netplus.ch", "citycable.ch", "besonet.ch",
      "windowslive.ch", "live.ch", "romandie.com", "ticino.com", "adon.li", "supra.net",
      // Germany, Austria
      "gmx.de", "gmx.at", "gmx.net", "gmx.com", "gmx.org", "gmx.eu", "gmx.info", "web.de",
      "t-online.de", "freenet.de", "mail.de", "posteo.de", "posteo.net", "posteo.ch", "posteo.at",
      "mailbox.org", "arcor.de", "online.de", "1und1.de", "vodafone.de", "vodafonemail.de",
      "o2online.de", "kabelmail.de", "unitybox.de", "ewe.net", "ewetel.net", "htp-tel.de",
      "email.de", "hotmail.de", "hotmail.at", "live.de", "live.at", "yahoo.de", "outlook.de",
      "outlook.at", "aon.at", "a1.net", "chello.at", "inode.at", "utanet.at", "kabsi.at",
      // France, Belgium, Luxembourg
      "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr",
      "numericable.fr", "club-internet.fr", "aliceadsl.fr", "cegetel.net", "gmx.fr", "hotmail.fr",
      "live.fr", "yahoo.fr", "outlook.fr", "skynet.be", "proximus.be", "telenet.be", "hotmail.be",
      "live.be", "outlook.be", "pt.lu", "vo.lu",
      // Italy
      "libero.it", "virgilio.it", "alice.it", "tim.it", "tin.it", "tiscali.it", "inwind.it",
      "iol.it", "fastwebnet.it", "email.it", "hotmail.it", "live.it", "yahoo.it", "outlook.it",
      "gmx.it", "pec.it", "legalmail.it", "postecert.it",
      // the world
      "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com",
      "live.co.uk", "msn.com", "passport.com", "windowslive.com", "yahoo.com", "yahoo.co.uk",
      "yahoo.es", "ymail.com", "rocketmail.com", "icloud.com", "me.com", "mac.com", "aol.com",
      "aol.de", "aim.com", "proton.me", "protonmail.com", "protonmail.ch", "pm.me", "tuta.com",
      "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me", "fastmail.com",
      "fastmail.fm", "hey.com", "hushmail.com", "zoho.com", "zohomail.eu", "yandex.com",
      "yandex.ru", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ukr.net", "wp.pl",
      "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz", "btinternet.com", "sky.com",
      "virginmedia.com", "talktalk.net", "comcast.net", "verizon.net", "att.net", "sbcglobal.net",
      "bellsouth.net", "cox.net", "charter.net", "mail.com", "email.com", "usa.net", "inbox.com",
      "qq.com", "163.com", "126.com", "naver.com", "hanmail.net", "sapo.pt", "hotmail.es",
      "outlook.es", "ziggo.nl", "kpnmail.nl", "hetnet.nl", "xs4all.nl", "planet.nl", "home.nl",
      "live.nl", "hotmail.nl", "uol.com.br", "bol.com.br", "abv.bg", "freemail.hu", "citromail.hu"};
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

const std::vector<std::string_view>& public_domains() {
  static const std::vector<std::string_view> domains = sorted_public_domains();
  return domains;
}

}  // namespace relais::config
