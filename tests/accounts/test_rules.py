"""Decisions about people."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.adapters.common_passwords import common_passwords
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.carried import Carried, pack, unpack
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.devices import device_words
from learnhub.accounts.rules.names import nickname, nickname_key, tidy_nickname
from learnhub.accounts.rules.passwords import password_refusal
from learnhub.accounts.rules.reset_codes import grouped, new_code, spoken, typed_code
from learnhub.accounts.rules.roles import (
    FIELD_ROLES,
    Holding,
    Role,
    may_grant,
    may_hand_over_code,
    may_see,
    reaches,
    region_reach,
)
from learnhub.accounts.rules.waits import (
    FREE_OF_ADDRESS,
    FREE_OF_NAME,
    Deed,
    network_of,
    remaining,
    wait_after,
)
from learnhub.primitives import Refusal

OFFICER = (Holding(Role.OFFICER, region_code="410100"),)
COUNTY_OFFICER = (Holding(Role.OFFICER, region_code="410105"),)
FAR_OFFICER = (Holding(Role.OFFICER, region_code="530000"),)
NATIONAL_OFFICER = (Holding(Role.OFFICER),)
ADMIN = (Holding(Role.ADMIN),)
REGIONAL_ADMIN = (Holding(Role.ADMIN, region_code="410000"),)
MANAGER = (Holding(Role.BASE_MANAGER, 1, "410105"),)
TRAINEE = (Holding(Role.TRAINEE, 1, "410105"),)
LOOSE = (Holding(Role.TRAINEE),)
INSTRUCTOR = (Holding(Role.INSTRUCTOR, 1, "410105"),)


class TestReach:
    @pytest.mark.parametrize(
        ("viewer", "target", "sees"),
        [
            (MANAGER, TRAINEE, True),
            (MANAGER, (Holding(Role.TRAINEE, 2, "410105"),), False),
            (MANAGER, INSTRUCTOR, False),
            (MANAGER, LOOSE, False),
            (OFFICER, TRAINEE, True),
            (OFFICER, INSTRUCTOR, True),
            (COUNTY_OFFICER, TRAINEE, True),
            (COUNTY_OFFICER, (Holding(Role.TRAINEE, region_code="410102"),), False),
            (COUNTY_OFFICER, OFFICER, False),
            (FAR_OFFICER, TRAINEE, False),
            (OFFICER, LOOSE, False),
            (NATIONAL_OFFICER, LOOSE, True),
            (ADMIN, LOOSE, True),
            (REGIONAL_ADMIN, LOOSE, False),
            (INSTRUCTOR, TRAINEE, False),
            (TRAINEE, TRAINEE, False),
            ((Holding(Role.AUDITOR),), TRAINEE, False),
            ((), TRAINEE, False),
            (ADMIN, (), True),
        ],
    )
    def test_who_sees_whose_page(
        self, viewer: tuple[Holding, ...], target: tuple[Holding, ...], sees: bool
    ) -> None:
        assert may_see(viewer, target) is sees

    @pytest.mark.parametrize(
        ("issuer", "target", "may"),
        [
            (MANAGER, TRAINEE, True),
            (MANAGER, (*TRAINEE, Holding(Role.HELPER)), True),
            (MANAGER, (*TRAINEE, *INSTRUCTOR), False),
            (MANAGER, (*TRAINEE, *OFFICER), False),
            (OFFICER, TRAINEE, True),
            (OFFICER, INSTRUCTOR, True),
            (OFFICER, MANAGER, True),
            (OFFICER, COUNTY_OFFICER, False),
            (OFFICER, (*TRAINEE, *ADMIN), False),
            (OFFICER, (*TRAINEE, Holding(Role.INSTRUCTOR, 9, "530102")), False),
            (OFFICER, LOOSE, False),
            (NATIONAL_OFFICER, LOOSE, True),
            (NATIONAL_OFFICER, OFFICER, False),
            (ADMIN, OFFICER, True),
            (ADMIN, ADMIN, True),
            (INSTRUCTOR, TRAINEE, False),
        ],
    )
    def test_a_code_opens_no_account_above_the_issuers_reach(
        self, issuer: tuple[Holding, ...], target: tuple[Holding, ...], may: bool
    ) -> None:
        assert may_hand_over_code(issuer, target) is may

    @given(
        issuer=st.lists(
            st.builds(
                Holding,
                st.sampled_from(Role),
                st.sampled_from([None, 1, 2]),
                st.sampled_from([None, "410000", "410105", "530102"]),
            ),
            max_size=3,
        ),
        target=st.lists(
            st.builds(
                Holding,
                st.sampled_from(Role),
                st.sampled_from([None, 1, 2]),
                st.sampled_from([None, "410000", "410105", "530102"]),
            ),
            max_size=4,
        ),
    )
    def test_whoever_may_hand_over_a_code_sees_the_page_and_gains_no_rank(
        self, issuer: list[Holding], target: list[Holding]
    ) -> None:
        if may_hand_over_code(issuer, target):
            assert may_see(issuer, target)
            if not reaches(issuer, {Role.ADMIN}):
                assert not {held.role for held in target} & {Role.OFFICER, Role.AUDITOR, Role.ADMIN}

    @pytest.mark.parametrize("role", list(Role))
    def test_an_officer_gives_field_roles_in_the_region_alone(self, role: Role) -> None:
        assert may_grant(OFFICER, Holding(role, region_code="410105")) is (role in FIELD_ROLES)
        assert not may_grant(OFFICER, Holding(role, region_code="530102"))
        assert not may_grant(OFFICER, Holding(role, region_code="410000"))
        assert not may_grant(OFFICER, Holding(role))
        assert may_grant(ADMIN, Holding(role))
        assert not may_grant(MANAGER, Holding(role, 1, "410105"))

    def test_a_base_role_reaches_its_base_and_not_the_region_it_lies_in(self) -> None:
        assert reaches(MANAGER, {Role.BASE_MANAGER}, base_id=1)
        assert not reaches(MANAGER, {Role.BASE_MANAGER}, region_code="410105")
        assert not reaches(MANAGER, {Role.BASE_MANAGER})
        assert region_reach(MANAGER, {Role.BASE_MANAGER}) == ()
        assert region_reach((*OFFICER, *FAR_OFFICER), {Role.OFFICER}) == ("410100", "530000")
        assert region_reach((*OFFICER, *NATIONAL_OFFICER), {Role.OFFICER}) == ("",)


class TestNicknames:
    @pytest.mark.parametrize(
        "name", ["小林", "Anna·李", "林-2", "ນ້ອຍ", "ئالىم", "Lê Văn", "小_林", "七号学员1234567"]
    )
    def test_names_of_any_script_are_good(self, name: str) -> None:
        assert nickname(name) == name

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "nickname-empty"),
            ("\u200b\u3000", "nickname-empty"),
            ("林", "nickname-short"),
            ("林 ", "nickname-short"),
            ("长" * 21, "nickname-long"),
            ("小林👍", "nickname-signs"),
            ("小林@", "nickname-signs"),
            ("小林\n<b>", "nickname-signs"),
            ("--", "nickname-no-letter"),
            ("138 1234 5678", "nickname-number"),
            ("１３８１２３４５６７８", "nickname-number"),
            ("小林13812345678", "nickname-number"),
            ("11010519491231002", "nickname-number"),
            ("管 理 员", "nickname-official"),
            ("ＡＤＭＩＮ1", "nickname-official"),
        ],
    )
    def test_each_wrong_kind_has_its_code(self, typed: str, code: str) -> None:
        found = nickname(typed)
        assert isinstance(found, Refusal)
        assert (found.code, found.field) == (code, "nickname")

    @given(st.text(max_size=60))
    def test_tidying_twice_is_tidying_once_and_keys_agree(self, text: str) -> None:
        assert tidy_nickname(tidy_nickname(text)) == tidy_nickname(text)
        assert nickname_key(tidy_nickname(text)) == nickname_key(text)
        assert not any(c.isspace() for c in nickname_key(text))


class TestPasswords:
    @pytest.mark.parametrize(
        "password",
        [
            "春天的第一堂按摩课",
            "horse battery",
            "x7#kQ2!p",
            "        a b c d",
            "小林爱吃西瓜皮皮",
            "1949-12-31 晴",
        ],
    )
    def test_anything_long_and_uncommon_is_good(self, password: str) -> None:
        assert password_refusal(password, nickname="小林", common=common_passwords()) is None

    @pytest.mark.parametrize(
        ("password", "code"),
        [
            ("", "password-empty"),
            ("   ", "password-empty"),
            ("七个字的密码啊", "password-short"),
            ("长" * 129, "password-long"),
            ("password", "password-common"),
            ("PASSWORD1", "password-common"),
            ("ｐａｓｓｗｏｒｄ", "password-common"),
            ("12345678", "password-common"),
            ("87654321", "password-common"),
            ("23456789012345", "password-common"),
            ("qwertyuiop", "password-common"),
            ("88888888", "password-common"),
            ("18181818", "password-common"),
            ("woaini1314", "password-common"),
            ("山间小路山间小路", "password-nickname"),
            ("山间 小路 山间 小路", "password-nickname"),
        ],
    )
    def test_each_wrong_kind_has_its_code(self, password: str, code: str) -> None:
        found = password_refusal(password, nickname="山间小路", common=common_passwords())
        assert found is not None
        assert found.code == code
        assert len(password) < 3 or password not in found.sentence

    def test_the_list_of_common_passwords_is_whole(self) -> None:
        listed = common_passwords()
        assert len(listed) > 8000
        assert all(len(word) >= 8 and word == word.lower() and not word.startswith("#") for word in listed)


class TestWaits:
    @pytest.mark.parametrize(
        ("attempts", "seconds"),
        [(0, None), (4, None), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (500, 900)],
    )
    def test_waits_double_up_to_a_quarter_of_an_hour(self, attempts: int, seconds: int | None) -> None:
        assert wait_after(attempts, 5) == (None if seconds is None else timedelta(seconds=seconds))

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(1, "1 秒"), (30, "30 秒"), (60, "1 分钟"), (61, "1 分 1 秒"), (900, "15 分钟")],
    )
    def test_a_wait_is_told_in_words(self, seconds: int, words: str) -> None:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        wait = remaining(now + timedelta(seconds=seconds), now)
        assert wait is not None
        assert f"请等 {words}再试" in wait.sentence

    def test_a_wait_that_is_over_is_none(self) -> None:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        assert remaining(now, now) is None
        assert remaining(None, now) is None
        soon = remaining(now + timedelta(milliseconds=1), now)
        assert soon is not None
        assert soon.seconds == 1

    def test_a_full_training_room_never_waits_for_being_one_address(self) -> None:
        for deed in Deed:
            assert FREE_OF_ADDRESS[deed] >= 30
            assert FREE_OF_NAME[deed] >= 5

    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("", "unknown"),
            ("unix:", "unknown"),
        ],
    )
    def test_one_line_is_one_address(self, address: str, network: str) -> None:
        assert network_of(address) == network


class TestCodes:
    @given(st.integers(min_value=0, max_value=99_999_999))
    def test_a_code_survives_being_written_and_read_out(self, number: int) -> None:
        code = f"{number:08d}"
        assert typed_code(grouped(code)) == code
        assert typed_code(f"{code[:4]}-{code[4:]}") == code
        back = {
            "零": "0",
            "幺": "1",
            "二": "2",
            "三": "3",
            "四": "4",
            "五": "5",
            "六": "6",
            "七": "7",
            "八": "8",
            "九": "9",
        }
        assert "".join(back.get(c, "") for c in spoken(code)) == code

    @pytest.mark.parametrize("text", ["", "1234567", "123456789", "abcdefgh", "一二三四五六七八", "1" * 5000])
    def test_what_is_no_code_is_none(self, text: str) -> None:
        assert typed_code(text) is None

    def test_full_width_digits_are_digits(self) -> None:
        assert typed_code("１２３４　５６７８") == "12345678"

    def test_codes_differ(self) -> None:
        assert len({new_code() for _ in range(50)}) > 45


class TestAddresses:
    @pytest.mark.parametrize("text", ["/", "/me?x=1", "/search?q=按摩", "/a//b"])
    def test_addresses_of_this_site_are_kept(self, text: str) -> None:
        assert local_address(text) == text

    @pytest.mark.parametrize(
        "text",
        [None, "", "me", "//a.example", "///a.example", "/\\a.example", "\\/a.example", "https://a.example/", "javascript:alert(1)",
         "/me?x=11010519491231002X", "/\t/a.example", "/a\r\nSet-Cookie: x", "/" + "a" * 2000, " /me"],
    )  # fmt: skip
    def test_everything_else_is_none(self, text: str | None) -> None:
        assert local_address(text) is None


def _typed(most: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=most)


class TestCarried:
    @given(
        # What a form can bring: U+0000 and lone surrogates are refused before anything is carried.
        st.lists(st.tuples(_typed(20), _typed(200)), max_size=20),
        st.one_of(st.none(), st.integers(min_value=1, max_value=2**40)),
    )
    def test_what_is_packed_comes_out_as_it_was(
        self, fields: list[tuple[str, str]], person: int | None
    ) -> None:
        carried = Carried("/me/certificate?a=b", tuple(fields), person)
        assert unpack(pack(carried)) == carried

    @given(st.text(max_size=300))
    def test_anything_else_is_none_or_local(self, text: str) -> None:
        found = unpack(text)
        assert found is None or local_address(found.action)


def test_a_change_of_any_word_makes_another_version_of_a_consent() -> None:
    duty, consent = TEXTS[Basis.DUTY], TEXTS[Basis.CONSENT]
    assert duty.version != consent.version
    changed = type(consent)(consent.purpose, consent.basis, consent.points, consent.agreement + "。")
    assert changed.version != consent.version
    assert not duty.agreement
    assert consent.agreement


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/80.0 Mobile Safari/537.36 MicroMessenger/8.0",
            "手机或平板，微信",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "电脑，Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0", "电脑，Firefox"),
        ("", "电脑，其他浏览器"),
    ],
)
def test_a_device_is_told_coarsely(agent: str, words: str) -> None:
    assert device_words(agent) == words
