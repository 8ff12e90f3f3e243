"""The Welsh of the pages for the public: complete, in step with the English, and marked until somebody has checked it."""

import re

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from onrecord.reporting import languages
from tools import translate

SOURCES = translate.sources()
IN_TEXT = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z]+[^>]*>")


def english_of(message):
    return message.id if isinstance(message.id, str) else " ".join(message.id)


def forms_of(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.one_store
@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.name)
class TestCatalogue:
    def test_every_word_for_the_public_has_its_welsh(self, source):
        wanted = {(each.id, each.context) for each in translate.words_of(source) if each.id}
        catalog = translate.held(source)
        held = {(each.id, each.context) for each in catalog if each.id}
        assert wanted - held == set(), "run tools/translate.py and write the Welsh"
        assert held - wanted == set(), "run tools/translate.py: these are said no longer"
        assert [each.id for each in translate.missing(catalog)] == []

    def test_what_is_filled_in_and_marked_up_is_the_same_in_both(self, source):
        for message in translate.held(source):
            if not message.id:
                continue
            english = set(IN_TEXT.findall(english_of(message)))
            for form in forms_of(message):
                found = set(IN_TEXT.findall(form))
                # A form for none, one or two may say the number in words.
                number = (
                    {"%(counter)s", "%(count)s", "%(number)s"} if message.pluralizable else set()
                )
                assert english - number <= found <= english, (message.id, form)

    def test_the_compiled_file_is_in_step(self, source):
        assert translate.in_mo(source.mo.read_bytes()) == translate.in_mo(
            translate.compiled(source)
        )

    def test_its_head_says_that_a_machine_drafted_it(self, source):
        text = source.po.read_text(encoding="utf-8")
        assert "MACHINE-DRAFTED" in text
        assert translate.PLURAL in text
        assert translate.held(source).num_plurals == 6


@pytest.mark.one_store
class TestFinding:
    def test_words_are_found_in_templates_python_and_data(self, tmp_path):
        page = tmp_path / "a.html"
        page.write_text(
            '{% load i18n %}\n<p title="it\'s">{% translate "Don\'t wait (999)" %}</p>\n'
            "  {% blocktranslate count counter=n trimmed %}\n {{ counter }} file\n{% plural %}\n{{ counter }} files{% endblocktranslate %}\n"
            "{% translate 'May' context 'month' %} _('not this')"
        )
        code = tmp_path / "a.py"
        code.write_text('x = gettext("Your name")\ny = print("never")\n')
        data = tmp_path / "lay.toml"
        data.write_text(
            'title = "Theft"\nkey = "no"\n[[q]]\nasks = "What?"\nanswers = [{ say = "yes", text = "Yes" }]\n'
        )
        found = [list(translate.found(each)) for each in (page, code, data)]
        assert found[0] == [
            ("Don't wait (999)", None),
            (("%(counter)s file", "%(counter)s files"), None),
            ("May", "month"),
        ]
        assert found[1] == [("Your name", None)]
        assert [text for text, _ in found[2]] == ["Theft", "What?", "Yes"]

    def test_a_changed_text_loses_its_welsh_and_is_missed(self, tmp_path, monkeypatch):
        monkeypatch.setattr(translate, "ROOT", tmp_path)
        app = tmp_path / "onrecord" / "reporting"
        app.mkdir(parents=True)
        source = translate.Source("reporting", ("onrecord/reporting/*.toml",))
        (app / "lay.toml").write_text('title = "Theft"\nhint = "A bag"\n')
        catalog = translate.update(source)
        catalog.get("Theft").string = "Dwyn"
        catalog.get("Theft").flags.add("fuzzy")
        catalog.get("A bag").string = "Bag"
        translate._write(source, catalog)
        (app / "lay.toml").write_text('title = "Theft"\nhint = "A bag or a purse"\n')
        again = translate.update(source)
        assert [each.id for each in translate.missing(again)] == ["A bag or a purse"]
        assert again.get("Theft").string == "Dwyn"
        assert again.get("Theft").fuzzy
        source.mo.write_bytes(translate.compiled(source))
        assert translate.checked(["theft"], every=False) == 1
        assert not translate.held(source).get("Theft").fuzzy


@pytest.mark.one_store
class TestShown:
    def test_unchecked_words_are_counted_as_the_catalogues_have_them(self):
        count = sum(len(translate.unchecked(translate.held(each))) for each in SOURCES)
        assert languages.unchecked() == count

    def test_numbers_take_the_forms_that_welsh_has(self):
        several = [each for each in translate.held(SOURCES[0]) if each.id and each.pluralizable]
        assert several, "the check below has nothing to check"
        with translation.override("cy"):
            for message in several:
                forms = [ngettext(*message.id, number) for number in (0, 1, 2, 3, 6, 11)]
                assert forms == list(message.string)

    def test_what_has_no_welsh_is_shown_in_english_and_says_so(self):
        with translation.override("cy"):
            assert languages.said("Stolen <sheep>") == '<span lang="en">Stolen &lt;sheep&gt;</span>'
            own = {"Stolen <sheep>": "Defaid <wedi'u dwyn>"}
            assert languages.said("Stolen <sheep>", own) == "Defaid &lt;wedi&#x27;u dwyn&gt;"
            assert languages.said("999") == "999"
        assert languages.said("Stolen <sheep>") == "Stolen &lt;sheep&gt;"


@pytest.mark.one_store
class TestAddress:
    def page(self, rf, address):
        seen = []

        def view(request):
            from django.http import HttpResponse

            seen.append(languages.speak(request, "cy" if "kept" in address else ""))
            return HttpResponse(languages.said("Stolen sheep"))

        answer = languages.LanguageMiddleware(view)(rf.get(address))
        assert translation.get_language() == "en-gb"
        return answer, seen[0]

    @pytest.mark.parametrize(
        ("address", "spoken"),
        [
            ("/report/", "en"),
            ("/report/?lang=cy", "cy"),
            ("/report/?lang=fr", "en"),
            ("/report/kept/", "cy"),
            ("/report/kept/?lang=en", "en"),
            ("/partners/?lang=cy", "cy"),
        ],
    )
    def test_the_address_says_the_language_and_a_draft_keeps_it(self, rf, address, spoken):
        answer, kept = self.page(rf, address)
        assert kept == spoken
        assert answer["Content-Language"] == spoken
        assert (b"lang=" in answer.content) == (spoken == "cy")
