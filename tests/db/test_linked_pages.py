"""Does the store know which pages are wanted, and what came of reading them?"""

from datetime import datetime, timedelta

from db.models import LinkedPage, PageWish, State
from db.store import Store

URL = "https://kiln.example/3.0"


def test_wishes_are_those_that_were_saved_last(store: Store) -> None:
    one, other = (PageWish(source="forum", trend=number, url=URL) for number in "12")
    store.save_page_wishes([other, one])
    assert store.page_wishes() == [one, other]
    store.save_page_wishes([other])
    assert store.page_wishes() == [other]
    store.save_page_wishes([])
    assert store.page_wishes() == []


def test_a_page_is_kept_in_place_of_what_came_of_it_before(store: Store, morning: datetime) -> None:
    failed = LinkedPage(url=URL, at=morning, state=State.UNREACHABLE, message="no answer", again_at=morning)
    read = LinkedPage(
        url=URL,
        at=morning + timedelta(days=1),
        state=State.OK,
        title="Kiln 3.0",
        text="A database in one file.",
        site="Kiln",
        language="en",
        written_at=morning,
    )
    store.save_page(failed)
    assert store.pages([URL, "https://other.example/"]) == {URL: failed}
    store.save_page(read)
    assert store.pages([URL]) == {URL: read}
    assert store.pages([]) == {}


def test_an_address_that_no_database_can_hold_is_none_that_is_known(store: Store) -> None:
    assert store.pages(["https://kiln.example/\0\ud800"]) == {}
