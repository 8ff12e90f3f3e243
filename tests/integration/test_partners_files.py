"""A retailer's file: every row is checked, good incidents are reports, bad rows are given back, and nothing is a report twice."""

import csv
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml.html import document_fromstring

from onrecord.contact.models import Log
from onrecord.ledger.live import verify_ledger
from onrecord.partners.bulk import refused_rows, take_file, template_rows
from onrecord.partners.bulk_file import COLUMNS
from onrecord.partners.errors import PartnerError
from onrecord.partners.models import Referral
from onrecord.partners.organisations import keep_columns
from onrecord.people.access import NotAllowed
from onrecord.reporting.models import Report
from onrecord.reporting.work.confirming import computed
from tests.partners_world import CONTACT, partner
from tests.reports_world import words_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
HEADER = "incident,shop,postcode,date,time,what happened,goods,value,force,cctv"
GOOD = [
    "INC-1,Shop 1,EX4 4QJ,31/05/2026,14:30,A man took gin,gin,23,no,yes",
    "INC-1,Shop 1,EX4 4QJ,31/05/2026,14:30,A man took gin,whisky,30.50,no,yes",
    # The same number in another shop is another incident.
    "INC-1,Shop 2,,2026-05-31,,“Two girls” took make-up,make-up,15,,no",
    ",Shop 1,,30/05/2026,,Somebody took razors,,,,",
]
BAD = [
    "INC-2,,,31/05/2026,,No shop is named,,,,",
    "INC-3,Shop 1,,31/02/2026,,No such day,,,,",
    "INC-4,Shop 1,,31/05/2999,,The day lies ahead,,,,",
    "INC-5,Shop 1,,31/05/2026,,Force?,,,perhaps,",
    "INC-6,Shop 1,,31/05/2026,,Worth?,,dear,,",
    # Good, but a row of the same incident isn't: they go together or not at all.
    "INC-6,Shop 1,,31/05/2026,,Worth?,socks,5,,",
]


@pytest.fixture
def shop():
    return partner("retailer", name="Invented Stores")


def sent(user, *lines, header=HEADER, name="thefts.csv", **more):
    data = more.pop("data", None) or "\r\n".join([header, *lines]).encode("utf-8-sig")
    given = {
        "origin": str(uuid4()),
        "capacity": "staff",
        "contact": CONTACT,
        **more,
    }
    return take_file(by=user, file=SimpleUploadedFile(name, data), **given)


def counts(**told):
    """All that is counted of a file; the rows are those of the reports, one each, and all others."""
    usual = dict.fromkeys(("refused", "again", "doubles", "joined", "incidents"), 0)
    assert told["rows"] == sum(number for name, number in told.items() if name != "rows")
    return usual | told


def test_good_rows_are_reports_and_bad_ones_are_given_back(shop):
    _row, user = shop
    done = sent(user, *GOOD, *BAD, GOOD[0])
    assert done.counts == counts(rows=11, refused=6, doubles=1, joined=1, incidents=3)
    texts = set(Log.objects.values_list("text", flat=True))
    assert texts == {"A man took gin", "“Two girls” took make-up", "Somebody took razors"}
    gin = Report.objects.get(account="A man took gin")
    answers = dict(gin.answers)
    assert (answers["goods"], answers["value"], gin.their_ref) == ("gin, whisky", "53.50", "INC-1")
    assert answers["rules:theft-from"] == "shop"
    places = {each.places.get().text for each in Log.objects.all()}
    assert places == {"Shop 1", "Shop 2"}
    assert {each["row"] for each in done.refused} == {6, 7, 8, 9, 10, 11}
    assert all(each["problem"] and each["remedy"] for each in done.refused)
    header, rows = refused_rows(done)
    # Mended, the file is sent again as it is: what stands before the columns is ours.
    mended = [[*cells[:5], "INC-2", "Shop 9", *cells[7:]] for cells in rows if cells[0] == 6]
    out = io.StringIO()
    csv.writer(out).writerows([header, *mended])
    again = sent(user, data=out.getvalue().encode())
    assert again.counts == counts(rows=1, incidents=1)
    assert verify_ledger(records=True, processes=1).problems == []


