"""Keys, fingers, narrow windows and forced colours reach everything, and what failed once can be tried again."""

from __future__ import annotations

from collections.abc import Callable

from browsing import Open, Stroke, answer, answering, draw, on_pad, ready
from playwright.sync_api import Page, expect
from test_pictures import sheet

LINE: list[Stroke] = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]
BOX = [100.0, 50.0, 200.0, 200.0]


def test_keys_work_wherever_the_last_click_was(open_page: Open) -> None:
    """Only text fields keep them to themselves."""
    page = ready(open_page())
    answering(page, "44", ("digit", BOX), ("digit", [320.0, 50.0, 50.0, 200.0]))
    draw(page, LINE)
    expect(page.locator(".whole button")).to_have_count(2)
    page.get_by_text("What if…").click()
    eraser = page.locator("#eraser")
    erases = False
    for place in (".bars button:nth-child(1) >> nth=4", ".why", ".whole button >> nth=1", "#what-if-shift"):
        page.locator(place).click()
        page.keyboard.press("E")
        erases = not erases
        expect(eraser).to_have_attribute("aria-pressed", f"{erases}".lower())
    page.keyboard.press("=")
    expect(page.locator("#pen")).to_have_attribute("aria-label", "Thick pen")
    page.keyboard.press("_")
    expect(page.locator("#pen")).to_have_attribute("aria-label", "Medium pen")
    page.locator(".why").click()
    expect(page.locator(".why")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".why")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(answer(page)).to_have_attribute("data-state", "number")
    page.locator("#share").click()
    expect(page.locator("#share-panel")).to_be_visible()
    page.locator("#share-panel input").press("E")
    page.keyboard.press("Escape")
    expect(eraser).to_have_attribute("aria-pressed", "false")


def test_on_empty_paper_the_pen_is_in_hand(open_page: Open) -> None:
    """However it became empty."""
    page = ready(open_page())
    answering(page, "4", ("digit", BOX))
    eraser = page.locator("#eraser")
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.locator("#clear").click(),
        lambda: page.locator("#undo").click(),
        lambda: draw(page, [[(0.0, 0.0), (100.0, 0.0)]]),
    )
    for empty in ways:
        draw(page, LINE)
        eraser.click()
        expect(eraser).to_have_attribute("aria-pressed", "true")
        empty()
        expect(answer(page)).to_have_attribute("data-state", "empty")
        expect(eraser).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("e")
        expect(eraser).to_have_attribute("aria-pressed", "false")


def test_half_a_digit_is_not_called_something_else(open_page: Open) -> None:
    page = ready(open_page(turns_clock=True))
    answering(page, "", ("not_a_digit", BOX), reason="mark")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))  # time is what is said here, on any machine
    [stroke] = on_pad(page, [[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]], (0.2, 0.2, 0.6, 0.6))
    page.mouse.move(*stroke[0])
    page.mouse.down()
    for point in stroke[1:]:
        page.mouse.move(*point, steps=4)
    page.clock.run_for(100)
    expect(answer(page)).to_have_attribute("data-state", "reading")
    page.clock.run_for(250)
    expect(answer(page)).to_have_attribute("data-state", "reading")
    page.clock.run_for(100)
    expect(answer(page)).to_have_attribute("data-state", "not_a_digit")  # the pen rests
    page.mouse.up()


def test_a_likely_digit_is_perhaps_one_and_nothing_is_quite_sure(open_page: Open) -> None:
    page = ready(open_page())
    page.route(
        "**/api/v1/read**",
        lambda route: route.fulfill(
            json={
                "text": "",
                "lines": [],
                "numbers": [],
                "digits": [
                    {
                        "digit": 6,
                        "verdict": "not_a_digit",
                        "confidence": 1.0,
                        "probabilities": [0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0],
                        "digitness": 0.853,
                        "alternatives": [],
                        "box": BOX,
                        "frame_box": BOX,
                        "line": None,
                        "reason": "mark",
                        "frame": [[0] * 28] * 28,
                    }
                ],
                "turned": 0,
                "complete": True,
                "model": {},
            }
        ),
    )
    draw(page, LINE)
    expect(answer(page).locator(".title")).to_have_text("Perhaps a 6")
    expect(answer(page).locator(".detail")).to_have_text("It may be another kind of mark. 85.3% like a digit")
    expect(answer(page).locator(".symbol")).to_have_text("6?")
    expect(page.locator(".bars .number").nth(6)).to_have_text("> 99.9%")


