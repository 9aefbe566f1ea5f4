"""The pages on the way from the end of a class to a payment, with what their addresses name."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.completion.models import CompletionCertificate
from learnhub.notices.models import PublicNotice
from learnhub.subsidy.models import Claim
from learnhub.training.models import ClassPlace, TrainingClass
from tests.journeys.journey_page import JourneyPage

CLOSED_CLASS = "演示-手机-00"
_TRAINEE, _BASE, _COUNTY, _AUDITOR = "学员01", "基地01", "区干部01", "审计01"
_PLACE = "/classes/{closed}/completion"

MONEY_PAGES = (
    JourneyPage("completion-decision", f"{_PLACE}/{{waiting_completion}}", _COUNTY),
    JourneyPage("certificate", "/certificates/{certificate}", _TRAINEE),
    JourneyPage("base-claims", "/base/classes/{closed}/claims", _BASE),
    JourneyPage("claim-waiting", "/claims/{waiting_claim}", _COUNTY),
    JourneyPage("claim-accounts", "/claims/{waiting_claim}/payees", _COUNTY),
    JourneyPage("own-claim", "/me/subsidy/{completed}/claims/{publicised_claim}", _TRAINEE),
    JourneyPage("outside-hours", "/me/enrolments/{completed}/outside-hours", _TRAINEE),
    JourneyPage("notice", "/notices/{notice}"),
    JourneyPage("office-policy", "/office/policy", _COUNTY),
    JourneyPage("completion-certificate", f"{_PLACE}/{{completed}}/certificate", _BASE),
    JourneyPage("own-account", "/me/subsidy/{completed}/account", _TRAINEE),
    JourneyPage("office-working-days", "/office/working-days", _COUNTY),
    JourneyPage("audit-seals", "/audit/seals", _AUDITOR),
    JourneyPage("completion-short", f"{_PLACE}/{{short}}", _BASE),
    JourneyPage("completion-class", _PLACE, _BASE),
    JourneyPage("certificate-record-new", f"{_PLACE}/{{completed}}/records/new", _BASE),
    JourneyPage("certificate-found", "/certificates/check?code={certificate_code}"),
    JourneyPage("office-completions", "/office/completions", _COUNTY),
    JourneyPage("payee-base", "/base/classes/{closed}/payees/{short}", _BASE),
    JourneyPage("office-claims", "/office/claims", _COUNTY),
    JourneyPage("office-outside-hours", "/office/outside-hours", _COUNTY),
    JourneyPage("claim-publicised", "/claims/{publicised_claim}", _AUDITOR),
    JourneyPage("claim-account", "/claims/{waiting_claim}/payees/{short}", _COUNTY),
    JourneyPage("own-claims", "/me/subsidy/{completed}/claims", _TRAINEE),
    JourneyPage("own-application", "/me/subsidy/{completed}/application", _TRAINEE),
    JourneyPage("notices", "/notices"),
    JourneyPage("notice-objection", "/notices/{notice}/objection"),
    JourneyPage("objection-found", "/notices/objections"),
    JourneyPage("audit-claim", "/audit/claims/{publicised_claim}", _AUDITOR),
    JourneyPage("audit-payments", "/audit/payments", _AUDITOR),
    JourneyPage("audit-lists", "/audit/lists", _AUDITOR),
    JourneyPage("audit-unmasked", "/audit/unmasked", _AUDITOR),
    JourneyPage("certificate-numbers", f"{_PLACE}/numbers", _BASE),
    JourneyPage("recall", "/me/recall", _TRAINEE),
    JourneyPage("account-closing", "/me/account/closing", _TRAINEE),
)


def money_places(session: Session) -> Mapping[str, int | str]:
    """Return the class that is over, its three enrolments, its certificate, its two claims and the notice of one."""
    closed = session.scalars(sa.select(TrainingClass.id).where(TrainingClass.number == CLOSED_CLASS)).one()
    completed, short, waiting = session.scalars(
        sa.select(ClassPlace.enrolment_id)
        .where(ClassPlace.training_class_id == closed)
        .order_by(ClassPlace.enrolment_id)
    )
    certificate = session.scalars(sa.select(CompletionCertificate).order_by(CompletionCertificate.id)).first()
    publicised, waits = session.scalars(sa.select(Claim.id).order_by(Claim.id).limit(2))
    assert certificate is not None
    return {
        "closed": closed,
        "completed": completed,
        "short": short,
        "waiting_completion": waiting,
        "certificate": certificate.id,
        "certificate_code": certificate.code,
        "publicised_claim": publicised,
        "waiting_claim": waits,
        "notice": session.scalars(sa.select(PublicNotice.id).order_by(PublicNotice.id)).first() or 0,
    }
