/** A line of the OpenAPI document. */
import type { z } from "zod";

/** method, path, what it does, the body's schema, the answer's schema */
export type DescribedRoute = readonly ["get" | "post" | "put" | "patch" | "delete", string, string, z.ZodType?, z.ZodType?];
