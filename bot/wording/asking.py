"""What police may not write when they ask: gatherings, pressure, thanks. Coarse on purpose: reviewers read the rest."""

from bot.wording.model import Concern
from bot.wording.pattern import pattern

PATTERNS = (
    pattern(
        Concern.GATHERING,
        r"\b(protest\w*|demonstrat(?:ion|ions|or|ors|ing)|rall(?:y|ies)|picket\w*|vigils?|sit-ins?|walkouts?|strikers?"
        r"|march(?:es|ers)|unlawful assembl\w+|civil unrest|political (?:event|meeting)s?|crowd control"
        r"|manifestacion(?:es)?|manifestantes?|huelg(?:a|as|uistas?)|mitin(?:es)?|vigilias?)\b",
    ),
    pattern(
        Concern.PRESSURE,
        r"\b(you (?:must|have to|are (?:required|obliged|obligated))|failure to|mandatory|legally (?:required|obliged)"
        r"|refus(?:al|ing) (?:to|may|will)|obstruct\w*|subpoena|warrant will|we know you|duty as a citizen"
        r"|if you do(?:n'?t| not) (?:respond|answer|share)"
        r"|(?:usted )?(?:debe|tiene que|esta obligad[oa]) (?:a )?(?:responder|contestar|compartir|entregar)|obligatori[oa]"
        r"|si no (?:responde|contesta|comparte)|deber ciudadano)\b",
    ),
    pattern(
        Concern.THANKS,
        r"\b(thank(?:s| you)|reward|gift ?cards?|make your neighbou?rhood (?:a )?safer|be a hero|good neighbou?rs?"
        r"|appreciat\w+ your|gracias|recompensas?|gratificacion|tarjetas? (?:de )?regalo|buen(?:os)? vecinos?)\b",
    ),
)
