"""Words that put pressure on people to answer: a camera's owner owes nobody a clip. English and Spanish."""

from bot.wording.model import Concern
from bot.wording.pattern import Pattern, doubtful, pattern

_GIVE = (
    r"(?:share|send|submit|provide|hand(?: (?:it|them))? over|hand over|turn (?:it |them )?over|turn in|upload"
    r"|respond|reply|answer|comply"
    r"|cooperate|co-operate|give|forward|surrender|release|produce|preserve|deliver|assist|help|check|review)"
)
_GIVEN = (
    r"(?:shared|sent|submitted|provided|handed over|turned over|uploaded|surrendered|released|produced|delivered"
    r"|given|received|returned"
    r"|preserved)"
)
_GIVING = (
    r"(?:shar|send|submitt|provid|hand|turn|upload|respond|reply|answer|comply|cooperat|co-operat|giv|assist|help)ing"
)
_YOURS = r"(?:your|the|this|that|all|any|a|these)"
_VIDEO = r"(?:videos?|footage|clips?|recordings?|cameras?|doorbells?|files?|images?)"
_SPAN = r"(?: [\w']{1,20}){0,3} "


def _clear(shape: str) -> Pattern:
    return pattern(Concern.PRESSURE, rf"\b(?:{shape})(?!\w)")


def _doubtful(shape: str) -> Pattern:
    return doubtful(Concern.PRESSURE, rf"\b(?:{shape})(?!\w)")


