/** Reading what the outside answers, never more than is wanted. */

const FILES = /^(image|audio|video)\/|^application\/(octet-stream|pdf|zip|vnd\.|msword)/i;

/** A file, as opposed to the platform's words about it. */
export const isFileAnswer = (response: Response): boolean => response.ok && FILES.test(response.headers.get("content-type") ?? "");

/** Throws RangeError when there is more than `most` bytes. */
export async function readBounded(response: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(response.headers.get("content-length") ?? 0) > most) throw new RangeError(`more than ${most} bytes`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (response.body) {
    for await (const piece of response.body as ReadableStream<Uint8Array>) {
      size += piece.length;
      if (size > most) throw new RangeError(`more than ${most} bytes`);
      pieces.push(piece);
    }
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
