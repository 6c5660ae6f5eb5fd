"""TensorBoard itself, to ask the same of: its plugins over its Python loader, which keeps every value here."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

from werkzeug.test import Client

EVERY = 10**9


def tensorboard(logdir: Path, kind: str, *plugins: str) -> Client:
    """A client of TensorBoard over `logdir` with these plugins, such as "scalar.scalars_plugin.ScalarsPlugin".

    All values of `kind` are kept, and all are answered with.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tensorboard.backend import application
        from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
        from tensorboard.plugins import base_plugin

        multiplexer = plugin_event_multiplexer.EventMultiplexer(tensor_size_guidance={kind: 0})
        multiplexer.AddRunsFromDirectory(str(logdir))
        multiplexer.Reload()
        provider = data_provider.MultiplexerDataProvider(multiplexer, str(logdir))
        by_name: dict[str, Any] = {}
        context = base_plugin.TBContext(
            data_provider=provider,
            logdir=str(logdir),
            sampling_hints={kind: EVERY},
            plugin_name_to_instance=by_name,
        )
        made = []
        for path in plugins:
            module, _, name = path.rpartition(".")
            plugin = getattr(importlib.import_module(f"tensorboard.plugins.{module}"), name)(context)
            # Those of histograms go by this instead.
            plugin.SAMPLE_SIZE = EVERY
            by_name[plugin.plugin_name] = plugin
            made.append(plugin)
        return Client(application.TensorBoardWSGI(made, data_provider=provider))
