/** Where a request comes from, for limits on doors without a key. Only the platform's own header is believed. */
import type { HttpContext } from "./context.ts";

export const networkOf = (c: HttpContext): string => c.req.header("cf-connecting-ip") ?? "local";
