/** Reading what the outside answers, never more than is wanted. */

import { boundedBytes } from "../resilience/bounded-bytes.ts";

const FILES = /^(image|audio|video)\/|^application\/(octet-stream|pdf|zip|vnd\.|msword)/i;

/** A file, as opposed to the platform's words about it. */
export const isFileAnswer = (response: Response): boolean => response.ok && FILES.test(response.headers.get("content-type") ?? "");

/** Throws RangeError when there is more than `most` bytes. */
export async function readBounded(response: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(response.headers.get("content-length") ?? 0) > most) throw new RangeError(`more than ${most} bytes`);
  const whole = await boundedBytes(response.body, most);
  if (!whole) throw new RangeError(`more than ${most} bytes`);
  return whole;
}
