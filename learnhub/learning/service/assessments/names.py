"""How the evidence log names attempts and what is done in them."""

KIND_BEGUN = "assessment.begun"
KIND_ANSWERED = "assessment.answered"
KIND_STEP = "assessment.step"
KINDS = (KIND_BEGUN, KIND_ANSWERED, KIND_STEP)


def about_attempt(attempt_id: int) -> str:
    """Return how the evidence log names an attempt."""
    return f"assessment-attempt:{attempt_id}"


def about_enrolment(enrolment_id: int) -> str:
    """Return how the evidence log names an enrolment."""
    return f"enrolment:{enrolment_id}"
