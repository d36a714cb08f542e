"""Damaged files: every format and layout with some of its bytes changed, as transfers and tools change them.

A change is made to the bytes of the file, or, where these are packed, to those within, so that it gets past the
packing and into the reader.
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from budget.disclosure.archives import is_archive, members_of
from budget.disclosure.limits import DEFAULT_LIMITS
from budget.disclosure.open_data import records_in, snapshot_of
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, read
from tests.disclosure import layouts
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import SAMPLES, WRITERS, pdf_of, zip_of

LAYOUTS = {"wide": layouts.wide, "flat": layouts.flat, "form": layouts.form}
_PROJECTS = [
    Texts(),
    Texts(
        "项目物业管理",
        "保障“办公楼”运转，满意度高于95%",
        "1、1-产出指标；11-数量指标；次数；实施周期指标值:≥50次；年度指标值:≥50次。2、3-满意度指标；31-服务对象满意度指标；满意度；",
        "实施周期指标值:≥95%；年度指标值:≥95%。",
    ),
]
_SAMPLES = ["guangzhou-cppcc.calc.xlsx", "guangzhou-cppcc.chrome.html", "guangzhou-cppcc.writer.docx"]
# What means something to some reader: where it lands, structure changes.
_TOKENS = [
    *("\t\n,;：；、。\"'<>&=%()[]{}/\\ \x00\xff".encode("latin-1", "ignore")[i : i + 1] for i in range(20)),
    *(
        text.encode()
        for text in "合计 单位：万元 单位：元 2024年度 项目名称 -1.005 9999999999999999 1e9 <td> </table> &#0;".split()
    ),
    *(b"]]>", b"<!--", b"obj", b"endstream", b"/Length", b"0 0 0 0 re", b"Tj", b"PK\x03\x04", b"\xff\xfe"),
]


@dataclass(frozen=True)
class Damaged:
    """A damaged file: which one it is of its run, of what file it was made, and what an operator gives with that."""

    name: str
    of: str
    content: bytes
    given: Given


def seeds() -> dict[str, bytes]:
    """A whole file of every format and layout, and archives of them."""
    whole = {
        f"{layout}.{format_}": write(rows(_PROJECTS))
        for layout, rows in LAYOUTS.items()
        for format_, write in WRITERS.items()
    }
    # Of packed pages hardly a change would get past the packing.
    plain = {f"{layout}.plain.pdf": pdf_of(rows(_PROJECTS), packed=False) for layout, rows in LAYOUTS.items()}
    samples = {name: (SAMPLES / name).read_bytes() for name in _SAMPLES}
    return {
        **whole,
        **plain,
        **samples,
        "archive.zip": zip_of({"2024/a.txt": whole["wide.text"], "b.xlsx": whole["flat.xlsx"]}),
    }


def given_for(name: str) -> Given:
    """What an operator says of a whole file: the real ones do not all name their department and year."""
    department = "中国人民政治协商会议广东省广州市委员会办公厅" if name in _SAMPLES else ""
    return Given(folder_year=2024, department=department)


def damaged(count: int, seed: int) -> Iterator[Damaged]:
    """So many damaged files, the same ones for the same seed, in turn of each whole one."""
    chance = random.Random(seed)
    files = list(seeds().items())
    for number in range(count):
        name, whole = files[number % len(files)]
        yield Damaged(f"{name}, {number} of seed {seed}", name, _damage(whole, chance), given_for(name))


def _damage(data: bytes, chance: random.Random) -> bytes:
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _damage_part(data, chance)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _damage_part(package: bytes, chance: random.Random) -> bytes:
    """Damage one part of a zipped file, packed again."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    part = parts[name]
    parts[name] = _damage(part if isinstance(part, bytes) else part.encode(), chance)
    return zip_of(parts)


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    if changed:
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice([1, 2, 7, 64, 512]) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice([1, 3, 32, 400])]
    return data[:start] + piece * chance.choice([2, 3, 50]) + data[start:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    first, second = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    size = chance.choice([1, 8, 100])
    return (
        data[:first] + data[second : second + size] + data[first + size : second] + data[first : first + size]
    ) + data[second + size :]


def _put_token(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    token = chance.choice(_TOKENS)
    return data[:start] + token + data[start + chance.choice([0, len(token)]) :]


def _change_number(data: bytes, chance: random.Random) -> bytes:
    """Another number where one stands: sizes, counts, amounts."""
    digits = [at for at, byte in enumerate(data[:20_000]) if 0x30 <= byte <= 0x39]
    if not digits:
        return data
    at = chance.choice(digits)
    number = chance.choice([b"0", b"-1", b"1", b"65536", b"999999999", b"1048577", b"0.001", b"1E400"])
    return data[:at] + number + data[at + 1 :]


_WAYS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip,
    _flip,
    _cut,
    _drop,
    _repeat,
    _swap,
    _put_token,
    _put_token,
    _change_number,
]


def outcome_of(content: bytes, given: Given) -> str:
    """What reading a file, or those in an archive, came to: "records" where one gave them whole, the first
    reason of a refusal, or, after "WRONG:", what must not be. Whatever else is raised is wrong too, and is
    not caught here.
    """
    try:
        stream = io.BytesIO(content)
        if is_archive(stream):
            members = list(members_of(stream, len(content), DEFAULT_LIMITS))
            outcomes = [
                member.problems[0].code if member.problems else outcome_of(member.content, given)
                for member in members
            ]
            return max(outcomes, key=lambda outcome: (outcome.startswith("WRONG"), outcome == "records"))
        reading = read(content, "file", given)
    except Refused as refused:
        errors = [problem.code for problem in refused.problems if problem.level == "error"]
        return errors[0] if errors and str(refused) else "WRONG: a refusal without a reason"
    for one in reading.reads:
        if records_in(snapshot_of(one.disclosure)) != one.disclosure:
            return "WRONG: the records do not come back from their snapshot"
        if any(problem.level == "error" or not problem.message for problem in one.problems):
            return "WRONG: records came with an error"
    return "records"
