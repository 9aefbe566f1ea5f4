"""Write a bundle as a zip: its files, the words for the auditor, and the program that checks it."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VERIFIER = Path(__file__).with_name("verify.py")
_LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same bundle has the same bytes whenever it is made

README = """证据包
======

一、这是什么
这个文件夹里有核对下列内容所需要的全部数据：{records}。
它由“{site}”在 {made_at} 导出。数据只有编号、分钟和金额，没有证件号、账号，也没有残疾类别。

二、怎么核对
1. 装好 Python 3.11 或更新的版本。不用联网，也不用装别的东西。
2. 在这个文件夹里运行：python3 verify.py
3. 每一行说一件核对过的事。最后一行是“核对完毕，全部相符。”就是没有发现改动；有不符的，会写出是哪一行，退出码为 1。
4. 网站的公钥应当从上级机关或者公示上得到，不要只信这个包里的：
   python3 verify.py --public-key 公钥 --seals 上级保存的封存文件夹

三、里面有什么
chains.json   证据链：每一条连着前一条。和这份记录无关的学习内容只有校验值。
seals.json    封存：网站的签名，以及从链头到根值的路径。不带别人的链。
ledger.json   积分账：每一条对应证据链里的一行。
claims.json   补贴申请（要了才有）：冻结的每一行，办理的每一步，以及步骤里写的话。
records.json  补贴记录：到课天数、学完的课，每一项金额的规则、数字和出处，以及计算步骤。
policy/       政策数字的文件，原样附上。
verify.py     核对程序，全文可读，不用网站的任何程序。

四、它重新算什么
证据链是否完整；封存和签名；积分账和证据链是否一致；由点名算出天数和分钟；由积分账和学习的证据算出线上分钟、算在哪一天、学完的课；
由规则和政策数字算出每一分钱，包括整笔不发的限制。补贴申请还核对：各行和合计、每一步是不是不同的人办的、点名是不是由别人核准。规则写在 verify.py 里，请和政策文件对照着读。
"""


def write_bundle(files: Mapping[str, Any], *, records: str, site: str, made_at: str) -> bytes:
    """Return the zip. files: JSON values or bytes by name. records, site, made_at: as the auditor reads them."""
    words = README.format(records=records, site=site, made_at=made_at)
    contents: dict[str, bytes] = {"README.txt": words.encode(), "verify.py": VERIFIER.read_bytes()}
    for name, value in files.items():
        contents[name] = value if isinstance(value, bytes) else _json(value)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
