"""A Keras model as the boxes of its diagram: layers in order, and what each takes."""

from collections.abc import Sequence

import keras

from plots.network_diagram import Box

# What a layer is called in Keras -> its kind; anything else that holds numbers has weights.
_KINDS = {
    "input": ("InputLayer",),
    "normalisation": ("Normalization",),
    "activation": ("ReLU", "Activation", "Softmax", "ELU", "Dropout", "Noise"),
    "merge": ("Add", "Concatenate", "Multiply", "Dot", "Average", "Maximum", "Subtract", "Matmul"),
}


def network_boxes(model: keras.Model) -> list[Box]:
    """The boxes of a model, each after those that it takes from; models inside it are opened.

    A layer that is called twice has two boxes and its parameters in the first. What is no graph of
    layers is one box.
    """
    return _Reader().read(model)


class _Reader:
    def __init__(self) -> None:
        self._boxes: list[Box] = []
        self._counted: set[int] = set()

    def read(self, model: keras.Model) -> list[Box]:
        graph = _graph(model)
        if graph is None:
            self._add(model, (), ())
        else:
            self._open(graph, None)
        return self._boxes

    def _open(self, graph, given: Sequence[int] | None) -> list[int]:
        """Add a model's boxes; returns the places of its outputs.

        Args:
            graph: Of the model.
            given: Places of the boxes that feed it; None: its inputs are boxes of their own.
        """
        places: dict[tuple[int, int, int], int] = {}
        if given is not None:
            places = {_key(tensor): place for tensor, place in zip(graph.inputs, given)}
        for depth in sorted(graph._nodes_by_depth, reverse=True):
            for node in graph._nodes_by_depth[depth]:
                if _key(node.output_tensors[0]) in places:
                    continue
                inputs = [places[_key(tensor)] for tensor in node.input_tensors]
                found = self._called(node, inputs)
                places |= {_key(t): place for t, place in zip(node.output_tensors, found)}
        return [places[_key(tensor)] for tensor in graph.outputs]

    def _called(self, node, inputs: list[int]) -> list[int]:
        graph = _graph(node.operation)
        if graph is not None:
            return self._open(graph, inputs)
        place = self._add(node.operation, tuple(inputs), node.output_tensors[0].shape[1:])
        return [place] * len(node.output_tensors)

    def _add(self, layer, inputs: tuple[int, ...], shape: tuple[int | None, ...]) -> int:
        held = layer.count_params() if hasattr(layer, "count_params") else 0
        counted = 0 if id(layer) in self._counted else held
        self._counted.add(id(layer))
        self._boxes.append(Box(_name(layer), shape, counted, _kind(layer, held), inputs))
        return len(self._boxes) - 1


def _graph(operation):
    """The graph of layers that a model is; None: it is none, or not known from outside."""
    found = getattr(operation, "_functional", None) or operation  # a Sequential has one inside
    return found if hasattr(found, "_nodes_by_depth") else None


def _key(tensor) -> tuple[int, int, int]:
    operation, node, place = tensor._keras_history
    return id(operation), node, place


def _kind(layer, parameters: int) -> str:
    name = type(layer).__name__
    for kind, words in _KINDS.items():
        if any(word in name for word in words):
            return kind
    return "weights" if parameters else "shape"


def _name(layer) -> str:
    """What it is, with what tells it from others of its kind."""
    details = [type(layer).__name__ if type(layer).__name__ != "InputLayer" else "Input"]
    for attribute in ("kernel_size", "pool_size"):
        sides = getattr(layer, attribute, None)
        if isinstance(sides, tuple):
            details[0] += " " + "×".join(map(str, sides))
    strides = getattr(layer, "strides", 1)
    if hasattr(layer, "kernel_size") and strides not in (1, (1, 1)):
        details.append(f"stride {strides[0] if isinstance(strides, tuple) else strides}")
    activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
    if activation != "linear":
        details.append(activation)
    for attribute in ("rate", "negative_slope"):
        value = getattr(layer, attribute, None)
        if isinstance(value, float) and value:
            details.append(f"{value:g}")
    return ", ".join(details)
