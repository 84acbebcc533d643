"""Names that nobody has: of persons, and of the companies that work for the group."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛")
MEN = _words(
    """
    建国 建军 志强 志刚 伟 强 军 勇 磊 涛 斌 鹏 超 杰 浩 宇 俊杰 海涛 晓东 国庆 永强
    文斌 德明 金龙 振华 玉龙 立新 新民 明辉 家豪 子轩 天佑 学文 少华 卫东 红军 长青 春生
    成林 大勇 光明 广平 和平 宏伟 继东 景山 俊峰 凯 良 林 平 庆丰 荣 瑞 胜利 世杰 书林
    松 维民 贤 祥 小兵 孝忠 兴旺 旭 彦军 义 银山 元 远 云飞 占军 正 忠 宗源
    """
)
WOMEN = _words(
    """
    丽 敏 静 燕 芳 娜 秀英 秀兰 桂英 玉兰 玉梅 红 霞 艳 玲 丹 萍 婷 雪 倩 颖 洁 慧 莉
    晓燕 海霞 春梅 冬梅 文静 思雨 雨桐 佳怡 欣怡 梦瑶 雅琴 淑珍 素芬 凤英 巧云 小红
    月 云 珍 芸 梅 兰 琳 琴 蓉 婉清 晓雯 若曦
    """
)

REGIONS = _words(
    """
    河南 山西 陕西 湖南 贵州 云南 四川 重庆 内蒙古 辽宁 山东 河北 天津 广西 湖北 安徽
    江苏 洛阳 郑州 运城 咸阳 长沙 贵阳 昆明 通辽 赤峰 沈阳 淄博 大理 南宁
    """
)
FIRST_SYLLABLES = "嵩岱沅漓峪汾渭沱赣湟濮淇沁澧滦洮"
SECOND_SYLLABLES = "禾砺桦岑朔煦砚筑垣屹桥楷钧铎"


class Names:
    """Gives names, to each contractor another."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def person(self, gender: str) -> str:
        """A name of a woman (``f``) or a man (``m``)."""
        rng = self._rng
        # Family names are listed from the most common on.
        place = int(len(SURNAMES) * rng.random() ** 1.7)
        rare = rng.random() < 0.004
        surname = rng.choice(COMPOUND_SURNAMES) if rare else SURNAMES[place]
        return surname + rng.choice(WOMEN if gender == "f" else MEN)

    def contractor(self, trade: str) -> str:
        """The name of a company of a trade."""
        while True:
            name = "".join(
                (
                    self._rng.choice(REGIONS),
                    self._rng.choice(FIRST_SYLLABLES),
                    self._rng.choice(SECOND_SYLLABLES),
                    trade,
                    "有限公司",
                )
            )
            if name not in self._given:
                self._given.add(name)
                return name
