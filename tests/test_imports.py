"""The arrows between modules: data flows one way, and nothing is imported against it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A module, or all below a package → what of the project it may import; "" stands for nothing.
READING = {"summary.scan", "summary.batch", "summary.record", "summary.checksum", "summary.proto"}
ALLOWED = {
    "summary": {"summary"},
    "board.beside": set[str](),
    "board.headers": {"board.listening"},
    "board.gate": {"board.access", "board.headers", "board.opened", "board.web"},
    "board.tokens": {"board.listening"},
    "board.access": {"board.listening", "board.web"},
    "board.entries": {"summary.uncompiled"},
    "board.directories": {"board.beside", "board.entries", "summary.uncompiled"},
    "board.stalls": {"board.directories"},
    "board.logdir": {"board.beside", "board.directories", "board.stalls"},
    "board.roots": {"board.answers", "board.stalls"},
    "board.confined": {"board.answers", "board.roots"},
    "board.opened": {"board.answers", "board.ending"},
    "board.ending": set[str](),
    "board.listening": {"board.ending"},
    "board.surroundings": set[str](),
    "board.welcome": {"board.listening", "board.surroundings"},
    "board.forwarded": set[str](),
    "board.served": {"board.listening", "board.roots", "board.tokens"},
    "board.notebook": {"board.listening", "board.served", "board.tokens"},
    "board.compat": {"summary.proto"},
    "board.tail": {"summary.scan"},
    "board.restarts": set[str](),
    "board.wording": set[str](),
    "board.metrics": set[str](),
    "board.vitals": set[str](),
    "board.rounds": {"board.metrics", "board.run", "board.wording", "summary.scan"},
    "board.problemlog": {"board.answers", "board.store", "board.wording"},
    "board.loglines": set[str](),
    "board.replies": {"board.cache", "board.web"},
    "board.traffic": {"board.metrics", "board.wording"},
    "board.filestates": {"board.beside", "board.run"},
    "board.health": {
        "board.asked",
        "board.cache",
        "board.filestates",
        "board.memory",
        "board.metrics",
        "board.store",
        "board.version",
        "board.vitals",
        "board.web",
    },
    "board.answers": {"board.beside", "board.stalls"},
    "board.troubles": {"board.answers", "board.run"},
    "board.parts": {"board.answers", "summary.batch"},
    "board.run": {"board.answers", "board.parts", "board.restarts", "summary.scan"},
    "board.tagsets": {"board.compat", "board.run"},
    "board.store": {
        "board.answers",
        "board.beside",
        "board.compat",
        "board.filestates",
        "board.parts",
        "board.restarts",
        "board.run",
        "board.tagsets",
        "board.troubles",
        "summary.scan",
    },
    "board.crowd": {"board.answers"},
    "board.loader": {
        "board.crowd",
        "board.memory",
        "board.answers",
        "board.beside",
        "board.logdir",
        "board.problemlog",
        "board.reading",
        "board.roots",
        "board.rounds",
        "board.run",
        "board.stalls",
        "board.store",
        "board.tail",
    },
    "board.reading": {
        "board.answers",
        "board.memory",
        "board.rounds",
        "board.run",
        "board.stalls",
        "board.store",
        "board.tail",
        "summary.scan",
    },
    "board.lod": {"board.extremes"},
    "board.extremes": {"summary.uncompiled"},
    "board.smoothing": {"summary.uncompiled"},
    "board.windows": {"summary.uncompiled"},
    "board.smoothers": {"board.smoothing", "board.windows"},
    "board.reductions": set[str](),
    "board.graph.graph": set[str](),
    "board.graph.tree": set[str](),
    "board.graph.hierarchy": {"board.graph.tree"},
    "board.graph.meeting": {"board.graph.tree"},
    "board.graph.structure": {"board.graph.meeting", "board.graph.tree"},
    "board.graph.series": {"board.graph.structure", "board.graph.tree"},
    "board.graph.links": {"board.graph.graph", "board.graph.meeting", "board.graph.tree"},
    "board.graph.aside": {"board.graph.graph", "board.graph.links", "board.graph.tree"},
    "board.graph.model": {
        "board.graph.aside",
        "board.graph.graph",
        "board.graph.hierarchy",
        "board.graph.links",
        "board.graph.meeting",
        "board.graph.series",
        "board.graph.structure",
        "board.graph.tree",
    },
    "board.graph.places": {"board.answers", "board.graph.hierarchy", "board.graph.model", "board.graph.tree"},
    "board.graph.costs": {"board.graph.graph", "board.graph.model", "board.graph.places", "board.graph.tree"},
    "board.graph.entries": {
        "board.graph.aside",
        "board.graph.costs",
        "board.graph.graph",
        "board.graph.model",
        "board.graph.places",
        "board.graph.tree",
    },
    "board.graph.leaving": {
        "board.graph.graph",
        "board.graph.links",
        "board.graph.model",
        "board.graph.places",
        "board.graph.tree",
    },
    "board.graph.details": {
        "board.graph.aside",
        "board.graph.costs",
        "board.graph.entries",
        "board.graph.graph",
        "board.graph.leaving",
        "board.graph.model",
        "board.graph.places",
        "board.graph.tree",
    },
    "board.graph.search": {
        "board.graph.graph",
        "board.graph.model",
        "board.graph.places",
        "board.graph.tree",
        "board.matching",
    },
    "board.graph.trace": {"board.graph.graph", "board.graph.model", "board.graph.places", "board.graph.tree"},
    "board.graph.operations": {
        "board.graph.costs",
        "board.graph.entries",
        "board.graph.model",
        "board.graph.places",
        "board.graph.tree",
    },
    "board.graph.compare": {
        "board.graph.graph",
        "board.graph.model",
        "board.graph.places",
        "board.graph.structure",
        "board.graph.tree",
    },
    "board.graph.scopes": {
        "board.graph.aside",
        "board.graph.costs",
        "board.graph.entries",
        "board.graph.leaving",
        "board.graph.links",
        "board.graph.model",
        "board.graph.places",
        "board.graph.tree",
    },
    "board.graph.stats": {
        "board.answers",
        "board.graph.building",
        "board.graph.graph",
        "board.graph.rows",
        "board.graph.shapes",
        "board.graph.walk",
        "summary.proto",
    },
    "board.graph.run_metadata": {"board.answers", "board.graph.stats", "board.graph.walk"},
    "board.graph.meta_graph": {
        "board.answers",
        "board.graph.graph",
        "board.graph.graph_def",
        "board.graph.walk",
        "summary.proto",
    },
    "board.graph.kerasweights": {"board.graph.graph", "board.graph.shapes"},
    "board.graph.keraslayers": {"board.memory", "board.answers", "board.graph.walk"},
    "board.graph.keras": {
        "board.graph.keraslayers",
        "board.graph.attributes",
        "board.graph.facts",
        "board.graph.graph",
        "board.graph.graph_def",
        "board.graph.kerasweights",
        "board.graph.walk",
        "board.values",
        "summary.proto",
    },
    "board.graph.wording": {"board.graph.walk", "summary.proto"},
    "board.graph.pbtxt": {
        "board.memory",
        "board.answers",
        "board.graph.graph",
        "board.graph.graph_def",
        "board.graph.meta_graph",
        "board.graph.walk",
        "board.graph.wording",
    },
    "board.graph.messages": {
        "board.answers",
        "board.graph.keras",
        "board.graph.keraslayers",
        "board.graph.walk",
        "board.values",
        "summary.proto",
    },
    "board.graph.onnx": {
        "board.memory",
        "board.answers",
        "board.graph.attributes",
        "board.graph.facts",
        "board.graph.graph",
        "board.graph.graph_def",
        "board.graph.shapes",
        "board.graph.walk",
        "summary.proto",
    },
    "board.graph.files": {
        "board.answers",
        "board.graph.onnx",
        "board.graph.graph",
        "board.graph.graph_def",
        "board.graph.keras",
        "board.graph.meta_graph",
        "board.graph.pbtxt",
        "board.graph.walk",
    },
    "board.graph.sources": {
        "board.answers",
        "board.beside",
        "board.cache",
        "board.confined",
        "board.graph.files",
        "board.graph.graph",
        "board.graph.graph_def",
        "board.graph.keras",
        "board.graph.meta_graph",
        "board.graph.run_metadata",
        "board.graph.stats",
        "board.graph.walk",
        "board.roots",
        "board.store",
    },
    "board.graph.shapes": {"board.graph.graph", "board.values", "summary.proto"},
    "board.graph.types": set[str](),
    "board.graph.walk": {"board.answers", "board.values"},
    "board.graph.large": {"board.answers", "board.graph.walk", "summary.proto"},
    "board.graph.attributes": {
        "board.answers",
        "board.graph.graph",
        "board.graph.large",
        "board.graph.shapes",
        "board.graph.walk",
        "board.values",
        "summary.proto",
    },
    "board.graph.facts": {
        "board.answers",
        "board.graph.attributes",
        "board.graph.graph",
        "board.graph.shapes",
        "board.graph.types",
        "summary.proto",
    },
    "board.graph.inputs": {"board.graph.graph", "summary.uncompiled"},
    "board.graph.rows": {"board.graph.graph", "board.graph.inputs", "summary.uncompiled"},
    "board.graph.plain": {"board.graph.facts", "board.graph.rows", "summary.uncompiled"},
    "board.graph.building": {
        "board.graph.facts",
        "board.graph.graph",
        "board.graph.rows",
    },
    "board.graph.nodes": {
        "board.answers",
        "board.graph.attributes",
        "board.graph.building",
        "board.graph.facts",
        "board.graph.graph",
        "board.graph.large",
        "board.graph.plain",
        "board.graph.rows",
        "board.graph.walk",
        "summary.proto",
    },
    "board.graph.functions": {
        "board.answers",
        "board.graph.building",
        "board.graph.facts",
        "board.graph.graph",
        "board.graph.nodes",
        "board.graph.rows",
        "board.graph.walk",
        "summary.proto",
    },
    "board.graph.graph_def": {
        "board.answers",
        "board.graph.facts",
        "board.graph.functions",
        "board.graph.graph",
        "board.graph.nodes",
        "board.graph.walk",
        "summary.proto",
    },
    "board.timeline": {
        "board.answers",
        "board.apart",
        "board.asked",
        "board.beside",
        "board.columns",
        "board.confined",
        "board.ending",
        "board.graph",
        "board.matching",
        "board.roots",
        "board.store",
        "board.timeline",
        "board.web",
        "summary.proto",
        "summary.uncompiled",
    },
    "board.checkpoints": {"board.checkpoints", "board.values", "summary.checksum", "summary.proto"},
    "board.textnumbers": {"summary.uncompiled"},
    "board.projection.limits": {"board.answers"},
    "board.projection.config": {"board.answers", "board.beside", "board.cache", "summary.proto"},
    "board.projection.entry": {"board.answers", "board.confined", "board.projection.config"},
    "board.projection.arrays": {"board.projection.entry", "board.projection.limits"},
    "board.projection.table": {"board.projection.entry", "board.projection.limits", "board.textnumbers"},
    "board.projection.vectors": {
        "board.cache",
        "board.projection.arrays",
        "board.projection.entry",
        "board.projection.limits",
        "board.projection.table",
    },
    "board.projection.metadata": {"board.memory", "board.cache", "board.projection.entry", "board.projection.limits"},
    "board.projection.sprites": {
        "board.answers",
        "board.cache",
        "board.projection.entry",
        "board.projection.limits",
        "board.values",
    },
    "board.projection.bookmarks": {"board.projection.limits"},
    "board.projection.variables": {
        "board.answers",
        "board.cache",
        "board.checkpoints",
        "board.projection.config",
        "board.projection.entry",
        "board.projection.limits",
        "board.values",
    },
    "board.projection.named": {
        "board.answers",
        "board.projection.config",
        "board.projection.entry",
        "board.projection.sprites",
        "board.projection.vectors",
        "board.roots",
    },
    "board.projection.chosen": {
        "board.asked",
        "board.projection.entry",
        "board.projection.sources",
        "board.web",
    },
    "board.projection.logged": {
        "board.answers",
        "board.projection.entry",
        "board.projection.metadata",
        "board.projection.sources",
        "board.roots",
        "board.store",
    },
    "board.projection.sources": {
        "board.memory",
        "board.answers",
        "board.cache",
        "board.confined",
        "board.projection.arrays",
        "board.projection.config",
        "board.projection.entry",
        "board.projection.metadata",
        "board.projection.named",
        "board.projection.variables",
        "board.projection.vectors",
        "board.roots",
        "board.store",
    },
    "board.projection.layout": set[str](),
    "board.projection.rebound": set[str](),
    "board.projection.sphere": {"board.projection.layout"},
    "board.projection.principal": {"board.projection.layout", "board.projection.sphere"},
    "board.projection.beginning": {
        "board.projection.layout",
        "board.projection.principal",
        "board.projection.sphere",
    },
    "board.projection.cores": set[str](),
    "board.projection.stochastic": {
        "board.projection.beginning",
        "board.projection.cores",
        "board.projection.layout",
        "board.projection.rebound",
    },
    "board.projection.manifold": {
        "board.projection.beginning",
        "board.projection.layout",
        "board.projection.rebound",
    },
    "board.projection.directions": {
        "board.apart",
        "board.matching",
        "board.projection.layout",
        "board.projection.sphere",
    },
    "board.projection.nearest": {"board.projection.layout", "board.projection.sphere"},
    "board.projection.procrustes": {"board.projection.layout"},
    "board.projection.wire": set[str](),
    "board.projection.worker": {
        "board.projection.directions",
        "board.projection.layout",
        "board.projection.manifold",
        "board.projection.principal",
        "board.projection.procrustes",
        "board.projection.stochastic",
        "board.projection.wire",
    },
    "board.projection.process": {"board.ending", "board.memory", "board.projection.cores", "board.projection.wire"},
    "board.projection.jobs": {
        "board.answers",
        "board.cache",
        "board.projection.layout",
        "board.projection.process",
        "board.projection.wire",
    },
    "board.projection.wanted": {
        "board.projection.layout",
        "board.projection.manifold",
        "board.projection.principal",
    },
    "board.projection.asking": {
        "board.cache",
        "board.projection.entry",
        "board.projection.jobs",
        "board.projection.layout",
        "board.projection.metadata",
        "board.projection.nearest",
        "board.projection.sources",
        "board.projection.wanted",
    },
    "board.values": {"board.answers", "board.memory", "board.values", "summary.proto"},
    "board.histograms": {"board.answers", "board.cache", "board.store", "board.values"},
    "board.histogramrows": {
        "board.answers",
        "board.asked",
        "board.columns",
        "board.curves",
        "board.histograms",
        "board.web",
    },
    "board.percentiles": set[str](),
    "board.rebinning": set[str](),
    "board.histogramtraces": {"board.curves", "board.histograms", "board.palette", "board.percentiles", "board.traces"},
    "board.histogramcharts": {
        "board.charts",
        "board.histograms",
        "board.histogramtraces",
        "board.rebinning",
        "board.store",
        "board.traces",
    },
    "board.histogramfigures": {"board.charts", "board.histogramcharts", "board.histograms", "board.named"},
    "board.hparams": {"board.store", "summary.proto"},
    "board.runtable": {
        "board.hparams",
        "board.parts",
        "board.reductions",
        "board.run",
        "board.store",
        "summary.batch",
    },
    "board.layouts": {"board.store", "summary.proto"},
    "board.memory": {"board.answers"},
    "board.cache": {"board.memory"},
    "board.lazy": {"board.answers"},
    "board.filenames": set[str](),
    "board.bundle": set[str](),
    "board.animation": set[str](),
    "board.imagefiles": {
        "board.animation",
        "board.answers",
        "board.bundle",
        "board.filenames",
        "board.store",
        "board.values",
    },
    "board.apart": {"board.ending", "board.memory"},
    "board.finding": set[str](),
    "board.difference": set[str](),
    "board.matching": {"board.apart", "board.finding"},
    "board.margins": {"board.curves", "board.lod", "board.paths", "board.store"},
    "board.markdown": set[str](),
    "board.textlists": {"board.answers", "board.finding", "board.matching", "board.store", "board.values"},
    "board.small_file": {"board.ending"},
    "board.house": {"board.small_file"},
    "board.trash": {"board.directories", "board.entries"},
    "board.curves": {"board.lod", "board.numbers", "board.smoothers", "board.store"},
    "board.paths": {"board.curves", "board.lod", "board.numbers", "board.store"},
    "board.student": set[str](),
    "board.spread": {"board.student"},
    "board.palette": set[str](),
    "board.traces": {"board.curves", "board.groups", "board.margins", "board.palette", "board.paths", "board.store"},
    "board.charts": {
        "board.curves",
        "board.layouts",
        "board.palette",
        "board.smoothers",
        "board.store",
        "board.traces",
    },
    "board.prmaps": {"board.answers", "board.values"},
    "board.prtraces": {"board.palette", "board.prmaps", "board.traces", "board.values"},
    "board.prcharts": {
        "board.charts",
        "board.lazy",
        "board.palette",
        "board.prmaps",
        "board.prtraces",
        "board.store",
        "board.traces",
        "board.values",
    },
    "board.named": set[str](),
    "board.prfigures": {"board.named", "board.prcharts"},
    "board.figures": {
        "board.charts",
        "board.histogramfigures",
        "board.named",
        "board.prfigures",
        "board.smoothers",
        "board.spread",
        "board.store",
    },
    "board.groups": {"board.curves", "board.lod", "board.spread", "board.store"},
}


def modules() -> dict[str, Path]:
    found = {}
    for package in ("summary", "board"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path: Path) -> set[str]:
    """The project's modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(
                f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in MODULES else node.module
                for alias in node.names
            )
    return {name for name in names if name.split(".")[0] in ("summary", "board")}


