"""Tables of learning."""

from learnhub.learning.models.accommodations import Accommodation, AccommodationStep
from learnhub.learning.models.assessments import (
    AssessmentAnswer,
    AssessmentAttempt,
    AssessmentStep,
    QuestionTakenOut,
)
from learnhub.learning.models.enquiries import Enquiry, EnquiryAnswer, FrequentAnswer
from learnhub.learning.models.enrolments import Enrolment, EnrolmentState, LessonPlace
from learnhub.learning.models.hand_ins import Feedback, FeedbackLine, HandIn, HandInDraft
from learnhub.learning.models.plans import LearningPlan
from learnhub.learning.models.review_marks import ReviewAppeal, ReviewMark, ReviewStep
from learnhub.learning.models.sendings import Sending, SendingDraft, SendingFile
from learnhub.learning.models.sign_offs import StepSignOff

__all__ = [
    "Accommodation",
    "AccommodationStep",
    "AssessmentAnswer",
    "AssessmentAttempt",
    "AssessmentStep",
    "Enquiry",
    "EnquiryAnswer",
    "Enrolment",
    "EnrolmentState",
    "Feedback",
    "FeedbackLine",
    "FrequentAnswer",
    "HandIn",
    "HandInDraft",
    "LearningPlan",
    "LessonPlace",
    "QuestionTakenOut",
    "ReviewAppeal",
    "ReviewMark",
    "ReviewStep",
    "Sending",
    "SendingDraft",
    "SendingFile",
    "StepSignOff",
]
