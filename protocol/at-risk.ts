/** Answer of GET /v1/teams/:id/at-risk: the schema is in the OpenAPI document, and the console reads by its type. Times are epoch ms. */
import { z } from "zod";

export const atRiskSchema = z.object({
  at: z.number().int(),
  /** The earliest due first; teams without targets have none. */
  conversations: z.array(
    z.object({
      conversationId: z.string(),
      /** What is owed: a first answer, the next one, or a solution. */
      owed: z.enum(["first", "next", "resolve"]),
      dueAt: z.number().int(),
      state: z.enum(["risk", "breached"]),
      /** Who has it; null = it waits in the line. */
      agentId: z.string().nullable(),
      /** the customer's */
      name: z.string().nullable(),
      channel: z.string(),
    }),
  ),
});
export type AtRiskAnswer = z.infer<typeof atRiskSchema>;
export type TargetAtRisk = AtRiskAnswer["conversations"][number];
