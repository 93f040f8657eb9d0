/** Kernel ridge regression: which of several classes a text belongs to, learnt from all examples at once. Pure. */

/** Added to the diagonal: how much single examples are trusted. Measured with training/few_shot.py. */
const SOFTNESS = 0.05;

/** What each example says for each class: `likeness(a, b)` is a kernel (symmetric, about 1 for a text and itself). Row by example, column by class. */
export function fitRidge(classOf: readonly number[], classes: number, likeness: (a: number, b: number) => number): Float64Array {
  const size = classOf.length;
  const root = cholesky(size, (a, b) => likeness(a, b) + (a === b ? SOFTNESS : 0));
  const weights = new Float64Array(size * classes);
  const column = new Float64Array(size);
  for (let target = 0; target < classes; target++) {
    for (let row = 0; row < size; row++) column[row] = classOf[row] === target ? 1 : 0;
    solve(root, size, column);
    for (let row = 0; row < size; row++) weights[row * classes + target] = column[row] ?? 0;
  }
  return weights;
}

/** Lower triangle of a matrix that is symmetric and positive, row by row. A pivot that rounding has made too small counts as small. */
function cholesky(size: number, entry: (a: number, b: number) => number): Float64Array {
  const root = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = entry(a, b);
      for (let n = 0; n < b; n++) sum -= (root[a * size + n] ?? 0) * (root[b * size + n] ?? 0);
      root[a * size + b] = a === b ? Math.sqrt(Math.max(sum, 1e-6)) : sum / (root[b * size + b] ?? 1);
    }
  }
  return root;
}

/** In place: forwards, then backwards. */
function solve(root: Float64Array, size: number, x: Float64Array): void {
  for (let a = 0; a < size; a++) {
    let sum = x[a] ?? 0;
    for (let n = 0; n < a; n++) sum -= (root[a * size + n] ?? 0) * (x[n] ?? 0);
    x[a] = sum / (root[a * size + a] ?? 1);
  }
  for (let a = size - 1; a >= 0; a--) {
    let sum = x[a] ?? 0;
    for (let n = a + 1; n < size; n++) sum -= (root[n * size + a] ?? 0) * (x[n] ?? 0);
    x[a] = sum / (root[a * size + a] ?? 1);
  }
}
