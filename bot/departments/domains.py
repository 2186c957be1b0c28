"""Email domains that may stand for a department: nobody can get a mailbox there without the department's own doing."""

import re
from collections.abc import Iterable
from enum import StrEnum

MOST_DOMAINS = 10
MAX_DOMAIN_CHARACTERS = 253


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FREE_MAIL = _words(
    """
    126.com 163.com 1und1.de aim.com airmail.cc aol.com arcor.de att.net bellsouth.net bigpond.com bluewin.ch
    btinternet.com centurylink.net charter.net cock.li comcast.net compuserve.com cox.net dismail.de duck.com
    earthlink.net email.com embarqmail.com excite.com fastmail.com fastmail.fm free.fr freenet.de frontier.com
    frontiernet.net gawab.com gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net gmx.us googlemail.com hey.com hotmail.ca
    hotmail.co.uk hotmail.com hotmail.es hotmail.fr hush.com hushmail.com icloud.com inbox.com inbox.lv interia.pl
    juno.com keemail.me laposte.net libero.it live.ca live.co.uk live.com lycos.com mac.com mail.com mail.ru mailbox.org
    mailfence.com me.com mindspring.com msn.com naver.com netscape.net netzero.com netzero.net o2.pl onet.pl online.no
    optimum.net optonline.net orange.fr outlook.com outlook.es pacbell.net passport.com pm.me post.com posteo.de
    posteo.net prodigy.net proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com riseup.net
    roadrunner.com rocketmail.com runbox.com safe-mail.net sbcglobal.net seznam.cz shaw.ca sina.com sky.com skynet.be
    spectrum.net suddenlink.net sympatico.ca t-online.de talktalk.net tds.net telus.net terra.com.br tiscali.it tuta.com
    tuta.io tutamail.com tutanota.com tutanota.de twc.com uol.com.br usa.com usa.net verizon.net virgilio.it
    virginmedia.com vivaldi.net vodafone.de wanadoo.fr web.de windstream.net wowway.com wp.pl xtra.co.nz yahoo.ca
    yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.com.mx yahoo.de yahoo.es yahoo.fr yandex.com
    yandex.ru ymail.com zoho.com zohomail.com 10minutemail.com 33mail.com anonaddy.com anonbox.net burnermail.io
    dispostable.com emailondeck.com fakeinbox.com getairmail.com getnada.com guerrillamail.com guerrillamail.info
    inboxkitten.com maildrop.cc mailinator.com mailnesia.com mailsac.com mintemail.com moakt.com mohmal.com mytemp.email
    sharklasers.com simplelogin.com simplelogin.io spamgourmet.com temp-mail.org tempail.com tempmail.com
    throwawaymail.com trashmail.com trashmail.de yopmail.com
    """
)
"""Where anybody gets a mailbox: the large free and access providers, forwarders and throw-away boxes. It cannot be whole;
the operator's call to a number found elsewhere is what a domain that is not in it meets next."""

SHARED_HOSTS = _words(
    """
    blogspot.com business.site cloudfront.net countyoffice.org duckdns.org facebook.com fb.com github.io gitlab.io
    glitch.me godaddysites.com google.com herokuapp.com instagram.com jimdo.com linkedin.com mailchimp.com medium.com
    myshopify.com netlify.app ngrok.io nextdoor.com no-ip.com onmicrosoft.com pages.dev policeone.com revize.com
    sharepoint.com sites.google.com squarespace.com substack.com tumblr.com twitter.com usacops.com vercel.app webs.com
    weebly.com wix.com wixsite.com wordpress.com x.com yolasite.com youtube.com
    """
)
"""Where many have a page or a name below the same domain; a mailbox there says nothing about whose it is."""

FEDERAL = _words(
    """
    atf.gov bia.gov bop.gov cbp.gov cia.gov dea.gov dhs.gov dia.mil dod.gov doi.gov doj.gov fbi.gov fed.us fema.gov
    fps.gov ice.gov ic.gov ins.gov irs.gov justice.gov nps.gov nsa.gov secretservice.gov si.edu state.gov treasury.gov
    tsa.gov uscg.mil uscis.gov usdoj.gov uspis.gov usmarshals.gov usps.gov va.gov whitehouse.gov
    """
)
"""Federal and immigration bodies of the United States; everything below `mil` as well."""

STATES = _words(
    """
    ak al ar as az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo mp ms mt nc nd ne nh nj nm nv ny oh
    ok or pa pr ri sc sd tn tx ut va vi vt wa wi wv wy
    """
)
LOCALITIES = _words(
    """
    cc ci co cog dni dst fed gen isa k12 lib mus nsn pvt state tec
    """
)
"""Below a state of `us` (RFC 1480): kinds of bodies, each with many of them."""

SECOND_LEVEL = _words(
    """
    ac co com edu gob gouv gov govt gub gv mil net or org police sch
    """
)
"""Below a country: under these everybody of the kind has a name, as under `gov.uk`."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{2,59}})")


class DomainProblem(StrEnum):
    """Why a domain cannot stand for a department."""

    UNREADABLE = "unreadable"
    FREE = "free"
    """Anybody can have a mailbox there."""
    SHARED = "shared"
    """Many bodies have names below it."""
    FEDERAL = "federal"


def read_domains(text: str) -> tuple[str, ...]:
    """The domains in a line, separated by blanks, commas or semicolons, in lower case, each once; "@" before one is let
    go. Whether they are any is asked of `problem_of`."""
    return tuple(
        dict.fromkeys(word.removeprefix("@").rstrip(".").lower() for word in re.split(r"[\s,;]+", text) if word)
    )


def problem_of(domain: str) -> DomainProblem | None:
    """What speaks against a domain; None when nothing does."""
    # Letters of other scripts can look like ours; a name with them is written in ASCII, as `xn--…`, for all to see.
    if len(domain) > MAX_DOMAIN_CHARACTERS or not _DOMAIN.fullmatch(domain):
        return DomainProblem.UNREADABLE
    if domain.endswith(".mil") or _at_or_below(domain, FEDERAL):
        return DomainProblem.FEDERAL
    if _at_or_below(domain, FREE_MAIL):
        return DomainProblem.FREE
    if _at_or_below(domain, SHARED_HOSTS) or _is_suffix(domain):
        return DomainProblem.SHARED
    return None


def is_at(address: str, domains: Iterable[str]) -> bool:
    """Whether an email address is at one of the domains, or below it."""
    _, at, host = address.strip().lower().rpartition("@")
    return bool(at) and _at_or_below(host, domains)


def _at_or_below(domain: str, others: Iterable[str]) -> bool:
    known = frozenset(others)
    labels = domain.split(".")
    return any(".".join(labels[start:]) in known for start in range(len(labels)))


def _is_suffix(domain: str) -> bool:
    """Whether names of many bodies end with it: `gov.uk`, `tx.us`, `k12.tx.us`."""
    labels = domain.split(".")
    country = len(labels[-1]) == 2
    if len(labels) == 2:
        return country and (labels[0] in SECOND_LEVEL or (labels[1] == "us" and labels[0] in STATES))
    return len(labels) == 3 and labels[2] == "us" and labels[1] in STATES and labels[0] in LOCALITIES
