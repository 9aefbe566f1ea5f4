"""核对证据包：只用 Python 标准库（3.11 起），不用学习网站的任何程序。

用法：python3 verify.py [--public-key 公钥] [--seals 文件夹]
在解开的证据包文件夹里运行。每条核对写一行；不符的写出是哪一行，最后退出码为 1。
"""

import argparse
import hashlib
import json
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

FIRST = "0" * 64
# Ed25519 (RFC 8032): the standard library has none. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]


def added(a: Point, b: Point) -> Point:
    """Add two points of the curve."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(number: int, point: Point) -> Point:
    """Multiply a point by a number."""
    found = (0, 1, 1, 0)
    while number:
        found = added(found, point) if number & 1 else found
        point, number = added(point, point), number >> 1
    return found


def unpacked(text: bytes) -> Point | None:
    """Read a point from 32 bytes; None where there is none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - square) % P else x
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether the holder of the key signed the message."""
    key = unpacked(public_key) if len(public_key) == 32 and len(signature) == 64 else None
    base, number = (
        unpacked((4 * pow(5, -1, P) % P).to_bytes(32, "little")),
        int.from_bytes(signature[32:], "little"),
    )
    if key is None or base is None or number >= L:
        return False
    told = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    x, y, z, _t = added(times(number, base), times(told, (P - key[0], key[1], key[2], P - key[3])))
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little") == signature[:32]


def canonical(value: Any) -> bytes:
    """Write a JSON value in the one way that digests are made from."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(message: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(message).hexdigest()


# Every 分: what each rule makes of facts and figures; 0 where it grants nothing. Read it beside the policy files.


def whole_days(facts: Any, figures: Any) -> list[Any]:
    """Return the days that reach the minutes of a day."""
    return [day for day in facts["days"] if day["minutes"] >= figures["subsidy.day_minutes_min"]]


def living_per_offline_day(facts: Any, figures: Any) -> int:
    """Attended offline days times the rate; a date that another class pays is left out."""
    rate = int(figures.get("subsidy.living_per_offline_day_fen", 0))
    return rate * sum(not day["paid_in"] for day in whole_days(facts, figures)) if rate else 0


