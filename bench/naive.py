"""The naive way: Flask's development server, and Keras' `predict` on the picture shrunk to 28×28.

    python bench/naive.py PORT

What nearly every tutorial builds; here with our own weights, as the committed .h5 holds them.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
from flask import Flask, request
from PIL import Image

import scrawl

WEIGHTS = Path(scrawl.__file__).parent / "weights" / "mnist_model_saved.h5"


def main() -> None:
    app = Flask(__name__)
    model = keras.models.load_model(WEIGHTS)

    @app.post("/api/v1/read")
    def read() -> dict[str, Any]:
        picture = Image.open(io.BytesIO(request.get_data())).convert("L").resize((28, 28))
        ink = 1 - np.asarray(picture, np.float32).reshape(1, 28, 28, 1) / 255
        probabilities = model.predict(ink, verbose=0)[0]
        return {"digit": int(probabilities.argmax()), "confidence": float(probabilities.max())}

    app.run(port=int(sys.argv[1]), threaded=True)


if __name__ == "__main__":
    main()
