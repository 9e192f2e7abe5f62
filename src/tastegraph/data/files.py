"""Opening files so that whatever is wrong with them is said clearly."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from tastegraph.errors import ReadError

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair of UTF-16: no text in itself, and what an undecodable byte is read as."""

_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def extension(path: Path) -> str:
    """The last extension in lower case, ``.gz`` aside: ``.csv`` for ``log.CSV.gz``."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def is_compressed(path: Path) -> bool:
    """Whether the name says that the file is compressed with gzip."""
    return path.suffix.lower() == ".gz"


def check_file(path: Path) -> None:
    """Refuse what cannot be read at all.

    Raises:
        ReadError: There is no such file, it is a folder, or it has no content.
    """
    with reading(path):
        if path.is_dir():
            raise ReadError("this is a folder, not a file", path=path, fix="Give the path of the file in it")
        if not path.stat().st_size:
            raise ReadError("the file is empty", path=path, fix="Give a file with a header and at least one row")


def check_encoding(encoding: str, path: Path) -> None:
    """Refuse an encoding that Python does not know.

    Raises:
        ReadError: The encoding is unknown.
    """
    try:
        "".encode(encoding)
    except LookupError:
        raise ReadError(
            f"there is no encoding {encoding!r}", path=path, fix='Give one such as "utf-8", "latin-1" or "cp1252"'
        ) from None


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the operating system or gzip says about a file into a `ReadError`."""
    try:
        yield
    except FileNotFoundError:
        raise ReadError("no such file", path=path, fix="Check the path; it is relative to the project folder") from None
    except (EOFError, zlib.error):
        raise ReadError("the gzip data ends early or is damaged", path=path, fix="Copy or download it again") from None
    except gzip.BadGzipFile:
        raise ReadError("not a gzip file", path=path, fix="Drop .gz from its name if it is plain text") from None
    except OSError as error:
        raise ReadError(error.strerror or str(error), path=path) from None


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Open a text file, compressed or not, keeping line ends as they are.

    A byte that is not in the encoding comes out as a lone surrogate, for `is_decoded` to find: in this way
    the reader that meets it can name the row. A byte order mark is dropped.
    """
    with reading(path), cast(BinaryIO, gzip.open(path) if is_compressed(path) else path.open("rb")) as raw:
        marked = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
        yield io.TextIOWrapper(raw, encoding=marked, errors="surrogateescape", newline="")


def is_decoded(text: str) -> bool:
    """Whether no byte of this text failed to decode."""
    return text.isascii() or SURROGATE.search(text) is None


def undecodable(path: Path, encoding: str, row: int | None) -> ReadError:
    """The error for a file in which some byte is not in the encoding; the first one is looked up and named."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, problem = 0, f"the text is not in the encoding {encoding}"
    with reading(path), cast(BinaryIO, gzip.open(path) if is_compressed(path) else path.open("rb")) as raw:
        start = raw.read(2)
        raw.seek(0)
        try:
            while chunk := raw.read(1 << 20):
                pending = len(decoder.getstate()[0])
                decoder.decode(chunk)
                offset += len(chunk)
            pending = len(decoder.getstate()[0])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            place = offset - pending + error.start
            problem = f"byte 0x{error.object[error.start]:02x} at offset {place} is not {encoding}"
    likely = "utf-16" if start in _BYTE_ORDER_MARKS else "latin-1"
    return ReadError(problem, path=path, row=row, fix=f'Name the encoding of the file: encoding = "{likely}"')
