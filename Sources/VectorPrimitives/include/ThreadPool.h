// A pool of threads for work that lasts microseconds: workers spin for a moment before they sleep.
#ifndef PULLBACK_THREAD_POOL_H
#define PULLBACK_THREAD_POOL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pullback_pool pullback_pool;

/// A pool in which `threads` threads take part, the caller of `pullback_pool_run` being one of them: it starts
/// threads − 1 workers. 0 stands for the processors this process may use. Null when memory is lacking; fewer threads
/// than asked for when the system refuses some. Allocates.
pullback_pool *pullback_pool_create(ptrdiff_t threads);

/// Waits for the workers to end and frees the pool. No run may be under way.
void pullback_pool_destroy(pullback_pool *pool);

/// The threads that take part, the caller included.
ptrdiff_t pullback_pool_threads(const pullback_pool *pool);

/// Calls body(context, part) for every part 0 ..< parts and returns when all have returned; what they wrote is then
/// visible to the caller. Part p runs on participant p mod threads, each in increasing order, participant 0 being the
/// caller. A call from inside a part, and a call while another thread's run is under way, does all its parts inline on
/// the calling thread, in order. So which thread runs a part may vary; which parts there are does not: a body whose
/// parts write apart gives the same result every time.
void pullback_pool_run(pullback_pool *pool, ptrdiff_t parts, void (*body)(void *context, ptrdiff_t part),
                       void *context);

/// The process's own pool, created at the first call with as many threads as PULLBACK_THREADS says, or else as there
/// are processors for this process, and never destroyed.
pullback_pool *pullback_pool_shared(void);

#ifdef __cplusplus
}
#endif

#endif
