#include "kernels/reductions/select.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kFew = 40;      // elements that insertion sorts fastest
constexpr int64_t kMany = 4096;   // elements from which on wide digits pay
constexpr int64_t kFewRanks = 6;  // ranks that are looked for one by one

// Unsigned keys in the order of the elements.
static uint32_t key_of(float x) {
  uint32_t b;
  if (x == 0) x = 0;
  __builtin_memcpy(&b, &x, 4);
  return x != x ? ~0u : b >> 31 ? ~b : b | 1u << 31;
}
static uint64_t key_of(double x) {
  uint64_t b;
  if (x == 0) x = 0;
  __builtin_memcpy(&b, &x, 8);
  return x != x ? ~0ull : b >> 63 ? ~b : b | 1ull << 63;
}
static uint64_t key_of(int64_t x) { return static_cast<uint64_t>(x) ^ 1ull << 63; }
static uint32_t key_of(int32_t x) { return static_cast<uint32_t>(x) ^ 1u << 31; }
static uint32_t key_of(int16_t x) { return key_of(static_cast<int32_t>(x)); }
static uint32_t key_of(int8_t x) { return key_of(static_cast<int32_t>(x)); }
static uint32_t key_of(uint8_t x) { return x; }

// n keys and the places where they stood.
template <class K> struct Keys {
  K* key;
  uint32_t* at;
  void move(int64_t to, const Keys& from, int64_t i) const {
    key[to] = from.key[i];
    at[to] = from.at[i];
  }
};

// Two of them in scratch memory.
template <class K> static Keys<K> part(void* scratch, int64_t n, int which) {
  K* keys = static_cast<K*>(scratch);
  return {keys + which * n, reinterpret_cast<uint32_t*>(keys + 2 * n) + which * n};
}

template <class T, class K> static void read(int64_t n, const T* row, bool descending, Keys<K> to) {
  const K flip = descending ? ~static_cast<K>(0) : 0;
  for (int64_t i = 0; i < n; i++) to.key[i] = key_of(row[i]) ^ flip;
  for (int64_t i = 0; i < n; i++) to.at[i] = static_cast<uint32_t>(i);
}

template <class K> static void insertion_sort(int64_t n, Keys<K> a) {
  for (int64_t i = 1; i < n; i++) {
    const K key = a.key[i];
    const uint32_t at = a.at[i];
    int64_t j = i;
    for (; j > 0 && a.key[j - 1] > key; j--) a.move(j, a, j - 1);
    a.key[j] = key;
    a.at[j] = at;
  }
}

// Sorts a[0 .. n) digit by digit from the lowest, with b's memory; the result is in one of the two, which is returned.
template <class K> static Keys<K> sorted(int64_t n, Keys<K> a, Keys<K> b) {
  if (n <= kFew) return insertion_sort(n, a), a;
  constexpr int digits = sizeof(K);
  int64_t count[digits][256] = {};
  for (int64_t i = 0; i < n; i++)
    for (int d = 0; d < digits; d++) count[d][a.key[i] >> 8 * d & 255]++;
  for (int d = 0; d < digits; d++) {
    if (count[d][a.key[0] >> 8 * d & 255] == n) continue;  // all have this digit
    int64_t start[256];
    for (int64_t v = 0, sum = 0; v < 256; sum += count[d][v++]) start[v] = sum;
    for (int64_t i = 0; i < n; i++) b.move(start[a.key[i] >> 8 * d & 255]++, a, i);
    const Keys<K> swap = a;
    a = b;
    b = swap;
  }
  return a;
}