def within(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("module", sorted(ALLOWED.keys() & MODULES.keys()))
def test_a_module_imports_only_what_comes_before_it(module: str) -> None:
    wrong = {name for name in imports(MODULES[module]) if not within(name, ALLOWED[module])}
    assert not wrong


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("summary")))
def test_summary_knows_nothing_of_board(module: str) -> None:
    assert not {name for name in imports(MODULES[module]) if name.startswith("board")}


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("board")))
def test_board_reads_with_the_reading_half_of_summary(module: str) -> None:
    used = {name for name in imports(MODULES[module]) if name.startswith("summary")}
    assert {name for name in used if not within(name, READING | {"summary.uncompiled"})} == set()


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("board.dashboards.")))
def test_a_dashboard_asks_the_store_and_no_other_dashboard_nor_the_loader(module: str) -> None:
    used = imports(MODULES[module])
    assert not any(within(name, {"board.dashboards", "board.loader", "board.tail", "board.logdir"}) for name in used)


def test_summary_needs_no_server() -> None:
    third_party = {"flask", "waitress", "click", "plotly", "sklearn"}
    for name, path in MODULES.items():
        if name.startswith("summary"):
            tree = ast.parse(path.read_text())
            used = {
                node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
            }
            used |= {
                alias.name.split(".")[0]
                for node in ast.walk(tree)
                if isinstance(node, ast.Import)
                for alias in node.names
            }
            assert not used & third_party, name
