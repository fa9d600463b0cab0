// Preloaded into a gateway under valgrind, which writes into the mask that sigsuspend is given. libdispatch's lies in
// read-only memory, where that write ends valgrind: so it is given a copy.
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return (int)syscall(SYS_rt_sigsuspend, &copy, _NSIG / 8);
}
