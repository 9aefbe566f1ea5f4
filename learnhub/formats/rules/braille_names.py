"""Name what is one word in braille, however the cutter cuts it, and what its dictionary holds as one and braille parts."""

import re
from functools import cache, lru_cache

from learnhub.language import Lexicon
from learnhub.language.segment import is_known_word, known_words, word_class

LENGTH_MAX = 6
# One thing or one act (GB/T 16159-2012, 5.1.2 and 6.1.2.2; GF 0019-2018, 12.2.1 and 12.2.2): things of a trade, keys and marks on a
# screen, parts of the body, what a trade calls one act. Words that the cutter's dictionary holds need no place here.
_NAME_LIST = """
    读屏 锁屏 亮屏 熄屏 扫码 带货 听读 点显器 立牌 洗标 吊牌 取件 查件 揽收 差评 话术 助播 场控 字卡 口播 满减 拉黑 防窥膜 色号 色名
    付款码 收款码 健康码 短码 码牌 扫码枪 扫码器 二维码 锁屏键 电源键 音量键 话筒孔 摄像孔 内侧缘 外侧缘 返回键 空格键 回车键 退格键 快捷键 粘滞键 蒸汽键 咖啡键 圆键 短键
    充电口 充电线 充电头 耳机孔 商品卡 商品页 订单号 订单页 按键卡 快递单 快递柜 快递员 银行卡 身份证 残疾人证 工作证 价格牌 付款页 输入框 输入法 搜索框
    井号 星号 键名 行高 字调 声调
    竖脊 竖脊肌 斜方肌 背阔肌 臀大肌 腘绳肌 股四头肌 肱二头肌 肱三头肌 胸锁乳突肌 掌长肌 腓肠肌 冈上肌 冈下肌 掌面 掌侧 桡侧 尺侧 胫侧 腓侧
    腘窝 凹窝 软窝 肘窝 深窝 小窝 颈根 掌根 肩尖 肩旁 内踝 外踝 踝尖 髌尖 髌底 髂嵴 骨突 茎突 骨棱 骨边 骨角 硬骨 硬棱 硬筋 硬角 软肉 细筋
    外上髁 内上髁 大转子 小转子 大结节 外膝眼 内膝眼 正中线 肘横纹 腕横纹 膝横纹 腘横纹 肩胛冈 肩胛下角 髂前上棘 髂后上棘 胫骨前嵴 尺骨头
    桡骨头 腓骨头 大鱼际 小鱼际 三阴交 一横指 两横指 三横指 四横指 骨度分寸 同身寸 指腹 指节 指背 虎口穴 太阳穴
    揉法 推法 按法 捏法 拿法 拍法 滚法 㨰法 搓法 擦法 摩法 拿捏 吸定 重按 轻按 长按 会话 过道 下一步 下一句 下一项 下一课 下一行 下一页 下一个 右滑 左滑 双击 连点 单击 供血 干净
    长在 相叠 误吸 反诈 麻筋 发僵 酸胀 抗凝药 留置针 除颤器 洞巾 布巾 脏布 脏布桶 脏布巾 热毛巾 冷毛巾 湿毛巾 洗手液 消毒液
    奶缸 半缸 豆仓 单纸 热牛奶 冷牛奶 冰牛奶 蒸汽棒 接水盘 咖啡豆 咖啡机 咖啡杯 纸杯 杯口 湿手 湿布 干布 厚布
    和面 饧面 擀皮 面絮 软絮 面团 中筋 高筋 低筋 干渣 和面机
    主色 点缀色 米白 纯红 纯绿 纯蓝 白底 黑底 浅底 深底 明暗差
    艾条 艾灰 残头 灰盘 温灸盒 施灸 悬灸 折边 开口边 叶尖 厚书 刀套 一课多法 微课 短课
    客服 养老金 手续费 镇街 盲道 灭火瓶 辅导员 护理员 主播 增稠粉 怎么回事
"""
_NAMES = frozenset(_NAME_LIST.split())
# What the dictionary holds as one word because it stands together often: preposition and place, verb and object, a count and what is
# counted, whole phrases (GB/T 16159-2012, 6.1.2.2, 6.1.5, 6.1.8).
_PARTED = """
    向 下|向 上|向 前|向 后|向 内|向 外|往 前|往 后|往 下|往 上|往 右|往 左|往 外|往 里|朝 外|朝 里|朝 前|朝 上|朝 下
    向 外 走|向 内 走|向 前 走|向 后 走|往 下 走|往 前 走|往 下 压|从 上 向 下|从 上 到 下|从 左 往 右|前 移|后 移|上 移|下 压|上 推|下 推
    上 数|下 数|上 接|下 接|用 手掌|用 布|用 笔|用 水|用 钱|用 纸|靠 手|手 拿着|手 摸|手 握着|手 扶|手 压|手 松|要 钱|要 说|要 冲
    看 一遍|走 一遍|数 一遍|一条 线|一节 课|一扇 门|一角 钱|一个 圈|一个 角|一个 点|一顿 饭|一张 床|一个 多 月|加 多少|多长 时间|多 一分
    时 会|时 说|发热 时|睡觉 时|日 前|再 试 一次|再 捡|再 赔|再 寄|再 剪|再 起|再 选|马上 拉|马上 转|马上 发|慢慢 说|动手 做|从头 再 来
    是 因为|没 人 管|没 听说过|没 拿到|不能 自己|不管 是 谁|发给 您|发给 你|为 您 服务|由 谁 来|让 你 在|陪 你 到|跟 我 走|帮 别人
    别人 找|就 让|我 会|在 读|来 看|来 聊天|后 写|里 加|被 装|真 是 假|怎样 才 能|需要 的话|哪些 地方|左右 两半|有的 是|说得 对
    办得 好|坐车 去|到此 结束|私下 交易|好 鞋|到 手|缺 什么|灯 不亮|越 做 越|背着 手|一 紧|看 吧|改天 再 来|多 花钱|线 插|越 往后|分钟 数|连成 线|开 窗|多 用|先 交|先 付|先 存|先 进|先 抓|下 调|每节 课|这节 课|那节 课|打 电话|只 用|往 下 滑|往 上 滑|往 左 滑|往 右 滑|多 领|多 选|还 要|就 要|先 谈|先 查|先 洗|先 签|外 移|里 移|身份证 号|打 更
"""
# A count with its measure, and what is counted: 两只 手, 三句 话 (6.1.5).
_COUNTED = re.compile("([一二两三四五六七八九十几半每这那哪]+[句只段条件块张扇顿节])([话手腿事钱门线饭床课])")
_CONDITIONS = frozenset(
    ("没有", "需要", "有", "可以", "方便", "愿意", "想", "要", "是", "不是", "这样", "不行")
)
_IDIOMS = ("i", "z", "m", "r", "d", "c", "t")
_IN_ONE = frozenset("不得而越一来")  # 喜不喜欢, 听得出来, 越快越好, 翻来翻去
# What the dictionary takes for verbs and adverbs, and is a part of a thing: 桡侧, 凹窝, 中都穴.
_PARTS_OF_THINGS = frozenset("侧窝边法头")
# What no name holds: adverb, pronoun, conjunction, preposition, particle, verb, number, place or time by itself.
_NO_PARTS = ("d", "r", "c", "p", "u", "v", "m", "t", "y", "z", "i", "s")
_LITTLE_WORDS = frozenset("每往很为给太还掉")  # which the dictionary classes with what it can't class


