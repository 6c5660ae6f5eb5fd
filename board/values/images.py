"""Images: the encoded bytes of each, as they were logged, found in their file and not read before they are asked for.

A value is a Summary.Image, which is one image, or a tensor of strings [width, height, image, image …]
(tensorboard/plugins/image/metadata.py). The widths and heights beside the images are not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from board.answers import Span, Unreadable
from board.values import picture, stretch, wire
from board.values.encoded import Encoded
from board.values.picture import Header

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KIND = "images"
# Fields of Summary.Value, Summary.Image and TensorProto.
IMAGE, TENSOR = 4, 8
ENCODED_IMAGE = 4
STRINGS = 8
BEFORE_IMAGES = 2  # strings: width and height


@dataclass(frozen=True)
class Image(Encoded):
    """One image: `size` encoded bytes at `offset` of an event file."""

    @cached_property
    def header(self) -> Header:
        """What its bytes say it is, without a pixel decoded. Unreadable if it is no image of a known format."""
        with self.open() as file:
            return picture.header(file, self.size)

    @property
    def width(self) -> int:
        """In pixels."""
        return self.header.width

    @property
    def height(self) -> int:
        """In pixels."""
        return self.header.height

    @property
    def format(self) -> str:
        """png, jpeg, gif, webp or bmp, by its first bytes. Unreadable if it is none of these."""
        with self.open() as file:
            return picture.format_of(file)

    def pixels(self) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """The first frame as [height, width, channels]: values as they are stored, but a palette's colours for its indices.

        Channels are grey, grey and alpha, RGB, RGBA, or CMYK in a JPEG; uint16 where a PNG has 16 bits each. Unreadable if it
        is damaged or too large.
        """
        from board.values import decoding

        with self.open() as file:
            found = decoding.pixels(file, self.size, self.header)
        return found.values[..., found.channels[0] == "index" :]


def images(span: Span) -> tuple[Image, ...]:
    """The images of a value. Gone if it is no longer there, Unreadable if it is none of images."""
    with stretch.opened(span.path, span.offset, span.size) as file:
        held = [field for field in wire.fields(file, 0, span.size) if field.number in (IMAGE, TENSOR)]
        if not held:
            raise Unreadable("This value holds no image.")
        message = held[-1]
        wanted = ENCODED_IMAGE if message.number == IMAGE else STRINGS
        found = [part for part in wire.fields(file, message.offset, message.size) if part.number == wanted]
    if message.number == IMAGE:
        found = found[-1:] or [message._replace(size=0)]
    elif len(found) < BEFORE_IMAGES:
        raise Unreadable("This value holds no image: its tensor is not made of strings, width, height and images.")
    else:
        found = found[BEFORE_IMAGES:]
    return tuple(Image(span.path, span.offset + part.offset, part.size) for part in found)
