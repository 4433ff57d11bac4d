// The models of the graphs at `graphs/`. The build plugin writes them; nothing in this module is written by hand.
