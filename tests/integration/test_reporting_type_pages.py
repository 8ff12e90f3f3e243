"""The registrar makes, changes, tries, opens and takes back types of report on pages, without a script and without a programmer."""

import json
import re
from dataclasses import asdict

import pytest
from lxml.html import document_fromstring

from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.reporting.editing.actions import back_to, keep_type, open_type
from onrecord.reporting.editing.doubts import doubts
from onrecord.reporting.editing.kept import differences, standing, versions
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import TypeVersion
from onrecord.reporting.types.held import open_types, shipped_definitions, type_named
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import TypeError_
from tests.integration.kept_log import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
NASTY = '<script>alert("x")</script> ‏שלום'


@pytest.fixture
def registrar():
    return person("reg", Role.REGISTRAR)


@pytest.fixture
def page(client, registrar):
    """A page that is worked on as a browser does: what it carries is sent along with what is pressed."""
    client.force_login(registrar)

    class Page:
        def go(self, address):
            self.address = address
            self.text = client.get(address).content.decode()
            return self

        def press(self, address="", **sent):
            data = {**self.carried(), **sent}
            answer = client.post(address or self.address, data, follow=True)
            assert answer.status_code == 200
            self.text = answer.content.decode()
            if answer.redirect_chain:
                self.address = answer.redirect_chain[-1][0]
            return self

        def carried(self):
            """What a browser sends of the form: what it carries, and what is typed and ticked in it."""
            forms = document_fromstring(self.text).forms
            form = next((each for each in forms if "definition" in each.fields), None)
            found = {}
            for name, value in form.form_values() if form is not None else ():
                found.setdefault(name, []).append(value)
            return {
                name: value if len(value) > 1 else value[0]
                for name, value in found.items()
                if name != "csrfmiddlewaretoken"
            }

        @property
        def definition(self):
            return json.loads(self.carried()["definition"])

    return Page()


def made(**changes):
    return {**json.loads(json.dumps(shipped_definitions()["shop-theft"])), **changes}


class TestKeeping:
    def test_each_change_is_a_version_and_none_is_ever_changed(self, registrar):
        first = keep_type(
            definition=made(title="Theft from my shop"), by=registrar, key="shop-theft"
        )
        again = keep_type(
            definition=made(title="Theft from my shop"), by=registrar, key="shop-theft"
        )
        shut = open_type(key="shop-theft", open=False, by=registrar)
        assert (first.version, again.version, shut.version) == (1, 1, 2)
        assert "shop-theft" not in [each.key for each in open_types()]
        assert type_named("shop-theft", 1).open
        assert type_named("shop-theft", 1).title == "Theft from my shop"
        assert type_named("shop-theft", 0).title == "Theft from a shop"
        back = back_to(key="shop-theft", version=0, by=registrar)
        assert (back.version, back.definition) == (3, shipped_definitions()["shop-theft"])
        assert [each.version for each in versions("shop-theft")] == [3, 2, 1, 0]
        assert verify_ledger(records=True, processes=1).problems == []

    def test_a_new_type_is_named_after_its_title_and_takes_no_other_ones_name(self, registrar):
        first = keep_type(definition=made(title="Shop theft"), by=registrar)
        second = keep_type(definition=made(title="Shop theft"), by=registrar)
        assert (first.key, second.key) == ("shop-theft-2", "shop-theft-3")

    def test_nobody_undoes_what_somebody_else_kept_meanwhile(self, registrar):
        keep_type(definition=made(title="One"), by=registrar, key="theft", since=0)
        with pytest.raises(
            ReportError, match="Somebody kept version 1 while you worked on version 0"
        ):
            keep_type(definition=made(title="Two"), by=registrar, key="theft", since=0)
        assert TypeVersion.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title": ""}, "title is missing"),
            ({"start": ["victim", "perhaps"]}, "'perhaps' is no answer"),
            ({"opening_code": "Nothing of ours"}, "no opening code of this force"),
            ({"question": [{"use": "danger"}]}, "exactly one question"),
        ],
    )
    def test_what_cannot_be_used_is_not_kept(self, registrar, changes, words):
        with pytest.raises(TypeError_, match=words):
            keep_type(definition=made(**changes), by=registrar)
        assert not TypeVersion.objects.exists()

    def test_only_a_registrar_keeps_them(self):
        officer = person("pc", Role.OFFICER)
        for deed in (
            lambda: keep_type(definition=made(), by=officer),
            lambda: open_type(key="theft", open=False, by=officer),
            lambda: back_to(key="theft", version=0, by=officer),
        ):
            with pytest.raises(NotAllowed):
                deed()
        assert not TypeVersion.objects.exists()

    def test_what_two_versions_have_differently_is_said_by_its_place(self):
        before = made()
        after = made(title="Shop theft")
        after["question"] = [after["question"][1], after["question"][0], *after["question"][2:-1]]
        found = {each.where: (each.before, each.after) for each in differences(before, after)}
        assert found["title"] == ("Theft from a shop", "Shop theft")
        assert found["question: order"][1].startswith("reporter, danger")
        assert not any("stop" in where for where in found)


