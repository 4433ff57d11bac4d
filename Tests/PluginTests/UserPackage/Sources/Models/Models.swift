// The build plugin writes the models of the graphs at `graphs/`.