def test_an_address_that_leads_nowhere_says_so_and_leads_back(open_page: Open, server: str) -> None:
    page = open_page(f"{server}/nowhere", expected="404")
    expect(page.get_by_role("heading", name="This page is not there")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    page.get_by_role("link", name="To Scrawl").click()
    expect(page.locator("#pad")).to_be_visible()


def test_what_if_says_what_it_changes_and_why_not_a_picture(open_page: Open) -> None:
    page = ready(open_page())
    answering(page, "4", ("digit", BOX))
    page.get_by_text("What if…").click()
    reason = page.locator("#what-if .none")
    expect(reason).to_contain_text("not a picture")
    draw(page, LINE)
    expect(reason).to_be_hidden()
    for name, least, most in (("Size", "10%", "150%"), ("Pen width", "25%", "300%")):
        slider = page.get_by_role("slider", name=name)
        expect(slider).to_be_enabled()
        for end, value in (("Home", least), ("End", most)):
            slider.press(end)
            expect(slider).to_have_attribute("aria-valuetext", value)
    page.set_input_files("#file", sheet())
    expect(reason).to_be_visible()
    expect(page.get_by_role("slider", name="Size")).to_be_disabled()


def test_on_the_empty_page_examples_stand_out(open_page: Open) -> None:
    page = ready(open_page())
    expect(page.locator("#examples button")).to_have_count(5)
    faint = "bars => +getComputedStyle(bars).opacity"
    assert page.locator(".answer .bars").evaluate(faint) < 0.5
    expect(page.locator(".frame")).to_be_hidden()
    expect(page.get_by_role("button", name="Medium pen")).to_be_visible()
    assert page.locator("#pen .sizes circle").count() == 3  # that there are others
    answering(page, "4", ("digit", BOX))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    assert page.locator(".answer .bars").evaluate(faint) == 1


PARTS = (  # what is clicked, the file it needs, and what is seen when that has come
    ("#what-if summary", "what-if", "#what-if fieldset:enabled"),
    ("#earlier summary", "shelf", ".shelf button"),
    ("#share", "share", "#share-panel[open]"),
    ("#about-open", "about", "#about[open]"),
    (".why", "reasons", ".why[aria-pressed=true]"),
)


def test_what_cannot_be_fetched_says_so_and_works_the_next_time(open_page: Open) -> None:
    page = ready(open_page(expected="Failed to "))
    answering(page, "4", ("digit", BOX))
    draw(page, LINE)
    for part, file, works in PARTS:
        page.route(f"**/{file}.js", lambda route: route.abort(), times=1)
        page.locator(part).click()
        expect(page.locator("#notice")).to_contain_text("No connection")
        page.evaluate("document.getElementById('notice').textContent = ''")
        if "summary" in part:
            page.locator(part).click()
        page.locator(part).click()
        expect(page.locator(works).first).to_be_visible()
        page.keyboard.press("Escape")


SMALL = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_fingers_find_everything(open_page: Open) -> None:
    """44 px, as fingers need (WCAG 2.2, 2.5.5), across and down."""
    page = ready(open_page(**SMALL))
    answering(page, "44", ("digit", BOX), ("digit", [320.0, 50.0, 50.0, 200.0]))
    small = """() => [...document.querySelectorAll("button, select, summary, .themes label, label.button, .masthead a")]
      .filter((each) => each.checkVisibility() && each.getClientRects().length)
      .map((each) => [each.id || each.className || each.textContent, each.offsetWidth, each.offsetHeight])
      .filter(([, width, height]) => Math.min(width, height) < 43.5)"""
    assert page.evaluate(small) == []
    draw(page, LINE)
    expect(page.locator(".whole button")).to_have_count(2)
    assert page.evaluate(small) == []
    page.locator(".all").click()
    expect(page.locator(".overview button")).to_have_count(2)
    assert page.evaluate(small) == []


def test_the_page_fits_small_and_large_windows(open_page: Open) -> None:
    page = ready(open_page())
    answering(page, "4", ("digit", BOX))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    for width, height in ((320, 256), (320, 640), (640, 400), (1280, 720), (2560, 1440)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        track = page.locator(".bars .track").first.bounding_box()
        assert track is not None
        assert track["width"] > 55
        if width > 1000:
            assert page.evaluate("document.documentElement.scrollHeight") <= height
    paper = page.locator("#pad").bounding_box()
    assert paper is not None
    assert paper["height"] > 0.7 * 1440


def colours(page: Page, *parts: str) -> list[str]:
    ground = "each => getComputedStyle(each).backgroundColor"
    return [page.locator(part).first.evaluate(ground) for part in parts]


def test_forced_colours_tell_all_apart(open_page: Open) -> None:
    page = ready(open_page(forced_colors="active"))
    answering(page, "4", ("digit", BOX))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    bar, track = colours(page, ".bars .named .bar", ".bars .named .track")
    assert bar != track
    pen, eraser = colours(page, "#pen", "#eraser")
    assert pen != eraser
    chosen, other = colours(page, ".themes label:has(:checked)", ".themes label:not(:has(:checked))")
    assert chosen != other
    page.locator(".bars button").nth(9).click()
    expect(page.locator(".legend")).to_be_visible()
    inks = page.locator(".legend span").evaluate_all("all => all.map(each => getComputedStyle(each).color)")
    assert len(set(inks)) == 2
    asked, unasked = colours(page, ".bars button >> nth=9", ".bars button >> nth=3")
    assert asked != unasked


def test_names_hold_what_is_seen(open_page: Open) -> None:
    """Whoever speaks to the page says what is written on a bar (WCAG 2.2, 2.5.3)."""
    page = ready(open_page())
    answering(page, "4", ("digit", BOX))
    draw(page, LINE)
    expect(page.locator(".bars button").nth(4)).to_have_accessible_name("4 55.0% Why 4?")


def test_a_doubtful_number_is_copied_as_guessed_or_with_its_doubts(open_page: Open) -> None:
    page = ready(open_page(permissions=["clipboard-read", "clipboard-write"]))
    answering(page, "4?", ("digit", BOX), ("unsure", [320.0, 50.0, 50.0, 200.0]))
    draw(page, LINE)
    expect(page.locator(".whole button")).to_have_text(["4", "49?"])  # the other guess below, small
    for name, copied in (("Copy 44", "44"), ("Copy 4?", "4?")):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#answer [role=status]")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == copied


def test_all_that_was_read_in_several_pictures_is_copied(open_page: Open) -> None:
    page = ready(open_page(permissions=["clipboard-read", "clipboard-write"]))
    answering(page, "44", ("digit", BOX), ("digit", [320.0, 50.0, 50.0, 200.0]))
    page.set_input_files("#file", [sheet("one.png"), sheet("two.png")])
    page.get_by_role("button", name="Copy all").click()
    expect(page.locator("#notice")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").split() == ["one.png", "44", "two.png", "44"]


def test_where_nothing_was_read_the_bars_step_back(open_page: Open) -> None:
    page = ready(open_page(expected="415"))
    page.set_input_files("#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(answer(page)).to_have_attribute("data-state", "error")
    assert page.locator(".answer .bars").evaluate("bars => +getComputedStyle(bars).opacity") < 0.5


def test_on_a_telephone_nothing_stays_marked_and_no_keys_are_offered(open_page: Open) -> None:
    page = ready(open_page(**SMALL))
    answering(page, "4", ("digit", BOX))
    expect(page.locator("#keys-open")).to_be_hidden()
    colour = "button => getComputedStyle(button).color"
    before = page.locator("#clear").evaluate(colour)
    page.locator("#clear").tap()
    assert page.locator("#clear").evaluate(colour) == before


def test_on_its_side_the_paper_stays_in_sight_of_what_changes_it(open_page: Open) -> None:
    page = ready(open_page(**{**SMALL, "viewport": {"width": 844, "height": 390}}))
    answering(page, "4", ("digit", BOX))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    page.get_by_text("What if…").tap()
    page.get_by_role("button", name="As drawn").scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 0
    expect(page.locator("#pad")).to_be_in_viewport(ratio=0.9)


def test_keys_are_named_as_on_the_keyboard_there_is(open_page: Open) -> None:
    page = open_page()
    for platform, key in (("Linux x86_64", "Ctrl"), ("MacIntel", "⌘")):
        page.add_init_script(
            f"Object.defineProperty(Navigator.prototype, 'platform', {{ value: '{platform}' }})"
        )
        page.reload()
        ready(page).get_by_role("button", name="Keyboard").click()
        expect(page.locator("#keys kbd").first).to_have_text(key)


def test_the_page_leads_to_its_api(open_page: Open) -> None:
    page = ready(open_page())
    page.get_by_role("link", name="API").click()
    expect(page.get_by_role("heading", name="The API")).to_be_visible()
