#include "AllocationCounting.h"

#include <errno.h> // and with it __GLIBC__
#include <stddef.h>

#if defined(__GLIBC__)

// What glibc calls its own functions, for programs that replace them.
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

static _Thread_local long allocations __attribute__((tls_model("initial-exec")));

void *malloc(size_t bytes) {
    allocations++;
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes) {
    allocations++;
    return __libc_calloc(count, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
    allocations++;
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
    allocations++;
    void *block = __libc_memalign(alignment, bytes);
    if (!block) return ENOMEM;
    *memory = block;
    return 0;
}

long allocations_of_this_thread(void) {
    return allocations;
}

#else

long allocations_of_this_thread(void) {
    return -1;
}

#endif
