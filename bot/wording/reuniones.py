"""Words for protests and other lawful gatherings that are hardly ever anything else, in Spanish."""

from bot.wording.gatherings import clearly, loose

_GEAR = r" (?:atras|adelante|normal|rapida)\b"
_DRIVEN = (
    r"\b(?:reanud|emprend|continu|retom|detuv|inici|met|pus|pon|cambi|engran|quit|seguir|sigu|detener"
    r"|dio)\w{0,6} (?:su |la )?"
)

PATTERNS = (
    clearly(rf"{loose('protesta')}(?!nt)\w{{0,4}}|contraprotestas?|protest(?:o|aron|ando|adores)"),
    clearly(
        rf"(?:contra)?{loose('manifestaci')}[o0]n(?:es)?|{loose('manifestante')}s?|manifestarse|se manifest(?:aba"
        rf"|aron|aban)\w{{0,2}}"
    ),
    clearly(rf"{loose('huelg')}(?:a|as|uistas?)"),
    clearly(
        r"paros? (?:de (?:labores|maestros|docentes|transporte|transportistas|trabajadores|taxistas|camioneros"
        r"|brazos|estudiantes)"
        r"|general|nacional|laboral|estudiantil|docente|civico|indefinido)|en paro"
    ),
    clearly(
        r"marchas? (?:por|contra|en (?:apoyo|contra|defensa|favor)|a favor|pacificas?|estudiantil(?:es)?|feministas?"
        r"|sindical(?:es)?"
        r"|indigenas?|silenciosas?|del? (?:orgullo|silencio|protesta|antorchas|mujeres|maestros|estudiantes"
        r"|trabajadores|la"
        r"|los|las|velas)|hacia (?:el|la) (?:palacio|ayuntamiento|alcaldia|plaza|zocalo|congreso|consulado"
        r"|embajada))|contramarchas?"
    ),
    clearly(r"(?:las?|una|esta|aquella|nuestra) marchas?", _GEAR, _DRIVEN),
    clearly(r"marcharon (?:por|hacia|hasta|contra|en)|marchaban|marchando|manifestacion\w{0,2}", free_before=r"\bse "),
    clearly(
        r"mitin(?:es)?|plantones|planton|(?:una|las?|esa) sentadas?(?! al)|sentadas? (?:pacificas?|estudiantil(?:es)?)"
    ),
    clearly(r"concentracion(?:es)?", r" de (?:gas|humo|alcohol|monoxido|drogas?|droga)\b"),
    clearly(rf"{loose('vigilia')}s?|cacerola(?:zo|da)s?|piquet(?:es?|eros?)|escraches?|antorchas"),
    clearly(
        r"tomas? de (?:la (?:universidad|facultad|escuela|plaza|alcaldia)|las instalaciones|el plantel)|acampadas?"
    ),
    clearly(
        r"activis(?:tas?|mo)|sindicalistas?|dirigentes? (?:sindical|social)(?:es)?|desobediencia civil"
        r"|estallido social|malestar social"
    ),
    clearly(r"libertad de (?:expresion|reunion|asamblea|manifestacion)|primera enmienda|derecho de reunion"),
    clearly(r"(?:actos?|reunion(?:es)?|eventos?|grupos?|actividad(?:es)?) politic[oa]s?|boicot\w{0,3}"),
)
