"""scikit-learn: the loss and gradient under `LogisticRegression`, and its training by L-BFGS."""

import time

from protocol import Peer, Prepared, Unsupported, serve, threads


def connect() -> Peer:
    import numpy as np
    import sklearn
    from sklearn._loss.loss import HalfMultinomialLoss
    from sklearn.linear_model import LogisticRegression
    from sklearn.linear_model._linear_loss import LinearModelLoss

    def multinomial(classes):
        return LinearModelLoss(HalfMultinomialLoss(n_classes=classes), fit_intercept=True)

    def coefficients(W, b):
        return np.asfortranarray(np.concatenate([W.T, b[:, None]], axis=1))

    def prepare(graph, tensors, differentiates_input):
        if set(tensors) != {"X", "y", "W", "b"} or graph == "UserLayer" or differentiates_input:
            raise Unsupported("for softmax regression only")
        X, y = tensors["X"], tensors["y"].astype(tensors["X"].dtype)
        w = coefficients(tensors["W"], tensors["b"])
        loss = multinomial(w.shape[0])
        step = lambda: loss.loss_gradient(w, X, y, n_threads=threads())

        def values(result):
            gradient = result[1].reshape(w.shape)
            return result[0], {"W": np.ascontiguousarray(gradient[:, :-1].T), "b": gradient[:, -1].copy()}

        return Prepared(step, values)

    def train(tensors, strength, tolerance):
        X, y = tensors["X"], tensors["y"]
        model = LogisticRegression(C=1 / (strength * len(y)), tol=tolerance, solver="lbfgs", max_iter=100_000)
        start = time.perf_counter_ns()
        model.fit(X, y)
        elapsed = time.perf_counter_ns() - start
        w = coefficients(model.coef_.T, model.intercept_)
        objective = multinomial(w.shape[0]).loss(w, X, y.astype(X.dtype), l2_reg_strength=strength)
        return {"nanoseconds": elapsed, "objective": float(objective), "iterations": int(model.n_iter_[0])}

    return Peer(sklearn.__version__, prepare, train=train)


serve(connect)
