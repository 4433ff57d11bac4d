// Sleeping until a 32-bit word changes: a futex on Linux, a mutex and a condition elsewhere.
#ifndef PULLBACK_PARKING_H
#define PULLBACK_PARKING_H

#include <stdatomic.h>
#include <stdint.h>

#if defined(__linux__)

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
    _Atomic uint32_t word;
} pullback_parking;

static inline void pullback_parking_create(pullback_parking *parking) {
    atomic_init(&parking->word, 0);
}

static inline void pullback_parking_destroy(pullback_parking *parking) {
    (void)parking;
}

/// Returns at once when the word is not `seen`; may return early without reason.
static inline void pullback_parking_wait(pullback_parking *parking, uint32_t seen) {
    syscall(SYS_futex, &parking->word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
}

/// Called after the word has been changed.
static inline void pullback_parking_wake(pullback_parking *parking) {
    syscall(SYS_futex, &parking->word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

#else

#include <pthread.h>

typedef struct {
    _Atomic uint32_t word;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} pullback_parking;

static inline void pullback_parking_create(pullback_parking *parking) {
    atomic_init(&parking->word, 0);
    pthread_mutex_init(&parking->mutex, NULL);
    pthread_cond_init(&parking->changed, NULL);
}

static inline void pullback_parking_destroy(pullback_parking *parking) {
    pthread_cond_destroy(&parking->changed);
    pthread_mutex_destroy(&parking->mutex);
}

static inline void pullback_parking_wait(pullback_parking *parking, uint32_t seen) {
    pthread_mutex_lock(&parking->mutex);
    while (atomic_load(&parking->word) == seen) pthread_cond_wait(&parking->changed, &parking->mutex);
    pthread_mutex_unlock(&parking->mutex);
}

static inline void pullback_parking_wake(pullback_parking *parking) {
    // Taking the mutex orders this after a waiter's look at the word, or before it.
    pthread_mutex_lock(&parking->mutex);
    pthread_mutex_unlock(&parking->mutex);
    pthread_cond_broadcast(&parking->changed);
}

#endif

#endif
