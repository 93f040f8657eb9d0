/** Canned replies, macros, rules and outgoing webhooks in the OpenAPI document. */
import type { z } from "zod";
import * as automation from "../../protocol/automation.ts";

export const AUTOMATION_PATHS: readonly (readonly ["get" | "post" | "patch" | "delete", string, string, z.ZodType?])[] = [
  ["get", "/v1/canned-replies", "Canned replies one sees; q= finds by shortcut, title, pinyin initials or words"],
  ["post", "/v1/canned-replies", "Keep a canned reply", automation.cannedDraftSchema],
  ["patch", "/v1/canned-replies/{id}", "Change a canned reply", automation.cannedChangeSchema],
  ["delete", "/v1/canned-replies/{id}", "Remove a canned reply"],
  ["post", "/v1/canned-replies/{id}/use", "The words as they would be sent in a conversation; counted as a use", automation.cannedUseSchema],
  ["get", "/v1/macros", "Macros one sees"],
  ["post", "/v1/macros", "Keep a macro", automation.macroDraftSchema],
  ["patch", "/v1/macros/{id}", "Change a macro", automation.macroChangeSchema],
  ["delete", "/v1/macros/{id}", "Remove a macro"],
  ["post", "/v1/macros/{id}/run", "Run a macro on a conversation, or see what it would say", automation.macroRunSchema],
];
