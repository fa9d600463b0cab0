#pragma once
// Swift cannot call function-like macros; each wrapper here says which macro it stands for.
#include <zlib.h>

/// `inflateInit2`.
static inline int revgate_inflateInit2(z_streamp stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

/// `deflateInit2`.
static inline int revgate_deflateInit2(z_streamp stream, int level, int method, int window_bits, int memory_level,
                                       int strategy) {
    return deflateInit2(stream, level, method, window_bits, memory_level, strategy);
}
