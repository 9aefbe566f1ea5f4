"""What course.toml says: the course itself, its units, and the order of its lessons."""

from dataclasses import dataclass
from enum import Enum

from learnhub.catalogue.rules.assessments import AssessmentText
from learnhub.primitives import say


class CourseKind(Enum):
    """A course that people enrol in, or a module that courses include and that is recognised once per person."""

    COURSE = "course"
    SHARED_MODULE = "shared module"


class CourseState(Enum):
    """Where a course stands (DESIGN §2). In preparation: outline and trial lesson, not enrollable, in no quota."""

    IN_PREPARATION = "in preparation"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class UnitMode(Enum):
    """Where a unit is learned."""

    ONLINE = "online"
    OFFLINE = "offline"


class Origin(Enum):
    """How the content came to be. Source: 云残发〔2022〕55号 三(三): 收集、开发、购买等形式."""

    COLLECTED = "collected"
    DEVELOPED = "developed"
    PURCHASED = "purchased"


CATEGORIES = {
    "phone": say("手机与互联网"),
    "massage": say("按摩"),
    "ecommerce": say("电商"),
    "food": say("餐饮"),
    "care": say("照护与保健"),
    "craft": say("手工与非遗"),
    "design": say("设计"),
    "public": say("公共内容"),
}
# Source: 云残发〔2022〕55号; DOMAIN §1.3.
TRAINING_TYPES = (
    say("就业技能培训"),
    say("岗位技能提升培训"),
    say("创业培训"),
    say("劳动预备制培训"),
    say("农村实用技术培训"),
    say("中高技能人才培训"),
    say("用人单位和就业服务工作人员培训"),
)
# Source: 云残发〔2022〕55号, four kinds of certificates; DOMAIN §1.5.
CERTIFICATES = (say("职业资格证书"), say("职业技能等级证书"), say("专项职业能力证书"), say("培训合格证书"))


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of one edition of the dictionary: codes move between editions (DOMAIN §0.10)."""

    edition: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What the outline plans, in 学时 and days; never a claim."""

    online_class_hours: int
    offline_class_hours: int
    offline_days: int


@dataclass(frozen=True, slots=True)
class UnitText:
    """One unit. lessons: slugs in order; include: slug of a shared module, or empty. Never both."""

    title: str
    mode: UnitMode
    planned_class_hours: int
    lessons: tuple[str, ...]
    include: str


@dataclass(frozen=True, slots=True)
class CourseText:
    """One course.toml. acquired_…: of content that was collected or bought: where from, for how much, where the proof is kept."""

    slug: str
    kind: CourseKind
    title: str
    summary: str
    state: CourseState
    category: str
    training_type: str
    level: str
    certificates: tuple[str, ...]
    cost: str
    support_provided: str
    notice: str
    origin: Origin
    licence: str
    rights: str
    tags: tuple[str, ...]
    occupation: Occupation | None
    planned: Planned
    units: tuple[UnitText, ...]
    acquired_from: str = ""
    acquired_cost: str = ""
    acquired_proof: str = ""
    assessments: tuple[AssessmentText, ...] = ()

    @property
    def lesson_slugs(self) -> tuple[str, ...]:
        """Return the slugs of its own lessons in order; those of included modules not."""
        return tuple(slug for unit in self.units for slug in unit.lessons)

    @property
    def includes(self) -> tuple[str, ...]:
        """Return the slugs of the shared modules it includes, in order."""
        return tuple(unit.include for unit in self.units if unit.include)
