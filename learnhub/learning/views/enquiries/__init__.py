"""Questions to a teacher: asked beside a lesson, followed by who asked, answered by the teachers of the base."""

from learnhub.learning.views.enquiries import answering as answering
from learnhub.learning.views.enquiries import asking as asking
from learnhub.learning.views.enquiries import frequent as frequent
from learnhub.learning.views.enquiries import own as own
