import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.fetching.archives import SkippedEntry, UnpackLimits, unpack_archive
from foundation.errors import UserError

FILES = {"apples/1.jpg": b"red", "pears/ü 1.jpg": b"green", "pears/deep/2.jpg": os.urandom(300_000)}
SMALL = UnpackLimits(most_bytes=1_000_000, most_files=20, most_ratio=20.0, free_bytes=100_000)


def zip_of(files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tar_of(files, members=()):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for member in members:
            archive.addfile(member)
    return buffer.getvalue()


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


ARCHIVES = {
    "a.zip": zip_of(FILES),
    "deflated.zip": zip_of(FILES, compression=zipfile.ZIP_DEFLATED),
    "bzip2.zip": zip_of(FILES, compression=zipfile.ZIP_BZIP2),
    "lzma.zip": zip_of(FILES, compression=zipfile.ZIP_LZMA),
    "a.tar": tar_of(FILES),
    "a.tar.gz": gzip.compress(tar_of(FILES)),
    "a.tgz": gzip.compress(tar_of(FILES)),
    "a.tar.bz2": bz2.compress(tar_of(FILES)),
    "a.tar.xz": lzma.compress(tar_of(FILES)),
    # Told by content, not by extension.
    "zip.tar.gz": zip_of(FILES),
    "tar.zip": gzip.compress(tar_of(FILES)),
    "no extension": zip_of(FILES),
    "backslashes.zip": zip_of({name.replace("/", "\\"): data for name, data in FILES.items()}),
    "dots.zip": zip_of({f"./{name}": data for name, data in FILES.items()}),
}


@pytest.fixture
def unpack(tmp_path):
    """Unpacks bytes; asserts that nothing came to lie outside of the directory."""

    def run(content, name="archive", **options):
        archive, target = tmp_path / name, tmp_path / "inside"
        archive.write_bytes(content)
        target.mkdir()
        try:
            return unpack_archive(archive, target, **options)
        finally:
            assert sorted(os.listdir(tmp_path)) == sorted([name, "inside"])

    run.target = tmp_path / "inside"
    return run


def written(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_kind_of_archive_is_unpacked_byte_for_byte(name, unpack):
    done = []
    assert unpack(ARCHIVES[name], name, advance=done.append) == []
    assert written(unpack.target) == FILES
    assert len(done) >= 3 and 0 < max(done) <= len(ARCHIVES[name])


def test_empty_archives_hold_nothing(unpack, tmp_path):
    assert unpack(zip_of({})) == []
    (tmp_path / "b").write_bytes(gzip.compress(tar_of({})))
    assert unpack_archive(tmp_path / "b", unpack.target) == []
    assert written(unpack.target) == {}
    (tmp_path / "b").unlink()


HOSTILE_NAMES = [
    "../evil.jpg",
    "apples/../../evil.jpg",
    "/evil.jpg",
    "C:/evil.jpg",
    "c:\\evil.jpg",
    "..\\evil.jpg",
    "\\\\server\\share\\evil.jpg",
    "apples\\..\\..\\evil.jpg",
]


@pytest.mark.parametrize("make", [zip_of, tar_of])
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_path_outside_is_refused(make, name, unpack):
    with pytest.raises(UserError, match=r"archive: expected .* points outside of it") as error:
        unpack(make({"good.jpg": b"1", name: b"2"}))
    assert "\n" not in str(error.value)
    assert set(written(unpack.target)) <= {"good.jpg"}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (tarfile.SYMTYPE, "it is a link"),
        (tarfile.LNKTYPE, "it is a link"),
        (tarfile.FIFOTYPE, "it is a device"),
        (tarfile.CHRTYPE, "it is a device"),
        (tarfile.BLKTYPE, "it is a device"),
    ],
)
def test_links_and_devices_of_a_tar_are_passed_over(kind, said, unpack):
    content = tar_of({"a/1.jpg": b"1"}, [special("a/way out", kind, "../..")])
    assert unpack(content) == [SkippedEntry("a/way out", said)]
    assert [path.name for path in unpack.target.rglob("*")] == ["a", "1.jpg"]


def test_nothing_is_written_through_a_link(unpack):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(special("door", tarfile.SYMTYPE, "../"))
        info = tarfile.TarInfo("door/evil.jpg")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"1"))
    assert unpack(buffer.getvalue()) == [SkippedEntry("door", "it is a link")]
    assert written(unpack.target) == {"door/evil.jpg": b"1"}


def test_a_link_of_a_zip_is_passed_over(unpack):
    info = zipfile.ZipInfo("door")
    info.external_attr = 0o120777 << 16
    assert unpack(zip_of({info: b"../.."})) == [SkippedEntry("door", "it is a link")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_clashing_and_impossible_names_are_passed_over(unpack):
    buffer = io.BytesIO()
    long = "x" * 300 + ".jpg"
    deep = "d/" * 70 + "1.jpg"
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("a/1.jpg", "a/1.jpg", "a/1.jpg/2.jpg", "a", long, deep):
            archive.writestr(name, name[:20])
    skipped = unpack(buffer.getvalue())
    assert [entry.name for entry in skipped] == ["a/1.jpg", "a/1.jpg/2.jpg", "a", long, deep]
    assert written(unpack.target) == {"a/1.jpg": b"a/1.jpg"}


@pytest.mark.parametrize("make", [zip_of, tar_of])
def test_a_bomb_is_stopped_while_it_is_written(make, unpack):
    packed = zip_of({"a.bmp": bytes(900_000)}, compression=zipfile.ZIP_DEFLATED)
    if make is tar_of:
        packed = gzip.compress(tar_of({"a.bmp": bytes(900_000)}))
    with pytest.raises(UserError, match="more than 20 times its own size"):
        unpack(packed, limits=SMALL)
    assert sum(map(len, written(unpack.target).values())) <= SMALL.free_bytes


def test_a_zip_that_lies_about_its_size_is_stopped_all_the_same(unpack):
    content = bytearray(zip_of({"a.bmp": bytes(900_000)}, compression=zipfile.ZIP_DEFLATED))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(signature) + offset, 10)
    with pytest.raises(UserError, match="archive: expected an archive that can be unpacked safely"):
        unpack(bytes(content), limits=SMALL)
    assert sum(map(len, written(unpack.target).values())) <= SMALL.free_bytes


