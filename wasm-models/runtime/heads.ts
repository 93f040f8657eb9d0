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

/** Four rows side by side, as long as there are four: within one row each addition waits for the one before, and their order decides the last digits. */
export function applied({ weight, bias }: Linear, x: Float32Array): Float32Array {
  const width = x.length;
  const result = Float32Array.from(bias);
  const inFours = bias.length - (bias.length % 4);
  for (let row = 0; row < inFours; row += 4) {
    let a = bias[row] ?? 0;
    let b = bias[row + 1] ?? 0;
    let c = bias[row + 2] ?? 0;
    let d = bias[row + 3] ?? 0;
    for (let n = 0, at = row * width; n < width; n++, at++) {
      const value = x[n] ?? 0;
      a += (weight[at] ?? 0) * value;
      b += (weight[at + width] ?? 0) * value;
      c += (weight[at + 2 * width] ?? 0) * value;
      d += (weight[at + 3 * width] ?? 0) * value;
    }
    result[row] = a;
    result[row + 1] = b;
    result[row + 2] = c;
    result[row + 3] = d;
  }
  for (let row = inFours; row < bias.length; row++) {
    let sum = bias[row] ?? 0;
    for (let n = 0, at = row * width; n < width; n++, at++) sum += (weight[at] ?? 0) * (x[n] ?? 0);
    result[row] = sum;
  }
  return result;
}

export function unit(vector: Float32Array): Float32Array {
  const length = Math.max(Math.hypot(...vector), 1e-9);
  return vector.map((value) => value / length);
}
