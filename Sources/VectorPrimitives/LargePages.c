#if defined(__linux__)
#define _DEFAULT_SOURCE
#include <sys/mman.h>
#endif

#include "LargePages.h"

#define LARGE_PAGE_BYTES ((size_t)2 << 20)
#define CACHE_LINE_BYTES ((size_t)64)

size_t pullback_page_alignment(size_t bytes) {
    return bytes < 2 * LARGE_PAGE_BYTES ? CACHE_LINE_BYTES : LARGE_PAGE_BYTES;
}

void pullback_ask_for_large_pages(void *memory, size_t bytes) {
#if defined(__linux__)
    // Whole pages only. Advice that is not taken changes nothing, so its result does not matter.
    if (bytes >= 2 * LARGE_PAGE_BYTES) (void)madvise(memory, bytes / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES, MADV_HUGEPAGE);
#else
    (void)memory;
    (void)bytes;
#endif
}
