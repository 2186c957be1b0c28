"""Request texts made from pieces: everyday ones with awkward names of streets and things, and gatherings in many disguises.

Each list ends with pieces that are held out: texts with them are measured, and no pattern is made for them.
"""

import random
from collections.abc import Callable

from tests.features.wording.table.cases import FINE, Case

STREETS = (
    "Protest Rd", "March Avenue", "Rally Court", "Picket Lane", "Union Street", "Strike Ave", "Vigil Court",
    "Black Oak Drive",
    "White Settlement Road", "Indian School Road", "Congress Avenue", "Liberty St", "Freedom Parkway",
    "Hero Drive", "Reward Lane",
    "Victory Blvd", "Telephone Rd", "Sycamore Street", "Westheimer Rd", "Bellaire Blvd", "Old Mill Road", "5th Street",
    "Martin Luther King Jr. Boulevard", "Parade Street", "Assembly Street", "Brown Derby Lane", "Jewel Street",
    "Quaker Avenue",
    # Held out.
    "Demonstration Drive", "Walkout Way", "Occupy Lane", "Chant Street", "Marchers Court", "Good Neighbor Lane",
    "Duty Road",
    "Victim Creek Road", "Asia Way", "Capitol Street", "Mission Street", "Crowd Hollow Road",
)  # fmt: skip
STREETS_HELD_OUT = 12

DONE = (
    "Burglary of a house in the {n}00 block of {street} between {hour}:15 and {hour}:50 {half}.",
    "A parked car was hit on {street} on {day} and the driver did not stop.",
    "A {thing} was stolen from a driveway near {street} during the night to {day}.",
    "Shots were fired at the corner of {street} and Elm at about {hour}:30 {half}.",
    "Robbery of a {shop} on {street}. The robber left on foot.",
    "Catalytic converters were cut off three vehicles near the church on {street}, on {day}.",
    "A garage behind {street} was set on fire on {day} shortly before {hour} {half}.",
    "Several vehicles were entered in the stadium lot by {street} while the game was on.",
    "Packages disappear from porches along {street}, always between {hour} and {hour}:45 {half}.",
    "A child was followed home from school along {street} on {day}.",
    "A man was hurt in a fight outside a bar on {street}; part of the crowd ran toward the creek.",
    "The window of the {shop} on {street} was broken with a brick at {hour}:05 {half}.",
    # Held out.
    "We investigate a stabbing that began in a parking lot off {street} and ended at the bus stop.",
    "Somebody drained the fuel tanks of the buses parked on {street}.",
    "An elderly person was tricked out of savings at the door, {n}00 block of {street}, {day}, {hour} {half}.",
    "A dog was stolen out of a yard on {street}.",
    "A teenager is missing since {day}; the last bus stopped on {street} at {hour}:20 {half}.",
    "Copper was stripped from a vacant {shop} on {street}.",
)
DONE_HELD_OUT = 6

SOUGHT = (
    "Looking for a {color} {vehicle} with {mark}.",
    "The person wore a {color} {garment} and carried a {thing}.",
    "We look for two people, one in a {color} {garment}, who left in a {color} {vehicle}.",
    "A {color} {vehicle} was seen twice; it has {mark}.",
    "Of interest: anybody with a {thing}, and a {color} {vehicle} without plates.",
    "About six feet tall, thin, {color} {garment}, work boots, with a {thing}.",
    "Please check whether a {color} {vehicle} passed. Sharing is voluntary.",
    # Held out.
    "Which way did the {color} {vehicle} go? It had {mark}.",
    "Somebody in a {color} {garment} pushed a {thing} down the street.",
    "Nobody is required to answer. The {color} {vehicle} had {mark}.",
)
SOUGHT_HELD_OUT = 3

COLORS = ("black", "white", "brown", "grey", "dark blue", "red", "light green", "silver")
VEHICLES = ("SUV", "van", "pickup", "sedan", "motorcycle", "box truck", "minivan", "moped", "rally car", "taxi")
MARKS = (
    "a broken tail light", "a ladder rack", "a union sticker", "a white hood", "a black passenger door", "a flag decal",
    "a loud exhaust", "a March of Dimes plate frame", "no front plate",
)  # fmt: skip
GARMENTS = ("hoodie", "jacket", "mask", "football jersey", "rain coat", "cap", "vest", "tracksuit")
THINGS = (
    "bicycle", "generator", "chain saw", "crowbar", "backpack", "cooler", "stop sign", "school banner",
    "picket fence panel",
    "gift card rack", "boat trailer", "television",
)  # fmt: skip
SHOPS = (
    "pharmacy", "Mexican restaurant", "Asian market", "Korean church", "union hall", "Jewish bakery", "mosque",
    "campaign office",
    "vape store", "Black Bear Inn", "Indian grocery", "gas station",
)  # fmt: skip
DAYS = (
    "March 3",
    "Saturday",
    "14 March",
    "Thanksgiving Day",
    "Sunday, March 8",
    "3/12",
    "the first of March",
    "Friday",
)

