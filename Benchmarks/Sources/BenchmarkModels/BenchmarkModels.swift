// The models of the graphs at `graphs/`. The build plugin writes them.
