/** A stream read whole, as long as it is no longer than wanted. A stated length may be missing or a lie: what comes is counted. */

/** Null = there is more than `most` bytes; no more than that is held. */
export async function boundedBytes(stream: ReadableStream<Uint8Array> | null, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (stream ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > most) return null;
    pieces.push(piece);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
