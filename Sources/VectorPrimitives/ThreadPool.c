#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "ThreadPool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "Parking.h"

// A few tens of microseconds: longer than the serial piece between two runs of a training step, shorter than anything
// a person or a battery would notice.
#define SPINS 2000

// What fits into the words that parts are taken from.
#define PARTS_MAXIMUM 65535

// On cache lines of their own (two: processors fetch them in pairs).
typedef struct {
    _Alignas(128) pullback_parking start; // its word counts this worker's runs
    atomic_bool asleep;
    pthread_t handle;
    pullback_pool *pool;
    ptrdiff_t thread; // its number, from 1
} worker;

// Parts that nobody has taken yet, `first` ..< `end` of the run that they belong to, in one word, so that who takes one
// and who steals one agree, and a worker that comes late to one run takes none of the next.
typedef struct {
    _Alignas(128) _Atomic uint64_t word;
} stretch;

typedef struct {
    uint32_t run;
    uint16_t first, end;
} parts_left;

struct pullback_pool {
    _Alignas(128) pullback_parking finish; // its word: parts not done yet
    atomic_bool caller_asleep;
    atomic_flag busy;
    atomic_bool ending;
    ptrdiff_t threads;
    _Alignas(128) _Atomic uint64_t announced; // the run, and how many threads take part in it
    // Read by who has taken a part, and so knows that the run is under way.
    pullback_part *body;
    void *context;
    stretch *stretches; // for each thread, those that it begins with
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

static inline parts_left unpacked(uint64_t word) {
    return (parts_left){.run = (uint32_t)(word >> 32), .first = (uint16_t)(word >> 16), .end = (uint16_t)word};
}

static inline uint64_t packed(parts_left left) {
    return (uint64_t)left.run << 32 | (uint64_t)left.first << 16 | left.end;
}

/// Takes the first part of a stretch, or the last one where it belongs to another thread; −1 when none is left.
static ptrdiff_t take(stretch *from, uint32_t run, bool is_own) {
    uint64_t word = atomic_load_explicit(&from->word, memory_order_acquire);
    for (;;) {
        parts_left left = unpacked(word);
        if (left.run != run || left.first == left.end) return -1;
        const ptrdiff_t part = is_own ? left.first++ : --left.end;
        if (atomic_compare_exchange_weak_explicit(&from->word, &word, packed(left), memory_order_acq_rel,
                                                  memory_order_acquire))
            return part;
    }
}

/// Does the parts that this thread begins with, then what is left of the others'.
static void run_parts(pullback_pool *pool, ptrdiff_t thread) {
    const uint64_t announced = atomic_load_explicit(&pool->announced, memory_order_acquire);
    const uint32_t run = (uint32_t)(announced >> 32);
    const ptrdiff_t threads = (uint32_t)announced;
    if (thread >= threads) return; // woken for a run that is over
    uint32_t done = 0;
    for (ptrdiff_t each = 0; each < threads; each++) {
        stretch *from = &pool->stretches[(thread + each) % threads];
        ptrdiff_t part;
        while ((part = take(from, run, each == 0)) >= 0) {
            pool->body(pool->context, part, thread);
            done++;
        }
    }
    if (done > 0 && atomic_fetch_sub(&pool->finish.word, done) == done && atomic_load(&pool->caller_asleep))
        pullback_parking_wake(&pool->finish);
}

static void *work(void *argument) {
    worker *self = argument;
    pullback_pool *pool = self->pool;
    inside_run = true;
    uint32_t seen = 0;
    for (;;) {
        seen = await_change(&self->start, &self->asleep, seen);
        if (pool->ending) return NULL;
        run_parts(pool, self->thread);
    }
}

static void start(worker *each) {
    atomic_fetch_add(&each->start.word, 1);
    if (atomic_load(&each->asleep)) pullback_parking_wake(&each->start);
}

static void await_parts(pullback_pool *pool) {
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
    if (threads > PARTS_MAXIMUM) threads = PARTS_MAXIMUM;
    void *memory = NULL;
    const size_t workers = (size_t)(threads - 1) * sizeof(worker);
    if (posix_memalign(&memory, 128, sizeof(pullback_pool) + workers + (size_t)threads * sizeof(stretch)) != 0)
        return NULL;
    pullback_pool *pool = memory;
    *pool = (pullback_pool){.busy = ATOMIC_FLAG_INIT, .threads = 1};
    pool->stretches = (stretch *)((char *)pool->workers + workers);
    for (ptrdiff_t each = 0; each < threads; each++) atomic_init(&pool->stretches[each].word, 0);
    pullback_parking_create(&pool->finish);
    for (ptrdiff_t each = 0; each < threads - 1; each++) {
        worker *next = &pool->workers[each];
        *next = (worker){.pool = pool, .thread = each + 1};
        pullback_parking_create(&next->start);
        if (pthread_create(&next->handle, NULL, work, next) != 0) {
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
        pthread_join(pool->workers[each].handle, NULL);
        pullback_parking_destroy(&pool->workers[each].start);
    }
    pullback_parking_destroy(&pool->finish);
    free(pool);
}

ptrdiff_t pullback_pool_threads(const pullback_pool *pool) {
    return pool->threads;
}

static void announce(pullback_pool *pool, ptrdiff_t parts, ptrdiff_t threads) {
    const uint32_t run = (uint32_t)(atomic_load_explicit(&pool->announced, memory_order_relaxed) >> 32) + 1;
    atomic_store_explicit(&pool->announced, (uint64_t)run << 32 | (uint64_t)threads, memory_order_release);
    for (ptrdiff_t each = 0; each < threads; each++) {
        const parts_left left = {.run = run, .first = (uint16_t)(parts * each / threads),
                                 .end = (uint16_t)(parts * (each + 1) / threads)};
        atomic_store_explicit(&pool->stretches[each].word, packed(left), memory_order_release);
    }
}

void pullback_pool_run(pullback_pool *pool, ptrdiff_t parts, ptrdiff_t threads, pullback_part *body, void *context) {
    if (threads > parts) threads = parts;
    if (threads > pool->threads) threads = pool->threads;
    const bool alone = threads <= 1 || parts > PARTS_MAXIMUM || inside_run;
    if (alone || atomic_flag_test_and_set_explicit(&pool->busy, memory_order_acquire)) {
        for (ptrdiff_t part = 0; part < parts; part++) body(context, part, 0);
        return;
    }
    pool->body = body;
    pool->context = context;
    atomic_store(&pool->finish.word, (uint32_t)parts);
    announce(pool, parts, threads);
    for (ptrdiff_t each = 0; each < threads - 1; each++) start(&pool->workers[each]);
    inside_run = true;
    run_parts(pool, 0);
    inside_run = false;
    await_parts(pool);
    atomic_flag_clear_explicit(&pool->busy, memory_order_release);
}

static pullback_pool *shared;

/// The threads that the environment asks for, 0 where it asks for none.
static ptrdiff_t threads_wanted(void) {
    const char *wanted = getenv("PULLBACK_THREADS");
    if (!wanted || !*wanted) return 0;
    char *end;
    const long threads = strtol(wanted, &end, 10);
    if (*end == '\0' && threads >= 1) return threads;
    fprintf(stderr, "warning: PULLBACK_THREADS is \"%s\", which is no number of threads; all processors are used\n", wanted);
    return 0;
}

static void create_shared(void) {
    shared = pullback_pool_create(threads_wanted());
    if (!shared) abort();
}

pullback_pool *pullback_pool_shared(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, create_shared);
    return shared;
}

// A Swift closure as Swift hands it over: a function and what it captured.
typedef __attribute__((swiftcall)) void swift_body(ptrdiff_t part, ptrdiff_t thread,
                                                   __attribute__((swift_context)) void *captured);

typedef struct {
    swift_body *body;
    void *captured;
} swift_closure;

static void call_closure(void *context, ptrdiff_t part, ptrdiff_t thread) {
    const swift_closure *closure = context;
    closure->body(part, thread, closure->captured);
}

// Declared in Team.swift.
__attribute__((swiftcall)) void pullback_pool_run_closure(ptrdiff_t parts, ptrdiff_t threads, swift_body *body,
                                                          void *captured);

__attribute__((swiftcall)) void pullback_pool_run_closure(ptrdiff_t parts, ptrdiff_t threads, swift_body *body,
                                                          void *captured) {
    swift_closure closure = {body, captured};
    pullback_pool_run(pullback_pool_shared(), parts, threads, call_closure, &closure);
}