GATHERINGS = (
    "protest", "demonstration", "rally", "march to city hall", "candlelight vigil", "picket line", "walkout", "sit-in",
    "teachers' strike", "civil unrest", "First Amendment activity", "political meeting", "peaceful assembly",
    "counter-protest",
    "Black Lives Matter event", "large gathering at the statue", "crowd outside the courthouse", "tenants' meeting",
    "people with banners and drums", "chanting group", "student encampment", "climate strike", "women's march",
    # Held out.
    "immigrant rights march", "anti-war demonstrators", "striking nurses", "union organizers",
    "unlawful assembly", "religious gathering",
    "mass assembly near the capitol", "activists with leaflets", "silent march", "die-in",
)  # fmt: skip
GATHERINGS_HELD_OUT = 10
REUNIONES = (
    "protesta", "manifestación", "marcha contra la violencia", "huelga de maestros", "vigilia", "piquete",
    "mitin", "plantón",
    "concentración frente al palacio", "reunión política",
    "multitud frente al ayuntamiento que gritaba consignas", "asamblea sindical",
    # Held out.
    "marcha estudiantil", "sentada pacífica", "paro general", "cacerolada", "reunión multitudinaria",
)  # fmt: skip
REUNIONES_HELD_OUT = 5
ASKED = (
    "Please share any video of the {what} on {street}.",
    "We ask for recordings of the {what} last {weekday} between 5 and 9 pm.",
    "Damage was done to a bench. Send what you have of the {what}.",
    "To identify those responsible we need footage of everyone at the {what}.",
    "A theft took place near the {what}; all faces are of interest.",
    # Held out.
    "Our detectives collect views of the {what}, start to finish.",
    "Did your camera see the {what}?",
)
ASKED_HELD_OUT = 2
PEDIDO = (
    "Comparta videos de la {what} en la calle Roble.",
    "Pedimos grabaciones de la {what} del sábado entre las 5 y las 9.",
    "Para identificar a los responsables buscamos imágenes de la {what}.",
    # Held out.
    "¿Grabó su cámara la {what}?",
)
PEDIDO_HELD_OUT = 1


def _leet(word: str) -> str:
    return word.translate(str.maketrans("oaei", "0431"))


def _unseen(word: str) -> str:
    return "\u200b".join(word)


def _lookalike(word: str) -> str:
    return word.translate(str.maketrans("aeocp", "аеоср"))


def _apart(word: str) -> str:
    return " ".join(" ".join(part) if len(part) > 4 else part for part in word.split())


DISGUISES: tuple[Callable[[str], str], ...] = (str, str.upper, str.title, _leet, _unseen, _lookalike)


def _split(pieces: tuple[str, ...], held_out: int, last: bool) -> tuple[str, ...]:
    return pieces[-held_out:] if last else pieces[:-held_out]


def honest(count: int, seed: int, *, held_out: bool) -> tuple[Case, ...]:
    """Everyday requests; the same for the same seed."""
    chance = random.Random(seed)
    done, sought = _split(DONE, DONE_HELD_OUT, held_out), _split(SOUGHT, SOUGHT_HELD_OUT, held_out)
    streets = _split(STREETS, STREETS_HELD_OUT, held_out)
    texts = []
    for at in range(count):
        facts = {
            "n": chance.randint(1, 99), "street": streets[at % len(streets)], "hour": chance.randint(1, 11),
            "half": chance.choice(("am", "pm")), "day": chance.choice(DAYS), "thing": chance.choice(THINGS),
            "shop": chance.choice(SHOPS), "color": chance.choice(COLORS), "vehicle": chance.choice(VEHICLES),
            "mark": chance.choice(MARKS), "garment": chance.choice(GARMENTS),
        }  # fmt: skip
        texts.append(f"{done[at % len(done)]} {chance.choice(sought)}".format(**facts))
    return tuple(Case(verdict=FINE, concern="-", language="en", text=text) for text in texts)


def gatherings(*, held_out: bool) -> tuple[Case, ...]:
    """Every gathering in every disguise, each asked for in one of the ways."""
    cases = []
    for language, what, ways in (
        ("en", _split(GATHERINGS, GATHERINGS_HELD_OUT, held_out), _split(ASKED, ASKED_HELD_OUT, held_out)),
        ("es", _split(REUNIONES, REUNIONES_HELD_OUT, held_out), _split(PEDIDO, PEDIDO_HELD_OUT, held_out)),
    ):
        for at, (each, disguise) in enumerate((each, disguise) for each in what for disguise in DISGUISES):
            text = ways[at % len(ways)].format(what=disguise(each), street="Elm Street", weekday="Saturday")
            cases.append(Case(verdict="held", concern="gathering", language=language, text=text))
        cases += [
            Case(
                verdict="held",
                concern="gathering",
                language=language,
                text=ways[0].format(what=_apart(each), street="Elm", weekday=""),
            )
            for each in what
            if " " not in each and "-" not in each
        ]
    return tuple(cases)
