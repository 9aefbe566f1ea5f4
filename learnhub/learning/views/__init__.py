"""The lesson page, the acts on it and what is asked about them."""

from learnhub.learning.views import accommodations as accommodations
from learnhub.learning.views import assessments as assessments
from learnhub.learning.views import card_sounds as card_sounds
from learnhub.learning.views import courseware as courseware
from learnhub.learning.views import enquiries as enquiries
from learnhub.learning.views import hand_ins as hand_ins
from learnhub.learning.views import help_today as help_today
from learnhub.learning.views import keeping as keeping
from learnhub.learning.views import kept as kept
from learnhub.learning.views import places as places
from learnhub.learning.views import plans as plans
from learnhub.learning.views import question_audio as question_audio
from learnhub.learning.views import recall as recall
from learnhub.learning.views import reports as reports
from learnhub.learning.views import reviewing as reviewing
from learnhub.learning.views import sendings as sendings
from learnhub.learning.views.lessons import bp

__all__ = ["bp"]