def returned(upload, **mended):
    """The file of rows to mend as a spreadsheet saves it, with some of the sender's own cells mended."""
    header, rows = refused_rows(upload)
    own = {name: at for at, name in enumerate(header) if at >= len(header) - len(upload.header)}
    for row in rows:
        for name, text in mended.items():
            row[own[name.replace("_", " ")]] = text
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("line", "mended", "worth"),
    [
        # The cell that is wrong is empty, a number, or no number at all.
        ("INC-7,,,31/05/2026,,A man took gin,gin,23,no,yes", {"shop": "Shop 1"}, "23"),
        ("INC-7,Shop 1,,99,,A man took gin,gin,23,no,yes", {"date": "31/05/2026"}, "23"),
        ("INC-7,Shop 1,,31/05/2026,,A man took gin,gin,dear,no,yes", {"value": "23"}, "23"),
        ("INC-7,Shop 1,,31/02/2026,,A man took gin,gin,,no,yes", {"date": "31/05/2026"}, None),
        (
            "INC-7,,,31/02/2026,,A man took gin,gin,23,no,yes",
            {"shop": "S", "date": "31/05/2026"},
            "23",
        ),
    ],
)
def test_what_stands_before_the_own_columns_is_no_answer(shop, line, mended, worth):
    _row, user = shop
    first = sent(user, line)
    assert first.counts["refused"] == 1
    again = sent(user, data=returned(first, **mended))
    assert again.counts == counts(rows=1, incidents=1)
    answers = dict(Report.objects.get().answers)
    assert answers.get("value") == worth
    assert answers["goods"] == "gin"


@pytest.mark.one_store
def test_a_file_given_back_earlier_is_read_by_place(shop):
    _row, user = shop
    header = f"row,field,value,problem,what_to_do,{HEADER}"
    line = "2,shop,99,It is empty,Write it.,INC-8,Shop 1,,31/05/2026,,A man took gin,gin,23,no,yes"
    assert sent(user, line, header=header).counts["incidents"] == 1
    assert dict(Report.objects.get().answers)["value"] == "23"


@pytest.mark.one_store
def test_what_to_do_is_what_a_retailer_can_do(shop):
    _row, user = shop
    days = ("31/02/2026", "31.05.26 or so", "05/31/2026", "1899-01-01", "yesterday")
    done = sent(user, *(f"X-{at},Shop 1,,{day},,Gin,,,," for at, day in enumerate(days)), "a," * 40)
    assert {each["row"] for each in done.refused} >= {2, 3, 4, 5, 6, 7}
    told = " ".join(f"{each['problem']} {each['remedy']}" for each in done.refused)
    assert "Write the day as 31/05/2026" in told
    for word in ("map", "source system", "formats", "delimiter", "export"):
        assert word not in told.casefold(), word
    for data in (
        b"\x89PNG" + b"\0" * 100,
        b"%PDF-1.7 x",
        b"\xd0\xcf\x11\xe0" + b"x" * 600,
        b"shop\n1\n2\n",
    ):
        with pytest.raises(PartnerError) as error:
            sent(user, data=data)
        for word in (" map", "delimiter", "encoding", "parquet"):
            assert word not in str(error.value).casefold(), word


@pytest.mark.one_store
def test_a_time_or_a_postcode_that_can_not_be_is_given_back(shop):
    _row, user = shop
    done = sent(
        user,
        "T-1,Shop 1,NOTAPOST,31/05/2026,14:30,A man took gin,gin,23,no,yes",
        "T-2,Shop 1,ex44qj,31/05/2026,25:99,A man took gin,gin,23,no,yes",
        "T-3,Shop 1,EX4,31/05/2026,in the afternoon,A man took gin,gin,23,no,yes",
    )
    assert done.counts == counts(rows=3, refused=2, incidents=1)
    told = {(each["row"], each["column"]): each["problem"] for each in done.refused}
    assert told == {(2, "postcode"): "It is no postcode", (3, "time"): "There is no such time"}


def test_what_a_file_holds_adds_up_on_its_page(shop, client):
    _row, user = shop
    client.force_login(user)
    done = sent(user, *GOOD, BAD[0], GOOD[0])
    text = client.get(reverse("partner-upload", args=[done.name])).content.decode()
    told = {
        each.findtext("dt").strip(): each.findtext("dd").strip()
        for each in document_fromstring(text).iterfind(".//dl/div")
    }
    assert told["Rows"] == "6"
    assert told["Reports made"] == "3"
    assert told["Rows that belong to the same incident as another row"] == "1"
    assert told["Rows that say the same as another row of this file"] == "1"
    assert told["Rows that were sent in an earlier file"] == "0"
    assert told["Rows to mend"] == "1"


