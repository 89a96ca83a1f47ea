"""A long list of pictures, read in a way that can be stopped at any time and gone on with.

Beside the output lies a small file that says how much of the list is done. It is renewed only once the output has been
written so far, so that nothing is lost or there twice, however the work ended.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice, tee
from pathlib import Path

from scrawl.batch.output import Output
from scrawl.errors import BadInput, DataError
from scrawl.reader import Source
from scrawl.reading import Reading

SAVED_EVERY = 1_000  # pictures, of which a crash costs the last ones

Result = Reading | BadInput | OSError
Read = Callable[[Iterable[Source]], Iterator[Result]]


@dataclass
class Progress:
    """How far the work is.

    done    pictures that were read, or could not be; `failed` counts the latter
    names   a hash of the names done and of how they are read, which recognises the list
    size    bytes of the output that belong to these pictures
    """

    done: int = 0
    failed: int = 0
    names: str = ""
    size: int = 0


class Job:
    """Reads a list of pictures once."""

    def __init__(self, named: Iterable[tuple[str, Source]], manner: str, kept: Path | None = None) -> None:
        """Read what has those names; `manner` says how. Progress is kept in a file, if one is named."""
        self.progress = Progress()
        self._named = iter(named)
        self._hash = hashlib.sha256(manner.encode())
        self._kept = kept

    def go_on(self) -> None:
        """Skip the pictures that are done; DataError if they were of another list, or read in another manner."""
        if self._kept is None or not self._kept.exists():
            return
        try:
            self.progress = Progress(**json.loads(self._kept.read_bytes()))
        except (OSError, TypeError, ValueError) as error:
            raise DataError(f"{self._kept} cannot be read: {error}.") from error
        for name, _ in islice(self._named, self.progress.done):
            self._count(name)
        if self._hash.hexdigest() != self.progress.names:
            raise DataError(
                f"What was begun is another list of pictures, format or layout than this. Take {self._kept} and "
                "what it belongs to away, or name another --out."
            )

    def run(self, read: Read, output: Output, tell: Callable[[str, str], None]) -> Generator[int]:
        """Read the remaining pictures; gives how many are done after each. `tell` gets name and reason of each failure.

        The readings are saved, however the work ends.
        """
        done = self.progress
        names, sources = tee(self._named)
        try:
            for (name, _), result in zip(names, read(source for _, source in sources), strict=True):
                if isinstance(result, Reading):
                    output.add(name, result)
                else:
                    reason = str((isinstance(result, OSError) and result.strerror) or result)
                    output.fail(name, reason)
                    tell(name, reason)
                    done.failed += 1
                self._count(name)
                done.done += 1
                if done.done % SAVED_EVERY == 0:
                    self._save(output)
                yield done.done
        finally:
            self._save(output)
        if self._kept:
            self._kept.unlink()

    def _count(self, name: str) -> None:
        self._hash.update(name.encode("utf-8", "surrogateescape") + b"\0")

    def _save(self, output: Output) -> None:
        self.progress.size = output.save(self.progress.done)
        self.progress.names = self._hash.hexdigest()
        if self._kept:
            unfinished = self._kept.with_name(f"{self._kept.name}.unfinished")
            unfinished.write_text(json.dumps(asdict(self.progress)), "utf-8")
            unfinished.replace(self._kept)
