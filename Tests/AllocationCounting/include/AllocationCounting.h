// Counts what a thread allocates, by standing in the C library's place. Linux with glibc only.
#ifndef PULLBACK_ALLOCATION_COUNTING_H
#define PULLBACK_ALLOCATION_COUNTING_H

/// The blocks of memory that this thread has asked for so far, or −1 where they cannot be counted.
long allocations_of_this_thread(void);

#endif
