"""The desks around a class: teachers call rolls, bases open classes, offices approve them, trainees take places."""

from learnhub.training.views import applications as applications
from learnhub.training.views import approvals as approvals
from learnhub.training.views import approved_rolls as approved_rolls
from learnhub.training.views import assessments as assessments
from learnhub.training.views import attendance as attendance
from learnhub.training.views import changes as changes
from learnhub.training.views import class_messages as class_messages
from learnhub.training.views import inspections as inspections
from learnhub.training.views import openings as openings
from learnhub.training.views import papers as papers
from learnhub.training.views import papers_of_tests as papers_of_tests
from learnhub.training.views import people as people
from learnhub.training.views import places as places
from learnhub.training.views import roster as roster
from learnhub.training.views import satisfaction as satisfaction
from learnhub.training.views import shared_enquiries as shared_enquiries
from learnhub.training.views import task_sheets as task_sheets
from learnhub.training.views.rolls import DONE, ROLL_ROWS_PER_PAGE, bp

__all__ = ["DONE", "ROLL_ROWS_PER_PAGE", "bp"]
