"""Errors as pages: a Chinese sentence that says what to do, never a traceback."""

import structlog
from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.exceptions import HTTPException

from learnhub.primitives import say
from learnhub.web.page import page

_log = structlog.get_logger("learnhub.web")

SENTENCES = {
    400: (say("这一页没看懂您的请求"), say("请返回上一页，再试一次。")),
    403: (say("这一页不对您开放"), say("如果您觉得应该能看，请换一个账号登录，或者联系管理员。")),
    404: (say("没有找到这一页"), say("网址可能打错了，或者内容已经换了地方。您可以从首页找，也可以搜索。")),
    405: (say("这一页不能这样打开"), say("请返回上一页，用页面上的按钮操作。")),
    413: (say("发送的内容太大"), say("请删短文字，或者换一个小一些的文件，再发送一次。")),
    429: (say("操作太快了"), say("请等一分钟再试。您已经保存的内容都在。")),
    500: (say("网站出了问题"), say("这不是您的错。请过几分钟再试；您已经保存的内容都在。")),
}

_PLAIN_FAULT = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>网站出了问题</title>'
    "<main><h1>网站出了问题</h1><p>这不是您的错。请过几分钟再试；您已经保存的内容都在。</p>"
    '<p><a href="/">回到首页</a></p>'
    '<p lang="en-GB">Something went wrong on this site, through no fault of yours. Try again in a few minutes; what you saved is kept. '
    '<a href="/">Back to the first page</a></p></main></html>'
)


def install(app: Flask) -> None:
    """Answer every error with a page."""

    def http_error(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error.get_response()
        title, sentence = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
        response = page(
            "web/error.html", code, heading=title, sentence=sentence, request_id=g.get("request_id", "")
        )
        if code == 405 and error.get_response().headers.get("Allow"):
            response.headers["Allow"] = error.get_response().headers["Allow"]
        return response

    def fault(error: Exception) -> ResponseReturnValue:
        rule = request.url_rule.rule if request.url_rule else "-"
        _log.error("fault", route=rule, exc_info=error)
        title, sentence = SENTENCES[500]
        try:
            return page(
                "web/error.html", 500, heading=title, sentence=sentence, request_id=g.get("request_id", "")
            )
        except Exception as second:  # the layout itself needs the database: answer without it
            _log.error("fault in the error page", exc_info=second)
            return Response(_PLAIN_FAULT, 500, content_type="text/html; charset=utf-8")

    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, fault)
