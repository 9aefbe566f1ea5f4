"""核对证据包：只用 Python 标准库（3.11 起），不用学习网站的任何程序。

用法：python3 verify.py [--public-key 公钥] [--seals 文件夹]
在解开的证据包文件夹里运行。每条核对写一行；不符的写出是哪一行，最后退出码为 1。
"""

# ruff: noqa: E401, E701, E702, I001
import argparse, calendar, collections, hashlib, json, sys, tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
# Ed25519 (RFC 8032): the standard library has none. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
def added(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P
def times(number: int, point: Point) -> Point:
    doubled = times(number >> 1, added(point, point)) if number else (0, 1, 1, 0)
    return added(doubled, point) if number & 1 else doubled
def unpacked(text: bytes) -> Point | None:
    sign, y = text[31] >> 7, int.from_bytes(text, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - square) % P else x
    x, is_point = P - x if x & 1 != sign else x, y < P and not (x * x - square) % P and not (x == 0 and sign)
    return (x, y, 1, x * y % P) if is_point else None
def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    key = unpacked(public_key) if len(public_key) == 32 and len(signature) == 64 else None
    base, number = unpacked((4 * pow(5, -1, P) % P).to_bytes(32, "little")), int.from_bytes(signature[32:], "little")
    if key is None or base is None or number >= L: return False
    told = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    x, y, z, _t = added(times(number, base), times(told, (P - key[0], key[1], key[2], P - key[3])))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]
def canonical(value: Any) -> bytes: return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def sha256(message: bytes) -> str: return hashlib.sha256(message).hexdigest()
def months_later(day: str, months: int) -> str:
    year, month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 + months, 12)
    return f"{year:04}-{month + 1:02}-{min(int(day[8:]), calendar.monthrange(year, month + 1)[1]):02}"
