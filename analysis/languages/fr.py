"""What must be known of French?"""

from analysis.languages.language import Language

LANGUAGE = Language(
    code="fr",
    models=("fr_core_news_sm",),
    joining=frozenset(
        "a à au aux avec ce ces contre d dans de des du en et l la le les ou par pour sans sous sur un une".split()
    ),
    articles=frozenset("le la les l un une du des au aux".split()),
    conjunctions=frozenset("et ou".split()),
    pronouns=frozenset(),
    stressed=frozenset(
        """
        absolument ainsi alors après assez attention aucun aucune aussi autre autres avant avec avoir beaucoup
        bien bon bonne bonjour car ce cela celle celui ces cet cette ceux chaque chez chose comme comment contre
        dans demain depuis dernier dernière des dire dit doit donc dont du elle elles encore enfin entre est
        et être eux exclusif fait faire falloir fallait faut fin font gens grand grande gratuit hier ici il ils
        important incroyable jamais je jour juste la le les leur leurs lui là ma mais mal me merci mes mieux moi moins
        mon monde ne ni non nos notre nous nouveau nouvelle on ont ou oui où par parce partout pas peu peut peuvent
        plus pour pourquoi premier première presque qu quand que quel quelle quelque qui quoi rien sa sans se sera ses
        seul seule si sien son sont sous souvent sur ta tant te tel tes toi ton toujours tous tout toute toutes très
        trop tu un une urgent va vais vers veut voici voilà voir vont vos votre vous vrai vraiment y ça était
        """.split()
    ),
    copulas=frozenset("est sont".split()),
    defining=(
        "signifie",
        "signifient",
        "veut dire",
        "désigne",
        "sigle de",
        "acronyme de",
        "abréviation de",
        "c'est-à-dire",
        "c’est-à-dire",
        "soit",
        "anciennement",
        "qui signifie",
    ),
    abbreviating=(
        "aussi appelé",
        "aussi appelée",
        "également appelé",
        "également appelée",
        "aussi connu sous le nom de",
        "ou",
        "en abrégé",
        "abrégé",
        "dit",
        "dite",
        "en anglais",
        "selon son sigle anglais",
        "ci-après",
        "sigle",
        "alias",
    ),
    before_verbs=frozenset(),
    borrows=True,
    doubled_plural=False,
)