_ENGLISH = (
    _clear(
        r"(?:your |full )?compliance|expected (?:of|from) (?:you|every|each|all|any|camera|owners?|residents?)"
        r"|(?:will|'ll) hear from us"
        r"|ignor(?:e|es|ed|ing) (?:this|our|the) (?:request|message|notice|letter|question)|your silence"
        r"|(?:every(?:one|body) else|all the others) (?:on|in|has|have|did|sent|shared)|would be a shame"
        r"|have to come in person"
    ),
    _doubtful(
        r"do you (?:really )?(?:want|wish|intend) to|(?:protect|shield|help)(?:ing)? (?:a|the|this"
        r"|these) (?:\w{1,12} )?(?:killer|criminal|murderer|thief|thieves|criminals|rapist|robber)"
    ),
    _clear(
        r"you must|you shall|(?<!not )you have to|you (?:are|will be|may be|re) (?:legally |hereby "
        r"|also )?(?:required|obliged|obligated"
        r"|ordered|expected|compelled|instructed|directed)|you (?:need|ought) to"
    ),
    _clear(
        rf"(?:owners?|residents?|citizens?|everyone|everybody|neighbou?rs?|all|households?) (?:must|shall|have to"
        rf"|need to) {_GIVE}"
    ),
    _clear(rf"(?:must|shall|has to|have to|needs? to) be {_GIVEN}"),
    _clear(
        rf"failure to {_GIVE}|failing to {_GIVE}|(?:those|anyone|people|residents|owners|anybody|persons) who (?:do"
        rf"|does|did|will|fail)"
        r"(?: not| n'?t| to)? (?:respond|reply|answer|share|send|cooperate|comply|help)|non-?(?:compliance"
        r"|cooperation|response)"
        r"|(?:has|have|did|that do|which have) not (?:replied|responded|answered|reply|respond|answer|shared"
        r"|cooperated)"
    ),
    _clear(
        r"mandatory|compulsory|(?:legally|lawfully|by law) (?:required|obliged|obligated|bound)|required by law"
        r"|legal (?:duty|obligation)"
    ),
    _clear(
        r"if you (?:refuse|decline|ignore|choose not|do(?:n'?t| not) (?:respond|reply|answer|share|send|help"
        r"|cooperate|comply|act))"
        r"|refus(?:al|als|ing) (?:to|may|will|can|could|is)|your refusal"
    ),
    _clear(
        r"obstruct(?:ion|ing|s)? (?:of )?(?:justice|an? |our |the |this )?(?:investigation|police|justice"
        r"|officers?|inquiry)|obstruction"
    ),
    _clear(
        r"subpoenas?|search warrants? will|(?:with|get|obtain|seek|have|bring) (?:a |an "
        r"|the )?(?:search )?(?:warrants?|court orders?)|warrant will"
    ),
    _clear(
        rf"we (?:already |also )?(?:know|have seen|saw|noticed|are aware|have noticed|can see"
        rf"|see) (?:that )?{_SPAN[:-1]}{_VIDEO}"
        r"|we know (?:you|who|where|which)|(?:records|our list) (?:show|shows|indicate)s? (?:that )?you"
    ),
    _clear(
        r"(?:civic|moral|public|citizens?'?|your|legal) dut(?:y|ies)|duty (?:as a citizen|to (?:help|assist|report"
        r"|share|cooperate))"
        r"|(?:civic|moral) (?:obligation|responsibility)"
    ),
    _clear(
        r"your neighbou?rs (?:have |all )?(?:already |all )?(?:shared|sent|helped|responded|answered|given"
        r"|cooperated|did)"
        r"|(?:most|all|other|many) (?:people|residents|neighbou?rs|owners|households|homes"
        r"|of your neighbou?rs)(?: [\w']{1,20}){0,4}"
        r" (?:have |has )?(?:already )?(?:shared|sent|helped|responded|replied|answered|cooperated)|the only (?:one"
        r"|house|home|owner) (?:missing|who|that|left)"
    ),
    _clear(
        r"(?:officers?|detectives?|deput(?:y|ies)|we|police|somebody|someone) (?:will|may|might|shall) (?:visit"
        r"|come (?:to|by|back)|return|knock"
        r"|follow up (?:with|at)|call on|be at) (?:\w{1,20} ){0,2}?(?:your|every|each|those|any|all|you|with a"
        r"|houses?|homes?|doors?)"
    ),
    _clear(
        r"withhold\w{0,3}|conceal\w{0,3} (?:evidence|video|footage)|will be (?:noted|recorded|reported|fined"
        r"|charged|cited|penali[sz]ed|prosecuted|held)"
    ),
    _clear(
        r"(?:face|suffer|be|legal|serious|have) (?:\w{1,12} )?consequences|accessory to|complicit|prosecut(?:ed"
        r"|ion) (?:for|if) (?:refus|not|fail)\w{0,4}"
    ),
    _doubtful(
        r"(?:immediately|right away|at once|urgently|without delay|now|asap|today) (?:send|share|respond"
        r"|upload|reply|submit)"
    ),
    _doubtful(
        rf"(?:send|share|respond|reply|upload|submit|answer|need|want|require|hand over){_SPAN[:-1]}(?: {_VIDEO})?"
        r"(?:,| it| them)? (?:immediately|right away|at once|urgently|without delay|right now|today|asap|by tonight"
        r"|this minute)"
    ),
    _doubtful(
        r"(?:do not|don'?t) (?:wait|delay|hesitate|ignore|let (?:him|her|them|this|these|the)|stand by"
        r"|look away)|last chance|final (?:notice|request|warning)"
    ),
    _doubtful(
        r"(?:we|the police|detectives|officers) (?:urge|demand|insist|expect|implore|beg|order|instruct"
        r"|require|count on)|we are counting on"
    ),
    _doubtful(
        r"(?:next|another) victim (?:could|may|might|will)|(?:could|might|may) (?:have been|be) (?:you"
        r"|your)\b(?: own)?(?: \w{1,20})?|your (?:own )?(?:child|children|family|daughter|son) (?:could|may|might|is)"
    ),
    _doubtful(
        r"nothing to hide|something to hide|only you can|do the right thing|right thing to do|do your part"
        r"|your part|step up|on your conscience|what if it (?:was|were)"
    ),
    _doubtful(
        r"(?:depends?|rel(?:y|ies|ying)|hinges) on you\w{0,2}|we (?:know|trust|are sure|hope) you will"
        r"|you should|no (?:good )?reason (?:not )?to (?:refuse|decline|say no)|time is running out"
    ),
)

