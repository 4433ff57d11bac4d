"""Reads and writes the safetensors files that the driver and its workers share."""

import json

TYPES = {"F32": "float32", "F64": "float64", "I32": "int32"}


def read_tensors(path: str) -> dict:
    import numpy as np  # here and not above: a Python without it is to say so through the protocol

    tensors = {}
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        for name, entry in header.items():
            start, end = entry["data_offsets"]
            dtype = np.dtype(TYPES[entry["dtype"]])
            file.seek(8 + size + start)
            tensors[name] = np.fromfile(file, dtype, (end - start) // dtype.itemsize).reshape(entry["shape"])
    return tensors


def write_tensors(path: str, tensors: dict) -> None:
    names = {dtype: name for name, dtype in TYPES.items()}
    header, end = {}, 0
    for name, tensor in tensors.items():
        start, end = end, end + tensor.nbytes
        header[name] = {"dtype": names[str(tensor.dtype)], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for tensor in tensors.values():
            tensor.tofile(file)
