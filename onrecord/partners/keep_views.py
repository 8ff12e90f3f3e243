"""The organisations, for the registrar and administrators: naming them, their people, and their links."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onrecord.day_input import DayInput
from onrecord.partners import forms_held
from onrecord.partners import organisations as actions
from onrecord.partners.errors import PartnerError
from onrecord.partners.forms_held import forms_for
from onrecord.partners.models import Kind, Link, Member, Organisation
from onrecord.partners.policies import check_can_keep_partners
from onrecord.partners.queries import organisations
from onrecord.people.access import NotAllowed, page, shown, whoever
from onrecord.people.sent import sent

# Three forms stand on one page: no two fields may have the same id.
_MEMBER, _LINK = "member_%s", "link_%s"


class NameForm(forms.Form):
    """What an organisation is called, and whose people see what it sends."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Write the name"}
    )
    department = forms.CharField(
        label="Department whose people see its referrals",
        required=False,
        max_length=200,
        help_text="As accounts and logs spell it. Empty: where reports on line go.",
    )


class NewForm(NameForm):
    kind = forms.ChoiceField(
        label="What it is",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        help_text="Decides which forms it has and what it is told back. It can't be changed later.",
        error_messages={"required": "Choose one"},
    )
    field_order = ["name", "kind", "department"]


class MemberForm(forms.Form):
    """An account for somebody of the organisation."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="What they sign in with. Letters, digits and . - _ @ + only.",
        error_messages={"required": "Write a user name"},
    )
    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Write the name"}
    )
    job = forms.CharField(
        label="What they are there, such as head of year", required=False, max_length=120
    )


class LinkForm(forms.Form):
    """A link for those without an account."""

    form = forms.ChoiceField(label="Form")
    label = forms.CharField(
        label="Who has it, such as night staff",
        max_length=120,
        error_messages={"required": "Write who has it"},
    )
    expires_on = forms.DateField(
        label="Last day on which it works",
        widget=DayInput(),
        error_messages={
            "required": "Give the day",
            "invalid": "Enter a date such as 31/12/2026",
        },
    )

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (each.key, each.title) for each in forms_for(organisation)
        ]


@page(check_can_keep_partners, reads="partners")
def partners(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/partners.html", {"rows": organisations()})


@page(check_can_keep_partners, reads="new partner")
def partner_new(request: HttpRequest) -> HttpResponse:
    form = NewForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.make_organisation(by=whoever(request), **form.cleaned_data)
        except PartnerError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{row} refers from now on. Add its people, or give a link.")
            return redirect("partner", row.key)
    return render(request, "partners/new.html", {"form": form})


@page(check_can_keep_partners, reads="partner")
def partner(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation; POST changes what it is called and who sees its referrals."""
    row = get_object_or_404(Organisation, key=key)
    shown(request, f"partner:{row.key}")
    form = NameForm(**sent(request), initial={"name": row.name, "department": row.department})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.change_organisation(
                organisation=row, by=whoever(request), **form.cleaned_data
            )
        except PartnerError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "Kept.")
            return redirect("partner", row.key)
    return _shown(request, row, form=form)


@page(check_can_keep_partners)
@require_POST
def partner_state(request: HttpRequest, key: str) -> HttpResponse:
    """End an organisation, or let it refer again."""
    row = get_object_or_404(Organisation, key=key)
    act = actions.end_organisation if row.active else actions.let_in_again
    try:
        row = act(organisation=row, by=whoever(request), why=request.POST.get("why", ""))
    except PartnerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{row} {'refers again' if row.active else 'refers no more'}.")
    return redirect("partner", row.key)


@page(check_can_keep_partners)
@require_POST
def partner_person(request: HttpRequest, key: str) -> HttpResponse:
    """Add an account; its one-time password is shown once."""
    row = get_object_or_404(Organisation, key=key)
    form = MemberForm(request.POST, auto_id=_MEMBER)
    if form.is_valid():
        try:
            member, password = actions.add_member(
                organisation=row, by=whoever(request), **form.cleaned_data
            )
        except PartnerError as error:
            form.add_error("username", str(error))
        else:
            if password:
                return _password(request, member, password)
            messages.success(request, f"{member.user} refers for {row} from now on.")
            return redirect("partner", row.key)
    return _shown(request, row, member_form=form)


@page(check_can_keep_partners)
@require_POST
def partner_member(request: HttpRequest, key: str, username: str) -> HttpResponse:
    """End an account's access, give it back, or give it a new one-time password."""
    member = get_object_or_404(Member, organisation__key=key, username=username)
    do = request.POST.get("do", "")
    try:
        if do == "password":
            return _password(
                request, member, actions.new_password(member=member, by=whoever(request))
            )
        if do not in ("end", "back"):
            raise PartnerError("Choose what is to be done with the account.")
        actions.set_member_active(member=member, by=whoever(request), active=do == "back")
    except (PartnerError, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        ended = "can sign in again" if do == "back" else "can no longer sign in"
        messages.success(request, f"{member.user} {ended}.")
    return redirect("partner", key)


@page(check_can_keep_partners)
@require_POST
def partner_link_new(request: HttpRequest, key: str) -> HttpResponse:
    """Make a link; its address is shown once."""
    row = get_object_or_404(Organisation, key=key)
    form = LinkForm(row, request.POST, auto_id=_LINK)
    if form.is_valid():
        try:
            link, secret = actions.make_link(
                organisation=row, by=whoever(request), **form.cleaned_data
            )
        except PartnerError as error:
            form.add_error(None, str(error))
        else:
            context = {"link": link, "organisation": row, "secret": secret}
            return render(request, "partners/new_link.html", context)
    return _shown(request, row, link_form=form)


@page(check_can_keep_partners)
@require_POST
def partner_link_revoke(request: HttpRequest, key: str, link_id: int) -> HttpResponse:
    link = get_object_or_404(Link, organisation__key=key, pk=link_id)
    try:
        actions.revoke_link(link=link, by=whoever(request))
    except PartnerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The link of {link.label} opens nothing any more.")
    return redirect("partner", key)


def _password(request: HttpRequest, member: Member, password: str) -> HttpResponse:
    context = {"member": member, "organisation": member.organisation, "password": password}
    return render(request, "partners/new_password.html", context)


def _shown(request: HttpRequest, row: Organisation, **forms_: forms.Form) -> HttpResponse:
    form = forms_.get("form") or NameForm(initial={"name": row.name, "department": row.department})
    member_form = forms_.get("member_form") or MemberForm(auto_id=_MEMBER)
    link_form = forms_.get("link_form") or LinkForm(row, auto_id=_LINK)
    wrong = next((each for each in (form, member_form, link_form) if each.errors), form)
    titles = {each.key: each.title for each in forms_held.forms()}
    context = {
        "row": row,
        # The error summary and the title look for `form`.
        "form": wrong,
        "name_form": form,
        "member_form": member_form,
        "link_form": link_form,
        "members": Member.objects.filter(organisation=row).select_related("user").order_by("pk"),
        "links": [
            (each, titles.get(each.form_key, each.form_key))
            for each in Link.objects.filter(organisation=row).order_by("-made_at")
        ],
        "forms": forms_held.forms_for(row),
        "sent": row.referrals.count(),
        "now": timezone.now(),
    }
    return render(request, "partners/partner.html", context)
