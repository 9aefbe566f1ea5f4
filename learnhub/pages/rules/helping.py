"""What of somebody's messages a helper may see: kinds are named one by one, so a new kind is seen by nobody else."""

from learnhub.messages.rules import Kind

SEEN_BY_HELPERS = frozenset(
    {
        Kind.CLASS_CHANGED,
        Kind.MEETING_TOMORROW,
        Kind.CERTIFICATE_ISSUED,
        Kind.ENQUIRY_ANSWERED,
        Kind.WORK_ANSWERED,
    }
)
