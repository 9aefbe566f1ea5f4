"""Small SCORM 1.2 packages, made for tests."""

import io
import zipfile
from collections.abc import Mapping

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o">
    <organization identifier="o"><title>认识手机</title>
      <item identifier="i1" identifierref="r1"><title>第一部分</title></item>
      <item identifier="i2" identifierref="r2" parameters="?page=2"><title>第二部分</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="start.html"><file href="start.html"/></resource>
    <resource identifier="r2" type="webcontent" adlcp:scormtype="sco" href="sub/two.htm"/>
  </resources>
</manifest>
"""
START = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>开始</title></head>
<body><h1>认识手机</h1><button id="inside">里面的按钮</button></body></html>
"""
FILES = {
    "imsmanifest.xml": MANIFEST.encode(),
    "start.html": START.encode(),
    "sub/two.htm": b"<p>two",
    "sub/a.js": b"var a=1",
}


def package(changes: Mapping[str, bytes | None] | None = None) -> bytes:
    """Return a package as bytes; None in changes leaves a file out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {**FILES, **(changes or {})}.items():
            if content is not None:
                entry = zipfile.ZipInfo(path)  # dated 1980: equal packages are equal bytes
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