// The key of rank r among a[0 .. n) and where it stands. Digit by digit from the highest, those that share the digits
// so far with it go to b, in their order; at the end all that are left are equal.
template <class K> static void find(int64_t n, Keys<K> a, Keys<K> b, int64_t r, K* key, uint32_t* at) {
  const int width = n < kMany ? 8 : 11;
  for (int shift = 8 * static_cast<int>(sizeof(K)); n > kFew && shift > 0; a = b) {
    const int bits = shift < width ? shift : width;
    shift -= bits;
    const K mask = (static_cast<K>(1) << bits) - 1;
    int64_t count[2048];
    for (int64_t v = 0; v < 1 << bits; v++) count[v] = 0;
    for (int64_t i = 0; i < n; i++) count[a.key[i] >> shift & mask]++;
    K digit = 0;
    for (; r >= count[digit]; digit++) r -= count[digit];
    int64_t left = 0;
    for (int64_t i = 0; i < n; i++) {
      b.move(left, a, i);  // a slot further on if it stays, else overwritten
      left += (a.key[i] >> shift & mask) == digit;
    }
    n = left;
  }
  if (n <= kFew) {
    for (int64_t i = 0; i < n; i++) b.move(i, a, i);
    insertion_sort(n, b);
  }
  *key = b.key[r];
  *at = b.at[r];
}

template <class T, class K>
static void first_of(int64_t n, const T* row, int64_t k, bool descending, int64_t* places, void* scratch) {
  Keys<K> a = part<K>(scratch, n, 0), b = part<K>(scratch, n, 1);
  if (k <= 0) return;
  read(n, row, descending, a);
  if (k < n && n > kFew) {
    K last;
    uint32_t at;
    find(n, a, b, k - 1, &last, &at);
    int64_t kept = 0;
    for (int64_t i = 0; i < n && kept < k; i++)
      if (a.key[i] < last || (a.key[i] == last && a.at[i] <= at)) a.move(kept++, a, i);
    n = k;
  }
  const Keys<K> order = sorted(n, a, b);
  for (int64_t i = 0; i < k; i++) places[i] = order.at[i];
}

template <class T, class K>
static void ranks_of(int64_t n, const T* row, int64_t m, const int64_t* ranks, int64_t* places, void* scratch) {
  Keys<K> a = part<K>(scratch, n, 0), b = part<K>(scratch, n, 1);
  read(n, row, false, a);
  if (m <= kFewRanks && n > kFew) {
    for (int64_t i = 0; i < m; i++) {
      K key;
      uint32_t at;
      find(n, a, b, ranks[i], &key, &at);
      places[i] = at;
    }
    return;
  }
  const Keys<K> order = sorted(n, a, b);
  for (int64_t i = 0; i < m; i++) places[i] = order.at[ranks[i]];
}

#define RL_OF_TYPE(f, ...)                                                                          \
  switch (type) {                                                                                   \
    case kSelectF32: return f<float, uint32_t>(n, static_cast<const float*>(row), __VA_ARGS__);     \
    case kSelectF64: return f<double, uint64_t>(n, static_cast<const double*>(row), __VA_ARGS__);   \
    case kSelectI64: return f<int64_t, uint64_t>(n, static_cast<const int64_t*>(row), __VA_ARGS__); \
    case kSelectI32: return f<int32_t, uint32_t>(n, static_cast<const int32_t*>(row), __VA_ARGS__); \
    case kSelectI16: return f<int16_t, uint32_t>(n, static_cast<const int16_t*>(row), __VA_ARGS__); \
    case kSelectI8: return f<int8_t, uint32_t>(n, static_cast<const int8_t*>(row), __VA_ARGS__);    \
    case kSelectU8: return f<uint8_t, uint32_t>(n, static_cast<const uint8_t*>(row), __VA_ARGS__);  \
  }

static void first(int type, int64_t n, const void* row, int64_t k, bool descending, int64_t* places, void* scratch) {
  RL_OF_TYPE(first_of, k, descending, places, scratch)
}
static void ranks(int type, int64_t n, const void* row, int64_t m, const int64_t* of, int64_t* places, void* scratch) {
  RL_OF_TYPE(ranks_of, m, of, places, scratch)
}
#undef RL_OF_TYPE

}  // namespace

RL_DEFINE_KERNELS(SelectKernels, select) = {first, ranks};

}  // namespace RL_ISA
}  // namespace rl