def test_the_same_rows_later_are_the_same_reports(shop):
    _row, user = shop
    origin = str(uuid4())
    first = sent(user, *GOOD, origin=origin)
    assert sent(user, *GOOD, origin=origin).pk == first.pk
    again = sent(user, *reversed(GOOD), GOOD[0])
    assert again.counts == counts(rows=5, again=4, doubles=1)
    otherwise = sent(user, GOOD[0].replace("gin,gin", "gin,rum"))
    assert otherwise.counts["refused"] == 1
    ref = Referral.objects.get(report__account="A man took gin").report_ref
    assert ref in otherwise.refused[0]["problem"]
    assert Log.objects.count() == 3


@pytest.mark.one_store
def test_what_a_file_calls_its_columns(shop):
    row, user = shop
    odd = "Vorfall,Filiale,Tag,Was geschah"
    line = "7,Shop 1,31/05/2026,A man took gin"
    with pytest.raises(PartnerError, match=r"no column “shop”.*Vorfall, Filiale"):
        sent(user, line, header=odd)
    names = {
        "incident": "Vorfall",
        "shop": "Filiale",
        "date": "Tag",
        "what happened": "Was geschah",
    }
    keep_columns(organisation=row, by=user, columns=names)
    assert sent(user, line, header=odd).counts["incidents"] == 1
    # The words by which such columns commonly go need no map.
    keep_columns(organisation=row, by=user, columns={})
    usual = "Incident Number,Store,Incident date,Description"
    assert sent(user, "8,Shop 1,31/05/2026,A man took rum", header=usual).counts["incidents"] == 1


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "header|table|column|file"),
        (b"<script>alert(1)</script>", "no column"),
        (b"x" * 2_000_001, "2 MB"),
        ((HEADER + "\r\n" + (GOOD[3] + "\r\n") * 501).encode(), "500 rows"),
    ],
)
def test_a_file_that_can_not_be_read_leaves_nothing(shop, data, says):
    _row, user = shop
    with pytest.raises(PartnerError, match=says):
        sent(user, data=data)
    assert not Log.objects.exists()


def test_force_is_not_decided_as_plain_theft_and_formulas_stay_text(shop):
    _row, user = shop
    sent(
        user, "9,Shop 1,,31/05/2026,,=cmd|'/C calc'!A0,,,yes,", '10,Shop 1,,31/05/2026,,"=1+1",,x,,'
    )
    report = Report.objects.get()
    assert report.account == "=cmd|'/C calc'!A0"
    assert dict(report.answers)["rules:theft-force"] == "yes"


def test_the_template_can_be_sent_as_it_is(shop):
    _row, user = shop
    header, example = template_rows()
    assert header == list(COLUMNS)
    out = io.StringIO()
    csv.writer(out).writerows([header, example])
    assert sent(user, data=out.getvalue().encode()).counts["incidents"] == 1


def test_files_are_for_retailers():
    _row, toni = partner("school")
    with pytest.raises(NotAllowed, match="for retailers"):
        sent(toni, *GOOD)


def test_a_row_that_says_no_and_tells_of_force_is_taken_and_asked_about(shop, client):
    _row, user = shop
    done = sent(
        user,
        "7,Shop 1,,31/05/2026,,He took gin and pushed the guard,,,no,",
        "8,Shop 1,,31/05/2026,,He took rum; nobody was pushed or threatened,,,no,",
        "9,Shop 1,,31/05/2026,,He took rum and pushed the guard,,,yes,",
    )
    assert done.counts == counts(rows=3, incidents=3)
    report = Report.objects.get(their_ref="7")
    # Neither refused nor altered.
    assert dict(report.answers)["force"] == "no"
    assert [(each["rows"], each["report"]) for each in done.asked] == [([2], report.ref)]
    client.force_login(user)
    page = client.get(reverse("partner-upload", args=[done.name]))
    assert "What we ask about" in words_on(page)
    assert "He took gin and pushed the guard" in words_on(page)
    assert "Was force used or threatened against anybody" in words_on(page)
    referral = Referral.objects.get(report=report)
    assert reverse("partner-referral", args=[referral.pk]) in page.content.decode()
    # Whoever would confirm it sees both, and goes by the questions.
    found = computed(report)
    assert "don't go together" in found.why_not
    assert found.crimes == []
    calm = computed(Report.objects.get(their_ref="8"))
    assert calm.why_not == ""
    assert verify_ledger(records=True, processes=1).problems == []
