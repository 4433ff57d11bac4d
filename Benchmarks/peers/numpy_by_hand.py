"""NumPy, the gradients derived and written by hand, in place where that saves a pass."""

from protocol import Peer, Prepared, serve


def connect() -> Peer:
    import numpy as np

    def prepare(graph, tensors, differentiates_input):
        if graph in ("Product", "TransposedProduct"):
            return product(np, graph, tensors["A"], tensors["B"])
        X, y = tensors["X"], tensors["y"]
        rows = np.arange(len(y))
        p = {name: tensor for name, tensor in tensors.items() if name not in ("X", "y")}
        if graph == "Perceptron":
            return Prepared(lambda: perceptron(np, p, X, y, rows), lambda result: result)
        if graph == "Residual":
            return Prepared(lambda: residual(np, p, X, y, rows), lambda result: result)
        head = smoothed_loss if graph == "UserLayer" else cross_entropy
        return Prepared(lambda: classifier(np, head, p, X, y, rows, differentiates_input), lambda result: result)

    return Peer(np.__version__, prepare)


def product(np, graph, A, B):
    A = A.T if graph == "TransposedProduct" else A
    C = np.empty((A.shape[0], B.shape[1]), A.dtype)
    return Prepared(lambda: np.matmul(A, B, out=C), lambda result: (0, {"C": result}))


def cross_entropy(np, logits, y, rows):
    """The loss, and its gradient with respect to the logits, written over them."""
    logits -= logits.max(axis=1, keepdims=True)
    picked = logits[rows, y].sum()
    np.exp(logits, out=logits)
    sums = logits.sum(axis=1, keepdims=True)
    loss = (np.log(sums).sum() - picked) / len(y)
    logits /= sums * len(y)
    logits[rows, y] -= np.asarray(1 / len(y), logits.dtype)
    return loss, logits


def smoothed_loss(np, logits, y, rows):
    """Softmax of temperature 2, then cross-entropy with a share of 0.1 for all classes alike."""
    logits *= np.asarray(0.5, logits.dtype)
    logits -= logits.max(axis=1, keepdims=True)
    picked, mean = logits[rows, y].sum(), logits.sum() / logits.shape[1]
    np.exp(logits, out=logits)
    sums = logits.sum(axis=1, keepdims=True)
    loss = (np.log(sums).sum() - 0.9 * picked - 0.1 * mean) / len(y)
    logits /= sums
    logits -= np.asarray(0.1 / logits.shape[1], logits.dtype)
    logits[rows, y] -= np.asarray(0.9, logits.dtype)
    logits *= np.asarray(0.5 / len(y), logits.dtype)
    return loss, logits


def classifier(np, head, p, X, y, rows, differentiates_input):
    logits = X @ p["W"]
    logits += p["b"]
    loss, dZ = head(np, logits, y, rows)
    gradients = {"W": X.T @ dZ, "b": dZ.sum(axis=0)}
    if differentiates_input:
        gradients["X"] = dZ @ p["W"].T
    return loss, gradients


def hidden_layer(np, X, W, b):
    H = X @ W
    H += b
    return np.maximum(H, 0, out=H)


def perceptron(np, p, X, y, rows):
    H = hidden_layer(np, X, p["W1"], p["b1"])
    loss, dZ = cross_entropy(np, H @ p["W2"] + p["b2"], y, rows)
    dH = dZ @ p["W2"].T
    dH *= H > 0
    return loss, {"W1": X.T @ dH, "b1": dH.sum(axis=0), "W2": H.T @ dZ, "b2": dZ.sum(axis=0)}


def residual(np, p, X, y, rows):
    H1 = hidden_layer(np, X, p["W1"], p["b1"])
    H2 = hidden_layer(np, H1, p["W2"], p["b2"])
    S = H1 + H2
    loss, dZ = cross_entropy(np, S @ p["W3"] + p["b3"], y, rows)
    dS = dZ @ p["W3"].T
    dH2 = dS * (H2 > 0)
    dH1 = dH2 @ p["W2"].T
    dH1 += dS
    dH1 *= H1 > 0
    return loss, {
        "W1": X.T @ dH1, "b1": dH1.sum(axis=0), "W2": H1.T @ dH2, "b2": dH2.sum(axis=0),
        "W3": S.T @ dZ, "b3": dZ.sum(axis=0),
    }


serve(connect)
