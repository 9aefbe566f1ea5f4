"""Work that is handed in: put together, handed in, answered, read."""

from learnhub.learning.service.hand_ins.drafts import (
    Contents,
    draft_or_none,
    drop_draft,
    keep_draft,
    place_of_draft,
)
from learnhub.learning.service.hand_ins.feedback import give_feedback
from learnhub.learning.service.hand_ins.handing_in import A_DAY_MAX, TaskDone, hand_in, task_done
from learnhub.learning.service.hand_ins.queue import (
    Waiting,
    bases_of_teachers,
    piece_within_or_none,
    taught_within,
    waiting_pieces,
)
from learnhub.learning.service.hand_ins.reading import (
    feedback_files,
    own_piece_or_none,
    own_pieces,
    pieces_of_task,
    standings_of,
)

__all__ = [
    "A_DAY_MAX",
    "Contents",
    "TaskDone",
    "Waiting",
    "bases_of_teachers",
    "draft_or_none",
    "drop_draft",
    "feedback_files",
    "give_feedback",
    "hand_in",
    "keep_draft",
    "own_piece_or_none",
    "own_pieces",
    "piece_within_or_none",
    "pieces_of_task",
    "place_of_draft",
    "standings_of",
    "task_done",
    "taught_within",
    "waiting_pieces",
]
