"""What is done to a wheel, and what is too large. Run by scripts/rust-test.sh."""

from __future__ import annotations

import gzip
import os
import tempfile
import unittest
import zipfile
import zlib
from pathlib import Path
from unittest import mock

import sizes
import smaller
import wheel

_INFO = "it-1.dist-info"


def _deflated(content: bytes) -> bytes:
    """What zlib makes of it: libdeflate is only where packages are built."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _built(to: Path, names: list[str], when: int) -> None:
    with zipfile.ZipFile(to, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (when, 1, 1, 0, 0, 0)), f"{name}\n\nbody")


class Wheels(unittest.TestCase):
    """A wheel that is finished."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        texts = self.folder / "beside" / "licenses"
        texts.mkdir(parents=True)
        packer = mock.patch.object(smaller, "_deflated", _deflated)
        packer.start()
        self.addCleanup(packer.stop)
        (texts / "LICENSE").write_text("as you like")

    def finish(self, names: list[str], when: int) -> bytes:
        file = self.folder / f"{when}.whl"
        _built(file, names, when)
        with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH="1700000000"):
            wheel.finish(file, self.folder / "beside")
        return file.read_bytes()

    def test_it_has_the_same_bytes_whenever_it_was_built(self) -> None:
        names = ["it/__init__.py", f"{_INFO}/METADATA", f"{_INFO}/RECORD"]
        first = self.finish(names, 2001)
        self.assertEqual(first, self.finish(names[::-1], 2002))
        self.assertNotEqual(first, self.finish(["it/more.py", *names], 2003))

    def test_its_licence_is_in_it_and_recorded(self) -> None:
        self.finish(["it/__init__.py", f"{_INFO}/METADATA", f"{_INFO}/RECORD"], 2001)
        with zipfile.ZipFile(self.folder / "2001.whl") as archive:
            self.assertEqual(archive.read(f"{_INFO}/licenses/LICENSE"), b"as you like")
            self.assertIn(b"\nLicense-File: LICENSE\n\nbody", archive.read(f"{_INFO}/METADATA"))
            recorded = archive.read(f"{_INFO}/RECORD").decode().splitlines()
        self.assertEqual(
            [line.split(",")[0] for line in recorded],
            [
                f"{_INFO}/METADATA",
                f"{_INFO}/licenses/LICENSE",
                "it/__init__.py",
                f"{_INFO}/RECORD",
            ],
        )

    def test_what_an_interpreter_left_is_not_in_it(self) -> None:
        left = "it/__pycache__/__init__.cpython-311.pyc"
        self.finish([left, "it/__init__.py", f"{_INFO}/METADATA", f"{_INFO}/RECORD"], 2001)
        with zipfile.ZipFile(self.folder / "2001.whl") as archive:
            self.assertNotIn(left, archive.namelist())
            self.assertNotIn(left, archive.read(f"{_INFO}/RECORD").decode())

    def test_its_files_come_out_as_they_went_in(self) -> None:
        entries = [
            smaller.Entry("it/ü.py", b"text " * 1000, 0o100644),
            smaller.Entry("it/run", b"#!", 0o100755),
            smaller.Entry("it/py.typed", b"", 0o100644),
        ]
        file = self.folder / "it.whl"
        file.write_bytes(smaller.zip_of(entries, (2026, 11, 20, 18, 30, 58)))
        with zipfile.ZipFile(file) as archive:
            self.assertIsNone(archive.testzip())
            found = archive.infolist()
            read = [(one.filename, archive.read(one), one.external_attr >> 16) for one in found]
        self.assertEqual(read, entries)
        self.assertEqual({one.date_time for one in found}, {(2026, 11, 20, 18, 30, 58)})
        self.assertLess(found[0].compress_size, 100)

    def test_a_tarball_keeps_its_content(self) -> None:
        file = self.folder / "it.tgz"
        content = b"content " * 1000
        packed = []
        for when in (1, 2):
            file.write_bytes(gzip.compress(content, mtime=when))
            smaller.tarball(file)
            packed.append(file.read_bytes())
            self.assertEqual(gzip.decompress(packed[-1]), content)
        self.assertEqual(packed[0], packed[1])

    def test_one_that_is_too_large_is_found(self) -> None:
        (self.folder / "python").mkdir()
        _built(self.folder / "python" / "it.whl", ["it/__init__.py"], 2001)
        for limit, over in ((10, True), (10_000, False)):
            with mock.patch.object(sizes, "WHEEL", limit):
                self.assertEqual([one.over() for one in sizes.sizes(self.folder)], [over])


if __name__ == "__main__":
    unittest.main()
