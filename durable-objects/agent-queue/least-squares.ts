/** Recursive least squares with forgetting (Plackett 1950; exponential forgetting as in Ljung, System Identification, 11.2). Pure; the state is plain JSON. */

export interface Fit {
  weights: number[];
  /** Inverse information, row by row: how unsure the weights still are. */
  spread: number[];
}

/** Begins at `weights`, each believed as if from `1/unsure` observations of unit size. */
export function newFit(weights: readonly number[], unsure: number): Fit {
  const size = weights.length;
  const spread = Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? unsure : 0));
  return { weights: [...weights], spread };
}

export const predict = (fit: Fit, inputs: readonly number[]): number => fit.weights.reduce((sum, weight, at) => sum + weight * (inputs[at] ?? 0), 0);

/** One more observation; `forgetting` in (0, 1]: an observation n steps old counts forgetting^n. Spread above `mostUnsure` is cut, or quiet weeks would blow it up. */
export function learn(fit: Fit, inputs: readonly number[], value: number, forgetting: number, mostUnsure: number): Fit {
  const size = fit.weights.length;
  const at = (row: number, column: number): number => fit.spread[row * size + column] ?? 0;
  const gains = inputs.map((_, row) => inputs.reduce((sum, input, column) => sum + at(row, column) * input, 0));
  const scale = forgetting + inputs.reduce((sum, input, row) => sum + input * (gains[row] ?? 0), 0);
  const error = value - predict(fit, inputs);
  const weights = fit.weights.map((weight, row) => weight + ((gains[row] ?? 0) / scale) * error);
  const spread = fit.spread.map((old, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size];
    return (old - ((gains[row] ?? 0) * (gains[column] ?? 0)) / scale) / forgetting;
  });
  const trace = inputs.reduce((sum, _, row) => sum + (spread[row * (size + 1)] ?? 0), 0);
  const cut = Math.min(1, (mostUnsure * size) / Math.max(trace, Number.EPSILON));
  return { weights, spread: spread.map((one) => one * cut) };
}
