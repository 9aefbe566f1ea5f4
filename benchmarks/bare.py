"""The baseline: Flask, SQLAlchemy and Jinja with one query and as many bytes as the page it stands beside. Served by granian.

BARE_DATABASE: address. BARE_BYTES: length of the page.
"""

import os

import sqlalchemy as sa
from flask import Flask, render_template_string

_PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>'
    "<body><main><h1>{{ title }}</h1><p>{{ text }}</p></main></body></html>"
)
engine = sa.create_engine(os.environ["BARE_DATABASE"])
pages = sa.Table(
    "page", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text)
)
with engine.begin() as connection:
    pages.create(connection, checkfirst=True)
    if connection.scalar(sa.select(sa.func.count()).select_from(pages)) == 0:
        connection.execute(sa.insert(pages), {"id": 1, "text": "x" * (int(os.environ["BARE_BYTES"]) - 190)})
app = Flask(__name__)


@app.get("/")
def page() -> str:
    with engine.connect() as connection:
        text = connection.scalar(sa.select(pages.c.text).where(pages.c.id == 1))
    return render_template_string(_PAGE, title="bare", text=text)


@app.get("/healthz")
def healthz() -> str:
    return "ok"
