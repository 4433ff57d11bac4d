"""PyTorch as it runs without a compiler."""

from protocol import Peer, Prepared, serve, threads


def connect() -> Peer:
    import torch
    import torch_models as models

    torch.set_num_threads(threads())

    def prepare(graph, tensors, differentiates_input):
        if graph in ("Product", "TransposedProduct"):
            return product(torch, graph, *(torch.from_numpy(tensors[name].copy()) for name in "AB"))
        leaves, X, y, names = models.load(tensors, differentiates_input)
        wanted = models.wanted(names, leaves, X)

        def step():
            loss = models.loss(graph, leaves, X, y)
            return loss.detach(), torch.autograd.grad(loss, wanted)

        return Prepared(step, models.values(names))

    return Peer(torch.__version__, prepare)


def product(torch, graph, A, B):
    A = A.T if graph == "TransposedProduct" else A
    C = torch.empty((A.shape[0], B.shape[1]), dtype=A.dtype)
    return Prepared(lambda: torch.mm(A, B, out=C), lambda result: (0, {"C": result.numpy()}))


serve(connect)
