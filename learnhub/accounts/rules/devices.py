"""What a sign-in's device is called in a list, from what the browser says of itself."""

_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_words(user_agent: str) -> str:
    """Return a device in words, so that a person knows it again: 手机，微信. Nothing finer is kept."""
    kind = "手机或平板" if any(w in user_agent for w in ("Mobile", "Android", "iPhone", "iPad")) else "电脑"
    name = next((words for sign, words in _BROWSERS if sign in user_agent), "其他浏览器")
    return f"{kind}，{name}"
