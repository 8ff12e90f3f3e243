"""Sign-in, one's own password, people, and who looked at what."""

from typing import Any

from allauth.account.internal import flows
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from onrecord.home import is_demonstration
from onrecord.people import actions, queries
from onrecord.people.access import NotAllowed, check_of_the_force, page, shown, whoever
from onrecord.people.carried import FIELD, Carried, unpack
from onrecord.people.demonstration import DEMO_NAMES, PASSWORD
from onrecord.people.forms import (
    AccessForm,
    OwnPasswordForm,
    PersonForm,
    QualificationsForm,
    ReadsFilter,
    SignInForm,
)
from onrecord.people.models import User
from onrecord.people.policies import (
    can_change_person,
    check_can_change_person,
    check_can_manage_people,
    check_can_view_reads,
)
from onrecord.people.roles import ROLE_PERMISSIONS, ROLE_WORDS, Permission, Role
from onrecord.people.sent import sent

# Set on a browser that keeps reports for the street (onrecord.field), which are sent before it signs out.
DEVICE = "onrecord_device"


class SignIn(LoginView):
    """allauth's sign-in (rate limited by address and by name), without its other pages."""

    form_class = SignInForm
    template_name = "people/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not LoginView's own: that names sign-up pages which don't exist here.
        context = super(LoginView, self).get_context_data(**kwargs)
        if is_demonstration():
            context["demo_password"] = PASSWORD
            context["demo_accounts"] = [
                (name, Role(role).label) for role, (name, _) in DEMO_NAMES.items()
            ]
        context["carried"] = self._carried()
        return context

    def _carried(self) -> Carried | None:
        return unpack(self.request.POST.get(FIELD, ""))

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Who has signed in meanwhile in another window needn't do it twice."""
        carried = unpack(request.POST.get(FIELD, "")) if request.method == "POST" else None
        if carried is not None and request.user.is_authenticated:
            return send_again(request, carried, SESSION_ENDED)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        carried = self._carried()
        if carried is not None and self.request.user.is_authenticated:
            return send_again(self.request, carried, SESSION_ENDED)
        return answer


SESSION_ENDED = "Your session had ended before it was sent."


def send_again(request: HttpRequest, carried: Carried, why: str, status: int = 200) -> HttpResponse:
    """The page on which a person sends what was carried here."""
    context = {"carried": carried, "why": why}
    return render(request, "people/send_again.html", context, status=status)


def sign_in_first(request: HttpRequest, carried: Carried) -> HttpResponse:
    """The sign-in page, for whoever sent a form when their session had ended."""
    context = {"form": SignInForm(request=request), "carried": carried}
    return render(request, "people/sign_in.html", context, status=401)


@page(None)
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if request.COOKIES.get(DEVICE) and "emptied" not in request.POST:
            # This browser is set up for the street: what waits there is sent, then the device emptied, then this.
            return redirect(f"{reverse('field')}?sign-out")
        flows.logout.logout(request)
        messages.success(request, "You have signed out.")
        answer = redirect("sign-in")
        answer.delete_cookie(DEVICE, path=reverse("sign-out"))
        return answer
    return render(request, "people/sign_out.html")


@sensitive_post_parameters()
@page(None)
def own_password(request: HttpRequest) -> HttpResponse:
    person = whoever(request)
    form = OwnPasswordForm(person, **sent(request))
    if request.method == "POST" and form.is_valid():
        person = actions.change_own_password(
            person=person, password=form.cleaned_data["new_password1"]
        )
        update_session_auth_hash(request, person)
        messages.success(request, "Your password is changed.")
        return redirect("home")
    return render(request, "people/password.html", {"form": form})


@page(check_of_the_force)
def roles(request: HttpRequest) -> HttpResponse:
    """The table of roles.py, for everybody."""
    table = [
        (permission.words, [permission in ROLE_PERMISSIONS[role] for role in Role])
        for permission in Permission
    ]
    described = [(role.label, ROLE_WORDS[role]) for role in Role]
    return render(request, "people/roles.html", {"roles": described, "table": table})


@page(check_can_manage_people, reads="list of people")
def people_list(request: HttpRequest) -> HttpResponse:
    return render(request, "people/list.html", {"people": queries.people()})


@page(check_can_manage_people)
def person_add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            person, password = actions.add_person(
                **form.cleaned_data, by=request.user.get_username()
            )
        except actions.PersonError as error:
            form.add_error("username", str(error))
        else:
            return render(
                request, "people/new_password.html", {"person": person, "password": password}
            )
    return render(request, "people/add.html", {"form": form})


@page(check_can_manage_people, reads="person")
def person_page(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User, username=username)
    shown(request, f"person:{person.username}")
    user = whoever(request)
    form = AccessForm(
        **sent(request), initial={"role": person.role, "department": person.department}
    )
    if request.method == "POST":
        check_can_change_person(user, person)
        if form.is_valid():
            try:
                actions.change_person(person=person, by=user.username, **form.cleaned_data)
            except (NotAllowed, actions.PersonError) as error:
                form.add_error("role", str(error))
            else:
                messages.success(
                    request, f"{person.username} is now {Role(form.cleaned_data['role']).label}."
                )
                return redirect("people")
    context = {
        "person": person,
        "form": form,
        "qualifications": QualificationsForm(initial={"qualifications": person.qualifications}),
        "may_change": can_change_person(user, person),
        "last_signed_in": queries.last_signed_in([person.username]).get(person.username),
    }
    return render(request, "people/person.html", context)


@require_POST
@page(check_can_manage_people)
def person_qualifications(request: HttpRequest, username: str) -> HttpResponse:
    """What the person is trained or appointed for."""
    person = get_object_or_404(User, username=username)
    user = whoever(request)
    check_can_change_person(user, person)
    form = QualificationsForm(**sent(request))
    try:
        if not form.is_valid():
            raise actions.PersonError("Choose from the list of qualifications.")
        actions.set_qualifications(person=person, by=user.username, **form.cleaned_data)
    except actions.PersonError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The qualifications of {person.username} are saved.")
    return redirect("person", username=person.username)


@require_POST
@page(check_can_manage_people)
def person_active(request: HttpRequest, username: str) -> HttpResponse:
    """End a person's access, or give it back."""
    person = get_object_or_404(User, username=username)
    user = whoever(request)
    check_can_change_person(user, person)
    active = request.POST.get("active") == "yes"
    actions.set_active(person=person, active=active, by=user.username)
    messages.success(
        request,
        f"{person.username} {'can sign in again' if active else 'can no longer sign in'}.",
    )
    return redirect("person", username=person.username)


@require_POST
@page(check_can_manage_people)
def person_password(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User, username=username)
    user = whoever(request)
    check_can_change_person(user, person)
    password = actions.give_new_password(person=person, by=user.username)
    return render(request, "people/new_password.html", {"person": person, "password": password})


@page(check_can_view_reads, reads="who looked at what")
def reads_list(request: HttpRequest) -> HttpResponse:
    form = ReadsFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    before = request.GET.get("before", "")
    rows = queries.reads(
        username=asked.get("username", ""),
        subject=asked.get("subject", ""),
        since=asked.get("since"),
        refused=asked.get("only") == "refused",
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    shown(request, request.GET.urlencode())
    older = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    context = {
        "form": form,
        "rows": rows[: queries.PAGE],
        "older": older,
        "before": before,
    }
    return render(request, "people/reads.html", context)
