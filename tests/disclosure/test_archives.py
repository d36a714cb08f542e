"""Zip archives as folders: their files, paths that lead out of them, and limits."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import PurePosixPath

import pytest

from budget.disclosure.archives import Member, is_archive, members_of
from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from tests.disclosure.readers.writing import docx_of, xlsx_of, zip_of

MIB = 1024 * 1024


def members(data: bytes, **limits: int) -> list[Member]:
    return list(members_of(io.BytesIO(data), len(data), Limits(**limits)))


def paths(data: bytes) -> list[str]:
    return [str(member.path) for member in members(data)]


def codes(data: bytes, **limits: int) -> dict[str, str]:
    """Path -> the first problem's code, "" where the file comes whole."""
    return {
        str(member.path): member.problems[0].code if member.problems else ""
        for member in members(data, **limits)
    }


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(Refused) as refused:
        members(data, **limits)
    return refused.value.problems[0].code


def named(*names: bytes) -> bytes:
    """Return an archive whose members have these raw names, none of them declared as UTF-8."""
    stand_ins = [f"{number:_>{len(name)}}" for number, name in enumerate(names)]
    data = zip_of(dict.fromkeys(stand_ins, "x"))
    for stand_in, name in zip(stand_ins, names, strict=True):
        data = data.replace(stand_in.encode(), name)
    return data


def patched(data: bytes, name: str, *, declared: int) -> bytes:
    """The archive with another uncompressed size declared for a member, in its header and in the list."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    changed = bytearray(data)
    struct.pack_into("<L", changed, info.header_offset + 22, declared)
    at = changed.rindex(b"PK\x01\x02", 0, changed.rindex(name.encode()))
    struct.pack_into("<L", changed, at + 24, declared)
    return bytes(changed)


def encrypted(data: bytes, name: str) -> bytes:
    """The archive with a member marked as encrypted."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    changed = bytearray(data)
    changed[info.header_offset + 6] |= 1
    changed[changed.rindex(b"PK\x01\x02", 0, changed.rindex(name.encode())) + 8] |= 1
    return bytes(changed)


def test_an_archive_is_a_folder_with_folders_in_it_in_the_order_of_their_names() -> None:
    inner = zip_of({"三.txt": "3"})
    data = zip_of({"b/2.txt": "2", "a.txt": "1", "b/内.zip": inner, "空/": ""})
    assert [(str(member.path), member.content) for member in members(data)] == [
        ("a.txt", b"1"),
        ("b/2.txt", b"2"),
        ("b/内.zip/三.txt", b"3"),
    ]


def test_a_workbook_and_a_document_are_files_and_no_archives() -> None:
    data = zip_of({"a.bin": xlsx_of([["甲"]]), "b.bin": docx_of([["乙"]])})
    assert paths(data) == ["a.bin", "b.bin"]
    assert not is_archive(io.BytesIO(xlsx_of([["甲"]])))
    assert not is_archive(io.BytesIO("文字".encode()))
    stream = io.BytesIO(data)
    assert is_archive(stream)
    assert stream.tell() == 0


def test_slides_are_no_archive_of_files() -> None:
    slides = zip_of({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})
    assert codes(zip_of({"a.pptx": slides})) == {"a.pptx": "unknown-format"}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/a.txt", "etc/a.txt"),
        ("C:\\temp\\a.txt", "temp/a.txt"),
        ("a/./../b.txt", "a/b.txt"),
        ("2024\\表.txt", "2024/表.txt"),
        ("..", "?"),
        ("a\x1b[2Jb.txt", "a\ufffd[2Jb.txt"),
    ],
)
def test_no_name_leads_out_of_the_archive(name: str, path: str) -> None:
    assert paths(zip_of({name: "x"})) == [path]


def test_names_are_read_as_they_were_written_whichever_system_packed_them() -> None:
    # The second byte of 昞 in GB18030 is a backslash, which is no separator there.
    names = ["目标表昞.txt".encode("gb18030"), "目标表二.txt".encode(), b"plain.txt"]
    assert paths(named(*names)) == ["plain.txt", "目标表二.txt", "目标表昞.txt"]


