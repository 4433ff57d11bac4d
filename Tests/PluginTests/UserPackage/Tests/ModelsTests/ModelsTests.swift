// The build plugin writes a suite for each graph: its compiled kernels against the graph's own formulas.
