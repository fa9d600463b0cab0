#pragma once
// What libcrypto frees is zeroed first: its decoders leave copies of private keys behind (seen with 3.0: 8 to 20 copies of
// the DER for each key that is read). In C, since the functions are handed to libcrypto as addresses.
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static inline void *revgate_wiping_malloc(size_t count, const char *file, int line) {
    (void)file, (void)line;
    return count == 0 ? NULL : malloc(count);
}

static inline void revgate_wiping_free(void *memory, const char *file, int line) {
    (void)file, (void)line;
    if (memory == NULL) return;
    OPENSSL_cleanse(memory, malloc_usable_size(memory));
    free(memory);
}

static inline void *revgate_wiping_realloc(void *memory, size_t count, const char *file, int line) {
    if (count == 0) {
        revgate_wiping_free(memory, file, line);
        return NULL;
    }
    void *moved = malloc(count);
    if (moved == NULL || memory == NULL) return moved;
    size_t held = malloc_usable_size(memory);
    memcpy(moved, memory, held < count ? held : count);
    revgate_wiping_free(memory, file, line);
    return moved;
}

/// Returns 0, and changes nothing, when libcrypto has allocated before.
static inline int revgate_wipe_what_is_freed(void) {
    return CRYPTO_set_mem_functions(revgate_wiping_malloc, revgate_wiping_realloc, revgate_wiping_free);
}
