"""Work that is handed in: put together, handed in, answered, read."""

from learnhub.learning.service.hand_ins.drafts import (
    Contents,
    draft_or_none,
    drafts_before,
    drop_draft,
    drop_drafts,
    keep_draft,
    place_of_draft,
)
from learnhub.learning.service.hand_ins.feedback import empty_lines, forget_work_of, give_feedback
from learnhub.learning.service.hand_ins.handing_in import A_DAY_MAX, TaskDone, hand_in, task_done
from learnhub.learning.service.hand_ins.places import TaskPlace, place_of_piece, places_of
from learnhub.learning.service.hand_ins.queue import (
    Waiting,
    bases_of_teachers,
    piece_within_or_none,
    taught_within,
    waiting_pieces,
)
from learnhub.learning.service.hand_ins.reading import (
    all_pieces,
    file_of_piece,
    own_piece_or_none,
    own_pieces,
    pieces_of_task,
    told_of,
)

__all__ = [
    "A_DAY_MAX",
    "Contents",
    "TaskDone",
    "TaskPlace",
    "Waiting",
    "all_pieces",
    "bases_of_teachers",
    "draft_or_none",
    "drafts_before",
    "drop_draft",
    "drop_drafts",
    "empty_lines",
    "file_of_piece",
    "forget_work_of",
    "give_feedback",
    "hand_in",
    "keep_draft",
    "own_piece_or_none",
    "own_pieces",
    "piece_within_or_none",
    "pieces_of_task",
    "place_of_draft",
    "place_of_piece",
    "places_of",
    "task_done",
    "taught_within",
    "told_of",
    "waiting_pieces",
]
