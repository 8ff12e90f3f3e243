"""A recording of hours streams from the browser straight to its place on the disk, hashed on the way: once, and never
through memory."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from onrecord.calls.files import Draft, FileTrouble, check_room

FIELD = "file"


class ReceivedRecording(UploadedFile):
    """What the form gets: the draft, not yet attached to anything."""

    def __init__(self, draft: Draft, name: str | None):
        super().__init__(file=draft.file, name=name, size=draft.size)
        self.draft = draft

    def close(self) -> None:
        self.draft.close()


class RecordingUploadHandler(FileUploadHandler):
    """Takes the form's recording. If the disk is full, `trouble` says so and the rest of the form still arrives."""

    chunk_size = 1 << 20

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.trouble = ""
        self._draft: Draft | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self._draft is not None:
            raise SkipFile
        try:
            check_room(int(self.request.META.get("CONTENT_LENGTH") or 0) if self.request else 0)
            self._draft = Draft()
        except FileTrouble as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._draft is not None:
            try:
                self._draft.write(raw_data)
            except FileTrouble as error:
                self._give_up(error)

    def file_complete(self, file_size: int) -> ReceivedRecording | None:
        return None if self._draft is None else ReceivedRecording(self._draft, self.file_name)

    def upload_interrupted(self) -> None:
        self._drop()

    def _give_up(self, error: FileTrouble) -> None:
        """The rest of the file is read and thrown away, so that the browser shows the answer, with what was typed."""
        self.trouble = str(error)
        self._drop()

    def _drop(self) -> None:
        if self._draft is not None:
            self._draft.close()
            self._draft = None
