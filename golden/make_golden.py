"""Computes the golden reference values of Pullback.

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_golden.py [--data FOLDER] [--out FOLDER]

FOLDER of --data holds iris.csv and digits.csv (default: ../data beside this
folder). Each quantity is computed by at least two programs of SymPy, NumPy
(formulas by hand), HIPS autograd and PyTorch (float64, CPU), each stored; the
script stops if they disagree. Everything is row-major.
"""
import argparse
import csv
import json
import platform
from pathlib import Path

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import sympy as sp
import torch
import torch.nn.functional as F
from importlib.metadata import version
from sklearn.linear_model import LogisticRegression

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
mpmath.mp.dps = 80
HERE = Path(__file__).resolve().parent
TOLERANCE = 1e-14
SOFTWARE = {"python": platform.python_version(), "numpy": np.__version__,
            "sympy": sp.__version__, "mpmath": mpmath.__version__,
            "autograd": version("autograd"), "torch": torch.__version__}
AGREEMENT = ("difference = max over programs p and elements i of |p_i - r_i| / "
             "max(|r_i|, min(1, max|r|)), r the values of `reference`")


# ---- writing -------------------------------------------------------------

def array(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy(force=True)
    return np.array(value, dtype=np.float64) + 0.0      # + 0.0: no negative zeros


def tensor(value):
    a = array(value)
    return {"shape": list(a.shape), "values": [repr(float(v)) for v in a.ravel()]}


def output(tolerance=TOLERANCE, **programs):
    """One quantity by several programs; the first named is the reference."""
    assert len(programs) >= 2
    arrays = {name: array(v) for name, v in programs.items()}
    reference = next(iter(arrays))
    r = arrays[reference]
    scale = np.maximum(np.abs(r), min(1.0, float(np.max(np.abs(r)))))
    scale = np.where(scale == 0, 1.0, scale)
    worst = 0.0
    for name, a in arrays.items():
        assert a.shape == r.shape and np.isfinite(a).all(), (name, a.shape, r.shape)
        worst = max(worst, float(np.max(np.abs(a - r) / scale)))
    assert worst <= tolerance, f"programs disagree: {worst:.3g} > {tolerance:.3g}"
    return {"shape": list(r.shape), "reference": reference, "tolerance": repr(tolerance),
            "difference": repr(worst),
            "values": {n: [format(v, ".17g") for v in a.ravel()] for n, a in arrays.items()}}


def outputs(tolerance=TOLERANCE, **programs):
    """Each argument: a dictionary of quantities; combines them by name."""
    names = list(next(iter(programs.values())))
    result = {}
    for q in names:
        try:
            result[q] = output(tolerance, **{p: d[q] for p, d in programs.items() if q in d})
        except AssertionError as error:
            raise AssertionError(f"{q}: {error}") from None
    return result


def case(name, description, inputs, outs, parameters=None):
    return {"name": name, "description": description,
            "parameters": {k: repr(v) for k, v in (parameters or {}).items()},
            "inputs": {k: tensor(v) for k, v in inputs.items()}, "outputs": outs}


def write(folder, file, description, cases):
    body = {"format": "pullback-golden-1", "description": description,
            "agreement": AGREEMENT, "software": SOFTWARE, "cases": cases}

    # Numbers are held as text so that their digits are ours; here the quotes go.
    def emit(v, numeric=False, key=None):
        if isinstance(v, dict):
            return "{" + ",".join(json.dumps(k) + ":" + emit(
                x, numeric or k in ("values", "parameters", "tolerance", "difference"))
                for k, x in v.items()) + "}"
        if isinstance(v, list):
            sep = ",\n" if v and isinstance(v[0], dict) else ","
            return "[" + sep.join(emit(x, numeric) for x in v) + "]"
        return v if numeric and isinstance(v, str) else json.dumps(v)

    text = emit(body).replace(',"cases":[', ',"cases":[\n') + "\n"
    json.loads(text)
    assert len(text) < 150_000, (file, len(text))
    (folder / file).write_text(text)
    worst = max((float(o["difference"]), o["tolerance"]) for c in cases for o in c["outputs"].values())
    print(f"{file:34s} {len(text):7d} bytes  {len(cases):2d} cases  largest difference {worst[0]:.1e}")


# ---- helpers -------------------------------------------------------------

def mp_function(symbols, expression):
    """SymPy expression(s) as a function evaluated at 80 digits, rounded once."""
    shape = np.shape(np.array(expression, dtype=object))
    flat = list(np.array(expression, dtype=object).ravel())
    f = sp.lambdify(list(symbols), flat, "mpmath")
    return lambda xs: np.array([float(v) for v in f(*[mpmath.mpf(float(x)) for x in xs])]).reshape(shape)


def leaf(a):
    return torch.tensor(np.array(a, dtype=np.float64), requires_grad=True)


def softmax_np(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax_anp(z):
    z = z - anp.max(z, axis=-1, keepdims=True)
    return z - anp.log(anp.sum(anp.exp(z), axis=-1, keepdims=True))


def load(folder):
    rows = list(csv.reader(open(folder / "iris.csv")))[1:]
    names = list(dict.fromkeys(r[4] for r in rows))
    iris = (np.array([[float(v) for v in r[:4]] for r in rows]), np.array([names.index(r[4]) for r in rows]))
    rows = list(csv.reader(open(folder / "digits.csv")))[1:]
    d = np.array([[float(v) for v in r] for r in rows])
    return iris, (d[:, :64] / 16.0, d[:, 64].astype(int))


# ---- 1, 2: softmax regression --------------------------------------------

def regression_np(X, Y, W, b):
    m = len(X)
    Z = X @ W + b
    A = softmax_np(Z)
    dZ = (A - Y) / m
    return {"Z": Z, "A": A, "CE": -np.sum(Y * np.log(A)) / m, "dCE_dA": -Y / A / m,
            "dCE_dZ": dZ, "dCE_db": dZ.sum(0), "dCE_dW": X.T @ dZ}


def regression_torch(X, Y, W, b):
    X, Y, W, b = torch.tensor(X), torch.tensor(Y), leaf(W), leaf(b)
    Z = X @ W + b
    A = torch.softmax(Z, 1)
    Z.retain_grad()
    A.retain_grad()
    CE = -(Y * torch.log(A)).sum() / len(X)
    CE.backward()
    return {"Z": Z, "A": A, "CE": CE, "dCE_dA": A.grad, "dCE_dZ": Z.grad, "dCE_db": b.grad, "dCE_dW": W.grad}


def regression_autograd(X, Y, W, b):
    m = len(X)
    z_of = lambda W, b: anp.dot(X, W) + b
    a_of = lambda Z: anp.exp(log_softmax_anp(Z))
    ce_of_a = lambda A: -anp.sum(Y * anp.log(A)) / m
    ce_of_z = lambda Z: ce_of_a(a_of(Z))
    Z = z_of(W, b)
    A = a_of(Z)
    g = autograd.grad
    return {"Z": Z, "A": A, "CE": ce_of_a(A), "dCE_dA": g(ce_of_a)(A), "dCE_dZ": g(ce_of_z)(Z),
            "dCE_db": g(lambda b: ce_of_z(z_of(W, b)))(b), "dCE_dW": g(lambda W: ce_of_z(z_of(W, b)))(W)}


def regression_sympy(X, Y, W, b):
    """Symbolic differentiation of softmax, of CE and of XW + b; evaluated at 80 digits."""
    m, n = X.shape
    k = W.shape[1]
    xs, ws, bs = (sp.Matrix(*s, lambda i, j: sp.Symbol(f"{t}{i}_{j}", real=True))
                  for t, s in (("x", (m, n)), ("w", (n, k)), ("b", (1, k))))
    zs = sp.Matrix(m, k, lambda i, j: sp.Symbol(f"z{i}_{j}", real=True))
    as_ = sp.Matrix(m, k, lambda i, j: sp.Symbol(f"a{i}_{j}", positive=True))
    values = list(X.ravel()) + list(W.ravel()) + list(b)
    symbols = list(xs) + list(ws) + list(bs)
    z = sp.Matrix(m, k, lambda i, j: sum(xs[i, l] * ws[l, j] for l in range(n)) + bs[j])
    a = sp.Matrix(m, k, lambda i, j: sp.exp(zs[i, j]) / sum(sp.exp(zs[i, l]) for l in range(k)))
    y = [[sp.Integer(int(v)) for v in row] for row in Y]
    ce_a = -sum(y[i][j] * sp.log(as_[i, j]) for i in range(m) for j in range(k)) / m
    ce_z = ce_a.subs(dict(zip(as_, a)))
    # Each stage is evaluated at 80 digits from the unrounded values of the stage before.
    fz = sp.lambdify(symbols, list(z), "mpmath")
    zv = fz(*[mpmath.mpf(float(v)) for v in values])
    fa = sp.lambdify(list(zs), list(a), "mpmath")
    av = fa(*zv)
    rounded = lambda f, args, shape: np.array([float(v) for v in f(*args)]).reshape(shape)
    at_z = lambda e, shape: rounded(sp.lambdify(list(zs), e, "mpmath"), zv, shape)
    at_a = lambda e, shape: rounded(sp.lambdify(list(as_), e, "mpmath"), av, shape)
    at_p = lambda e, shape: rounded(sp.lambdify(symbols, e, "mpmath"), [mpmath.mpf(float(v)) for v in values], shape)
    dz = [sp.diff(ce_z, s) for s in zs]
    dzv = sp.lambdify(list(zs), dz, "mpmath")(*zv)
    dz_db = [[sp.diff(e, s) for s in bs] for e in z]
    dz_dw = [[sp.diff(e, s) for s in ws] for e in z]
    num = lambda e: sp.lambdify(symbols, e, "mpmath")(*[mpmath.mpf(float(v)) for v in values])
    db, dw = num(dz_db), num(dz_dw)
    return {"Z": np.array([float(v) for v in zv]).reshape(m, k), "A": np.array([float(v) for v in av]).reshape(m, k),
            "CE": at_z([ce_z], ()), "dCE_dA": at_a([sp.diff(ce_a, s) for s in as_], (m, k)),
            "dCE_dZ": np.array([float(v) for v in dzv]).reshape(m, k),
            "dCE_db": np.array([float(sum(g * r[j] for g, r in zip(dzv, db))) for j in range(k)]),
            "dCE_dW": np.array([float(sum(g * r[j] for g, r in zip(dzv, dw))) for j in range(n * k)]).reshape(n, k),
            "dA_dZ": at_z([sp.diff(e, s) for e in a for s in zs], (m, k, m, k)),
            "dZ_db": at_p([e for r in dz_db for e in r], (m, k, k)),
            "dZ_dW": at_p([e for r in dz_dw for e in r], (m, k, n, k))}


def regression_parameters():
    r = np.random.default_rng(20)
    return np.round(r.normal(0, 0.5, (4, 3)), 3), np.round(r.normal(0, 0.5, 3), 3)


def softmax_regression_iris(out, iris):
    X, t = iris
    Y = np.eye(3)[t]
    W, b = regression_parameters()
    args = (X, Y, W, b)
    write(out, "softmax_regression_iris.json",
          "Z = XW + b, A = softmax by row, CE = -sum(Y log A)/m on all 150 rows of iris.csv (file order; X the four "
          "features as they are, Y one-hot, species in order of appearance). X and Y are not stored.",
          [case("softmax_regression_iris", "all 150 rows, m = 150", {"W": W, "b": b},
                outputs(numpy=regression_np(*args), torch=regression_torch(*args), autograd=regression_autograd(*args)),
                {"m": 150})])


def softmax_regression_jacobians(out, iris):
    rows = [117, 23, 76, 4, 139]        # 0-based data rows of iris.csv, in this (permuted) order
    X, t = iris[0][rows], iris[1][rows]
    assert set(t) == {0, 1, 2}
    Y = np.eye(3)[t]
    W, b = regression_parameters()
    m, n = X.shape
    k = 3
    n_, t_, a_ = (f(X, Y, W, b) for f in (regression_np, regression_torch, regression_autograd))
    A = n_["A"]
    delta = np.eye(m)
    n_["dA_dZ"] = np.einsum("ip,ijq->ijpq", delta, np.einsum("ij,jq->ijq", A, np.eye(k)) - np.einsum("ij,iq->ijq", A, A))
    n_["dZ_db"] = np.tile(np.eye(k), (m, 1, 1))
    n_["dZ_dW"] = np.einsum("il,jq->ijlq", X, np.eye(k))
    jac = torch.autograd.functional.jacobian
    TX, TW, Tb = torch.tensor(X), torch.tensor(W), torch.tensor(b)
    t_["dA_dZ"] = jac(lambda z: torch.softmax(z, 1), t_["Z"].detach())
    t_["dZ_db"] = jac(lambda v: TX @ TW + v, Tb)
    t_["dZ_dW"] = jac(lambda w: TX @ w + Tb, TW)
    a_["dA_dZ"] = autograd.jacobian(lambda z: anp.exp(log_softmax_anp(z)))(a_["Z"])
    a_["dZ_db"] = autograd.jacobian(lambda v: anp.dot(X, W) + v)(b)
    a_["dZ_dW"] = autograd.jacobian(lambda w: anp.dot(X, w) + b)(W)
    cases = [case("five_rows", "m = 5; rows: 0-based data rows of iris.csv. dA_dZ[i,j,p,q] = dA[i,j]/dZ[p,q], "
                  "dZ_db[i,j,q] = dZ[i,j]/db[q], dZ_dW[i,j,l,q] = dZ[i,j]/dW[l,q]",
                  {"rows": rows, "X": X, "Y": Y, "W": W, "b": b},
                  outputs(sympy=regression_sympy(X, Y, W, b), numpy=n_, torch=t_, autograd=a_), {"m": 5})]

    # One row, m = 1: Hessian with respect to Z, and its product with v.
    z, y, v = np.round(n_["Z"][2], 3), Y[2], np.array([0.5, -1.25, 2.0])
    a = softmax_np(z)
    H = np.diag(a) - np.outer(a, a)
    nump = {"CE": -np.sum(y * np.log(a)), "dCE_dZ": a - y, "H": H, "Hv": a * v - a * np.dot(a, v)}
    ft = lambda z: -(torch.tensor(y) * torch.log_softmax(z, 0)).sum()
    tz, tv = torch.tensor(z), torch.tensor(v)
    tor = {"CE": ft(tz), "dCE_dZ": jac(ft, tz), "H": torch.autograd.functional.hessian(ft, tz),
           "Hv": torch.autograd.functional.hvp(ft, tz, tv)[1]}
    fa = lambda z: -anp.sum(y * log_softmax_anp(z))
    aut = {"CE": fa(z), "dCE_dZ": autograd.grad(fa)(z), "H": autograd.hessian(fa)(z),
           "Hv": autograd.hessian_vector_product(fa)(z, v)}
    s = sp.symbols("z0:3", real=True)
    e = -sum(int(y[j]) * sp.log(sp.exp(s[j]) / sum(map(sp.exp, s))) for j in range(3))
    Hs = [[sp.diff(e, p, q) for q in s] for p in s]
    sym = {"CE": mp_function(s, [e])(z)[0], "dCE_dZ": mp_function(s, [sp.diff(e, p) for p in s])(z),
           "H": mp_function(s, Hs)(z),
           "Hv": mp_function(s, [sum(h * sp.Rational(float(c)) for h, c in zip(r, v)) for r in Hs])(z)}
    cases.append(case("hessian_one_row", "CE = -sum(y log softmax(z)), m = 1; H[p,q] = d2CE/dz[p]dz[q]; Hv = H v",
                      {"z": z, "y": y, "v": v}, outputs(sympy=sym, numpy=nump, torch=tor, autograd=aut), {"m": 1}))

    # All five rows: the Hessian with respect to W applied to a direction V.
    V = np.round(np.random.default_rng(21).normal(0, 1, (n, k)), 3)
    dz = X @ V
    HV = X.T @ (A * dz - A * (A * dz).sum(1, keepdims=True)) / m
    ft = lambda w: -(torch.tensor(Y) * torch.log_softmax(TX @ w + Tb, 1)).sum() / m
    fa = lambda w: -anp.sum(Y * log_softmax_anp(anp.dot(X, w) + b)) / m
    cases.append(case("hessian_vector_product_W", "the rows of case five_rows: HV = (Hessian of CE with respect to W) applied "
                      "to V, the derivative of dCE_dW along V", {"X": X, "Y": Y, "W": W, "b": b, "V": V},
                      outputs(numpy={"HV": HV}, torch={"HV": torch.autograd.functional.hvp(ft, TW, torch.tensor(V))[1]},
                              autograd={"HV": autograd.hessian_vector_product(fa)(W, V)}), {"m": 5}))
    write(out, "softmax_regression_jacobians.json",
          "Softmax regression on five rows of iris.csv, with the Jacobians of its nodes, and second derivatives.", cases)


# ---- 3: nodes ------------------------------------------------------------

def node(x, v, s_index):
    """softmax(x / s), s = x[s_index] (differentiated too), or softmax(x) if s_index is None."""
    n = len(x)
    # NumPy, by hand: y_i = e^{u_i} / sum, u = x / s, du_i/dx_j = delta_ij / s - delta_jk x_i / s^2
    if s_index is None:
        du = np.eye(n)
        u = x
    else:
        s = x[s_index]
        u = x / s
        du = np.eye(n) / s
        du[:, s_index] -= x / s ** 2
    y = softmax_np(u)
    J = (np.diag(y) - np.outer(y, y)) @ du
    nump = {"y": y, "J": J, "vjp": J.T @ v, "jvp": J @ v}

    def ft(x):
        return torch.softmax(x if s_index is None else x / x[s_index], 0)
    tx, tv = torch.tensor(x), torch.tensor(v)
    fn = torch.autograd.functional
    tor = {"y": ft(tx), "J": fn.jacobian(ft, tx), "vjp": fn.vjp(ft, tx, tv)[1], "jvp": torch.func.jvp(ft, (tx,), (tv,))[1]}

    def fa(x):
        e = anp.exp(x if s_index is None else x / x[s_index])
        return e / anp.sum(e)
    Ja = autograd.jacobian(fa)(x)
    aut = {"y": fa(x), "J": Ja, "vjp": autograd.make_vjp(fa)(x)[0](v), "jvp": autograd.make_jvp(fa)(x)(v)[1]}
    s = sp.symbols(f"x0:{n}", real=True)
    e = [sp.exp(p if s_index is None else p / s[s_index]) for p in s]
    ys = [p / sum(e) for p in e]
    Js = [[sp.diff(p, q) for q in s] for p in ys]
    r = [sp.Rational(float(c)) for c in v]
    sym = {"y": mp_function(s, ys)(x), "J": mp_function(s, Js)(x),
           "vjp": mp_function(s, [sum(r[i] * Js[i][j] for i in range(n)) for j in range(n)])(x),
           "jvp": mp_function(s, [sum(Js[i][j] * r[j] for j in range(n)) for i in range(n)])(x)}
    return outputs(sympy=sym, numpy=nump, torch=tor, autograd=aut)


def reference(out):
    return np.array([float(v) for v in out["values"][out["reference"]]])


def nodes(out):
    v = np.array([1., 2, 3, 2, 1])
    text = "J[i,j] = dy[i]/dx[j]; vjp = J^T v (v as dL/dy); jvp = J v (v as dx)"
    x1, x2, x3 = np.arange(5.), np.array([0., 1, 4, 2, 3]), np.array([1, -5, 2, 0.5, 3])
    cases = [case("softmax", "y = exp(x_i)/sum_j exp(x_j). " + text, {"x": x1, "v": v}, node(x1, v, None)),
             case("normalized_softmax", "y = exp(x_i/s)/sum_j exp(x_j/s), s = max x (differentiated too). " + text,
                  {"x": x2, "v": v}, node(x2, v, int(np.argmax(x2)))),
             case("normalized_softmax_magnitude", "as before, s = the signed element of greatest magnitude "
                  "(here -5, differentiated too). " + text, {"x": x3, "v": v}, node(x3, v, int(np.argmax(abs(x3)))))]
    expected = {"y": (0.11405072, 0.14644403, 0.31002201, 0.18803785, 0.24144538),
                "jvp": (0.02596599, 0.04249374, -0.00692263, 0.01930594, -0.08084303),
                "vjp": (-0.02721609, 0.00166485, 0.04172728, 0.00213771, -0.05761647)}
    for q, e in expected.items():
        assert np.max(np.abs(reference(cases[1]["outputs"][q]) - e)) < 6e-9, q
    write(out, "nodes.json", "Single nodes on vectors of five elements: value, Jacobian and both products.", cases)


# ---- 4: training ---------------------------------------------------------

def train_np(X, t, k, rate, steps):
    m = len(X)
    Y = np.eye(k)[t]
    W, b = np.zeros((X.shape[1], k)), np.zeros(k)
    loss = lambda: -np.sum(np.log(softmax_np(X @ W + b)[np.arange(m), t])) / m
    for step in range(steps):
        if step == steps - 1:
            before = loss()
        d = (softmax_np(X @ W + b) - Y) / m
        W, b = W - rate * (X.T @ d), b - rate * d.sum(0)
    return {"loss": loss(), "loss_before_last_update": before,
            "correct": np.sum(np.argmax(X @ W + b, 1) == t), "W": W, "b": b}


def train_torch(X, t, k, rate, steps):
    X, t = torch.tensor(X), torch.tensor(t)
    W, b = torch.zeros(X.shape[1], k, requires_grad=True), torch.zeros(k, requires_grad=True)
    for _ in range(steps):
        loss = F.cross_entropy(X @ W + b, t)
        before = loss.item()
        gw, gb = torch.autograd.grad(loss, (W, b))
        with torch.no_grad():
            W -= rate * gw
            b -= rate * gb
    Z = X @ W + b
    return {"loss": F.cross_entropy(Z, t), "loss_before_last_update": before,
            "correct": (Z.argmax(1) == t).sum(), "W": W, "b": b}


def training(out, iris, digits):
    cases = []
    for name, (X, t), k, rate, steps, loss, right in (
            ("iris", iris, 3, 0.1, 1000, 0.12588743412654976, 148),
            ("digits", digits, 10, 0.5, 500, 0.173435155883489, 1737)):
        n_, t_ = train_np(X, t, k, rate, steps), train_torch(X, t, k, rate, steps)
        assert n_["correct"] == right and abs(n_["loss"] - loss) < 1e-12 * loss, (name, n_["loss"])
        if name == "digits":
            for d in (n_, t_):
                del d["W"], d["b"]
        cases.append(case(name, "W = 0, b = 0; full-batch gradient descent on the mean cross-entropy. `loss` and `correct` "
                          "are those AFTER the last update (of the W, b stored, where stored); loss_before_last_update "
                          "is the loss whose gradient made the last update",
                          {}, outputs(1e-12, numpy=n_, torch=t_),
                          {"rate": rate, "steps": steps, "rows": len(X), "features": X.shape[1], "classes": k,
                           "feature_scale": 1.0 if name == "iris" else 0.0625}))
    write(out, "training.json", "Softmax regression trained in double precision: iris.csv raw features; digits.csv "
          "pixels times feature_scale (1/16). Agreement is asked to 1e-12 here: rounding adds up over the steps.", cases)


def minima(out, iris, digits):
    cases = []
    for name, (X, t), k in (("iris", iris, 3), ("digits", digits, 10)):
        m = len(t)

        def minimum(solver):
            fit = LogisticRegression(C=1, solver=solver, tol=1e-13, max_iter=1000).fit(X, t)
            W, b = fit.coef_.T, fit.intercept_
            penalty = (W * W).sum()
            return {"objective": -np.log(softmax_np(X @ W + b)[np.arange(m), t]).mean() + penalty / (2 * m),
                    "squared_norm_W": penalty}

        cases.append(case(name, "The minimum over W and b of the mean cross-entropy plus |W|^2/(2 rows), which is C = 1 of "
                          "scikit-learn. b is determined up to a constant only.", {},
                          outputs(1e-10, newton_cholesky=minimum("newton-cholesky"), newton_cg=minimum("newton-cg")),
                          {"rows": m, "features": X.shape[1], "classes": k,
                           "feature_scale": 1.0 if name == "iris" else 0.0625}))
    write(out, "minima.json", "Softmax regression with a penalty at its minimum, by two solvers of scikit-learn 1.9.1. "
          "Agreement is asked to 1e-10 here: the solvers stop at different distances from the minimum.", cases)


# ---- 5: elementwise ------------------------------------------------------

def elementwise(out):
    x = sp.Symbol("x", real=True)
    softplus = sp.log(1 + sp.exp(x))
    positive = x > 0
    functions = {   # name: (SymPy, PyTorch, domain)
        "exp": (sp.exp(x), torch.exp, "all"), "log": (sp.log(x), torch.log, "positive"),
        "sqrt": (sp.sqrt(x), torch.sqrt, "positive"), "tanh": (sp.tanh(x), torch.tanh, "all"),
        "sigmoid": (1 / (1 + sp.exp(-x)), torch.sigmoid, "all"), "abs": (sp.Piecewise((x, x > 0), (-x, True)), torch.abs, "nonzero"),
        "sin": (sp.sin(x), torch.sin, "all"), "cos": (sp.cos(x), torch.cos, "all"),
        "erf": (sp.erf(x), torch.erf, "all"),
        "softplus": (softplus, lambda v: F.softplus(v, threshold=100), "all"),
        "relu": (sp.Piecewise((x, positive), (0, True)), F.relu, "nonzero"),
        "gelu": (x * (1 + sp.erf(x / sp.sqrt(2))) / 2, F.gelu, "all"),
        "silu": (x / (1 + sp.exp(-x)), F.silu, "all"),
        "leaky_relu": (sp.Piecewise((x, positive), (x / 100, True)), lambda v: F.leaky_relu(v, 0.01), "nonzero"),
        "elu": (sp.Piecewise((x, positive), (sp.exp(x) - 1, True)), F.elu, "nonzero"),
        "mish": (x * sp.tanh(softplus), F.mish, "all")}
    half = [0.01, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.5, 6.0, 10.0]
    points = {"nonzero": [-p for p in reversed(half)] + half,
              "all": [-p for p in reversed(half)] + [0.0] + half,
              "positive": [1e-3, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.7, 2.0,
                           2.5, 3.0, 4.5, 6.0, 10.0, 33.0, 100.0, 1e3]}
    cases = []
    for name, (expression, f, domain) in functions.items():
        p = points[domain]
        derivatives = [sp.diff(expression, x, i) for i in range(3)]
        evaluate = mp_function([x], derivatives)
        sym = np.array([evaluate([v]) for v in p])
        v = leaf(p)
        y = f(v)
        # A derivative that does not depend on v has no graph: zero.
        d1 = torch.autograd.grad(y.sum(), v, create_graph=True)[0]
        d2 = torch.autograd.grad(d1.sum(), v, allow_unused=True)[0] if d1.requires_grad else None
        d2 = torch.zeros_like(v) if d2 is None else d2
        tor = {"y": y, "dy": d1, "d2y": d2}
        try:
            o = outputs(sympy={"y": sym[:, 0], "dy": sym[:, 1], "d2y": sym[:, 2]}, torch=tor)
        except AssertionError as error:
            raise AssertionError(f"{name} {error}") from None
        parameters = {"leaky_relu": {"slope": 0.01}, "elu": {"alpha": 1.0}}.get(name)
        cases.append(case(name, f"{expression if not expression.has(sp.Piecewise) else name}; y, dy/dx, d2y/dx2",
                          {"x": p}, o, parameters))
    write(out, "elementwise.json", "Functions of one number with first and second derivatives. `sympy`: 80 digits, "
          "rounded once. Functions with a kink at 0 are not asked at 0.", cases)


# ---- 6: losses -----------------------------------------------------------

def losses(out):
    r = np.random.default_rng(22)
    z = np.round(r.normal(0, 1.5, (4, 3)), 3)
    big = np.array([[30., -35, 0.5], [-12, 18, 4], [-40, 25, -3], [8, -9, 36]])
    bits = np.array([[1., 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]])
    counts = np.array([[0., 2, 1], [3, 0, 5], [1, 1, 0], [4, 2, 7]])
    t = np.array([2, 0, 1, 2])
    Y = np.eye(3)[t]
    G = np.array([[0.2, 0.5, 0.1], [1.5, 0.25, 0.75], [0.0, 2.0, 0.3], [0.6, 0.0, 0.1]])
    m, k, T, eps = 4, 3, 2.5, 0.1
    S = (1 - eps) * Y + eps / k

    def build(name, description, z, inputs, row_np, grad_np, row_torch, row_anp, parameters=None):
        rows = row_np(z)
        nump = {"row_losses": rows, "loss": rows.mean(), "dloss_dz": grad_np(z) / m}
        tz = leaf(z)
        trow = row_torch(tz)
        trow.mean().backward()
        tor = {"row_losses": trow, "loss": trow.mean(), "dloss_dz": tz.grad}
        mean = lambda z: anp.sum(row_anp(z)) / m
        aut = {"row_losses": row_anp(z), "loss": mean(z), "dloss_dz": autograd.grad(mean)(z)}
        return case(name, description + " loss = mean over the 4 rows of row_losses", {"z": z, **inputs},
                    outputs(numpy=nump, torch=tor, autograd=aut), parameters)

    tt = torch.tensor
    log_np = lambda z: np.log(softmax_np(z))
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    ce = lambda Y, T=1.0: (lambda z: -(Y * log_np(z / T)).sum(1), lambda z: (softmax_np(z / T) * Y.sum(1, keepdims=True) - Y) / T)
    bce_np = lambda z: (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - z * bits).sum(1)
    bce_t = lambda z: F.binary_cross_entropy_with_logits(z, tt(bits), reduction="none").sum(1)
    bce_a = lambda z: anp.sum(anp.logaddexp(0.0, z) - bits * z, axis=1)
    smax_a = lambda Y, T=1.0: lambda z: -anp.sum(Y * log_softmax_anp(z / T), axis=1)
    text = "p = 1/(1+exp(-z)); row loss = sum_j -(y log p + (1-y) log(1-p))."
    cases = [
        build("logistic_bce", text, z, {"y": bits}, bce_np, lambda z: sigmoid(z) - bits, bce_t, bce_a),
        build("logistic_bce_large", text + " Large |z|: a stable form is needed.", big, {"y": bits}, bce_np,
              lambda z: sigmoid(z) - bits, bce_t, bce_a),
        build("exp_poisson", "mu = exp(z); row loss = sum_j (mu - y log mu).", z, {"y": counts},
              lambda z: (np.exp(z) - counts * z).sum(1), lambda z: np.exp(z) - counts,
              lambda z: F.poisson_nll_loss(z, tt(counts), log_input=True, full=False, reduction="none").sum(1),
              lambda z: anp.sum(anp.exp(z) - counts * anp.log(anp.exp(z)), axis=1)),
        build("softmax_temperature_ce", "A = softmax(z/temperature); row loss = -sum_j Y log A (no factor temperature^2).",
              z, {"Y": Y}, *ce(Y, T), lambda z: F.cross_entropy(z / T, tt(t), reduction="none"), smax_a(Y, T),
              {"temperature": T}),
        build("label_smoothing_ce", "A = softmax(z), S = (1-smoothing) Y + smoothing/3; row loss = -sum_j S log A.",
              z, {"Y": Y}, *ce(S), lambda z: F.cross_entropy(z, tt(t), label_smoothing=eps, reduction="none"), smax_a(S),
              {"smoothing": eps}),
        build("weights_ce", "A = softmax(z); row loss = -sum_j G log A, G >= 0 with row sums other than 1 (not normalised); "
              "dloss/dz = (A sum_j G - G)/m.", z, {"G": G}, *ce(G),
              lambda z: F.cross_entropy(z, tt(G), reduction="none"), smax_a(G)),
        build("class_index_ce", "A = softmax(z); row loss = -log A[i, classes[i]], classes 0-based.", z, {"classes": t},
              *ce(Y), lambda z: F.nll_loss(F.log_softmax(z, 1), tt(t), reduction="none"),
              lambda z: -log_softmax_anp(z)[np.arange(m), t])]
    write(out, "losses.json", "Losses of logits z (4 rows, 3 columns) with their gradients.", cases)


# ---- 7: multilayer perceptrons -------------------------------------------

def mlp(out):
    r = np.random.default_rng(23)
    rnd = lambda s, *shape: np.round(r.normal(0, s, shape), 3)
    X, t = rnd(1.0, 6, 5), np.array([0, 2, 1, 1, 0, 2])
    P = {"W1": rnd(.5, 5, 4), "b1": rnd(.3, 4), "W2": rnd(.6, 4, 3), "b2": rnd(.3, 3)}
    R = {"W1": P["W1"], "b1": P["b1"], "W2": rnd(.5, 4, 4), "b2": rnd(.3, 4), "W3": rnd(.6, 4, 3), "b3": rnd(.3, 3)}
    assert np.min(np.abs(X @ P["W1"] + P["b1"])) > 1e-3      # away from the kink

    def forward(act, residual):
        def f(q):
            H = act(q["X"] @ q["W1"] + q["b1"])
            if residual:
                H = act(H @ q["W2"] + q["b2"]) + H
                return H @ q["W3"] + q["b3"]
            return H @ q["W2"] + q["b2"]
        return f

    cases = []
    for name, params, ta, aa, residual, text in (
            ("mlp_tanh", P, torch.tanh, anp.tanh, False, "H = tanh(X W1 + b1), Z = H W2 + b2"),
            ("mlp_relu", P, torch.relu, lambda v: anp.maximum(v, 0.0), False, "H = relu(X W1 + b1), Z = H W2 + b2"),
            ("mlp_residual", R, torch.tanh, anp.tanh, True,
             "H1 = tanh(X W1 + b1), H2 = tanh(H1 W2 + b2) + H1, Z = H2 W3 + b3")):
        q = {"X": X, **params}
        tq = {n: leaf(v) for n, v in q.items()}
        Z = forward(ta, residual)(tq)
        Z.retain_grad()
        loss = F.cross_entropy(Z, torch.tensor(t))
        loss.backward()
        tor = {"Z": Z, "loss": loss, "dloss_dZ": Z.grad, **{f"dloss_d{n}": v.grad for n, v in tq.items()}}
        fa = forward(aa, residual)
        ce = lambda z: -anp.sum(log_softmax_anp(z)[np.arange(6), t]) / 6
        grads = autograd.grad(lambda q: ce(fa(q)))(q)
        za = fa(q)
        aut = {"Z": za, "loss": ce(za), "dloss_dZ": autograd.grad(ce)(za), **{f"dloss_d{n}": g for n, g in grads.items()}}
        cases.append(case(name, text + "; loss = mean over 6 rows of -log softmax(Z)[i, classes[i]], classes 0-based",
                          {**q, "classes": t}, outputs(torch=tor, autograd=aut)))
    write(out, "mlp.json", "Small multilayer perceptrons with class targets: loss and gradients of all parameters and of X.",
          cases)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, default=HERE.parent / "data")
    p.add_argument("--out", type=Path, default=HERE)
    a = p.parse_args()
    iris, digits = load(a.data)
    softmax_regression_iris(a.out, iris)
    softmax_regression_jacobians(a.out, iris)
    nodes(a.out)
    training(a.out, iris, digits)
    minima(a.out, iris, digits)
    elementwise(a.out)
    losses(a.out)
    mlp(a.out)


if __name__ == "__main__":
    main()
