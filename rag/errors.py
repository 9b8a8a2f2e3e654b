"""Every error that Wence raises on purpose.

    WenceError
    ├── UsageError            the caller asked for something that cannot be: an unknown id, a bad filter, a bad setting
    │   ├── NotFoundError     no document, clause or reference of that name
    │   └── SettingsError     a WENCE_* name or value that cannot be used
    ├── ReadingError          one file cannot be read as a document; the other files still can
    ├── ModelError            a model did not do its work; an answer can do without a language model
    │   ├── ModelUnavailable  it is not there, not whole, or cannot be reached
    │   ├── ModelTimeout      it took too long
    │   ├── ModelRefused      it does not take the credentials or the request: the settings want mending
    │   ├── ModelBusy         it is asked too often; `retry_after` says how long to wait
    │   ├── ModelReplyInvalid what it sent cannot be read
    │   └── ModelInterrupted  the reply broke off, or the caller wanted no more
    └── SnapshotError         the index cannot be used
        ├── SnapshotMissing   nothing has been ingested yet
        ├── SnapshotDamaged   a file of it is missing or does not match its digest
        ├── SnapshotMismatch  it was built by another embedder or in another format
        └── StoreBusy         another process is writing

A message says what was expected, what was found and what to do, in one sentence or two, Chinese first: it is shown to
staff as it stands. `repair` is the command that mends the matter, where there is one.
"""


class WenceError(Exception):
    """The root. `str(error)` is one line, fit for a terminal, a log or a problem document."""

    def __init__(self, message: str, *, repair: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.repair = repair

    def __str__(self) -> str:
        return f"{self.message}（{self.repair}）" if self.repair else self.message


class UsageError(WenceError):
    pass


class NotFoundError(UsageError):
    pass


class SettingsError(UsageError):
    pass


class ReadingError(WenceError):
    pass


class ModelError(WenceError):
    pass


class ModelUnavailable(ModelError):
    pass


class ModelTimeout(ModelError):
    pass


class ModelRefused(ModelError):
    pass


class ModelBusy(ModelError):
    """`retry_after`: seconds, None where the provider does not say."""

    def __init__(self, message: str, *, repair: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, repair=repair)
        self.retry_after = retry_after


class ModelReplyInvalid(ModelError):
    pass


class ModelInterrupted(ModelError):
    pass


class SnapshotError(WenceError):
    pass


class SnapshotMissing(SnapshotError):
    pass


class SnapshotDamaged(SnapshotError):
    pass


class SnapshotMismatch(SnapshotError):
    pass


class StoreBusy(SnapshotError):
    pass
