"""Errors that are expected: told to the user as a sentence, never as a traceback."""


class EgovError(Exception):
    """Something the user can act on; the message says what, where and what to do."""


class InvalidInputError(EgovError):
    """A file or value that was handed in cannot be used as it is."""


class NotFoundError(EgovError):
    """A project, filing, pack or file that was named does not exist."""


class StorageError(EgovError):
    """The data folder cannot be used: in use, read-only, full, damaged or too new."""


class DamagedDataError(StorageError):
    """The database cannot be read, or not all of it: a backup has to take its place."""


class SigningError(EgovError):
    """A certificate, key or password cannot be used to sign."""


class EntryStoppedError(EgovError):
    """The law forbids entering this project here (涉密): nothing was kept."""


class BlockedError(EgovError):
    """Blocking findings stand in the way of freezing (固化)."""


class CancelledError(EgovError):
    """The user cancelled; nothing was left half done."""
