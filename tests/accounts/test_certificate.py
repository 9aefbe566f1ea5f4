"""残疾人证号: every kind of right and wrong one. All numbers are specimens or made up; their check characters are computed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.rules.certificate import Category, CertificateNumber, IdentityKind, certificate_number
from learnhub.primitives import Refusal

ON = date(2026, 11, 22)
SPECIMEN = "11010519491231002X"


def check_character(seventeen: str) -> str:
    """ISO 7064 MOD 11-2 by its recursive definition, not by the weights that the program uses."""
    product = 0
    for digit in seventeen:
        product = (product + int(digit)) * 2 % 11
    value = (12 - product) % 11
    return "X" if value == 10 else str(value)


identities = st.builds(
    lambda area, born, sequence: (s := f"{area}{born:%Y%m%d}{sequence:03d}") + check_character(s),
    st.sampled_from(["110105", "410105", "532801", "440524", "659001", "710000"]),
    st.dates(date(1900, 1, 1), ON),
    st.integers(0, 999),
)
tails = st.builds(
    lambda category, grade, tail: f"{category}{grade}{tail}",
    st.integers(1, 7),
    st.integers(1, 4),
    st.sampled_from(["", "B1", "B2", "B9", "B10", "B99"]),
)


def checked(text: str) -> CertificateNumber:
    found = certificate_number(text, on=ON)
    assert isinstance(found, CertificateNumber), found
    return found


def code_of(text: str) -> str:
    found = certificate_number(text, on=ON)
    assert isinstance(found, Refusal), "taken"
    return found.code.removeprefix("certificate-")


@pytest.mark.parametrize("identity", [SPECIMEN, "440524188001010014", "34052419800101001X"])
def test_the_published_specimens_pass(identity: str) -> None:
    assert checked(identity + "11").identity == identity


@given(identities, tails)
def test_every_well_made_number_passes_and_says_what_it_holds(identity: str, tail: str) -> None:
    number = checked(identity + tail)
    assert number.number == identity + tail
    assert number.birth_date.strftime("%Y%m%d") == identity[6:14]
    assert number.is_female == (int(identity[16]) % 2 == 0)
    assert (number.category, number.grade) == (Category(int(tail[0])), int(tail[1]))
    assert number.reissue == int(tail[3:] or 0)
    assert number.identity_kind is IdentityKind.CITIZEN


@given(identities, tails, st.integers(0, 17), st.integers(1, 9))
def test_one_changed_digit_never_passes(identity: str, tail: str, place: int, shift: int) -> None:
    if identity[place] == "X":
        return
    changed = str((int(identity[place]) + shift) % 10)
    assert isinstance(
        certificate_number(identity[:place] + changed + identity[place + 1 :] + tail, on=ON), Refusal
    )


@given(identities, tails, st.integers(0, 15))
def test_two_digits_changed_about_never_pass(identity: str, tail: str, place: int) -> None:
    swapped = identity[:place] + identity[place + 1] + identity[place] + identity[place + 2 :]
    if swapped != identity:
        assert isinstance(certificate_number(swapped + tail, on=ON), Refusal)


@given(identities, tails)
def test_the_mask_shows_area_and_end_alone(identity: str, tail: str) -> None:
    number = checked(identity + tail)
    assert number.masked == identity[:4] + "*" * 12 + identity[16:]
    for shown in (number.masked, number.masked_words, repr(number), str(number)):
        assert identity[4:16] not in shown
        assert identity + tail not in shown


@pytest.mark.parametrize(
    "typed",
    [
        "１１０１０５１９４９１２３１００２Ｘ１１",
        "11010519491231002x11",
        "110105 19491231 002X 11",
        "110105\u300019491231-002X—11",
        " 11010519491231002×11\n",
        "\u200b11010519491231002X11",
    ],
)
def test_the_ways_people_type_it_are_taken(typed: str) -> None:
    assert checked(typed).number == SPECIMEN + "11"


@pytest.mark.parametrize(("typed", "reissue"), [("72B1", 1), ("72b1", 1), ("72Ｂ１2", 12)])
def test_a_reissue_is_read(typed: str, reissue: int) -> None:
    assert checked(SPECIMEN + typed).reissue == reissue


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("一二三", "signs"),
        (SPECIMEN + "11A", "signs"),
        (SPECIMEN + "1;", "signs"),
        (SPECIMEN, "identity-only"),
        (SPECIMEN + "1", "short"),
        ("1101", "short"),
        ("X" + SPECIMEN[1:] + "11", "letter-place"),
        ("1101051949123100X211", "letter-place"),
        ("00" + SPECIMEN[2:] + "11", "area"),
        ("99" + "B" * 18, "letter-place"),
        ("11010519490231002X11", "birth-date"),
        ("11010519491331002X11", "birth-date"),
        ("11010500000101002X11", "birth-date"),
        ("11010520990101002X11", "birth-future"),
        ("11010517990101002X11", "birth-old"),
        ("11010519491231002111", "checksum"),
        ("11010519491230002X11", "checksum"),
        (SPECIMEN + "81", "category"),
        (SPECIMEN + "01", "category"),
        (SPECIMEN + "X1", "category"),
        (SPECIMEN + "10", "grade"),
        (SPECIMEN + "15", "grade"),
        (SPECIMEN + "1B", "grade"),
        (SPECIMEN + "1145", "long"),
        (SPECIMEN + "111", "long"),
        (SPECIMEN + "11X", "long"),
        (SPECIMEN + "11B", "reissue"),
        (SPECIMEN + "11B0", "reissue"),
        (SPECIMEN + "11B100", "reissue"),
        (SPECIMEN + "11B1B2", "reissue"),
        ("1" * 5000, "birth-old"),
        ("٣٤٠٥٢٤١٩٨٠٠١٠١٠٠١٠١١", "signs"),
    ],
)
def test_each_wrong_kind_has_its_own_sentence(typed: str, code: str) -> None:
    assert code_of(typed) == code


def test_sentences_differ_say_what_to_do_and_never_repeat_the_number() -> None:
    wrong = ["", "啊", SPECIMEN, SPECIMEN + "1", "X" + SPECIMEN[1:] + "11", "00" + SPECIMEN[2:] + "11", "11010519490231002X11",
             "11010520990101002X11", "11010517990101002X11", "11010519491231002111", SPECIMEN + "81", SPECIMEN + "10",
             SPECIMEN + "111", SPECIMEN + "11B"]  # fmt: skip
    found = [certificate_number(text, on=ON) for text in wrong]
    sentences = [f.sentence for f in found if isinstance(f, Refusal)]
    assert len(set(sentences)) == len(wrong)
    for sentence in sentences:
        assert sentence.endswith("。")
        assert "请" in sentence
        assert "1101" not in sentence
        assert "1949" not in sentence


def test_who_is_born_today_has_a_number_and_who_is_born_tomorrow_has_none() -> None:
    def number(born: date) -> str:
        seventeen = f"410105{born:%Y%m%d}001"
        return seventeen + check_character(seventeen) + "11"

    assert checked(number(ON)).birth_date == ON
    assert code_of(number(ON + timedelta(days=1))) == "birth-future"


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ("810000199408230021", IdentityKind.HMT_RESIDENT),
        ("830000199201300022", IdentityKind.HMT_RESIDENT),
        ("911124198108030024", IdentityKind.FOREIGN_RESIDENT),
    ],
)
def test_other_documents_are_taken_with_the_same_check_character(identity: str, kind: IdentityKind) -> None:
    assert checked(identity + "22").identity_kind is kind
    other = identity[:17] + str((int(identity[17]) + 1) % 10)
    assert code_of(other + "22") == "checksum"
