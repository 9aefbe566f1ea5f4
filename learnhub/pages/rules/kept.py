"""What kinds of things are kept about a person; pure."""

from learnhub.primitives import say

# (what, why, on what grounds, key of the figure that ends it or "")
KINDS = (
    (say("账号和角色"), say("让您能登录，知道您能做什么。"), say("您自己注册"), ""),
    (
        say("残疾人证号"),
        say("申请补贴时确认您是持证的残疾人，不重复发。"),
        say("个人信息保护法第十三条、第二十九条"),
        "retention.certificate_months",
    ),
    (
        say("学习记录"),
        say("算积分和学时，申请补贴时有据可查。"),
        say("个人信息保护法第十三条"),
        "retention.learning_months",
    ),
    (
        say("积分和补贴记录"),
        say("每一分钱都能查到是怎么来的。"),
        say("个人信息保护法第十三条"),
        "retention.money_months",
    ),
    (
        say("便利申请"),
        say("让您上课和考试时得到需要的帮助。"),
        say("您自己提出"),
        "retention.learning_months",
    ),
    (
        say("问老师的话和老师的回答"),
        say("老师要知道您问什么，您要能再看回答。"),
        say("您自己提出"),
        "retention.sending_days",
    ),
    (
        say("交的作业和老师的反馈"),
        say("老师要看您做得怎样，交了的练习算学时。"),
        say("您自己交来"),
        "retention.sending_days",
    ),
    (say("老师记的怎样帮您"), say("让教您的老师知道怎样帮到您。"), say("个人信息保护法第十三条"), ""),
    (say("我的档案"), say("残联按它帮您找培训和工作。"), say("您自己愿意"), "retention.file_months"),
    (say("联络员替您办的事"), say("谁替您开了账号、报了名，您是怎么同意的。"), say("您自己同意"), ""),
    (
        say("培训需求调查的回答"),
        say("残联数一数大家想学什么、有什么难处，再安排培训。"),
        say("您自己愿意"),
        "retention.needs_days",
    ),
    (say("录音和录像"), say("您说明情况，或者做手语视频时录的。"), say("您自己发来"), "retention.voice_days"),
    (
        say("登录着写的使用困难报告"),
        say("要改好、要答复。投诉不记是谁写的，不在这里面。"),
        say("您自己写来"),
        "retention.complaint_days",
    ),
    (say("站内消息"), say("有了结果、安排改了，让您知道。"), say("您使用本站"), "retention.message_days"),
    (
        say("手机号和邮箱"),
        say("您填了，才往那里说有新消息。加密保存，您随时可以删。"),
        say("您自己填写"),
        "",
    ),
    (
        say("以前的台账里写您的"),
        say("知道您以前学过什么。不算学时，不发钱。"),
        say("个人信息保护法第十三条"),
        "",
    ),
    (say("谁看过您的资料"), say("防止有人乱看。"), say("网络安全法第二十一条"), "retention.audit_months"),
)
