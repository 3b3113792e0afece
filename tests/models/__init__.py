"""Small models, each for one part of what an execution context does; beside each NAME.onnx a NAME.npz with its inputs and outputs."""
