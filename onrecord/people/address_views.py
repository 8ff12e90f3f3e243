"""E-mail addresses for the digest: one's own, and those of others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.people import actions
from onrecord.people.access import can, check_of_the_force, page, shown, whoever
from onrecord.people.addresses import address_of, addresses
from onrecord.people.forms import AddressForm
from onrecord.people.models import User
from onrecord.people.policies import check_can_keep_addresses, check_can_set_address
from onrecord.people.sent import sent


@page(check_of_the_force, reads="own e-mail address")
def own_address(request: HttpRequest) -> HttpResponse:
    return _address(request, whoever(request), "home")


@page(check_can_keep_addresses, reads="e-mail addresses")
def address_list(request: HttpRequest) -> HttpResponse:
    return render(request, "people/addresses.html", {"addresses": addresses()})


@page(check_can_keep_addresses, reads="e-mail address")
def address(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User, username=username, is_active=True)
    return _address(request, person, "addresses")


def _address(request: HttpRequest, person: User, after: str) -> HttpResponse:
    user = whoever(request)
    check_can_set_address(user, person)
    shown(request, f"person:{person.username}")
    form = AddressForm(**sent(request), initial={"address": person.email})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_address(person=person, by=user.username, **form.cleaned_data)
        except actions.PersonError as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, "The e-mail address is saved.")
            return redirect(after)
    context = {
        "form": form,
        "person": person,
        "own": person.pk == user.pk,
        "now": address_of(person),
        "may_keep": can(check_can_keep_addresses, user),
    }
    return render(request, "people/address.html", context)