_DAR = (
    r"(?:compart|envi|entreg|respond|contest|colabor|ayud|remit|proporcion|facilit|aport|coopera|revis|conserv)\w{1,6}"
)
_SPANISH = (
    _clear(
        r"su silencio|(?:convierte|hace|haria|sera|seria|es usted|vuelve)(?: \w{1,12}){0,2} complices?"
        r"|quien calla|se espera (?:de|que) (?:usted|todos|los vecinos)"
    ),
    _clear(
        rf"(?:usted |ustedes |todos |los vecinos )?(?<!no )(?:debe|deben|debera|deberan|tiene que|tienen que|ha de"
        rf"|hay que) (?:de )?{_DAR}"
        rf"|(?<!no )(?<!no esta )(?:esta|estan|queda|quedan|se ve)? ?(?:usted "
        rf"|ustedes )?(?:legalmente )?(?<!no esta )(?<!no estan )obligad[oa]s? (?:a|por)"
    ),
    _clear(
        r"obligatori[oa]s?|por ley (?:debe|tiene)|obligacion (?:legal|civica|moral|ciudadana)|deber (?:ciudadano"
        r"|civico|moral|legal)|su deber"
    ),
    _clear(
        rf"si (?:usted )?(?:no|se niega a|rechaza|rehusa) ?(?:{_DAR})?|quien(?:es)? no {_DAR}|los que no {_DAR}"
        rf"|negarse a|su negativa|la negativa"
    ),
    _clear(
        r"(?:con|obtendremos|pediremos|traeremos|habra|mediante|solicitaremos) (?:una )?orden (?:judicial"
        r"|de cateo|de registro|del juez)|citatorios?|sera(?:n)? (?:citad|multad|sancionad|denunciad|investigad"
        r"|anotad)[oa]s?"
    ),
    _clear(
        r"(?:sabemos|hemos visto|vimos|nos consta|notamos) (?:que )?(?:\w{1,20} ){0,3}(?:tiene|camara|camaras"
        r"|timbre|vive)|obstruccion (?:de|a|al)|obstruir"
    ),
    _clear(
        r"(?:sus|los|todos los|otros|la mayoria de los|la mayoria de sus) vecinos (?:ya |han |ya han "
        r"|si )(?:\w{1,20} ){0,3}?(?:envi|compart|respond|entreg|ayud|colabor)\w{1,7}|es (?:usted )?el unico que"
    ),
    _clear(
        r"(?:un agente|agentes|la policia|un oficial|oficiales|volveremos|iremos"
        r"|pasaremos)(?: \w{1,20}){0,2} (?:visitar\w{1,3}|a su (?:casa|puerta)|por su casa|ira\w{0,2})"
        r"|ocultar (?:pruebas|evidencia|videos?)|encubr\w{2,8}|tendra consecuencias|consecuencias legales"
    ),
    _doubtful(
        r"(?:de inmediato|inmediatamente|urgentemente|cuanto antes|ya mismo|ahora mismo|hoy mismo|sin demora"
        r"|a la brevedad)"
    ),
    _doubtful(
        r"proxima victima|haga lo correcto|cumpla con su|(?:podria|puede|pudo) (?:ser|haber sido) (?:usted|su)"
        r"|quien nada debe|nada que (?:temer|ocultar|esconder)|solo usted puede|depende de usted|ultima oportunidad"
        r"|ultimo aviso|no espere|no ignore"
    ),
    _doubtful(
        r"(?:exigimos|le exigimos|instamos|le instamos|le ordenamos|ordenamos|rogamos|le rogamos|suplicamos"
        r"|contamos con (?:usted|su))"
    ),
)

PATTERNS = (*_ENGLISH, *_SPANISH)