def parts_of(word: str, follows: str = "", before: str = "") -> tuple[str, ...]:
    """Return what braille makes of a word as it was cut: mostly the word itself.

    before: the word in front of it; follows: the character behind it; both "" where a mark stands.
    """
    told = _parted_words().get(word)
    if told is not None:
        return told
    if (counted := _COUNTED.fullmatch(word)) is not None:
        return (counted[1], counted[2])
    if (word == "再说" and follows) or (word == "的话" and before not in _CONDITIONS):
        return (word[0], word[1])  # 再 说 事实, 夸大 的 话; but 以后 再说, 没有 的话
    if len(word) == 3 and word[0] in "很太最更":
        return (word[0], word[1:])
    if _is_a_pair(word):
        return (word[:2], word[2:])
    return (word,)


@lru_cache(maxsize=4_000)
def _is_a_pair(word: str) -> bool:
    """Tell whether a word of four syllables is two of two, which are set apart: 聊天 记录 (GB/T 16159-2012, 5.3); but no idiom."""
    return (
        len(word) == 4
        and word not in _NAMES
        and is_known_word(word)
        and is_known_word(word[:2])
        and is_known_word(word[2:])
        and not word_class(word).startswith(_IDIOMS)
        and _IN_ONE.isdisjoint(word)
    )


@cache
def _parted_words() -> dict[str, tuple[str, ...]]:
    told = [
        tuple(entry.split()) for line in _PARTED.splitlines() for entry in line.split("|") if entry.strip()
    ]
    return {"".join(parts): parts for parts in told}


def names_in(text: str, lexicon: Lexicon) -> dict[int, int]:
    """Return where names begin and end in an unbroken run of hanzi, the longest first, none overlapping.

    lexicon: the trade words of a course are names too, by its pronunciation.toml.
    """
    found: dict[int, int] = {}
    at = 0
    while at < len(text):
        for end in range(min(len(text), at + LENGTH_MAX), at + 1, -1):
            if is_name(text[at:end], lexicon):
                found[at] = end
                at = end - 1
                break
        at += 1
    return found


def is_name(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word is a name: of the house's list, or a reading of the course that isn't a phrase."""
    return word in _NAMES or (word in lexicon.readings and not _is_phrase(word))


@lru_cache(maxsize=4_000)
def _is_phrase(reading: str) -> bool:
    """Tell whether a reading was written down for a phrase, which braille sets in words: 只放纸, 慢慢转, 把钱数; but 肾俞."""
    parts = known_words(reading)
    if len(parts) == 1:
        return False
    kinds = [word_class(part) for part in parts]
    return (
        sum(len(part) > 1 for part in parts) > 1  # 标准 姿势
        or not _LITTLE_WORDS.isdisjoint(reading)
        or (kinds[-1] == "a" and kinds[-2] in ("n", "s"))  # 脚 长, 尿 少
        or any(
            part not in _PARTS_OF_THINGS and kind.startswith(_NO_PARTS) and kind != "zg"
            for part, kind in zip(parts, kinds, strict=True)
        )
    )