class TestPages:
    def test_a_type_is_made_from_scratch_tried_kept_and_opened(self, page):
        page.go("/reporting/types/new/")
        page.press(**{"open-part": "head"})
        page.press(
            **{
                "part-title": "Plant theft",
                "part-hint": NASTY,
                "part-order": "5",
                "part-routes": "public",
                "stay": "1",
            }
        )
        assert "<script>alert" not in page.text
        page.press(**{"open-part": "log"})
        page.press(
            **{"part-opening_code": "Crime: theft", "part-straight_through": "on", "stay": "1"}
        )
        page.press(**{"open-part": "start"})
        for say in ("victim", "no", "theft", "other", "no"):
            page.press(take="1", **{"start-say": say})
        page.press(stay="1")
        assert page.definition["start"] == ["victim", "no", "theft", "other", "no"]
        page.press(add="1")
        page.press(**{
            "part-asks": "Which plants were taken?", "part-kind": "choice", "part-text-1": "Trees", "part-text-2": "Anything alive and dear",
            "part-stop-2": "danger", "part-fact-2": "theft-from=elsewhere", "stay": "1",
        })  # fmt: skip
        last = len(page.definition["question"]) - 1
        page.press(up=str(last))
        page.press(**{"open-part": f"question-{last - 1}"})
        assert "Anything alive and dear" in page.text
        page.press(stay="1")
        page.press("/reporting/types/try/")
        assert "What it can lead to" in page.text
        assert "class 49, Theft if not classified elsewhere" in page.text
        page.press("/reporting/types/new/", save="1")
        assert "is kept as version 1" in page.text
        kept = standing("plant-theft")
        assert not kept.open
        plants = next(
            each
            for each in kept.definition["question"]
            if each.get("id") == "which-plants-were-taken"
        )
        assert [each["say"] for each in plants["answers"]] == ["trees", "anything-alive-and-dear"]
        assert plants["answers"][1] == {
            "say": "anything-alive-and-dear", "text": "Anything alive and dear", "stop": "danger", "fact": {"theft-from": "elsewhere"},
        }  # fmt: skip
        page.press("/reporting/types/plant-theft/open/", open="yes")
        assert "It may be chosen now" in page.text or "may be chosen now" in page.text
        assert "plant-theft" in [each.key for each in open_types()]

    @pytest.mark.one_store
    def test_a_new_type_asks_to_whom_it_was_done_and_without_that_the_registrar_is_warned(
        self, page
    ):
        page.go("/reporting/types/new/")
        assert {"use": "reporter"} in page.definition["question"]
        page.press(**{"open-part": "head"})
        page.press(**{"part-title": "Plant theft", "part-routes": "public", "stay": "1"})
        page.press("/reporting/types/try/")
        assert "opened without an opening code" in page.text
        assert "The rules have nothing to go on" in page.text
        assert "taken for the victim" not in page.text
        page.press("/reporting/types/new/", stay="1")
        page.press(**{"open-part": "start"})
        for say in ("victim", "no", "theft"):
            page.press(take="1", **{"start-say": say})
        page.press(stay="1")
        page.press(remove=str(page.definition["question"].index({"use": "reporter"})))
        page.press("/reporting/types/try/")
        assert "Every reporter will be taken for the victim" in page.text
        page.press("/reporting/types/new/", save="1")
        assert "is kept as version 1" in page.text
        assert "Every reporter will be taken for the victim" in page.text
        page.press("/reporting/types/plant-theft/open/", open="yes")
        assert "Open it as it is" in page.text
        assert "Every reporter will be taken for the victim" in page.text
        assert "nothing to go on" not in page.text
        assert not standing("plant-theft").open
        page.press("/reporting/types/plant-theft/open/", open="yes", sure="1")
        assert standing("plant-theft").open

    @pytest.mark.one_store
    def test_what_is_shipped_leaves_no_doubt_but_that_something_else_has_no_code(self, page):
        found = {key: doubts(each) for key, each in shipped_definitions().items()}
        assert [key for key, each in found.items() if each] == ["something-else"]
        lost = doubts(made(department="Nobody At All"))
        assert len(lost) == 1
        assert "go to Nobody At All alone" in lost[0]

    @pytest.mark.one_store
    def test_walking_through_it_shows_each_question_the_stop_and_the_decision(self, page):
        page.go("/reporting/types/shop-theft/")
        page.press("/reporting/types/try/")
        assert "Is anybody in danger now" in page.text
        page.press("/reporting/types/try/", say="yes")
        assert "They are stopped here: Call 999 now" in page.text
        page.press("/reporting/types/try/", say="me")
        page.press("/reporting/types/try/", say=NASTY)
        assert NASTY not in page.text
        for _ in range(40):
            asked = re.search(r'name="step" value="([^"]+)"', page.text)
            if asked is None:
                break
            step = asked[1]
            says = re.findall(r'type="radio" name="say" id="[^"]+" value="([^"]+)"', page.text)
            wanted = {
                "rules:theft-force": "no",
                "rules:else": "no",
                "area": "yes",
                "who": "not-known",
            }
            page.press("/reporting/types/try/", say=wanted.get(step, says[0] if says else ""))
        assert "This leads to class 46, Theft from shops and stalls" in page.text
        assert not TypeVersion.objects.exists()

    @pytest.mark.one_store
    def test_a_common_question_stays_one_until_its_words_are_changed(self, page):
        page.go("/reporting/types/theft/edit/")
        page.press(**{"open-part": "question-1"})
        before = dict(page.carried())
        page.press(stay="1")
        assert page.definition["question"][1] == {"use": "reporter"}
        page.press(**{**before, "part-asks": "Is it yours?", "stay": "1"})
        changed = page.definition["question"][1]
        assert (changed["asks"], changed["id"]) == ("Is it yours?", "reporter")
        assert changed["answers"][0]["fact"] == {"reporter": "victim"}

    def test_other_words_for_a_question_of_the_rules_and_the_welsh_of_new_words(self, page):
        page.go("/reporting/types/theft/edit/")
        page.press(**{"open-lay": "1", "screen": "theft-force"})
        page.press(
            **{
                "part-asks": "Was anybody roughed up?",
                "part-ask": "on",
                "part-answer-no": "Not at all",
                "part-answer-yes": "Yes",
                "stay": "1",
            }
        )
        assert page.definition["lay"]["theft-force"]["asks"] == "Was anybody roughed up?"
        page.press(**{"open-part": "welsh"})
        labels = re.findall(r'<label for="id_part-(text-\d+)">([^<]*)</label>', page.text)
        wanted = next(name for name, text in labels if text == "Was anybody roughed up?")
        page.press(**{f"part-{wanted}": "A gafodd rhywun ei gam-drin?", "stay": "1"})
        page.press(save="1")
        kind = type_named("theft")
        assert kind.welsh == {"Was anybody roughed up?": "A gafodd rhywun ei gam-drin?"}
        assert kind.lay["theft-force"].answers["no"] == "Not at all"
        page.go("/reporting/types/theft/compare/")
        assert "Was anybody roughed up?" in page.text

    @pytest.mark.one_store
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, page):
        page.go("/reporting/types/new/")
        page.press(**{"open-part": "head"})
        page.press(**{"part-title": "Half made", "part-routes": [], "stay": "1"})
        page.press(save="1")
        assert "routes is missing" in page.text
        assert page.definition["title"] == "Half made"
        assert not TypeVersion.objects.exists()

    @pytest.mark.one_store
    @pytest.mark.parametrize(
        "carried",
        [
            "",
            "{",
            "[]",
            '{"question": 1}',
            '{"question": [{"answers": 3}]}',
            '{"question": [], "lay": {"x": 1}}',
            '{"question": [], "welsh": {"x": 1}}',
            "[" * 5000,
        ],
    )
    def test_a_page_that_somebody_tampered_with_is_begun_again(self, page, carried):
        page.go("/reporting/types/theft/edit/")
        page.press(definition=carried, part="question-99", stay="1")
        assert page.definition == shipped_definitions()["theft"]
        page.press(
            "/reporting/types/try/", definition=carried or "{", given=carried, step="x", say="\0"
        )
        assert "It can’t be used as it is" in page.text

    def test_versions_that_are_not_there_are_not_found(self, page, client):
        for address in (
            "nothing/",
            "theft/?version=7",
            "theft/?version=x",
            "theft/compare/?a=9",
            "nothing/edit/",
            "nothing/compare/",
        ):
            assert client.get(f"/reporting/types/{address}").status_code == 404
        assert client.post("/reporting/types/theft/back/", {"version": "4"}).status_code == 404

    def test_an_earlier_version_is_taken_up_again_on_its_page(self, page):
        page.go("/reporting/types/theft/edit/")
        page.press(**{"open-part": "head"})
        page.press(**{"part-title": "Stolen", "part-routes": "public", "stay": "1"})
        page.press(save="1")
        assert type_named("theft").title == "Stolen"
        page.go("/reporting/types/theft/?version=0")
        assert "Go back to this version" in page.text
        page.press("/reporting/types/theft/back/", version="0")
        assert type_named("theft").title == shipped_definitions()["theft"]["title"]
        assert type_named("theft").version == 2


@pytest.mark.one_store
def test_every_shipped_definition_comes_back_as_it_was_from_its_pages(page):
    """Opening each part and pressing Done changes nothing that counts."""
    for key in ("sexual", "hate"):
        before = type_named(key, 0)
        page.go(f"/reporting/types/{key}/edit/")
        parts = [
            "head",
            "log",
            "start",
            "welsh",
            *(f"question-{n}" for n in range(len(before.questions))),
        ]
        for part in parts:
            page.press(**{"open-part": part})
            page.press(stay="1")
        after = read_type(page.definition, key)
        assert after.questions == before.questions
        assert {**asdict(after), "definition": 0} == {**asdict(before), "definition": 0}
