/** What stands on the encoder: pooling, intent logits, the embedding. Mirrors training/kefu_train/artefact.py. Pure. */

/** Encoder output, [length][hidden] each. */
export interface EncoderOutput {
  hidden: Float32Array;
  embedded: Float32Array;
}

/** Mean and maximum of hidden states and mean of input embeddings over the chosen places; zeros when none is chosen. */
export function pooled(output: EncoderOutput, width: number, chosen: (at: number) => boolean): Float32Array {
  const sum = new Float32Array(3 * width);
  let count = 0;
  for (let at = 0; at * width < output.hidden.length; at++) {
    if (!chosen(at)) continue;
    for (let n = 0; n < width; n++) {
      const state = output.hidden[at * width + n] ?? 0;
      sum[n] = (sum[n] ?? 0) + state;
      sum[width + n] = count === 0 ? state : Math.max(sum[width + n] ?? 0, state);
      sum[2 * width + n] = (sum[2 * width + n] ?? 0) + (output.embedded[at * width + n] ?? 0);
    }
    count += 1;
  }
  if (count > 1) {
    for (let n = 0; n < width; n++) {
      sum[n] = (sum[n] ?? 0) / count;
      sum[2 * width + n] = (sum[2 * width + n] ?? 0) / count;
    }
  }
  return sum;
}

export interface Linear {
  /** [out][in] */
  weight: Float32Array;
  bias: Float32Array;
}

export function applied(linear: Linear, x: Float32Array): Float32Array {
  return linear.bias.map((bias, row) => {
    let sum = bias;
    const start = row * x.length;
    for (let n = 0; n < x.length; n++) sum += (linear.weight[start + n] ?? 0) * (x[n] ?? 0);
    return sum;
  });
}

export function unit(vector: Float32Array): Float32Array {
  const length = Math.max(Math.hypot(...vector), 1e-9);
  return vector.map((value) => value / length);
}
