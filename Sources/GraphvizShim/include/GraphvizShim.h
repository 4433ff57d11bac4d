#ifndef GRAPHVIZ_SHIM_H
#define GRAPHVIZ_SHIM_H

#include <stdbool.h>
#include <stddef.h>

// Graphviz as Swift can call it: text as `const char *`, sizes of one type in every version, and messages
// that are collected instead of printed. Handles are opaque, so that this header needs none of Graphviz's.
// Nothing here locks: the caller holds one lock around every use of the library.

/// A Graphviz context (`GVC_t`), which holds the loaded plugins.
typedef struct GVC_s *shim_context;
/// A parsed graph (`Agraph_t`).
typedef struct Agraph_s *shim_graph;

/// Makes a context and loads the plugins. Returns NULL when Graphviz cannot.
shim_context shim_make_context(void);

/// Reads the first graph of some DOT text. Returns NULL when the text is not one.
shim_graph shim_read(const char *text);

/// Sets an attribute of the graph as a whole.
void shim_set_attribute(shim_graph graph, const char *name, const char *value);

/// Places nodes and edges with a layout engine such as "dot". Returns whether it succeeded.
bool shim_lay_out(shim_context context, shim_graph graph, const char *engine);

/// The width and height of a graph that has been laid out, in points, with the space around it. False when its
/// own `size` attribute decides them.
bool shim_size(shim_graph graph, double *width, double *height);

/// Writes a graph that has been laid out. The bytes belong to the caller, who gives them to `shim_free_bytes`.
bool shim_render(shim_context context, shim_graph graph, const char *format, char **bytes, size_t *length);

void shim_free_bytes(char *bytes);

/// Frees a graph, and its layout where it has one.
void shim_free_graph(shim_context context, shim_graph graph);

/// From here to `shim_end_capture`, what Graphviz has to say on this thread is kept in a buffer of the thread.
void shim_begin_capture(void);

/// Gives the process its former message handler back. Returns whether an error, not only a warning, was reported.
bool shim_end_capture(void);

/// The messages of this thread's latest capture, cut where the buffer was full. Never NULL.
const char *shim_messages(void);

#endif
