"""A test as its trainee takes it: what it is, its questions, handing in, the result."""

from learnhub.learning.views.assessments import attempts as attempts
from learnhub.learning.views.assessments import questions as questions
from learnhub.learning.views.assessments import tests as tests
