"""The plugin data of hyper-parameters: protos/hparams.proto."""

from summary.proto import load

globals().update(load("hparams"))
