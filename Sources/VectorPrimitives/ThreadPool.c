#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "ThreadPool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "Parking.h"

// A few tens of microseconds: longer than the serial piece between two runs of a training step, shorter than anything
// a person or a battery would notice.
#define SPINS 2000

// On cache lines of their own (two: processors fetch them in pairs).
typedef struct {
    _Alignas(128) pullback_parking start; // its word counts this worker's runs
    atomic_bool asleep;
    pthread_t thread;
    pullback_pool *pool;
    ptrdiff_t participant;
} worker;

struct pullback_pool {
    _Alignas(128) pullback_parking finish; // its word: workers still at work
    atomic_bool caller_asleep;
    atomic_flag busy;
    bool ending;
    ptrdiff_t threads;
    ptrdiff_t parts;
    void (*body)(void *context, ptrdiff_t part);
    void *context;
    worker workers[];
};

static _Thread_local bool inside_run = false;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory"); // `yield` is a no-op on most cores
#endif
}

/// Waits until the word differs from `seen`. `asleep` tells the other side whether a wake-up is needed; with both
/// sides sequentially consistent, either the word's change is seen here or `asleep` is seen there.
static uint32_t await_change(pullback_parking *parking, atomic_bool *asleep, uint32_t seen) {
    for (int spin = 0; spin < SPINS; spin++) {
        uint32_t word = atomic_load_explicit(&parking->word, memory_order_acquire);
        if (word != seen) return word;
        pause_briefly();
    }
    atomic_store(asleep, true);
    uint32_t word;
    while ((word = atomic_load(&parking->word)) == seen) pullback_parking_wait(parking, seen);
    atomic_store(asleep, false);
    return word;
}

static void run_parts(const pullback_pool *pool, ptrdiff_t participant) {
    for (ptrdiff_t part = participant; part < pool->parts; part += pool->threads) pool->body(pool->context, part);
}

static void *work(void *argument) {
    worker *self = argument;
    pullback_pool *pool = self->pool;
    inside_run = true;
    uint32_t seen = 0;
    for (;;) {
        seen = await_change(&self->start, &self->asleep, seen);
        if (pool->ending) return NULL;
        run_parts(pool, self->participant);
        if (atomic_fetch_sub(&pool->finish.word, 1) == 1 && atomic_load(&pool->caller_asleep))
            pullback_parking_wake(&pool->finish);
    }
}

static void start(worker *each) {
    atomic_fetch_add(&each->start.word, 1);
    if (atomic_load(&each->asleep)) pullback_parking_wake(&each->start);
}

static void await_workers(pullback_pool *pool) {
    uint32_t left = atomic_load_explicit(&pool->finish.word, memory_order_acquire);
    while (left != 0) left = await_change(&pool->finish, &pool->caller_asleep, left);
}

static ptrdiff_t processors(void) {
#if defined(__linux__)
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? online : 1;
}

pullback_pool *pullback_pool_create(ptrdiff_t threads) {
    if (threads <= 0) threads = processors();
    void *memory = NULL;
    size_t bytes = sizeof(pullback_pool) + (size_t)(threads - 1) * sizeof(worker);
    if (posix_memalign(&memory, 128, bytes) != 0) return NULL;
    pullback_pool *pool = memory;
    *pool = (pullback_pool){.busy = ATOMIC_FLAG_INIT, .threads = 1};
    pullback_parking_create(&pool->finish);
    for (ptrdiff_t each = 0; each < threads - 1; each++) {
        worker *next = &pool->workers[each];
        *next = (worker){.pool = pool, .participant = each + 1};
        pullback_parking_create(&next->start);
        if (pthread_create(&next->thread, NULL, work, next) != 0) {
            pullback_parking_destroy(&next->start);
            break;
        }
        pool->threads++;
    }
    return pool;
}

void pullback_pool_destroy(pullback_pool *pool) {
    if (!pool) return;
    pool->ending = true;
    for (ptrdiff_t each = 0; each < pool->threads - 1; each++) start(&pool->workers[each]);
    for (ptrdiff_t each = 0; each < pool->threads - 1; each++) {
        pthread_join(pool->workers[each].thread, NULL);
        pullback_parking_destroy(&pool->workers[each].start);
    }
    pullback_parking_destroy(&pool->finish);
    free(pool);
}

ptrdiff_t pullback_pool_threads(const pullback_pool *pool) {
    return pool->threads;
}

void pullback_pool_run(pullback_pool *pool, ptrdiff_t parts, void (*body)(void *context, ptrdiff_t part),
                       void *context) {
    const bool alone = parts <= 1 || pool->threads == 1 || inside_run;
    if (alone || atomic_flag_test_and_set_explicit(&pool->busy, memory_order_acquire)) {
        for (ptrdiff_t part = 0; part < parts; part++) body(context, part);
        return;
    }
    // Only workers that have a part are woken; the others never look at these fields.
    const ptrdiff_t helpers = (parts < pool->threads ? parts : pool->threads) - 1;
    pool->parts = parts;
    pool->body = body;
    pool->context = context;
    atomic_store(&pool->finish.word, (uint32_t)helpers);
    for (ptrdiff_t each = 0; each < helpers; each++) start(&pool->workers[each]);
    inside_run = true;
    run_parts(pool, 0);
    inside_run = false;
    await_workers(pool);
    atomic_flag_clear_explicit(&pool->busy, memory_order_release);
}

static pullback_pool *shared;

static void create_shared(void) {
    const char *threads = getenv("PULLBACK_THREADS");
    shared = pullback_pool_create(threads ? strtol(threads, NULL, 10) : 0);
    if (!shared) abort();
}

pullback_pool *pullback_pool_shared(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, create_shared);
    return shared;
}

// A Swift closure as Swift hands it over: a function and what it captured.
typedef __attribute__((swiftcall)) void swift_body(ptrdiff_t part, __attribute__((swift_context)) void *captured);

typedef struct {
    swift_body *body;
    void *captured;
} swift_closure;

static void call_closure(void *context, ptrdiff_t part) {
    const swift_closure *closure = context;
    closure->body(part, closure->captured);
}

// Declared in Team.swift.
__attribute__((swiftcall)) void pullback_pool_run_closure(ptrdiff_t parts, swift_body *body, void *captured);

__attribute__((swiftcall)) void pullback_pool_run_closure(ptrdiff_t parts, swift_body *body, void *captured) {
    swift_closure closure = {body, captured};
    pullback_pool_run(pullback_pool_shared(), parts, call_closure, &closure);
}
