"""Append to the log, read it, seal it, verify it, erase payloads."""

from learnhub.evidence.service.erasure import erasable, erase_payloads
from learnhub.evidence.service.log import (
    CLIENT_ID_CHARACTERS_MAX,
    CLOCK_AHEAD_MAX,
    PAYLOAD_BYTES_MAX,
    Appended,
    Event,
    append,
    append_all,
    append_each,
    entries,
    entries_about,
    entries_at,
    entries_of_kind,
    entry_or_none,
    lock_chain,
)
from learnhub.evidence.service.rows import ROW, STEP_OF, Kept, differences, row_digest
from learnhub.evidence.service.seal_files import (
    SEALS_AT_ONCE,
    file_faults,
    keep_seal_files,
    newest_seals,
    seals_since,
)
from learnhub.evidence.service.seals import (
    HeadProof,
    head_proofs,
    last_seal_or_none,
    public_key_of,
    seal,
    seal_over,
    seals_over,
)
from learnhub.evidence.service.verification import verify

__all__ = [
    "CLIENT_ID_CHARACTERS_MAX",
    "CLOCK_AHEAD_MAX",
    "PAYLOAD_BYTES_MAX",
    "ROW",
    "SEALS_AT_ONCE",
    "STEP_OF",
    "Appended",
    "Event",
    "HeadProof",
    "Kept",
    "append",
    "append_all",
    "append_each",
    "differences",
    "entries",
    "entries_about",
    "entries_at",
    "entries_of_kind",
    "entry_or_none",
    "erasable",
    "erase_payloads",
    "file_faults",
    "head_proofs",
    "keep_seal_files",
    "last_seal_or_none",
    "lock_chain",
    "newest_seals",
    "public_key_of",
    "row_digest",
    "seal",
    "seal_over",
    "seals_over",
    "seals_since",
    "verify",
]