def moved(instant: str, minutes: int) -> str: return f"{datetime.fromisoformat(instant) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S.%fZ}"
def shanghai_day(instant: str) -> str: return moved(instant, 8 * 60)[:10]
ACTS, DAILY = ("section.closed", "check.answered", "task.handed_in"), {"subsidy.online_class_hours_per_day_max", "subsidy.online_on_offline_days"}
LEDGER = ("key", "lesson_id", "enrolment_id", "points", "recognised_minutes", "rule", "cause_position")
LIMITS = ("age_window", "times_per_year", "times_per_year_and_type", "occupation_level_once", "not_with_unemployment_insurance")
class Rules:
    """每一分钱：每条规则由事实和政策数字算出多少，条件不满足是 0；整笔不发的限制（年龄、次数、同一职业一次）也重算。"""
    RANK, MANY = ("level", "qualification", "specific", "special operation", "completion"), 10**6
    def __init__(self, facts: Any, figures: Any, kind: str) -> None:
        self.facts, self.figures, self.days = facts, figures, facts["days"]
        self.per_hour, self.whole = figures.get("credits.minutes_per_class_hour") or 45, self.figure("day_minutes_min") or 1
        self.held, earlier = facts.get("certificates", []), facts.get("earlier", [])
        self.on = max((one["issued_on"] for one in self.held), default=facts.get("completed_on") or [facts["opened_on"], *(day["day"] for day in self.days)][-1])
        self.earlier = [one for one in earlier if one["kind"] == kind]  # granted in other trainings before
        self.taken = sum(one["amount_fen"] for one in self.earlier if one["counts"]["on"][:4] == self.on[:4])
        self.learned = facts["online_minutes"] + sum(day["minutes"] for day in self.days)
    def figure(self, key: str, unset: Any = None) -> Any: return self.figures.get(f"subsidy.{key}", unset)
    def amount(self, rule: str) -> int | None:
        formula, most = getattr(self, rule.removesuffix("_per_year"), None), self.figure(f"{rule.split('_')[0]}_per_year_max_fen")
        total = int(formula()) if formula is not None else None
        return total if total is None or most is None else min(total, max(0, most - self.taken))
    def limits(self, kind: str, beside: list[str]) -> set[str]:
        """Return the limits that refuse the whole line. beside: kinds that the same training was granted before."""
        facts, counted = self.facts, [one | one["counts"] for one in self.facts.get("earlier", []) if one["kind"] != "living"]
        in_year = [one for one in counted if one["on"][:4] == self.on[:4]]
        types = {one["training"] for one in in_year if one["training_type"] == facts.get("training_type")}
        own = (facts.get("occupation"), facts.get("level"))
        same = [one["kind"] for one in counted if own[0] and (one["occupation"], one["level"]) == own] + beside * bool(own[0])
        hit = {"age_window": any("subsidy.age_" in key for key in self.figures) and facts.get("age_standing") != "inside"}
        hit |= {} if kind == "living" else {
            "times_per_year": len({one["training"] for one in in_year}) >= self.figure("times_per_year_max", self.MANY),
            "times_per_year_and_type": len(types) >= self.figure("times_per_year_and_type_max", self.MANY),
            "occupation_level_once": kind in same and self.figure("occupation_level_once") == "once",
            LIMITS[4]: {"tuition": "skill", "skill": "tuition"}.get(kind) in same and self.figure(LIMITS[4]) == "not both",
        }
        return {name for name, is_hit in hit.items() if is_hit}
    def is_complete(self) -> bool:
        is_there = 1000 * sum(day["minutes"] >= self.whole for day in self.days) >= self.figure("attendance_min_per_mille", 0) * self.facts["scheduled_days"]
        is_there = is_there and (self.figure("completion_needed") != "needed" or bool(self.facts.get("completed_on")))
        return bool(is_there and self.facts["lessons_done"] >= self.facts["lessons_published"])
    def raised(self, amount: int) -> int:
        uplift = self.figure("tuition_uplift_per_mille", 0)
        return amount * (1000 + uplift) // 1000 if uplift <= self.figure("tuition_uplift_ceiling_per_mille", 0) and self.is_complete() else 0
    def living_per_offline_day(self) -> int:
        rate, half = self.figure("living_per_offline_day_fen", 0), self.figure("half_day_minutes_min") or self.whole
        per_class, per_year = (self.figure(f"living_days_per_{one}_max", self.MANY) for one in ("class", "year"))
        used, paid = collections.Counter(day[:4] for one in self.earlier for day in one["counts"]["days"]), list[int]()
        for day in self.days:
            year, is_paid = day["day"][:4], day["minutes"] >= min(self.whole, half) and not day["paid_in"]
            if is_paid and len(paid) < per_class and used[year] < per_year:
                used[year] += 1
                paid.append(rate if day["minutes"] >= self.whole else rate // 2)
        return sum(paid)
    living_per_offline_day_with_limits = living_per_offline_day
    def living_per_offline_day_and_online_hour(self) -> int: return self.living_per_offline_day() + self.online_hours() * int(self.figure("online_per_class_hour_fen", 0))
    def online_hours(self) -> int:
        most, leaves_out = self.figure("online_class_hours_per_day_max"), self.figure("online_on_offline_days") == "not counted"
        if most is None and not leaves_out:
            return int(self.facts["online_minutes"] // self.per_hour)
        minutes = [m for day, m in self.facts["online_by_day"] if not leaves_out or day not in {one["day"] for one in self.days}]
        return int(sum(min(one, (self.MANY if most is None else most) * self.per_hour) for one in minutes) // self.per_hour)
    def online_per_hour(self) -> int:
        amount = self.online_hours() * self.figure("online_per_class_hour_fen", 0) * self.is_complete()
        share = self.figure("online_max_of_wage_per_mille")
        most = amount if share is None else self.figure("monthly_minimum_wage_fen", 0) * share // 1000 - self.taken
        return int(max(0, min(amount, most)))
    def tuition_with_uplift(self) -> int: return self.raised(self.figure("tuition_standard_fen", 0))
    def tuition_share_by_online_hours(self) -> int:
        amount, planned = self.tuition_with_uplift(), self.facts["planned_online_minutes"]
        online = amount * planned // max(1, planned + self.facts["planned_offline_minutes"])
        return int(amount - online + online * self.figure("tuition_online_part_per_mille", 1000) // 1000)
    def tuition_split_by_employment(self) -> int:
        amount, months = self.tuition_with_uplift() * bool(self.held), self.figure("employed_within_months")
        is_whole = self.facts["employed_on"] and (months is None or self.facts["employed_on"] <= months_later(self.on, months))
        return int(amount if is_whole else amount * self.figure("tuition_on_certificate_per_mille", 1000) // 1000)
    def tuition_by_certificate(self) -> int:
        ranks = sorted((max(1, self.RANK.index(one["kind"])), one["level"] or 9, one["issued_on"]) for one in self.held)
        kind, level = (self.RANK[ranks[0][0]], ranks[0][1]) if ranks else ("completion", 9)
        if kind == "completion" and self.figure("tuition_completion_fen") is None:
            is_long = ranks and self.learned >= self.figure("tuition_completion_class_hours_min", 0) * self.per_hour
            amount = self.learned // self.per_hour * self.figure("tuition_completion_per_class_hour_fen", 0) * bool(is_long)
            return self.raised(min(amount, self.figure("tuition_completion_max_fen", amount)))
        names = {"specific": "specific_ability", "special operation": "special_operation", "completion": "completion"}
        standard = self.figure(f"tuition_{names.get(kind, f'level_{level}')}_fen", 0) * bool(ranks)
        if self.learned < self.figure("tuition_class_hours_min", 0) * self.per_hour:
            paid = self.learned // (self.figure("class_hours_per_day", self.MANY) * self.per_hour) * self.figure("tuition_short_per_day_fen", 0)
            standard = min(paid, standard * self.figure("tuition_short_max_per_mille", self.MANY) // 1000)
        return self.raised(standard)
    def tuition_by_day_tiers(self) -> int:
        most, per_day = self.figure("tuition_class_hours_max"), self.figure("class_hours_per_day")
        days = min(sum(day["minutes"] >= self.whole for day in self.days), self.MANY if most is None or per_day is None else most // per_day)
        first = min(days, self.figure("tuition_first_days", 0))
        is_long = self.learned >= self.figure("tuition_class_hours_min", 0) * self.per_hour and self.is_complete()
        return int((first * self.figure("tuition_per_first_day_fen", 0) + (days - first) * self.figure("tuition_per_later_day_fen", 0)) * is_long)
    def lump_sum_per_training(self) -> int: return int(self.figure("lump_sum_fen", 0) * self.is_complete() * bool(self.held))
    def skill_by_level(self) -> int:
        levels = [one["level"] for one in self.held if one["kind"] in self.RANK[:2] and one["level"]]
        return int(self.figure(f"skill_level_{min(levels, default=0)}_fen", 0))
class Check:
    def __init__(self, folder: Path) -> None:
        self.folder, self.faults = folder, list[str]()
        files = (folder / f"{name}.json" for name in ("chains", "seals", "ledger", "records", "claims"))
        self.chains, self.seals, self.ledger, self.records, self.claims = (json.loads(file.read_text("utf-8")) for file in files)
        self.rows = {(row["subject"], row["position"]): row for chain in self.chains for row in chain}
    def must(self, is_right: bool, where: str, sentence: str) -> None:
        if not is_right: self.faults.append(where); print(f"不符：{where}：{sentence}")
    def check_chains(self) -> None:
        for chain in self.chains:
            previous = "0" * 64
            for number, row in enumerate(chain, start=1):
                where, link = f"{row['subject']} #{row['position']}", {k: v for k, v in row.items() if k not in ("digest", "payload", "salt")}
                is_told = row["payload"] is None or sha256((row["salt"] or "").encode() + b"\0" + canonical(row["payload"])) == row["payload_digest"]
                self.must((row["position"], row["previous"]) == (number, previous), where, "与前一条不相连。")
                self.must(sha256(canonical(link)) == row["digest"] and is_told, where, "内容与校验值不符。")
                previous = row["digest"]
            print(f"证据链 {chain[0]['subject']}：{len(chain)} 条。")
    def check_seals(self, public_key: str, folder: Path | None) -> None:
        sealed: dict[str, int] = {}
        for seal in self.seals:
            where, root, path = f"seal {seal['number']}", seal["root"], (folder or self.folder) / f"seal-{seal['number']:08}.json"
            message = canonical({name: seal[name] for name in ("number", "previous", "root", "sealed_at")})
            told = is_signed(bytes.fromhex(seal["public_key"]), bytes.fromhex(seal["signature"]), message) and public_key in ("", seal["public_key"])
            self.must(told, where, "签名不符，或者不是这把公钥签的。")
            self.must(folder is None or (path.exists() and json.loads(path.read_text()).get("root") == root), where, "与上级手里的封存文件不同，或者那里没有。")
            for head in seal["heads"]:
                subject, position, digest, row = head["subject"], head["position"], head["digest"], f"{head['subject']} #{head['position']}"
                node = hashlib.sha256(b"\0" + f"{subject}|{position}|{digest}".encode()).digest()
                for side, other in ((side, bytes.fromhex(other)) for side, other in head["path"]):
                    node = hashlib.sha256(b"\1" + (other + node if side == "left" else node + other)).digest()
                self.must(self.rows.get((subject, position), {}).get("digest") == digest, row, f"与封存时（{where}）不同。")
                self.must(node.hex() == root, row, f"不在 {where} 的根值之下。")
                sealed[subject] = max(position, sealed.get(subject, 0))
        for chain in self.chains:
            count = len(chain) - sealed.get(chain[0]["subject"], 0)
            print(f"封存 {chain[0]['subject']}：{f'最后 {count} 条还没有封存，链内已核对' if count else '全部封存'}。")
    def chain(self, subject: str, before: int) -> list[Any]: return [row for (whose, position), row in sorted(self.rows.items()) if whose == subject and position < before]
    def posted(self, subject: str, before: int) -> list[Any]: return [row for row in self.chain(subject, before) if row["kind"].startswith("credit.") and row["payload"]]
    def check_ledger(self) -> None:
        for entry in self.ledger:
            where, subject = f"credit_entry {entry['id']}", entry["subject"]
            told = self.rows.get((subject, entry["evidence_position"]), {}).get("payload") or {}
            is_same = told.items() >= {name: entry[name] for name in LEDGER}.items() and (subject, told["cause_position"]) in self.rows
            self.must(is_same, where, "积分记录与证据链里的不同，或者得分的那次学习不在链里。")
        known = {(entry["subject"], entry["evidence_position"]) for entry in self.ledger}
        for row in (row for chain in self.chains for row in self.posted(chain[0]["subject"], len(self.rows) + 2)):
            self.must((row["subject"], row["position"]) in known, f"{row['subject']} #{row['position']}", "账上没有这条积分。")
        print(f"积分账：{len(self.ledger)} 条。")
    def days(self, subject: str, session_ids: list[int], before: int) -> dict[str, Any]:
        days, abouts = dict[str, Any](), {f"class-session:{one}" for one in session_ids}
        rows = [row for row in self.chain(subject, before) if row["kind"] == "attendance.marked" and row["about"] in abouts]
        for row in rows: self.must(row["payload"] is not None, f"{subject} #{row['position']}", "点名的内容不在包里，不能核对。")
        marks = {row["payload"]["session"]: row for row in rows if row["payload"] is not None}
        for row, told in ((row, row["payload"]) for row in sorted(marks.values(), key=lambda row: row["payload"]["day"])):
            if told["presence"] == "present" and told["minutes"] > 0:
                minutes, rows = days.get(told["day"], (0, []))
                days[told["day"]] = minutes + told["minutes"], sorted([*rows, f"{subject} #{row['position']}"])
        return days
    def expected_days(self, record: Any) -> list[Any]:
        subject, position, inputs = record["subject"], record["position"], record["inputs"]  # the class named first pays for a date
        paid = {day: one["number"] for one in inputs["elsewhere"][::-1] for day in self.days(subject, one["session_ids"], position) if day in one["paid"]}
        found = self.days(subject, inputs["session_ids"], position).items()
        return [{"day": day, "minutes": m, "rows": rows, "paid_in": paid.get(day, "")} for day, (m, rows) in found]
    def learned_on(self, subject: str, before: int, is_dated: bool) -> dict[int, str]:
        """哪一天学的：一刻钟内到的是一批；说的时间要在上一批到达以后、这一批到达以前；一天里有一批可以早到报名那时。"""
        rows, found, late = self.chain(subject, before), dict[int, str](), set[str]()
        acts = [row for row in rows if row["kind"] in ACTS]
        seen = begun = next((row["happened_at"] for row in rows if row["kind"] == "enrolment.made"), "")
        while acts:
            until, day, earliest = moved(acts[0]["received_at"], 15), shanghai_day(acts[0]["received_at"]), seen
            size = next((number for number, row in enumerate(acts) if row["received_at"] > until), len(acts))
            if any(row["happened_at"] < seen for row in acts[:size]) and day not in late: late, earliest = late | {day}, begun
            for row in acts[:size]:
                found[row["position"]] = shanghai_day(min(max(row["happened_at"], earliest), row["received_at"]) if is_dated else row["happened_at"])
            seen, acts = acts[size - 1]["received_at"], acts[size:]
        return found
    def minutes_by_day(self, record: Any, posted: list[Any]) -> set[tuple[str, int]]:
        learned = self.learned_on(record["subject"], record["position"], "deliveries" in record["facts"]["method"])
        found, gone = collections.Counter[str](), {one.get("reverses_key") for one in posted}
        for one in (one for one in posted if one["enrolment_id"] == record["enrolment_id"] and not {one["key"], one.get("reverses_key")} & gone - {None}):
            told = self.rows[record["subject"], one["cause_position"]]["payload"] if one["outside_hours_id"] else {}
            first, last = (date.fromisoformat(told.get(end) or learned[one["cause_position"]]).toordinal() for end in ("first", "last"))
            each, rest = divmod(one["recognised_minutes"], last - first + 1)  # hours of another platform lie evenly over their period
            found.update({date.fromordinal(first + n).isoformat(): each + (n < rest) for n in range(last - first + 1) if each or n < rest or not told})
        return set(found.items())
    def check_record(self, record: Any) -> None:
        where, facts, lines = f"blended_record {record['id']}", record["facts"], record["lines"]
        told = self.rows.get((record["subject"], record["position"]), {}).get("payload") or {}
        amounts = [[line["kind"], line["state"], line["amount_fen"]] for line in lines]
        is_same = sha256(canonical({"facts": facts, "lines": lines})) == record["digest"] == told.get("digest") and told.get("lines") == amounts
        self.must(is_same, where, "记录的内容与证据链里的不同，记录被改过。")
        self.must(facts["days"] == self.expected_days(record), where, "到课天数与点名不同。")
        posted, count = [row["payload"] for row in self.posted(record["subject"], record["position"])], collections.Counter[int]()
        minutes = sum(one["recognised_minutes"] for one in posted if one["enrolment_id"] == record["enrolment_id"])
        self.must(facts["online_minutes"] == minutes, where, f"线上分钟数应为 {minutes}。")
        by_day = {(day, count) for day, count in facts.get("further", {}).get("online_by_day", [])}
        if by_day or any(figure["key"] in DAILY for line in lines for figure in line["figures"]):
            others = sorted({day for day, _count in by_day ^ self.minutes_by_day(record, posted)})
            self.must(not others, where, f"线上分钟算在哪一天，和学习的证据不同：{'、'.join(others)}。")
        for one in (one for one in posted if not one.get("task")): count[one["lesson_id"]] += -1 if one.get("reverses_key") else 1
        done = sum(count[one] > 0 for one in record["inputs"]["lesson_ids"])
        self.must(facts["lessons_done"] == done, where, f"学完的课应为 {done} 节。")
        total = sum(self.check_line(where, facts, line, lines[:number]) for number, line in enumerate(lines))
        print(f"补贴记录 {record['id']}（第 {record['version']} 版）：{total // 100}.{total % 100:02} 元。")
    def check_line(self, where: str, facts: Any, line: Any, before: list[Any]) -> int:
        for figure in line["figures"]: self.check_figure(where, figure)
        figures = {figure["key"]: figure["value"] for figure in line["figures"] if figure["value"] is not None}
        rule, is_granted = line["rule"], line["state"] == "granted"
        rules = Rules(facts | facts.get("further", {}), figures, line["kind"])
        limits = rules.limits(line["kind"], [one["kind"] for one in before if one["state"] == "granted"])
        expected = rules.amount(rule) if is_granted else 0
        told = "不认识这条规则" if expected is None else f"应为 {expected} 分，记录里是 {line['amount_fen']} 分"
        self.must(line["amount_fen"] == expected and is_granted == bool(expected), where, f"{rule}：{told}。")
        self.must(not (is_granted and limits) and (rule not in LIMITS or rule in limits), where, f"{rule}：限制 {sorted(limits)} 判断不同。")
        return int(line["amount_fen"])
    def check_claim(self, claim: Any) -> None:
        """The chain says what lines and steps say, lines are those of records, rolls were approved, no step by one pair of eyes."""
        where, lines, steps = f"claim {claim['id']}", claim["lines"], claim["steps"]
        made, *told = (row["payload"] or {} for row in self.chain(f"claim:{claim['id']}", len(self.rows) + 2) if row["kind"] in ("claim.made", "claim.step"))
        rows = [[line[name] for name in ("position", "enrolment_id", "record_id", "record_line", "amount_fen", "held_for")] for line in lines]
        total = sum(line["amount_fen"] for line in lines)
        self.must((made.get("lines"), made.get("total_fen")) == (sha256(canonical({"lines": rows})), total), where, "申请的各行或者合计与证据链里的不同。")
        records = {record["id"]: record for record in self.records}
        for line in lines:
            amount = records[line["record_id"]]["lines"][line["record_line"] - 1]["amount_fen"] * (-1 if made.get("reverses") else 1)
            self.must(line["amount_fen"] == (0 if line["held_for"] else amount), f"{where} 第 {line['position']} 行", f"记录里是 {amount} 分，申请里是 {line['amount_fen']} 分。")
        self.must(told == [{k: v for k, v in one.items() if k != "said"} | {"words": sha256(canonical(one["said"]))} for one in steps], where, "办理步骤与证据链里的不同。")
        roles = {"submitted": 1, "first reviewed": 1, "second reviewed": 1, "approved": 2, "paid": 2}
        eyes = [(roles[one["step"]], one["round"], one["by"]) for one in steps if one["step"] in roles]
        self.must(len({*eyes}) == len(eyes), where, "该由不同的人办的步骤，由同一个人办了。")
        rolls = [row["payload"] for row in self.rows.values() if row["kind"] == "roll.approved" and row["payload"]]
        marks = {mark for line in lines for day in records[line["record_id"]]["facts"]["days"] for mark in day["rows"]}
        self.must(marks <= {mark for roll in rolls for mark in roll["marks"]}, where, "有点名没有由别人核准。")
        print(f"补贴申请 {made.get('number')}：{len(lines)} 行，{total // 100}.{total % 100:02} 元，{len(steps)} 步。")
    def check_figure(self, where: str, figure: Any) -> None:
        path = self.folder / "policy" / figure["reference"].partition("#")[0].replace(":", "-")
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("figure", []) if path.is_file() else []
        rows += [row["payload"] for row in self.rows.values() if row["kind"] == "policy.figure" and row["payload"]]
        told = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items() if k != "made_by"} for row in rows]
        told = [row for row in told if figure["reference"].endswith(":" + sha256(canonical(row))[:16])]
        is_same = any(all(row.get(name) == figure[name] for name in ("key", "value", "unit", "source")) for row in told)
        self.must(is_same, where, f"数字 {figure['key']} 与政策文件不同，或者那里没有（{figure['reference']}）。")
    def run(self, public_key: str, seals_folder: Path | None) -> int:
        self.check_chains(); self.check_seals(public_key, seals_folder); self.check_ledger()
        for record in self.records: self.check_record(record)
        for claim in self.claims: self.check_claim(claim)
        print(f"有 {len(self.faults)} 处不符。" if self.faults else "核对完毕，全部相符。")
        return 1 if self.faults else 0
def main() -> int:
    parser = argparse.ArgumentParser(description="核对证据包")
    parser.add_argument("--public-key", default="", help="事先从别处得到的网站公钥（十六进制）")
    parser.add_argument("--seals", type=Path, help="上级机关保存封存文件的文件夹")
    chosen = parser.parse_args()
    try:
        return Check(Path(__file__).resolve().parent).run(chosen.public_key, chosen.seals)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OSError) as fault:
        print(f"不符：证据包缺少内容或格式不对：{type(fault).__name__} {fault}")
        return 1
if __name__ == "__main__": sys.exit(main())
