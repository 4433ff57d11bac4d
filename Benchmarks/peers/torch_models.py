"""The benchmark's graphs in PyTorch, shared by its eager, compiled and chunked contenders."""

import torch
import torch.nn.functional as F


def load(tensors: dict, differentiates_input: bool):
    """(parameters, X, y, names of the wanted gradients). Weights are transposed to the layout of `torch.nn.Linear`."""
    leaves = {
        name: torch.from_numpy(tensor.T.copy() if tensor.ndim == 2 else tensor).requires_grad_()
        for name, tensor in tensors.items() if name not in ("X", "y")
    }
    X = torch.from_numpy(tensors["X"]).requires_grad_(differentiates_input)
    y = torch.from_numpy(tensors["y"]).long()
    return leaves, X, y, list(leaves) + (["X"] if differentiates_input else [])


def wanted(names: list, leaves: dict, X):
    return [X if name == "X" else leaves[name] for name in names]


def values(names: list):
    def unpack(result):
        loss, gradients = result
        arrays = {
            name: (gradient.t() if name.startswith("W") else gradient).contiguous().numpy()
            for name, gradient in zip(names, gradients)
        }
        return loss.item(), arrays
    return unpack


def loss(graph: str, p: dict, X, y):
    if graph == "Perceptron":
        hidden = F.relu(F.linear(X, p["W1"], p["b1"]))
        return F.cross_entropy(F.linear(hidden, p["W2"], p["b2"]), y)
    if graph == "Residual":
        first = F.relu(F.linear(X, p["W1"], p["b1"]))
        second = F.relu(F.linear(first, p["W2"], p["b2"]))
        return F.cross_entropy(F.linear(first + second, p["W3"], p["b3"]), y)
    logits = F.linear(X, p["W"], p["b"])
    if graph == "UserLayer":
        return F.cross_entropy(logits / 2, y, label_smoothing=0.1)
    return F.cross_entropy(logits, y)
