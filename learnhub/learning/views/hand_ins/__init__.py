"""Hand in work, answer it, and sign off what was shown at the base."""

from learnhub.learning.views.hand_ins import desk as desk
from learnhub.learning.views.hand_ins import own as own
from learnhub.learning.views.hand_ins import sign_offs as sign_offs
from learnhub.learning.views.hand_ins import task as task
