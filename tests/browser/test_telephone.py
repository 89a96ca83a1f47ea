from __future__ import annotations

import io

import pytest
from browsing import MIDDLE, WISHES, Open, Stroke, answer, answering, draw, on_pad, ready
from PIL import Image
from playwright.sync_api import Page, expect
from test_pictures import sheet

TELEPHONES = [(390, 844), (360, 640), (844, 390)]


def touch(page: Page, strokes: list[Stroke]) -> None:
    """Draws with a finger."""
    session = page.context.new_cdp_session(page)
    for stroke in on_pad(page, strokes, MIDDLE):
        for i, (x, y) in enumerate(stroke):
            kind = "touchMove" if i else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("size", TELEPHONES)
def test_a_finger_draws_and_the_page_stands_still(
    open_page: Open, sevens: list[list[Stroke]], size: tuple[int, int]
) -> None:
    page = open_page(
        viewport={"width": size[0], "height": size[1]}, device_scale_factor=3, has_touch=True, is_mobile=True
    )
    touch(page, sevens[0])
    expect(answer(page).locator(".symbol")).to_have_text("7")
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("size", TELEPHONES)
def test_paper_and_answer_share_the_first_screen(open_page: Open, size: tuple[int, int]) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True)
    for part in ("#pad", "#clear", "#examples", ".bars li:nth-child(4)"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    for part in (".bars li:last-child", ".bars li:nth-child(5)"):
        expect(page.locator(part)).to_be_in_viewport()  # on the smallest its lower half is below the edge
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_short_number_has_no_line_below_it(open_page: Open) -> None:
    """Where pixels are halves, what hints at more would be seen at the edge."""
    page = ready(
        open_page(
            viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True
        )
    )
    answering(page, "44", *(("digit", [20.0 + 100 * place, 20, 80, 80]) for place in range(2)))
    touch(page, [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]])
    number = page.locator(".whole")
    expect(number.locator("button")).to_have_count(2)
    box = number.bounding_box()
    assert box is not None
    beside = {"x": box["x"] + box["width"] / 2, "y": box["y"] - 1, "width": 8, "height": box["height"] + 2}
    shot = Image.open(io.BytesIO(page.screenshot(clip=beside))).convert("RGB")  # type: ignore[arg-type]
    assert len(shot.getcolors() or ()) == 1


@pytest.mark.parametrize("locale", WISHES.values())
def test_why_a_digit_of_a_number_has_room(open_page: Open, locale: str) -> None:
    """Its words lie neither over the number nor over the bars."""
    page = ready(
        open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale=locale)
    )
    for left in (0.2, 0.6):
        draw(page, [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]], (left, 0.2, 0.1, 0.6))
    expect(page.locator(".whole button")).to_have_count(2)
    page.locator(".why").tap()
    expect(page.locator(".legend")).to_be_visible()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        parts = page.locator(".whole button, .legend, .detail, .bars .digit").evaluate_all(
            """parts => parts.map((part) => {
              const { top, bottom } = part.getBoundingClientRect();
              return [part.className || "number", top, bottom];
            })"""
        )
        said = [part for part in parts if part[0] in ("legend", "detail")]
        assert len(said) == 2
        assert (
            min(top for _, top, _ in said) >= max(bottom for name, _, bottom in parts if name == "number") - 2
        )
        assert max(bottom for *_, bottom in said) <= min(top for name, top, _ in parts if name == "digit")


def test_copied_is_a_tick_within_the_button(open_page: Open) -> None:
    page = ready(
        open_page(
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
    )
    answering(page, "44", *(("digit", [20.0 + 100 * place, 20, 80, 80]) for place in range(2)))
    draw(page, [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]])
    copy = page.locator(".copy")
    copy.tap()
    expect(copy).to_have_attribute("data-copied", "Copied")
    assert copy.evaluate("copy => getComputedStyle(copy, '::after').content") == '"✓"'
    assert page.evaluate("navigator.clipboard.readText()") == "44"


# How many digits cannot be scrolled into sight: something else lies over their middle, or they are cut off.
HIDDEN = """buttons => buttons.filter((button) => {
  button.scrollIntoView({ block: "center", inline: "center" });
  const { left, top, width, height } = button.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return !button.contains(seen);
}).length"""


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("lines", [1, 3, 10])
def test_a_long_number_is_reached_whole_and_fades_where_it_goes_on(
    open_page: Open, width: int, lines: int
) -> None:
    page = ready(open_page(viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True))
    each = 30 // lines
    boxes = [[20.0 + 25 * (k % each), 20.0 + 55 * (k // each), 18.0, 40.0] for k in range(30)]
    answering(page, "\n".join(["4" * each] * lines), *(("digit", box) for box in boxes), lines=lines)
    page.set_input_files("#file", sheet())
    for part in (".whole", ".overview"):
        expect(page.locator(f"{part} button")).to_have_count(30)
        assert page.locator(f"{part} button").evaluate_all(HIDDEN) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    whole = page.locator(".whole")
    is_cut = whole.evaluate("part => part.scrollHeight > part.clientHeight")
    assert is_cut == (lines > 3)  # three are seen at once
    overview = page.locator(".overview")
    assert overview.evaluate("part => part.scrollHeight > part.clientHeight")
    faded = "part => getComputedStyle(part).maskImage !== 'none'"
    for end, goes_on in (("0", True), ("part.scrollHeight", False)):
        overview.evaluate(f"part => (part.scrollTop = {end})")
        expect(page.locator(".overview[data-more]")).to_have_count(int(goes_on))
        assert overview.evaluate(faded) == goes_on
