"""Pictures to press and people to choose: words for the ear, drawings for the eye."""

from learnhub.accounts.rules.pictures import FACES, PICTURES
from tests.components.rendering import Render


def test_each_picture_is_a_button_named_by_its_word_alone(render: Render) -> None:
    shown = render("picture_board", 'picture_board(pictures, "请按第 1 张")', pictures=PICTURES)
    assert shown.name(shown.all("fieldset")[0]) == "请按第 1 张"
    buttons = shown.all("button")
    assert [(shown.name(e), e.get("name"), e.get("value")) for e in buttons] == [
        (word, "picture", key) for key, word in PICTURES.items()
    ]


def test_every_picture_and_every_face_has_a_drawing_of_its_own(render: Render) -> None:
    both = {**PICTURES, **FACES}
    shown = render("picture_board", 'picture_board(pictures, "请按")', pictures=both)
    drawn = [e for e in shown.elements if "picture--large" in (e.get("class") or "")]
    assert {e.get("aria-hidden") for e in drawn} == {"true"}
    shapes = {"".join(f"{part.tag}{dict(part.attrib)}" for part in list(e.iter())[1:]) for e in drawn}
    assert len(shapes) == len(both)
    assert "" not in shapes


def test_a_person_on_a_device_is_a_link_named_by_the_nickname(render: Render) -> None:
    shown = render(
        "person_tiles", 'person_tiles(people, "谁来用？")', people=[("小林", "cat", "/sign-in?on=1")]
    )
    [link] = shown.all("a")
    assert (shown.name(link), link.get("href")) == ("小林", "/sign-in?on=1")
    assert shown.name(shown.all("ul")[0]) == "谁来用？"
