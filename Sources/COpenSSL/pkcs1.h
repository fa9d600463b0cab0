#pragma once
// The padding of RSAES-PKCS1-v1_5 (RFC 8017 § 7.2.2) taken off in constant time. In C and not in Swift, because only
// here can a value be hidden from the optimiser (an empty `asm` that claims to change it): without that it may see that
// a mask has two values and branch on it. No branch and no address below depends on a byte of `em` but where it is said.
#include <stddef.h>
#include <stdint.h>

/// All bits when `value` is 0, none otherwise.
static inline uint64_t revgate_mask_zero(uint64_t value) {
    uint64_t mask = 0 - ((~value & (value - 1)) >> 63);
    __asm__("" : "+r"(mask));
    return mask;
}

/// All bits when `left` < `right`, both under 2^63.
static inline uint64_t revgate_mask_less(uint64_t left, uint64_t right) {
    uint64_t mask = 0 - ((left - right) >> 63);
    __asm__("" : "+r"(mask));
    return mask;
}

static inline uint64_t revgate_select(uint64_t mask, uint64_t yes, uint64_t no) {
    return (mask & yes) | (~mask & no);
}

/// Writes the last `length` bytes of `em` to `output` when `em` is a padded message of exactly that length and
/// `usable` is all ones, and otherwise the last `length` bytes of `synthetic`.
///
/// `em` and `synthetic` have `count` bytes, and `length` + 11 ≤ `count`. Only the numbers may leak.
static inline void revgate_pkcs1_take(const uint8_t *em, const uint8_t *synthetic, size_t count, size_t length,
                                      uint64_t usable, uint8_t *output) {
    size_t separator = count - length - 1;
    uint64_t good = usable & revgate_mask_zero(em[0]) & revgate_mask_zero(em[1] ^ 2u);
    for (size_t index = 2; index < separator; index++) {
        good &= ~revgate_mask_zero(em[index]);
    }
    good &= revgate_mask_zero(em[separator]);
    for (size_t index = 0; index < length; index++) {
        size_t from = count - length + index;
        output[index] = (uint8_t)revgate_select(good, em[from], synthetic[from]);
    }
}

/// Moves to the front of `em` the message that is padded in it, when it has at most `maximum` bytes and `usable` is all
/// ones, and otherwise the last `synthetic_length` bytes of `synthetic`; gives the length of what stands in front.
///
/// `em` and `synthetic` have `count` bytes, under 2^16. The length is not hidden from who sees the answer, but
/// which of the two it is stays so.
static inline size_t revgate_pkcs1_move(uint8_t *em, const uint8_t *synthetic, size_t count, size_t maximum,
                                        size_t synthetic_length, uint64_t usable) {
    uint64_t good = usable & revgate_mask_zero(em[0]) & revgate_mask_zero(em[1] ^ 2u);
    uint64_t found = 0;
    uint64_t separator = 0;
    for (size_t index = 2; index < count; index++) {
        uint64_t zero = revgate_mask_zero(em[index]);
        separator = revgate_select(zero & ~found, index, separator);
        found |= zero;
    }
    // Without any separator it is 0, so that this fails as well: at least 8 bytes of padding stand before it.
    good &= ~revgate_mask_less(separator, 10);
    uint64_t length = count - separator - 1;
    good &= ~revgate_mask_less(maximum, length);
    length = revgate_select(good, length, synthetic_length);

    for (size_t index = 0; index < count; index++) {
        em[index] = (uint8_t)revgate_select(good, em[index], synthetic[index]);
    }
    // Every bit of the offset moves the whole string or leaves it: the addresses are the same for every offset.
    uint64_t offset = count - length;
    for (size_t step = 1; step < count; step <<= 1) {
        uint64_t moves = ~revgate_mask_zero(offset & step);
        for (size_t index = 0; index + step < count; index++) {
            em[index] = (uint8_t)revgate_select(moves, em[index + step], em[index]);
        }
    }
    return (size_t)length;
}

/// The length of a synthetic message: the last of the 16-bit `candidates` that is under `bound` once it is cut to as
/// many bits as `bound` has, or 0. `bound` is public, the candidates are secret.
static inline size_t revgate_pkcs1_length(const uint8_t *candidates, size_t count, size_t bound) {
    uint64_t bits = bound;
    bits |= bits >> 1;
    bits |= bits >> 2;
    bits |= bits >> 4;
    bits |= bits >> 8;
    uint64_t length = 0;
    for (size_t index = 0; index + 1 < count; index += 2) {
        uint64_t candidate = (((uint64_t)candidates[index] << 8) | candidates[index + 1]) & bits;
        length = revgate_select(revgate_mask_less(candidate, bound), candidate, length);
    }
    return (size_t)length;
}
