"""In which order does a day run? collect -> store -> analyse -> store -> look up -> analyse -> page."""

from pathlib import Path

from analysis.analyse import analyse
from db.languages import PAGE_LANGUAGES
from db.sql.location import located
from db.store import Store
from unjargon.errors import NotDone, os_reason
from unjargon.printing import say_fulfilled
from unjargon.settings import Settings
from unjargon.stores import open_store
from unjargon.work.collecting import ask_sources, look_up_wishes
from unjargon.work.digests import write_digests

DEMO = Path(__file__).resolve().parents[2] / "collector" / "demo"


def write_daily(settings: Settings, store: Store) -> list[Path]:
    """Analyses what was collected, looks up what stays unknown, writes the newest day's digest; its path.

    Raises NotDone.
    """
    analyse(store)
    looked_up = look_up_wishes(settings, store)
    for done in looked_up:
        say_fulfilled(done)
    if any(done.found for done in looked_up):
        analyse(store)
    return write_digests(store, settings, [settings.language], settings.digests, "{day}-{language}.md")


def run_demo(location: str) -> list[Path]:
    """The whole pipeline on the bundled recording; the digests stand beside the store, where it is a file."""
    from unjargon.settings import load_settings

    settings = load_settings(DEMO / "unjargon.toml", {})
    folder = (located(location).path or Path("unjargon-demo/demo.db")).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot make the folder {folder}: {os_reason(error)}; choose another with --db") from error
    with open_store(location) as store:
        outcomes = ask_sources(settings, store, replay=DEMO)
        if not any(outcome.answered for outcome in outcomes):
            raise NotDone(
                f"the bundled recording gave nothing: {outcomes[0].message}; if it is damaged, install it again"
            )
        analyse(store)
        look_up_wishes(settings, store, replay=DEMO)
        analyse(store)
        return write_digests(store, settings, PAGE_LANGUAGES, folder, "digest-{language}.md")
