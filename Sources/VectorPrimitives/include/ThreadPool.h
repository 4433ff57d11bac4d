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

/// One part of a run, done by one of the threads that take part in it.
typedef void pullback_part(void *context, ptrdiff_t part, ptrdiff_t thread);

/// Calls body(context, part, thread) for every part 0 ..< parts and returns when all have returned; what they wrote is
/// then visible to the caller. At most `threads` threads take part, those with the numbers 0 ..< threads, the caller being
/// number 0. No two calls of one run are under way with the same number at a time.
/// Each thread begins with a stretch of parts of its own, the same in equal runs, so that its cache serves it again; who
/// is done takes parts from the others' ends, so that nobody waits for a thread that other work holds up (work
/// stealing; Blumofe and Leiserson, 1999). More parts than threads let that happen.
///
/// A call from inside a part of a run, a call while another thread's run is under way, and one of more than 65,535 parts
/// does all its parts inline on the calling thread, in order, as thread 0 of its own run. So which thread does a part may vary; which parts there
/// are does not: a body whose parts write apart gives the same result every time.
void pullback_pool_run(pullback_pool *pool, ptrdiff_t parts, ptrdiff_t threads, pullback_part *body, void *context);

/// The process's own pool, created at the first call with as many threads as PULLBACK_THREADS says, or else as there
/// are processors for this process, and never destroyed. A value that is no number of threads is named on standard error.
pullback_pool *pullback_pool_shared(void);

#ifdef __cplusplus
}
#endif

#endif
