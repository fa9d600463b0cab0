// Takes paddings off under valgrind, to which every secret byte is uninitialised memory: it complains of each branch and
// each address that depends on one.
#include "pkcs1.h"
#include <string.h>
#include <valgrind/memcheck.h>

enum { modulus = 256, message = 16 };

static int take(uint8_t *em, uint64_t usable) {
    uint8_t synthetic[modulus], candidates[modulus], output[message];
    memset(synthetic, 0xA5, sizeof synthetic);
    memset(candidates, 0x5A, sizeof candidates);
    VALGRIND_MAKE_MEM_UNDEFINED(em, modulus);
    VALGRIND_MAKE_MEM_UNDEFINED(synthetic, sizeof synthetic);
    VALGRIND_MAKE_MEM_UNDEFINED(candidates, sizeof candidates);
    VALGRIND_MAKE_MEM_UNDEFINED(&usable, sizeof usable);

    revgate_pkcs1_take(em, synthetic, modulus, message, usable, output);
    size_t length = revgate_pkcs1_length(candidates, sizeof candidates, modulus - 10);
    length = revgate_pkcs1_move(em, synthetic, modulus, modulus - 11, length, usable);

    // What the caller is told.
    VALGRIND_MAKE_MEM_DEFINED(output, sizeof output);
    VALGRIND_MAKE_MEM_DEFINED(&length, sizeof length);
    VALGRIND_MAKE_MEM_DEFINED(em, modulus);
    return output[0] == 7 && length == message && em[0] == 7;
}

int main(void) {
    uint8_t em[modulus];
    for (int fault = 0; fault < 5; fault++) {
        memset(em, 7, sizeof em);
        em[0] = fault == 1;
        em[1] = fault == 2 ? 1 : 2;
        em[modulus - message - 1] = fault == 3;
        if (fault == 4) em[9] = 0;
        if (take(em, ~(uint64_t)0) != (fault == 0)) return 1;
    }
    memset(em, 7, sizeof em);
    em[0] = 0;
    em[1] = 2;
    em[modulus - message - 1] = 0;
    return take(em, 0);
}
