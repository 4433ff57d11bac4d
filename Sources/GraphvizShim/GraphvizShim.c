#include "GraphvizShim.h"

#include <gvc.h>
#include <stdlib.h>
#include <string.h>

// MARK: Messages

enum { capacity = 4096 };
static _Thread_local char messages[capacity];
static _Thread_local size_t used = 0;
static agusererrf former_handler = NULL;

// Graphviz hands a message over in pieces: "Error", ": ", the text.
static int append_message(char *piece) {
  size_t length = strlen(piece);
  if (length > capacity - 1 - used) {
    length = capacity - 1 - used;
  }
  memcpy(messages + used, piece, length);
  used += length;
  messages[used] = '\0';
  return 0;
}

void shim_begin_capture(void) {
  used = 0;
  messages[0] = '\0';
  agreseterrors();
  former_handler = agseterrf(append_message);
}

bool shim_end_capture(void) {
  agseterrf(former_handler);
  // AGWARN is 0 and AGERR is 1, so anything above AGWARN is an error.
  return agreseterrors() > AGWARN;
}

const char *shim_messages(void) { return messages; }

// MARK: Graphs

shim_context shim_make_context(void) { return gvContext(); }

shim_graph shim_read(const char *text) {
  Agraph_t *graph = agmemread(text);
  // The scanner keeps the rest of the line on which the graph ended and would take it for the start of the
  // next text. Reading until nothing comes empties it.
  for (Agraph_t *rest = agmemread(""); rest != NULL; rest = agmemread("")) {
    agclose(rest);
  }
  return graph;
}

void shim_set_attribute(shim_graph graph, const char *name, const char *value) {
  // Graphviz 2 declares `char *` for text that it copies and never writes to.
  agsafeset(graph, (char *)name, (char *)value, (char *)"");
}

bool shim_lay_out(shim_context context, shim_graph graph, const char *engine) {
  return gvLayout(context, graph, engine) == 0;
}

bool shim_size(shim_graph graph, double *width, double *height) {
  const char *size = agget(graph, (char *)"size");
  if (size != NULL && size[0] != '\0') {
    return false;
  }
  const char *pad = agget(graph, (char *)"pad");
  // Graphviz's own padding is 4 points; the attribute counts in inches.
  double around = 2 * (pad == NULL || pad[0] == '\0' ? 4 : 72 * atof(pad));
  *width = GD_bb(graph).UR.x - GD_bb(graph).LL.x + around;
  *height = GD_bb(graph).UR.y - GD_bb(graph).LL.y + around;
  return true;
}

// The length is an `unsigned int` up to Graphviz 9 and a `size_t` later, and no header constant tells which.
#define LENGTH_IS_NARROW                                                                                     \
  _Generic(&gvRenderData, int (*)(GVC_t *, graph_t *, const char *, char **, unsigned int *) : true, default : false)

bool shim_render(shim_context context, shim_graph graph, const char *format, char **bytes, size_t *length) {
  union {
    unsigned int narrow;
    size_t wide;
  } count = {.wide = 0};
  void *count_address = &count;
  *bytes = NULL;
  bool succeeded = gvRenderData(context, graph, format, bytes, count_address) == 0;
  *length = LENGTH_IS_NARROW ? count.narrow : count.wide;
  return succeeded && *bytes != NULL;
}

void shim_free_bytes(char *bytes) { gvFreeRenderData(bytes); }

void shim_free_graph(shim_context context, shim_graph graph) {
  // Does nothing to a graph that was never laid out.
  gvFreeLayout(context, graph);
  agclose(graph);
}
