"""Training: one's own page, the departments', the courses, and files of the learning system."""

import tempfile
from pathlib import Path, PurePath

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from onrecord.home import home
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.training import register, taking
from onrecord.training.courses import course_named, courses, role_words, title_of
from onrecord.training.errors import TrainingError
from onrecord.training.models import CourseDone, TrainingImport
from onrecord.training.own import own_page
from onrecord.training.policies import (
    can_keep_training,
    can_write_done,
    check_can_keep_training,
    check_can_learn,
    check_can_see_departments,
    visible_people,
)
from onrecord.training.register_forms import ColumnsForm, CourseForm, DoneForm, FileForm
from onrecord.training.standing import DONE, OVERDUE, coverage, seen_by
from onrecord.training.states import ImportState

MOST = 200


@page(check_can_learn, reads="own training")
def training(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    shown(request, f"person:{user.username}")
    return render(request, "training/training.html", own_page(user))


@page(check_can_see_departments, reads="training of departments")
def training_department(request: HttpRequest) -> HttpResponse:
    """Coverage with n, and who is late; POST writes down that somebody did a course."""
    user = whoever(request)
    people = visible_people(user).order_by("username")
    writable = people if can_keep_training(user) else people.exclude(pk=user.pk)
    form = DoneForm(people=writable, **sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _, fresh = register.write_done(
                course=data["course"], person=data["person"], done_on=data["done_on"], by=user
            )
            said = "Written down." if fresh else "It was written down already."
            messages.success(request, said)
            return redirect("training-department")
        except TrainingError as error:
            form.add_error(None, str(error))
    rows = seen_by(user)
    show = request.GET.get("show", "late")
    late = [row for row in rows if row.state != DONE] if show != "all" else rows
    recent = list(
        CourseDone.objects.filter(withdrawn=False, person__in=people.values("username")).order_by(
            "-id"
        )[:10]
    )
    names = {each.username: each for each in people}
    for row in recent:
        row.title, row.who = title_of(row.course), names[row.person]  # type: ignore[attr-defined]
        row.mine = can_write_done(user, names[row.person])  # type: ignore[attr-defined]
    shown(request, user.department or "every department")
    context = {
        "form": form,
        "coverage": coverage(rows),
        "rows": late[:MOST],
        "more": len(late) > MOST,
        "overdue": sum(row.state == OVERDUE for row in rows),
        "show": "all" if show == "all" else "late",
        "recent": recent,
        "keeps": can_keep_training(user),
    }
    return render(request, "training/department.html", context)


@page(check_can_see_departments)
@require_POST
def done_withdraw(request: HttpRequest, done_id: int) -> HttpResponse:
    """Take back what was written down by a slip."""
    row = get_object_or_404(CourseDone, pk=done_id)
    register.withdraw_done(done=row, by=whoever(request))
    messages.success(request, "Taken back. The register keeps that it was written.")
    return redirect("training-department")


@page(check_can_learn)
def course_list(request: HttpRequest) -> HttpResponse:
    held = [(each, role_words(each.roles)) for each in courses()]
    keeps = can_keep_training(whoever(request))
    return render(request, "training/courses.html", {"courses": held, "keeps": keeps})


@page(check_can_keep_training)
def course_edit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make a course (no slug), or change one."""
    course = course_named(slug) if slug else None
    if slug and course is None:
        raise Http404("There is no such course.")
    form = CourseForm(course=course, **sent(request))
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data["course"]
        register.keep_course(course=kept, by=whoever(request))
        messages.success(request, f"“{kept.title}” is kept.")
        return redirect("courses")
    return render(request, "training/course_edit.html", {"course": course, "form": form})


@page(check_can_keep_training)
def file_new(request: HttpRequest) -> HttpResponse:
    """Bring an export of the learning system; nothing counts yet."""
    form = FileForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        suffix = PurePath(file.name).suffix.lower()
        with tempfile.TemporaryDirectory(dir=home(), prefix="learning-") as folder:
            path = Path(folder) / f"file{suffix if suffix in ('.xlsx', '.csv', '.gz') else '.csv'}"
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
            try:
                run = taking.try_file(path=path, name=file.name, by=whoever(request))
                return redirect("training-file", run.pk)
            except TrainingError as error:
                form.add_error("file", str(error).replace(path.name, file.name))
    context = {"form": form, "runs": TrainingImport.objects.all()[:10]}
    return render(request, "training/file_new.html", context)


@page(check_can_keep_training, reads="file of the learning system")
def file_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """What a file says, before it counts; POST names its columns, takes it in or discards it."""
    run = get_object_or_404(TrainingImport, pk=run_id)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    tried = run.state == ImportState.TRIED
    form = None
    if tried:
        given = {"data": request.POST} if deed == "columns" else {"initial": run.columns}
        form = ColumnsForm(header=list(run.header), **given)
    try:
        if deed == "columns" and form is not None and form.is_valid():
            taking.name_columns(run=run, columns=form.cleaned_data, by=whoever(request))
            return redirect("training-file", run.pk)
        if deed == "take":
            done = taking.take_in(run=run, by=whoever(request))
            messages.success(request, f"{done.counts['taken']:,} are new in the register.")
            return redirect("training-file", run.pk)
        if deed == "discard":
            taking.discard(run=run, by=whoever(request))
            messages.success(request, "Discarded. Nothing of it counts.")
            return redirect("training-file-new")
    except TrainingError as error:
        messages.error(request, str(error))
        return redirect("training-file", run.pk)
    shown(request, f"training-file:{run.pk}")
    context = {
        "run": run,
        "form": form,
        "tried": tried,
        "rows": [(title_of(course), who, day) for course, who, day in run.rows[:10]],
        "new": run.counts.get("good", 0) - run.counts.get("known", 0),
    }
    return render(request, "training/file.html", context)
