/** How well the threshold of a tenant's own intent tells its examples from those of the other intents: the answer of `GET /v1/intent-thresholds/{name}`. */
import { z } from "zod";

const share = z.number().min(0).max(1);

export const thresholdPointSchema = z.object({
  /** likeness a message must reach */
  threshold: share,
  /** of all examples that reach it, the share that is this intent's; null = none reaches it, or there is no other intent to be mistaken for */
  precision: share.nullable(),
  /** of this intent's examples, the share that reaches it while the example itself is left out */
  recall: share,
});
export type ThresholdPoint = z.infer<typeof thresholdPointSchema>;

export const intentThresholdSchema = z.object({
  name: z.string(),
  threshold: share,
  suggestedThreshold: share,
  /** this intent's examples */
  examples: z.number().int(),
  /** examples of the tenant's other intents they were measured against */
  others: z.number().int(),
  /** fewer examples than this say too little: `points` is empty */
  needed: z.number().int(),
  /** from threshold 0 to 1 in steps of 0.01 */
  points: z.array(thresholdPointSchema),
  /** what the examples were taken for when they were saved: intents, and the share of the examples, most first */
  confusedWith: z.array(z.object({ name: z.string(), share })),
});
export type IntentThreshold = z.infer<typeof intentThresholdSchema>;
