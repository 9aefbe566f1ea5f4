"""An expected "no", as a value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Say why something was not done.

    code: stable, lower case with hyphens, for tests and for choosing the form field.
    sentence: Chinese, says what the person can do now.
    source: policy document and article, or empty where the reason is not a policy.
    field: the form field it belongs to, or empty when it concerns the whole form.
    """

    code: str
    sentence: str
    source: str = ""
    field: str = ""
