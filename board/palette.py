"""The colours of runs, as the page gives them: frontend/src/plot/palette.ts makes these, and tells how."""

from __future__ import annotations

from typing import Any, NamedTuple

LIGHT, DARK = map(
    str.split,
    (
        "#3553d1 #d9480f #2b8a3e #ae3ec9 #0b7285 #c2255c #946200 #5f3dc4 #1c7ed6 #e03131 #5f9c0e #495057 "
        "#4423aa #af3300 #006f40 #9f008c #005271 #a20018 #6a4d00 #5c0195 #3756b8 #b90c00 #008328 #31353d "
        "#0074e6 #f45959 #669b37 #af60f6 #27898f #d3438e #b37033 #535fe3 #009ce5 #f8496f #899e00 #5b646a",
        "#7d95ff #ff8a4c #5cc27e #d68bf0 #3fb8cf #f56f9b #d9a441 #a58bff #5ab0f5 #ff7b7b #9fd356 #aeb4bb "
        "#7e6cd7 #d27500 #00a57b #c665b8 #2c94bc #d7505d #a78e13 #9f63ce #5c89d8 #da613b #54ba5a #91949c "
        "#72b4ff #ff9a7f #91d57c #d9a8ff #55d2d7 #ff87cc #fdb263 #a0aaff #55cdff #ff90ac #d4e253 #c3cbd1",
    ),
)
DASHES = ((), (7, 3), (2, 2.5), (8, 3, 2, 3))


class Ink(NamedTuple):
    """A colour, "#rrggbb", and the pixels of line and gap of its dashes."""

    colour: str
    dashes: tuple[float, ...] = ()

    def line(self, width: float) -> dict[str, Any]:
        """As a Plotly trace has it."""
        dash = ",".join(f"{pixels}px" for pixels in self.dashes) or "solid"
        return {"color": self.colour, "width": width, "dash": dash}

    def veil(self, opacity: float) -> str:
        """The colour, translucent, as style sheets write it."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return f"rgba({red},{green},{blue},{opacity})"


def ink(place: int, dark: bool = False) -> Ink:
    """The ink of the run, or group, at a place among all, from 0."""
    colours = DARK if dark else LIGHT
    return Ink(colours[place % len(colours)], DASHES[place // len(colours) % len(DASHES)])


def dashed(ink: Ink, place: int) -> Ink:
    """The colour with the dash of a place, from 0, which is solid."""
    return ink._replace(dashes=DASHES[place % len(DASHES)])
