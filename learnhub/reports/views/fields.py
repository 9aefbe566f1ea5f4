"""What is known of the fields of the two national systems, where it is known from, and what stands in each of them here."""

from learnhub.primitives import say

PEOPLE, TRAINING = say("全国残疾人就业和职业培训信息管理系统"), say("全国残疾人职业培训管理服务系统")
PROVIDER = say("残联挂牌基地")  # every base here is one that the federation listed
_GUIDE = say("中残联 2012 年填报说明（转载，节选）")
_PLAN = say("云残发〔2022〕55号：只写了机构、项目、资金、人员、质量五样，没有写字段")
_OURS = say("没有找到原文，是本站加的")
# (system, field, source, what stands in it here)
FIELDS = (
    (PEOPLE, say("姓名、身份证号、残疾人证号、联系方式"), _GUIDE, say("不导出。表里是报名编号，由县里的工作人员对照填写，证号不离开本站")),
    (PEOPLE, say("培训年度"), _GUIDE, say("开班的年度；跨年的班算开班那一年")),
    (PEOPLE, say("培训周期"), _GUIDE, say("按开班和结束的日期算：短期不超过 1 个月，中期不超过半年，长期半年以上")),
    (PEOPLE, say("培训项目"), _GUIDE, say("班名")),
    (PEOPLE, say("培训项目所属行业"), _GUIDE, say("不导出：本站没有登记国民经济行业")),
    (PEOPLE, say("培训主体"), _GUIDE, say("残联挂牌基地，还有基地的名称")),
    (PEOPLE, say("就业状况、就业时间、劳动合同、社保"), _GUIDE, say("不导出：本站只在学员自己要的档案里有")),
    (PEOPLE, say("批次号、行号、变化、报名编号、班号"), _OURS, say("一批一批送；更正和撤销的行写明，接收的人能对上")),
    (PEOPLE, say("结业审核、线下天数、线上分钟、证书数"), _OURS, say("只有残疾学员，没有服务人员")),
    (TRAINING, say("机构"), _PLAN, say("名称、统一社会信用代码、办学性质、级别、地区")),
    (TRAINING, say("项目"), _PLAN, say("班号、班名、课程、类型、等级、职业、日期、学时、年度项目")),
    (TRAINING, say("资金"), _PLAN, say("年度项目登记的来源、班的预算、按来源已经拨付的钱")),
    (TRAINING, say("人员"), _PLAN, say("残疾学员还是服务人员、名额、人次、教师人数；没有姓名")),
    (TRAINING, say("质量"), _PLAN, say("线下到课人天、过程检查次数、结业、证书；满意度人数少时会认出人，不在这里")),
    (TRAINING, say("批次号、行号、变化、班的编号"), _OURS, say("一批一批送；更正和撤销的行写明")),
)  # fmt: skip
