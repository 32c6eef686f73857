// The time loop of one direction of one recurrent layer, forwards and back. T steps; N sequences, of which step t has
// the first sizes[t] (never more than the step before); rows packed by steps; H cells, P numbers of the hidden state, G
// gates.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

template <class T> struct Recurrence {
  int64_t steps, batch, cells, out;  // T, N, H, P
  const int64_t *sizes, *starts;     // per step: how many rows, and which is the first
  bool reverse, relu;                // from the last step to the first; relu instead of tanh (plain layers)
  const T *w, *b, *wr;               // (G H, P), (G H,) or null, (P, H) or null
  T *turned, *turned_r, *part;       // room: w and wr transposed; forwards (N, G H), backwards with wr (N, H)
  const T *x, *h0, *c0;              // (rows, G H), (N, P), (N, H)
  T *y, *h, *c;                      // (rows, P); states that move along: at the end they are the last ones
  T *gates, *cell, *raw;             // (rows, G H; 4 H in a gated unit), (rows, H), (rows, H): what the gradient needs
  const T* gy;                       // (rows, P)
  T *gh, *gc;                        // gradients of the states, moving back
  T *gx, *gpart, *gs, *before;       // (rows, G H) twice, (rows, P) twice
};

template <class T> struct RecurrentFunctions {
  void (*lstm)(const Recurrence<T>&);       // x h c w wr -> y h c gates cell raw
  void (*lstm_back)(const Recurrence<T>&);  // gy gh gc y h0 gates cell c0 w wr -> gx gh gc gs before
  void (*gru)(const Recurrence<T>&);        // x h w b -> y h gates
  void (*gru_back)(const Recurrence<T>&);   // gy gh y h0 gates w -> gx gpart gh before
  void (*rnn)(const Recurrence<T>&);        // x h w -> y h
  void (*rnn_back)(const Recurrence<T>&);   // gy gh y h0 w -> gx gh before
};
struct RecurrentKernels {
  RecurrentFunctions<float> f32;
  RecurrentFunctions<double> f64;
};
RL_DECLARE_KERNELS(RecurrentKernels, recurrent)

}  // namespace rl
