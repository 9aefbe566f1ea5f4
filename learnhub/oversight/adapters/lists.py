"""Read a list of identity numbers: CSV or plain text, in UTF-8 or GB 18030."""

import csv
import io

from learnhub.oversight.rules import LIST_ROWS_MAX, ReadList, read_rows
from learnhub.primitives import Refusal, say


def read_list(content: bytes) -> ReadList | Refusal:
    """Return the rows of a file, or say why it can't be read. The content goes no further than this answer."""
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return Refusal("not-text", say("请在 Excel 或 WPS 里把名单另存为 CSV，再上传。"), field="file")
    text = _text(content)
    if text is None:
        return Refusal(
            "not-text", say("这个文件读不出文字。请把名单另存为 CSV（UTF-8），再上传。"), field="file"
        )
    try:
        table = [
            row for _number, row in zip(range(LIST_ROWS_MAX + 1), csv.reader(io.StringIO(text)), strict=False)
        ]
    except csv.Error:
        return Refusal("not-a-table", say("名单读不出行和列。请把名单另存为 CSV，再上传。"), field="file")
    if len(table) > LIST_ROWS_MAX:
        return Refusal(
            "too-long", say("名单最多 %(most)d 行。请分成几份。", most=LIST_ROWS_MAX), field="file"
        )
    found = read_rows(table)
    if not found.rows:
        return Refusal(
            "no-numbers", say("名单里没有找到身份证号，也没有它的 SHA-256 值。每行写一个号码。"), field="file"
        )
    return found


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