def test_an_encrypted_file_is_refused_alone() -> None:
    data = encrypted(zip_of({"a.txt": "1", "b.txt": "2"}), "a.txt")
    assert codes(data) == {"a.txt": "encrypted", "b.txt": ""}


def test_a_broken_file_is_refused_alone() -> None:
    data = bytearray(zip_of({"a.txt": "1" * 1000, "b.txt": "2"}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.getinfo("a.txt").header_offset
    data[start + 36 : start + 40] = b"\xff\xff\xff\xff"
    assert codes(bytes(data)) == {"a.txt": "unreadable", "b.txt": ""}


def test_a_file_packed_in_an_unusual_way_is_refused_alone() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "1", zipfile.ZIP_BZIP2)
        archive.writestr("b.txt", "2", zipfile.ZIP_DEFLATED)
    assert codes(stream.getvalue()) == {"a.txt": "unreadable", "b.txt": ""}


def test_a_link_is_passed_over() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "1")
    assert paths(stream.getvalue()) == ["a.txt"]


def test_an_archive_without_files_is_refused() -> None:
    assert refusal(zip_of({})) == "empty-archive"
    assert refusal(zip_of({"folder/": ""})) == "empty-archive"


def test_archives_in_archives_go_so_deep_and_no_deeper() -> None:
    data = zip_of({"a.txt": "1"})
    for _ in range(3):
        data = zip_of({"z.zip": data})
    assert codes(data) == {"z.zip/z.zip/z.zip": "nested-too-deep"}
    assert codes(data, archive_depth=4) == {"z.zip/z.zip/z.zip/a.txt": ""}


def test_what_an_archive_declares_is_checked_before_anything_is_expanded() -> None:
    bomb = zip_of({"a.txt": b"\0" * 200 * MIB})
    assert len(bomb) < MIB
    tracemalloc.start()
    try:
        assert refusal(bomb, archive_expanded_bytes=100 * MIB) == "archive-expands-too-far"
        assert codes(bomb, file_bytes=100 * MIB) == {"a.txt": "too-large"}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MIB


def test_what_expands_is_counted_over_all_archives_within() -> None:
    inner = zip_of({"a.txt": b"\0" * MIB, "b.txt": b"\0" * MIB})
    data = zip_of({"1.zip": inner, "2.zip": inner, "3.zip": inner})
    assert codes(data, archive_expanded_bytes=5 * MIB) == {
        "1.zip/a.txt": "",
        "1.zip/b.txt": "",
        "2.zip/a.txt": "",
        "2.zip/b.txt": "",
        "3.zip": "archive-expands-too-far",
    }


def test_a_file_that_declares_less_than_it_holds_is_refused_and_expands_no_further() -> None:
    data = patched(zip_of({"a.txt": b"\0" * 50 * MIB}), "a.txt", declared=1000)
    tracemalloc.start()
    try:
        assert codes(data) == {"a.txt": "unreadable"}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * MIB


def test_the_archive_itself_and_the_number_of_its_files_have_limits() -> None:
    data = zip_of({f"{number}.txt": "x" for number in range(5)})
    assert refusal(data, archive_bytes=len(data) - 1) == "too-large"
    assert refusal(data, archive_members=4) == "too-many-members"
    assert len(members(data, archive_members=5, archive_bytes=len(data))) == 5


def test_a_list_of_parts_beyond_any_honest_one_is_never_read() -> None:
    entries = 250_000
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 18)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, entries * len(entry), 0, 0)
    data = zip_of({"a.txt": "1"})[:30] + entry * entries + end
    stream = io.BytesIO(data)
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="broken"):
            is_archive(stream)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MIB


def test_a_member_knows_where_it_lay() -> None:
    [member] = members(zip_of({"2024/表.txt": "x"}))
    assert member.path == PurePosixPath("2024/表.txt")
