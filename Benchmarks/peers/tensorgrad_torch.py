"""tensorgrad: symbolic gradients compiled ahead of time to PyTorch calls."""

from importlib.metadata import version

from protocol import Peer, Prepared, Unsupported, serve, threads


def connect() -> Peer:
    import sympy
    import tensorgrad
    import tensorgrad.functions as F
    import torch
    from tensorgrad.compiler import compile_to_callable

    torch.set_num_threads(threads())
    m, k, n = sympy.symbols("m k n")
    # One-hot rows: its gather of class indices makes a matrix of rows × rows.
    symbols = {
        "X": tensorgrad.Variable("X", m, k), "Y": tensorgrad.Variable("Y", m, n),
        "W": tensorgrad.Variable("W", k, n), "b": tensorgrad.Variable("b", n),
    }

    def prepare(graph, tensors, differentiates_input):
        if set(tensors) != {"X", "y", "W", "b"} or graph == "UserLayer":
            raise Unsupported("written for softmax regression only")
        names = ["W", "b"] + (["X"] if differentiates_input else [])
        logits = symbols["X"] @ symbols["W"] + symbols["b"]
        loss = F.mean(F.cross_entropy(logits, symbols["Y"], dim="n"), dim="m")
        program = compile_to_callable(loss, *[loss.grad(symbols[name]) for name in names])
        given = {name: torch.from_numpy(tensor) for name, tensor in tensors.items() if name != "y"}
        extents = {m: given["X"].shape[0], k: given["W"].shape[0], n: given["W"].shape[1]}
        labels = torch.from_numpy(tensors["y"]).long()
        given["Y"] = torch.nn.functional.one_hot(labels, extents[n]).to(given["X"].dtype)
        # Its callable needs named tensors, which later PyTorch versions lack; the function under it does not.
        generated = program.codegen.specialize(extents, dtype=given["X"].dtype, verbose=False, for_inductor=False)
        arguments = [
            given[variable.name].permute(*order(variable)) if given[variable.name].ndim == 2 else given[variable.name]
            for variable in program.vars
        ]

        def step():
            with torch.no_grad():
                return generated(*arguments)

        def values(result):
            outputs = [
                output if permutation is None else output.permute(permutation)
                for output, (permutation, _) in zip(result, program._wrap_plans)
            ]
            gradients = {
                name: aligned(output, plan[1], symbols[name]).contiguous().numpy()
                for name, output, plan in zip(names, outputs[1:], program._wrap_plans[1:])
            }
            return outputs[0].item(), gradients

        return Prepared(step, values)

    declared = {"X": ("m", "k"), "Y": ("m", "n"), "W": ("k", "n")}

    def order(variable):
        return [declared[variable.name].index(edge) for edge in variable.edges]

    def aligned(output, edges, variable):
        # An edge of a gradient is named after the variable's own, with a mark or two.
        wanted = declared.get(variable.name)
        return output.t() if wanted and edges[0].rstrip("_0123456789") != wanted[0] else output

    return Peer(version("tensorgrad"), prepare)


serve(connect)
