"""Small models, each for one part of what a context does: NAME.onnx, and in NAME.npz its inputs and outputs."""
