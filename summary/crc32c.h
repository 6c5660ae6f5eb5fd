/* CRC-32C (Castagnoli, reflected polynomial 0x82F63B78; RFC 3720 appendix B.4), with the processor's own
   instruction where it has one and eight table look-ups at a time where it has none. */
#ifndef SUMMARY_CRC32C_H
#define SUMMARY_CRC32C_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <nmmintrin.h>
#define SUMMARY_CRC32C_X86 1
#elif defined(__aarch64__) && defined(__linux__) && (defined(__GNUC__) || defined(__clang__))
#include <arm_acle.h>
#include <sys/auxv.h>
#define SUMMARY_CRC32C_ARM 1
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#define SUMMARY_CRC32C_ARM 1
#endif

static uint32_t crc32c_table[8][256];

static void crc32c_fill_table(void) {
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        crc32c_table[0][n] = crc;
    }
    for (uint32_t n = 0; n < 256; n++)
        for (int k = 1; k < 8; k++)
            crc32c_table[k][n] = (crc32c_table[k - 1][n] >> 8) ^ crc32c_table[0][crc32c_table[k - 1][n] & 0xff];
}

static uint32_t crc32c_software(uint32_t crc, const unsigned char *p, size_t n) {
    for (; n >= 8; p += 8, n -= 8) {
        uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
        crc = crc32c_table[7][low & 0xff] ^ crc32c_table[6][low >> 8 & 0xff] ^ crc32c_table[5][low >> 16 & 0xff] ^
              crc32c_table[4][low >> 24] ^ crc32c_table[3][p[4]] ^ crc32c_table[2][p[5]] ^ crc32c_table[1][p[6]] ^
              crc32c_table[0][p[7]];
    }
    for (; n; p++, n--) crc = (crc >> 8) ^ crc32c_table[0][(crc ^ *p) & 0xff];
    return crc;
}

#if defined(SUMMARY_CRC32C_X86)
__attribute__((target("sse4.2"))) static uint32_t crc32c_hardware(uint32_t crc, const unsigned char *p, size_t n) {
    uint64_t wide = crc, word;
    uint32_t half;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&word, p, 8);
        wide = _mm_crc32_u64(wide, word);
    }
    crc = (uint32_t)wide;
    if (n & 4) {
        memcpy(&half, p, 4);
        crc = _mm_crc32_u32(crc, half);
        p += 4;
    }
    for (n &= 3; n; p++, n--) crc = _mm_crc32_u8(crc, *p);
    return crc;
}
static int crc32c_has_hardware(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(SUMMARY_CRC32C_ARM)
#if defined(__linux__)
__attribute__((target("+crc")))
#endif
static uint32_t crc32c_hardware(uint32_t crc, const unsigned char *p, size_t n) {
    uint64_t word;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&word, p, 8);
        crc = __crc32cd(crc, word);
    }
    for (; n; p++, n--) crc = __crc32cb(crc, *p);
    return crc;
}
static int crc32c_has_hardware(void) {
#if defined(__linux__)
    return (getauxval(AT_HWCAP) & (1 << 7)) != 0; /* HWCAP_CRC32 */
#else
    return 1;
#endif
}
#else
static uint32_t crc32c_hardware(uint32_t crc, const unsigned char *p, size_t n) { return crc32c_software(crc, p, n); }
static int crc32c_has_hardware(void) { return 0; }
#endif

static int crc32c_use_hardware = 0;

/* Runs when a module that includes this is loaded. */
__attribute__((constructor)) static void crc32c_prepare(void) {
    crc32c_fill_table();
    crc32c_use_hardware = crc32c_has_hardware();
}

/* TensorFlow's mask: a CRC of data that holds CRCs would be weak (tensorflow/core/lib/hash/crc32c.h). */
static inline uint32_t crc32c_mask(uint32_t crc) { return (crc >> 15 | crc << 17) + 0xA282EAD8u; }

/* The register after n more bytes; it begins as ~0, and its complement is the CRC. */
static inline uint32_t crc32c_more(uint32_t crc, const unsigned char *p, size_t n) {
    return crc32c_use_hardware ? crc32c_hardware(crc, p, n) : crc32c_software(crc, p, n);
}

static inline uint32_t masked_crc(const unsigned char *p, size_t n) { return crc32c_mask(~crc32c_more(~0u, p, n)); }

/* The table's answer whatever the processor can do, so that a test can hold the two against each other. */
static inline uint32_t masked_crc_by_table(const unsigned char *p, size_t n) {
    return crc32c_mask(~crc32c_software(~0u, p, n));
}

/* Little-endian numbers at any address: compilers make one load of each. */
static inline unsigned int load_u32(const unsigned char *p) {
    return (unsigned int)p[0] | (unsigned int)p[1] << 8 | (unsigned int)p[2] << 16 | (unsigned int)p[3] << 24;
}

static inline unsigned long long load_u64(const unsigned char *p) {
    return load_u32(p) | (unsigned long long)load_u32(p + 4) << 32;
}

#endif
