// Memory that the system may map in large pages.
//
// A matrix of hundreds of megabytes covers tens of thousands of pages of 4 KiB, and a kernel that walks through it waits
// for their addresses to be translated. Linux commonly gives pages of 2 MiB to those who ask for them only.
#ifndef PULLBACK_LARGE_PAGES_H
#define PULLBACK_LARGE_PAGES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The alignment in bytes that memory of this size should have: that of a large page where it fills some, else 64.
size_t pullback_page_alignment(size_t bytes);

/// Asks for large pages before the memory is first touched. Without effect on small memory, and where the system has
/// nothing of the kind.
void pullback_ask_for_large_pages(void *memory, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
