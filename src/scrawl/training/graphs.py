"""ONNX graphs as ONNX Runtime runs them fast: one Resize in place of the many nodes that the exporter writes."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

# Keras's names of the first and last node of a layer UpSampling2D, which enlarge its rows and its columns.
FIRST, LAST = "/Repeat/ExpandDims", "/Repeat_1/Reshape_1"


def with_resizes(model: onnx.ModelProto) -> None:
    """Enlarge pictures by a node Resize each: by tiles and transpositions, as Keras does it, takes longer.

    ONNX Runtime blocks the channels of its convolutions, and keeps that order from one to the next if all nodes in
    between know blocks. No bit of the results changes. An enlargement that nothing transposes back, so that it has its
    channels last, stays as it is.
    """
    graph = model.graph
    nodes = {node.name: node for node in graph.node}
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    for name, node in nodes.items():
        if not name.endswith(FIRST):
            continue
        layer = name.removesuffix(FIRST)
        users = [user for user in graph.node if nodes[layer + LAST].output[0] in user.input]
        tile = next(user for user in graph.node if node.output[0] in user.input)
        if [user.op_type for user in users] != ["Transpose"]:
            continue
        factor = float(values[tile.input[1]].max())
        scales = numpy_helper.from_array(np.array([1, 1, factor, factor], np.float32), f"{layer}/scales")
        graph.initializer.append(scales)
        place = list(graph.node).index(users[0])
        graph.node.remove(users[0])
        resize = helper.make_node(
            "Resize",
            [node.input[0], "", scales.name],
            users[0].output,
            name=layer,
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        graph.node.insert(place, resize)
    _prune(graph)


def _prune(graph: onnx.GraphProto) -> None:
    """Remove the nodes and initializers that no output needs."""
    needed = {value.name for value in graph.output}
    for node in reversed(list(graph.node)):  # each stands behind those that it takes from
        if needed.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            needed.update(node.input)
    for value in list(graph.initializer):
        if value.name not in needed:
            graph.initializer.remove(value)