def tuition_with_uplift(facts: Any, figures: Any) -> int:
    """General standard raised by the local decision, never above the ceiling, once the class is complete."""
    standard = int(figures.get("subsidy.tuition_standard_fen", 0))
    uplift = int(figures.get("subsidy.tuition_uplift_per_mille", 0))
    if not standard or uplift > figures.get("subsidy.tuition_uplift_ceiling_per_mille", 0):
        return 0
    needed = -(-facts["scheduled_days"] * figures["subsidy.attendance_min_per_mille"] // 1000)
    if facts["lessons_done"] < facts["lessons_published"] or len(whole_days(facts, figures)) < needed:
        return 0
    return standard * (1000 + uplift) // 1000


RULES = {rule.__name__: rule for rule in (living_per_offline_day, tuition_with_uplift)}


class Check:
    """One run over an unpacked bundle: what was said, and what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.faults = folder, list[str]()
        names = ("chains.json", "seals.json", "ledger.json", "records.json")
        read = (json.loads((folder / name).read_text(encoding="utf-8")) for name in names)
        self.chains, self.seals, self.ledger, self.records = read
        self.rows = {(row["subject"], row["position"]): row for chain in self.chains for row in chain}

    def must(self, is_right: bool, where: str, sentence: str) -> None:
        """Note a fault, and say it, where something isn't right."""
        if not is_right:
            self.faults.append(where)
            print(f"不符：{where}：{sentence}")

    def check_chains(self) -> None:
        """Every row follows the one before it, and its contents are what its digest says."""
        for chain in self.chains:
            previous = FIRST
            for number, row in enumerate(chain, start=1):
                where = f"{row['subject']} #{row['position']}"
                link = {k: v for k, v in row.items() if k not in ("digest", "payload", "salt")}
                told = (row["salt"] or "").encode() + b"\0" + canonical(row["payload"])
                is_told = row["payload"] is None or sha256(told) == row["payload_digest"]
                self.must((row["position"], row["previous"]) == (number, previous), where, "与前一条不相连。")
                self.must(sha256(canonical(link)) == row["digest"] and is_told, where, "内容与校验值不符。")
                previous = row["digest"]
            print(f"证据链 {chain[0]['subject']}：{len(chain)} 条。")

    def check_seals(self, public_key: str, folder: Path | None) -> None:
        """Each seal is signed, and the heads that it names are under its root and in the chains."""
        sealed: dict[str, int] = {}
        for seal in self.seals:
            where = f"seal {seal['number']}"
            message = canonical({key: seal[key] for key in ("number", "previous", "root", "sealed_at")})
            key, signature = bytes.fromhex(seal["public_key"]), bytes.fromhex(seal["signature"])
            self.must(is_signed(key, signature, message), where, "签名不符。")
            self.must(public_key in ("", seal["public_key"]), where, "不是这把公钥签的名。")
            if folder is not None:
                path = folder / f"seal-{seal['number']:08}.json"
                kept = json.loads(path.read_text()) if path.exists() else {}
                self.must(bool(kept), where, "上级手里没有这个封存文件。")
                self.must(kept.get("root", seal["root"]) == seal["root"], where, "与上级手里的封存文件不同。")
            for head in seal["heads"]:
                place = (head["subject"], head["position"])
                leaf = f"{head['subject']}|{head['position']}|{head['digest']}"
                node = hashlib.sha256(b"\0" + leaf.encode()).digest()
                for side, other in head["path"]:
                    pair = bytes.fromhex(other) + node if side == "left" else node + bytes.fromhex(other)
                    node = hashlib.sha256(b"\1" + pair).digest()
                is_same = place in self.rows and self.rows[place]["digest"] == head["digest"]
                self.must(is_same, "{} #{}".format(*place), f"与封存时（{where}）不同。")
                self.must(node.hex() == seal["root"], "{} #{}".format(*place), f"不在 {where} 的根值之下。")
                sealed[place[0]] = max(place[1], sealed.get(place[0], 0))
        for chain in self.chains:
            count = len(chain) - sealed.get(chain[0]["subject"], 0)
            told = f"最后 {count} 条还没有封存，链内已核对" if count else "全部封存"
            print(f"封存 {chain[0]['subject']}：{told}。")

    def posted(self, subject: str, before: int) -> list[Any]:
        """Return the ledger rows of a chain before a position."""
        kinds = ("credit.posted", "credit.reversed")
        found = [row for (whose, at), row in self.rows.items() if whose == subject and at < before]
        return [row for row in found if row["kind"] in kinds and row["payload"] is not None]

    def check_ledger(self) -> None:
        """Each entry of the ledger says what the evidence says, and none is missing."""
        names = ("key", "lesson_id", "enrolment_id", "points", "recognised_minutes", "rule", "cause_position")
        for entry in self.ledger:
            where, subject = f"credit_entry {entry['id']}", entry["subject"]
            told = self.rows.get((subject, entry["evidence_position"]), {}).get("payload") or {}
            is_same = all(told.get(name) == entry[name] for name in names)
            self.must(is_same, where, "积分记录与证据链里的不同。")
            self.must((subject, entry["cause_position"]) in self.rows, where, "得分的那次学习不在证据链里。")
        known = {(entry["subject"], entry["evidence_position"]) for entry in self.ledger}
        for chain in self.chains:
            for row in self.posted(chain[0]["subject"], len(self.rows) + 2):
                place = (row["subject"], row["position"])
                self.must(place in known, "{} #{}".format(*place), "证据链里有这条积分，账上没有。")
        print(f"积分账：{len(self.ledger)} 条。")

    def days(self, subject: str, session_ids: list[int], before: int) -> dict[str, Any]:
        """Add up the marks in force before a row, by date: minutes, and the rows that say so."""
        marks, abouts = dict[int, Any](), {f"class-session:{one}" for one in session_ids}
        for (whose, position), row in sorted(self.rows.items()):
            is_mark = row["kind"] == "attendance.marked" and row["about"] in abouts
            if is_mark and whose == subject and position < before:
                self.must(
                    row["payload"] is not None, f"{subject} #{position}", "点名的内容不在包里，不能核对。"
                )
                if row["payload"] is not None:
                    marks[row["payload"]["session"]] = row
        days: dict[str, Any] = {}
        for row in sorted(marks.values(), key=lambda row: row["payload"]["day"]):
            told = row["payload"]
            if told["presence"] == "present" and told["minutes"] > 0:
                minutes, rows = days.get(told["day"], (0, []))
                days[told["day"]] = (
                    minutes + told["minutes"],
                    sorted([*rows, f"{subject} #{row['position']}"]),
                )
        return days

    def expected_days(self, record: Any) -> list[Any]:
        """Return the days of a record as the evidence has them, with the class that a date is paid in."""
        paid: dict[str, str] = {}
        for other in record["inputs"]["elsewhere"]:
            floor = other["day_minutes_min"]
            found = self.days(record["subject"], other["session_ids"], record["position"])
            for day, (minutes, _rows) in found.items():
                if floor is not None and minutes >= floor:
                    paid.setdefault(day, other["number"])
        found = self.days(record["subject"], record["inputs"]["session_ids"], record["position"])
        told = (({"day": day, "minutes": m, "rows": r}, day) for day, (m, r) in found.items())
        return [values | {"paid_in": paid.get(day, "")} for values, day in told]

    def check_record(self, record: Any) -> None:
        """Facts come out of the chain, lines out of facts and figures, and the digest out of both."""
        where, facts, lines = f"blended_record {record['id']}", record["facts"], record["lines"]
        told = self.rows.get((record["subject"], record["position"]), {}).get("payload") or {}
        digest = sha256(canonical({"facts": facts, "lines": lines}))
        amounts = [[line["kind"], line["state"], line["amount_fen"]] for line in lines]
        is_same = digest == record["digest"] == told.get("digest") and told.get("lines") == amounts
        self.must(is_same, where, "记录的内容与证据链里的不同，记录被改过。")
        self.must(facts["days"] == self.expected_days(record), where, "到课天数与点名不同。")
        posted = [row["payload"] for row in self.posted(record["subject"], record["position"])]
        minutes = sum(p["recognised_minutes"] for p in posted if p["enrolment_id"] == record["enrolment_id"])
        self.must(facts["online_minutes"] == minutes, where, f"线上分钟数应为 {minutes}。")
        count = dict.fromkeys(record["inputs"]["lesson_ids"], 0)
        for one in posted:
            if one["lesson_id"] in count:
                count[one["lesson_id"]] += -1 if one.get("reverses_key") else 1
        done = sum(number > 0 for number in count.values())
        is_same = (facts["lessons_done"], facts["lessons_published"]) == (done, len(count))
        self.must(is_same, where, f"学完的课应为 {done} 节，共 {len(count)} 节。")
        for line in lines:
            self.check_line(where, facts, line)
        total = sum(line["amount_fen"] for line in lines)
        print(f"补贴记录 {record['id']}（第 {record['version']} 版）：{total // 100}.{total % 100:02} 元。")

    def check_line(self, where: str, facts: Any, line: Any) -> None:
        """Work a line out again by its rule, and look its figures up in the policy files."""
        for figure in line["figures"]:
            self.check_figure(where, figure)
        figures = {
            figure["key"]: figure["value"] for figure in line["figures"] if figure["value"] is not None
        }
        rule, amount = line["rule"], line["amount_fen"]
        self.must(rule in RULES, where, f"不认识规则 {rule}，不能重新计算。")
        # Without any figure, the policy of the place names no such subsidy.
        expected = RULES[rule](facts, figures) if rule in RULES and line["figures"] else 0
        is_same = amount == expected and (line["state"] == "granted") == (expected > 0)
        self.must(is_same, where, f"{rule}：应为 {expected} 分，记录里是 {amount} 分。")

    def check_figure(self, where: str, figure: Any) -> None:
        """Find the row of the policy file that a figure was taken from, by its digest."""
        path = self.folder / "policy" / figure["reference"].partition("#")[0]
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("figure", []) if path.is_file() else []
        told = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]
        named = [row for row in told if figure["reference"].endswith(":" + sha256(canonical(row))[:16])]
        names = ("key", "value", "unit", "source")
        is_same = any(all(row.get(name) == figure[name] for name in names) for row in named)
        self.must(
            is_same, where, f"数字 {figure['key']} 与政策文件不同，或者那里没有（{figure['reference']}）。"
        )

    def run(self, public_key: str, seals_folder: Path | None) -> int:
        """Check everything; return the exit code."""
        self.check_chains()
        self.check_seals(public_key, seals_folder)
        self.check_ledger()
        for record in self.records:
            self.check_record(record)
        print(f"有 {len(self.faults)} 处不符。" if self.faults else "核对完毕，全部相符。")
        return 1 if self.faults else 0


def main() -> int:
    """Check the bundle in whose folder this program lies."""
    parser = argparse.ArgumentParser(description="核对证据包")
    parser.add_argument("--public-key", default="", help="事先从别处得到的网站公钥（十六进制）")
    parser.add_argument("--seals", type=Path, help="上级机关保存封存文件的文件夹")
    chosen = parser.parse_args()
    try:
        return Check(Path(__file__).resolve().parent).run(chosen.public_key, chosen.seals)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OSError) as fault:
        print(f"不符：证据包缺少内容或格式不对：{type(fault).__name__} {fault}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
