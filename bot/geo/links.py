"""Links to maps and `geo:` addresses, read as text: their own words tell what they point at, nothing is fetched."""

import re
from urllib.parse import SplitResult, parse_qs, unquote, unquote_plus, urlsplit

from bot.geo.model import Point
from bot.geo.problems import PlaceProblem, UnreadablePlace


class NotALink(ValueError):
    """The text holds no link."""


LINK = re.compile(
    r"https?://[^\s<>\"]+"
    r"|(?:(?:www|maps)\.)?google\.[a-z.]{2,6}/maps[^\s<>\"]*"
    r"|(?:maps\.apple\.com|(?:www\.)?openstreetmap\.org|(?:www\.)?osm\.org|maps\.app\.goo\.gl|goo\.gl)/[^\s<>\"]*",
    re.IGNORECASE,
)

NUMBER = r"([+-]?\d{1,3}(?:\.\d{1,20})?)"
PAIR = re.compile(rf"\s*{NUMBER}\s*,\s*{NUMBER}\s*")
GEO_PAIR = re.compile(rf"{NUMBER},{NUMBER}(?:,[+-]?\d{{1,6}}(?:\.\d{{1,20}})?)?")
GOOGLE_HOST = re.compile(r"(?:(?:www|maps)\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
GOOGLE_PIN = re.compile(rf"!3d{NUMBER}!4d{NUMBER}")
GOOGLE_VIEW = re.compile(rf"/@{NUMBER},{NUMBER}")
OSM_VIEW = re.compile(rf"(?:.{{0,40}}&)?map=\d{{1,2}}(?:\.\d{{1,4}})?/{NUMBER}/{NUMBER}")

SHORT_HOSTS = frozenset({"goo.gl", "maps.app.goo.gl", "g.co", "bit.ly", "t.co", "tinyurl.com"})


def read_geo_uri(text: str) -> Point | str:
    """The point of a `geo:` address (RFC 5870, and Android's `?q=`), or the words that it searches for.

    Raises UnreadablePlace.
    """
    body, _, query = text[4:].partition("?")
    asked = _first(query, "q")
    pair, *parameters = body.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "crs" and value.strip().lower() != "wgs84":
            raise UnreadablePlace(PlaceProblem.OTHER_DATUM)
    found = GEO_PAIR.fullmatch(pair.replace(" ", ""))
    if asked:
        # `geo:0,0?q=...` is how a label or an address is passed on; the pair in q is the pin itself.
        pin = PAIR.match(asked)
        return _point(pin) if pin else asked
    if found is None:
        raise UnreadablePlace(PlaceProblem.GEO_UNREADABLE)
    return _point(found)


def read_link(text: str) -> Point | str:
    """The point of the first map link in the text, or the words that it searches for.

    Raises NotALink when there is no link, UnreadablePlace when the link is of another kind or says no place.
    """
    found = LINK.search(text)
    if found is None:
        raise NotALink
    address = found.group().rstrip(".,;)")
    try:
        link = urlsplit(address if "://" in address else f"https://{address}")
        host = (link.hostname or "").rstrip(".")
    except ValueError:
        raise UnreadablePlace(PlaceProblem.LINK_UNREADABLE) from None
    if host in SHORT_HOSTS:
        raise UnreadablePlace(PlaceProblem.LINK_SHORTENED)
    if GOOGLE_HOST.fullmatch(host):
        return _google(link)
    if host == "maps.apple.com":
        return _apple(link)
    if host in ("openstreetmap.org", "www.openstreetmap.org", "osm.org", "www.osm.org"):
        return _osm(link)
    raise UnreadablePlace(PlaceProblem.LINK_OF_OTHERS)


def _google(link: SplitResult) -> Point | str:
    path = unquote(link.path)
    pins = GOOGLE_PIN.findall(path)
    if pins:
        # The last pin is the place itself, or the end of a route.
        return _pair(*pins[-1])
    for name in ("q", "query", "ll", "center", "destination", "daddr", "viewpoint"):
        value = _first(link.query, name)
        if value:
            # "loc:" and a label in brackets are Google's own decoration.
            value = re.sub(r"^loc:|\([^)]*\)$", "", value).strip()
            pair = PAIR.fullmatch(value)
            return _point(pair) if pair else value
    words = ""
    for section in ("/place/", "/search/"):
        if section in path:
            words = unquote_plus(link.path.split(section, 1)[1].split("/", 1)[0])
            pair = PAIR.fullmatch(words)
            if pair:
                return _point(pair)
    view = GOOGLE_VIEW.search(path)
    if view:
        return _point(view)
    if words:
        return words
    raise UnreadablePlace(PlaceProblem.LINK_WITHOUT_PLACE)


def _apple(link: SplitResult) -> Point | str:
    for name in ("coordinate", "ll", "q", "address", "daddr", "center", "sll"):
        value = _first(link.query, name)
        if value:
            pair = PAIR.fullmatch(value)
            if pair:
                return _point(pair)
            if name in ("q", "address", "daddr"):
                return value
    raise UnreadablePlace(PlaceProblem.LINK_WITHOUT_PLACE)


def _osm(link: SplitResult) -> Point | str:
    lat, lon = _first(link.query, "mlat"), _first(link.query, "mlon")
    pair = PAIR.fullmatch(f"{lat},{lon}")
    if pair:
        return _point(pair)
    view = OSM_VIEW.match(link.fragment)
    if view:
        return _point(view)
    words = _first(link.query, "query")
    if words:
        pair = PAIR.fullmatch(words)
        return _point(pair) if pair else words
    raise UnreadablePlace(PlaceProblem.LINK_WITHOUT_PLACE)


def _first(query: str, name: str) -> str:
    """The first value of a query's field, decoded; empty when there is none."""
    try:
        fields = parse_qs(query, max_num_fields=50)
    except ValueError:
        return ""
    return fields.get(name, [""])[0].strip()


def _point(found: re.Match[str]) -> Point:
    return _pair(found.group(1), found.group(2))


def _pair(lat: str, lon: str) -> Point:
    return Point(lat=float(lat), lon=float(lon))
