"""The pages of alerts: one's own, the thresholds, the programs that are told, what waits to be sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onrecord.audit.findings.digest import base_address
from onrecord.ledger.queries import history
from onrecord.measures.alerts import actions
from onrecord.measures.alerts.content import hook_subject, rule_subject
from onrecord.measures.alerts.counts import level_words, name_of
from onrecord.measures.alerts.forms import HookForm, RuleForm
from onrecord.measures.alerts.models import AlertRule, Hook, Outgoing
from onrecord.measures.alerts.policies import (
    can_keep_alerts,
    can_manage_hooks,
    check_can_keep_alerts,
    check_can_manage_hooks,
    check_can_see_alerts,
    check_can_see_queue,
)
from onrecord.measures.alerts.raising import alerts_of, last_look, look
from onrecord.measures.alerts.states import SendState
from onrecord.people.access import page, shown, whoever
from onrecord.people.roles import Role
from onrecord.people.sent import sent

MOST = 200


@page(check_can_see_alerts, reads="own alerts")
def alerts(request: HttpRequest) -> HttpResponse:
    """The in-page digest, and the thresholds by which alerts come."""
    user = whoever(request)
    rules = [
        (
            rule,
            name_of(rule.what),
            level_words(rule.what, rule.level),
            ", ".join(Role(role).label for role in rule.roles),
        )
        for rule in AlertRule.objects.all()
    ]
    context = {
        "rows": alerts_of(user, timezone.now()),
        "rules": rules,
        "keeps": can_keep_alerts(user),
        "looked": last_look(),
        "queue": _troubled() if can_keep_alerts(user) else 0,
    }
    return render(request, "measures/alerts.html", context)


@page(check_can_keep_alerts)
def alert_rule_new(request: HttpRequest) -> HttpResponse:
    return _rule(request, None)


@page(check_can_keep_alerts, reads="threshold of an alert")
def alert_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(AlertRule, pk=rule_id)
    shown(request, rule_subject(rule))
    return _rule(request, rule)


def _rule(request: HttpRequest, rule: AlertRule | None) -> HttpResponse:
    form = RuleForm(**sent(request), rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_rule(by=whoever(request), rule=rule, **form.cleaned_data)
        except actions.AlertError as error:
            form.add_error(None, str(error))
        else:
            # At once, so that the page doesn't deny what the figure says.
            look(timezone.now(), base_address().rstrip("/"), only=kept)
            messages.success(request, f"The alert {kept.name} is set, and held against its figure.")
            return redirect("alerts")
    versions = history(rule_subject(rule)) if rule else []
    return render(
        request, "measures/alert_rule.html", {"form": form, "rule": rule, "versions": versions}
    )


@page(check_can_see_queue, reads="messages that go out")
def alert_queue(request: HttpRequest) -> HttpResponse:
    """What waits, what may not have arrived, what was given up; then what was sent."""
    rows = Outgoing.objects.defer("body")
    open_rows = rows.exclude(state=SendState.SENT).order_by("-pk")[:MOST]
    context = {
        "rows": list(open_rows),
        "sent": list(rows.filter(state=SendState.SENT).order_by("-done_at")[:20]),
        "again": (SendState.UNSURE, SendState.GIVEN_UP),
        "hooks": {str(hook.pk): hook.name for hook in Hook.objects.all()},
        "manages": can_manage_hooks(whoever(request)),
        "sees_figures": can_keep_alerts(whoever(request)),
    }
    return render(request, "measures/alert_queue.html", context)


@page(check_can_see_queue)
@require_POST
def alert_again(request: HttpRequest, message_id: int) -> HttpResponse:
    message = get_object_or_404(Outgoing, pk=message_id)
    try:
        actions.send_again(message=message, by=whoever(request))
        messages.success(request, "It is back in the queue and goes out at the next run.")
    except actions.AlertError as error:
        messages.error(request, str(error))
    return redirect("alert-queue")


@page(check_can_manage_hooks, reads="programs that are told of alerts")
def hooks(request: HttpRequest) -> HttpResponse:
    """The programs; a POST adds one, and the page that answers shows its secret once."""
    form = HookForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            hook, secret = actions.add_hook(by=whoever(request), **form.cleaned_data)
        except actions.AlertError as error:
            form.add_error("url", str(error))
        else:
            return render(request, "measures/hook_made.html", {"hook": hook, "secret": secret})
    return render(
        request,
        "measures/hooks.html",
        {"form": form, "rows": Hook.objects.order_by("-active", "name")},
    )


@page(check_can_manage_hooks)
@require_POST
def hook_stop(request: HttpRequest, hook_id: int) -> HttpResponse:
    hook = get_object_or_404(Hook, pk=hook_id)
    shown(request, hook_subject(hook))
    actions.stop_hook(hook=hook, by=whoever(request))
    messages.success(request, f"Nothing is sent to {hook.name} any more.")
    return redirect("hooks")


def _troubled() -> int:
    return Outgoing.objects.filter(state__in=(SendState.UNSURE, SendState.GIVEN_UP)).count()
