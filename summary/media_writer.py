"""The methods of a SummaryWriter for what is looked at or listened to: images, figures, videos, audio, meshes.

Each call copies its arrays, whatever their framework; PNG and other encodings are made on the writing thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from summary.errors import forgiving
from summary.run_writer import RunWriter

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class MediaWriter(RunWriter):
    """See the module."""

    @forgiving
    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """Adds an image: uint8 as it is, or floats from 0 to 1.

        `dataformats` names the axes, ``HWC`` or ``HW`` for instance; with an ``N`` the images become one, in a grid.
        """
        from summary.values import images

        pixels = images.take(tag, img_tensor, dataformats)
        self._add(partial(images.value, tag, pixels), pixels.nbytes, global_step, walltime)

    @forgiving
    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """Adds a batch of images as one, in a grid of eight columns; see `add_image`."""
        from summary.values import images

        pixels = images.take(tag, img_tensor, dataformats)
        self._add(partial(images.value, tag, pixels), pixels.nbytes, global_step, walltime)

    @forgiving
    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        rescale: float = 1,
        dataformats: str = "CHW",
        labels: str | Sequence[str] | None = None,
    ) -> None:
        """Adds an image with a red frame for each row of `box_tensor` [n, 4]: xmin, ymin, xmax, ymax, in pixels.

        `labels` are written into the frames, if there are as many. `rescale` magnifies the image and its frames.
        """
        from summary.values import boxes, images

        pixels = images.take(tag, img_tensor, dataformats)
        frames = boxes.take(tag, box_tensor)
        names = [labels] if isinstance(labels, str) else None if labels is None else list(labels)
        make = partial(boxes.value, tag, pixels, frames, names, rescale)
        self._add(make, pixels.nbytes, global_step, walltime)

    @forgiving
    def add_figure(
        self,
        tag: str,
        figure: Figure | list[Figure],
        global_step: Any = None,
        close: bool = True,
        walltime: float | None = None,
    ) -> None:
        """Adds a Matplotlib figure as an image, or a list of figures of one size in a grid; closes them by default."""
        from summary.values import figures, images

        pixels = figures.pixels(tag, figure, close)
        self._add(partial(images.value, tag, pixels), pixels.nbytes, global_step, walltime)

    @forgiving
    def add_video(
        self,
        tag: str,
        vid_tensor: Any,
        global_step: Any = None,
        fps: float = 4,
        walltime: float | None = None,
        *,
        format: Literal["gif", "webp"] = "gif",
    ) -> None:
        """Adds a video [n, time, channel, height, width], uint8 or floats from 0 to 1, as an animated image.

        A batch is shown in a grid. GIF, which everything plays, has 256 colours; WebP has all.
        """
        from summary.values import videos

        frames = videos.take(tag, vid_tensor)
        self._add(partial(videos.value, tag, frames, fps, format), frames.nbytes, global_step, walltime)

    @forgiving
    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: Any = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """Adds sound [1, frames] or [frames], floats from -1 to 1, as a WAV of 16 bits; `sample_rate` is in Hz."""
        from summary.values import audio

        frames = audio.take(tag, snd_tensor)
        self._add(partial(audio.value, tag, frames, sample_rate), frames.nbytes, global_step, walltime)

    @forgiving
    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: dict[str, Any] | None = None,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a mesh, or a point cloud if it has no `faces`.

        `vertices` and `colors` (0 to 255) are [batch, vertices, 3], `faces` [batch, faces, 3] indices of vertices.
        `config_dict` has settings of three.js for TensorBoard's page.
        """
        from summary.values import meshes

        parts = meshes.take(tag, vertices, colors, faces)
        self._add(partial(meshes.values, tag, parts, config_dict), parts.nbytes, global_step, walltime)