def test_too_many_bytes_and_too_many_entries(unpack, tmp_path):
    with pytest.raises(UserError, match=r"more than 0\.001 GB"):
        unpack(zip_of({str(n): os.urandom(400_000) for n in range(3)}), limits=SMALL)
    (tmp_path / "many").write_bytes(tar_of({f"m{n}": b"" for n in range(21)}))
    with pytest.raises(UserError, match="more than 20 entries"):
        unpack_archive(tmp_path / "many", unpack.target, limits=SMALL)


def test_a_header_cannot_fill_the_memory(unpack):
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 8**11 - 1
    with pytest.raises(UserError, match="asks for more memory"):
        unpack(gzip.compress(info.tobuf() + bytes(10_000)))


def test_an_encrypted_zip(unpack):
    content = bytearray(zip_of({"secret.jpg": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    with pytest.raises(UserError, match=r"'secret\.jpg' encrypted with a password"):
        unpack(bytes(content))


def test_a_compression_that_nobody_knows(unpack):
    content = bytearray(zip_of({"a.jpg": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", content, content.index(signature) + offset, 9)
    with pytest.raises(UserError, match="a kind of compression that is not supported"):
        unpack(bytes(content))


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
@pytest.mark.parametrize("part", [0.3, 0.999])
def test_a_truncated_archive(name, part, unpack):
    content = ARCHIVES[name]
    with pytest.raises(UserError, match="cut off or damaged") as error:
        unpack(content[: int(len(content) * part)])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["a.zip", "deflated.zip", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
def test_a_flipped_bit_is_found(name, unpack):
    content = bytearray(ARCHIVES[name])
    content[len(content) // 2] ^= 16
    with pytest.raises(UserError, match="found a"):
        unpack(bytes(content))


def test_a_damaged_header_does_not_pass_for_the_end(unpack):
    content = bytearray(tar_of({"1.jpg": b"1", "2.jpg": b"2", "3.jpg": b"3"}))
    content[1024 + 5] ^= 1
    with pytest.raises(UserError, match="a damaged header in the middle"):
        unpack(bytes(content))


def test_an_entry_whose_name_is_lost(unpack):
    """Its length is 0 in the directory at the end, as a single damaged byte can have it."""
    content = bytearray(zip_of({"a": b"1"}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 28], content[directory + 30] = 0, 1  # the name's letter becomes an extra
    with pytest.raises(UserError, match="cut off or damaged file .an entry without a name"):
        unpack(bytes(content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "found an empty file"),
        (b"\x89PNG\r\n", "found a file of another kind"),
        (b"<html>Please log in</html>", "or a zip or tar archive of one"),
        (gzip.compress(b"just a text " * 100), "no tar archive"),
        (b"PK\x03\x04 not really", "cut off or damaged"),
    ],
    # Not the bytes: compressed ones hold the time, and parallel test processes compare names.
    ids=["empty", "another kind", "a page", "compressed text", "cut off"],
)
def test_what_is_no_archive(content, said, unpack):
    with pytest.raises(UserError, match=said):
        unpack(content, "photos.zip")


def test_a_full_disk_is_said(unpack, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("datasets.fetching.archives._Unpacking._copy", full)
    with pytest.raises(UserError, match="cannot be unpacked: No space left on device"):
        unpack(zip_of({"a.jpg": b"1"}))


def test_a_file_that_cannot_be_opened(tmp_path):
    with pytest.raises(UserError, match="absent.zip: cannot be unpacked: No such file"):
        unpack_archive(tmp_path / "absent.zip", tmp_path)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(["deflated.zip", "a.tar", "a.tar.gz", "lzma.zip"]))
def test_damage_of_any_kind_ends_in_one_sentence(data, name, tmp_path_factory):
    files = {"a/1.jpg": bytes(range(256)), "b/2.jpg": b"2" * 1000}
    make = {"deflated.zip": lambda: zip_of(files, compression=zipfile.ZIP_DEFLATED)}
    make |= {"lzma.zip": lambda: zip_of(files, compression=zipfile.ZIP_LZMA)}
    make |= {"a.tar": lambda: tar_of(files), "a.tar.gz": lambda: gzip.compress(tar_of(files))}
    content = bytearray(make[name]())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    root: Path = tmp_path_factory.mktemp("damage")
    (root / "archive").write_bytes(content)
    (root / "inside").mkdir()
    try:
        unpack_archive(root / "archive", root / "inside", limits=SMALL)
    except UserError as error:
        assert str(error).startswith(str(root / "archive")) and "\n" not in str(error)
    assert sorted(os.listdir(root)) == ["archive", "inside"]
