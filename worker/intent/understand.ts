/** What a message means. The one door to understanding for the pipeline and for POST /v1/understand. */
import type { ContextTurn, Understanding } from "../../protocol/understanding.ts";
import { understandByRules } from "./rules-fallback.ts";

export async function understand(text: string, context: readonly ContextTurn[]): Promise<Understanding> {
  return understandByRules(text, context);
}
