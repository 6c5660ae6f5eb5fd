"""Sounds: heard, seen, looked through by run, step and place; Chromium decodes what the server sends."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from summary import SummaryWriter
from tests.board import clips
from tests.board.logged import log
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import attribute, box_of, colour_of, expect_address, run_row, settle, wait_until

RATE = 8000
RUNS = {"low": 500, "middle": 1000, "high": 2000}
STEPS = (0, 10, 20)
LABEL = "A dog, barking; " * 40


def tone(hertz: float, step: int, seconds: float = 4.0) -> bytes:
    """A sine that grows louder with its step, and in it with time."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = (0.2 + step / 40) * (0.5 + time / seconds / 2) * np.sin(2 * np.pi * hertz * time)
    return clips.wav(np.rint(32767 * wave).astype("<i2")[:, None], RATE)


def noise(seconds: float, channels: int = 1) -> np.ndarray[Any, Any]:
    """Of many loudnesses, so that each pixel is another."""
    random = np.random.default_rng(11)
    loudness = np.repeat(random.uniform(0.1, 0.95, 40), round(seconds * RATE) // 40)[:, None]
    return np.rint(32767 * loudness * random.uniform(-1, 1, (len(loudness), channels))).astype("<i2")


NOISE = noise(3, 2)
SILENCE = np.zeros((44100 * 300, 1), "i2")
BROKEN = {
    "html": (b"<html><script>alert(1)</script>", "no sound but text"),
    "short": (clips.riff(clips.chunk(b"fmt ", clips.form(1, 1, RATE, 16)), clips.chunk(b"data", b"\1\2" * 9000, 2**31)),
              "promises 2,147,483,648 bytes of samples; 18,000 are there"),
    "rateless": (clips.riff(clips.chunk(b"fmt ", clips.form(1, 1, 0, 16)), clips.chunk(b"data", b"\1\2" * 9000)),
                 "0 samples a second"),
}  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("sounds")
    for number, (run, hertz) in enumerate(RUNS.items()):
        for step in STEPS:
            value = clips.sound_value(tone(hertz, step), "tone")
            log(logdir, run, [value], step=step, wall_time=1.0 + step + number / 10)
    once = [clips.sound_value(clips.wav(NOISE, RATE), "noise")]
    once.append(clips.batch_value((tone(300, 0, 1), b"short"), (tone(300, 0, 2), LABEL.encode()), tag="batch"))
    once += [clips.sound_value(data, f"broken/{name}") for name, (data, _) in BROKEN.items()]
    once.append(clips.sound_value(clips.wav(SILENCE, 44100), "long"))
    for name, samples in WIDTHS.items():
        once.append(
            clips.sound_value(clips.wav(samples, RATE, bits=24 if name == "24-bit PCM" else 0), f"width/{name}")
        )
    log(logdir, "low", once, step=20, wall_time=21)
    with serving(logdir) as command:
        yield f"{command.address}#tab=audio"


SINE = np.sin(np.arange(RATE) / 10)[:, None]
WIDTHS = {
    "8-bit PCM": np.rint(127 * SINE + 128).astype("u1"),
    "16-bit PCM": np.rint(32767 * SINE).astype("i2"),
    "24-bit PCM": np.rint((2**23 - 1) * SINE).astype("i4"),
    "32-bit PCM": np.rint((2**31 - 1) * SINE).astype("i4"),
    "32-bit float": SINE.astype("f4"),
    "64-bit float": SINE,
}


def sound(page: Page, tag: str) -> Locator:
    """The card of a tag in view, once its picture stands."""
    found = page.locator(attribute("data-card", tag))
    found.scroll_into_view_if_needed()
    expect(found.locator("canvas[data-drawn]")).to_be_visible()
    settle(page)
    return found


def audio(page: Page, what: str) -> Any:
    return page.evaluate(f"document.querySelector('audio')?.{what}")


def heard(page: Page, run: str) -> float:
    """Waits until a run's sound advances; where it is then."""
    wait_until(page, lambda: f"run={run}&" in (audio(page, "src") or "") and not audio(page, "paused"))
    begin = audio(page, "currentTime")
    at: float = wait_until(page, lambda: audio(page, "currentTime"), lambda at: at > begin)
    return at


def drawn(card: Locator, run: str, step: int, picture: str = "waveform") -> None:
    canvas = card.locator("canvas")
    expect(canvas).to_have_attribute("data-drawn", f"{picture} of step {step}")
    expect(canvas).to_have_attribute("data-run", run)


def choose(card: Locator, run: str) -> None:
    card.locator(attribute("data-sound-run", run)).click()


def place(card: Locator) -> float:
    return float(card.get_by_role("slider", name="Place in the sound").get_attribute("aria-valuenow") or "nan")


def picture(card: Locator) -> Locator:
    return card.locator(".sound-picture")


def press_at(card: Locator, share: float) -> None:
    box = box_of(picture(card))
    picture(card).click(position={"x": share * box["width"], "y": box["height"] / 2})


def drag(card: Locator, begin: float, end: float) -> None:
    box, mouse = box_of(picture(card)), card.page.mouse
    middle = box["y"] + box["height"] / 2
    mouse.move(box["x"] + begin * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + (begin + end) / 2 * box["width"], middle)
    mouse.move(box["x"] + end * box["width"], middle)
    mouse.up()


PIXELS = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const bytes = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return [canvas.width, canvas.height, btoa(text)];
}"""


def pixels(card: Locator) -> np.ndarray[Any, Any]:
    """The canvas as [height, width, RGBA]."""
    width, height, data = card.locator("canvas").evaluate(PIXELS)
    return np.frombuffer(base64.b64decode(data), np.uint8).astype(np.int16).reshape(height, width, 4)


def test_a_sound_plays_and_pauses(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "api/audio/sound" in request.url else None)
    card = sound(page, "tone")
    assert not asked, "no sound is fetched before it is wanted"
    expect(card).to_contain_text("16-bit PCM · 8,000 Hz · mono · 4.000 s")
    card.get_by_role("button", name="Play").click()
    heard(page, "low")
    assert audio(page, "duration") == 4
    assert audio(page, "seekable.end(0)") == 4
    assert asked[0].headers["range"] == "bytes=0-"
    response = asked[0].response()
    assert response and (response.status, response.headers["content-type"]) == (206, "audio/wav")
    wait_until(page, lambda: place(card), lambda at: at > 0)
    card.get_by_role("button", name="Pause").click()
    expect(card.get_by_role("button", name="Play")).to_be_visible()
    at = audio(page, "currentTime")
    settle(page)
    assert audio(page, "currentTime") == at == pytest.approx(place(card), abs=0.002)


def test_each_width_is_played_and_drawn(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    for width in WIDTHS:
        card = sound(page, f"width/{width}")
        expect(card).to_contain_text(f"{width} · 8,000 Hz · mono · 1.000 s")
        inked = np.flatnonzero(pixels(card)[:, :, 3].any(1))
        assert len(inked) > 0.98 * len(pixels(card)), "a sine of full scale reaches from edge to edge"
        card.get_by_role("button", name="Play").click()
        wait_until(page, lambda: unquote_plus(audio(page, "src")), lambda url, tag=width: f"width/{tag}&" in url)
        heard(page, "low")
        assert audio(page, "duration") == pytest.approx(1)


def test_the_waveform_has_the_extremes_of_the_samples(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "noise")
    found = pixels(card)
    height, width = found.shape[:2]
    colour = colour_of(run_row(page, "low"))
    for channel in range(2):
        lane = found[channel * height // 2 : (channel + 1) * height // 2]
        # What is drawn faintly has the run's colour too, but for rounding at low opacity.
        inked = (np.abs(lane[:, :, :3] - np.array(colour)) < 6).all(2) & (lane[:, :, 3] > 90)
        tops, bottoms = inked.argmax(0), len(lane) - inked[::-1].argmax(0)
        samples = NOISE[:, channel] / 32768
        edges = np.arange(width + 1) * len(samples) // width
        middle = len(lane) / 2
        for x in range(2, width - 2):
            part = samples[edges[x - 1] : edges[x + 2]]
            inner = samples[edges[x] + 20 : edges[x + 1] - 20]
            assert middle * (1 - part.max()) - 1.5 <= tops[x] <= middle * (1 - inner.max()) + 1.5
            assert middle * (1 - inner.min()) - 1.5 <= bottoms[x] <= middle * (1 - part.min()) + 1.5


def loudest(card: Locator) -> float:
    """Where a spectrogram is brightest, as a share of its height from beneath; the colour map grows lighter."""
    column = pixels(card)[:, 200, :3] @ [0.2126, 0.7152, 0.0722]
    return 1 - (float(np.flatnonzero(column == column.max()).mean()) + 0.5) / len(column)


def test_the_spectrogram_shows_the_frequency(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}&sound=spectrogram")
    card = sound(page, "tone")
    for run, hertz in RUNS.items():
        choose(card, run)
        drawn(card, run, 20, "spectrogram")
        assert loudest(card) * RATE / 2 == pytest.approx(hertz, abs=RATE / 64)
    page.get_by_label("Frequencies").select_option("mel")
    expect_address(page, lambda parts: "pitch=mel" in parts)
    share = np.log(1 + RUNS["high"] / 700) / np.log(1 + RATE / 2 / 700)
    wait_until(page, lambda: loudest(card), lambda up: abs(up - share) < 0.03)


def test_a_click_goes_to_a_place_and_the_sound_begins_there(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "tone")
    press_at(card, 0.5)
    wait_until(page, lambda: place(card), lambda at: abs(at - 2) < 0.05)
    card.get_by_role("button", name="Play").click()
    assert 1.9 < heard(page, "low") < 4
    press_at(card, 0.25)
    wait_until(page, lambda: audio(page, "currentTime"), lambda at: 0.95 < at < 2)
    drag(card, 0.25, 0.75)
    wait_until(page, lambda: audio(page, "currentTime"), lambda at: at > 2.9)


def test_a_place_far_on_is_fetched_by_its_range(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    ranges: list[int] = []
    page.on("request", lambda request: ranges.append(beginning(request)) if "audio/sound" in request.url else None)
    card = sound(page, "long")
    card.get_by_role("button", name="Play").click()
    heard(page, "low")
    press_at(card, 0.9)
    wait_until(page, lambda: audio(page, "currentTime"), lambda at: 269 < at < 300)
    heard(page, "low")
    # Where it goes on from is the browser's choice: what it has read ahead it does not ask for again.
    assert ranges[0] == 0 and max(ranges) > 0


def beginning(request: Request) -> int:
    return int(request.headers["range"].removeprefix("bytes=").partition("-")[0])


def test_another_run_goes_on_at_the_same_place(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "tone")
    press_at(card, 0.3)
    card.get_by_role("button", name="Play").click()
    before = heard(page, "low")
    for run in ("high", "middle"):
        choose(card, run)
        at = heard(page, run)
        assert before <= at < before + 2, "it neither began anew nor jumped"
        drawn(card, run, 20)
        before = at
    card.get_by_role("slider", name="Step").fill("1")
    wait_until(page, lambda: audio(page, "paused") is False and audio(page, "currentTime"), lambda at: at > before)
    drawn(card, "middle", 10)


def test_a_choice_of_run_before_playing_keeps_the_place_too(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "tone")
    press_at(card, 0.6)
    choose(card, "high")
    drawn(card, "high", 20)
    assert place(card) == pytest.approx(2.4, abs=0.05)
    assert colour_of(run_row(page, "high")) in {tuple(pixel[:3]) for pixel in pixels(card)[:, 40] if pixel[3] == 255}


def test_everything_by_keys(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "tone")
    card.focus()
    card.press("ArrowRight")
    card.press("ArrowRight")
    assert place(card) == pytest.approx(0.4)
    card.press("ArrowLeft")
    assert place(card) == pytest.approx(0.2)
    card.press("ArrowDown")
    drawn(card, "middle", 20)
    card.press(" ")
    heard(page, "middle")
    card.press("ArrowUp")
    heard(page, "low")
    card.press(" ")
    wait_until(page, lambda: audio(page, "paused"))
    card.press("Home")
    assert place(card) == 0
    card.press("End")
    assert place(card) == 4
    card.press("ArrowLeft")
    card.press("[")
    expect(card.get_by_role("button", name="Looping the selection")).to_have_attribute("aria-pressed", "true")
    card.press("l")
    expect(card.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "false")


def test_a_selection_is_looped(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "tone")
    page.keyboard.down("Shift")
    drag(card, 0.5, 0.6)
    page.keyboard.up("Shift")
    expect(card.locator(".sound-loop")).to_be_visible()
    assert place(card) == pytest.approx(2, abs=0.05)
    card.get_by_role("button", name="Play").click()
    page.evaluate("""() => {
      window.jumps = [];
      const audio = document.querySelector("audio");
      audio.addEventListener("seeked", () => window.jumps.push(audio.currentTime));
    }""")
    jumps = wait_until(page, lambda: page.evaluate("window.jumps"), lambda jumps: len(jumps) > 2)
    assert all(1.9 < at < 2.2 for at in jumps[1:])
    assert audio(page, "currentTime") < 3
    picture(card).dblclick()
    expect(card.locator(".sound-loop")).to_have_count(0)


def test_a_short_sound_is_looped_whole(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}&sounds=audio%3Abatch;;;0.9;1")
    card = sound(page, "batch")
    card.get_by_role("button", name="Play").click()
    wait_until(page, lambda: audio(page, "currentTime"), lambda at: at and at < 0.8)
    assert not audio(page, "paused")


def test_what_has_ended_is_at_its_beginning(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}&sounds=audio%3Atone;;;3.9")
    card = sound(page, "tone")
    card.get_by_role("button", name="Play").click()
    wait_until(page, lambda: audio(page, "paused") and audio(page, "currentTime") == 0)
    expect(card.get_by_role("button", name="Play")).to_be_visible()
    assert place(card) == 0


def test_one_sound_is_heard_at_a_time(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    first, second = sound(page, "tone"), sound(page, "noise")
    sound(page, "tone").get_by_role("button", name="Play").click()
    heard(page, "low")
    second.get_by_role("button", name="Play").click()
    wait_until(page, lambda: "tag=noise" in audio(page, "src"))
    expect(second.get_by_role("button", name="Pause")).to_be_visible()
    expect(first.get_by_role("button", name="Play")).to_be_visible()
    assert place(first) > 0
    assert page.locator("audio").count() == 1


def test_speed_and_volume_are_for_all_and_last(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.get_by_label("Speed").select_option("1.5")
    page.get_by_label("Volume").fill("0.25")
    card = sound(page, "tone")
    card.get_by_role("button", name="Play").click()
    heard(page, "low")
    choose(card, "high")
    heard(page, "high")
    assert (audio(page, "playbackRate"), audio(page, "volume")) == (1.5, 0.25)
    page.reload()
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    expect(page.get_by_label("Volume")).to_have_value("0.25")


def test_the_address_holds_the_view(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.get_by_role("radio", name="Spectrogram").click()
    card = sound(page, "tone")
    choose(card, "middle")
    press_at(card, 0.5)
    page.keyboard.down("Shift")
    drag(card, 0.25, 0.75)
    page.keyboard.up("Shift")
    sound(page, "batch").get_by_label("Sound of the batch").select_option("1")
    url = expect_address(page, lambda parts: "sound=spectrogram" in parts and "batch;;1" in parts and "middle" in parts)
    again = open_page(url)
    card = sound(again, "tone")
    drawn(card, "middle", 20, "spectrogram")
    assert place(card) == pytest.approx(1, abs=0.05)
    box, loop = box_of(picture(card)), box_of(card.locator(".sound-loop"))
    assert (loop["x"] - box["x"]) / box["width"] == pytest.approx(0.25, abs=0.02)
    assert loop["width"] / box["width"] == pytest.approx(0.5, abs=0.02)
    expect(sound(again, "batch").get_by_label("Sound of the batch")).to_have_value("1")


def test_a_batch_has_labels_and_long_ones_fold(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "batch")
    expect(card.locator(".sound-label")).to_have_text("short")
    expect(card).to_contain_text("1.000 s")
    card.get_by_label("Sound of the batch").select_option("1")
    expect(card).to_contain_text("2.000 s")
    folded = box_of(card.locator(".sound-label"))["height"]
    card.get_by_role("button", name="More").click()
    assert box_of(card.locator(".sound-label"))["height"] > 2 * folded
    assert LABEL.strip() in card.locator(".sound-label").inner_text()


def test_a_sound_is_saved_as_it_was_logged(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = sound(page, "tone")
    choose(card, "high")
    drawn(card, "high", 20)
    with page.expect_download() as begun:
        card.get_by_role("link", name="Save this sound").click()
    assert begun.value.suggested_filename == "tone.wav"
    data = Path(begun.value.path()).read_bytes()
    assert hashlib.sha256(data).digest() == hashlib.sha256(tone(RUNS["high"], 20)).digest()


def test_what_is_wrong_with_a_sound_is_said_in_its_place(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    for name, (_, sentence) in BROKEN.items():
        card = page.locator(attribute("data-card", f"broken/{name}"))
        card.scroll_into_view_if_needed()
        expect(card.get_by_role("alert")).to_contain_text(sentence)
        expect(card.get_by_role("link", name="Save this sound")).to_be_visible()
        expect(card.get_by_role("button", name="Play")).to_have_count(0 if name == "html" else 1)


def test_what_the_browser_cannot_play_is_said(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    card = page.locator(attribute("data-card", "broken/rateless"))
    card.scroll_into_view_if_needed()
    card.get_by_role("button", name="Play").click()
    expect(card.get_by_role("alert").nth(1)).to_contain_text("cannot play this sound")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_window(scheme: str, address: str, open_page: OpenPage) -> None:
    page = open_page(address, viewport={"width": 400, "height": 800}, color_scheme=scheme)
    card = sound(page, "tone")
    box = box_of(card)
    assert box["x"] >= 0 and box["x"] + box["width"] <= 400
    for part in (picture(card), card.locator(".sound-runs"), card.locator(".step-slider")):
        inner = box_of(part)
        assert inner["x"] >= box["x"] and inner["x"] + inner["width"] <= box["x"] + box["width"]
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 400


def write_sound(writer: SummaryWriter, hertz: float, step: int) -> None:
    time = np.arange(4 * RATE) / RATE
    writer.add_audio("live", 0.5 * np.sin(2 * np.pi * hertz * time), step, RATE)
    writer.flush()


def test_the_newest_step_is_followed_but_not_while_one_is_heard(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "run") as writer:
        write_sound(writer, 300, 1)
        page = open_page(f"{command.address}#tab=audio")
        card = sound(page, "live")
        drawn(card, "run", 1)
        write_sound(writer, 400, 2)
        drawn(card, "run", 2)
        card.get_by_role("button", name="Play").click()
        heard(page, "run")
        write_sound(writer, 500, 3)
        expect(card).to_contain_text("a newer step has come")
        drawn(card, "run", 2)
        assert not audio(page, "paused")
        card.get_by_role("button", name="Pause").click()
        drawn(card, "run", 3)
        card.get_by_role("slider", name="Step").fill("0")
        drawn(card, "run", 1)
        write_sound(writer, 600, 4)
        expect(card.get_by_role("slider", name="Step")).to_have_attribute("max", "3")
        drawn(card, "run", 1)
