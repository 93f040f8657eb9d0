/** Export, import, erasing, consent and retention in the OpenAPI document. */
import type { z } from "zod";
import { consentSchema, eraseSchema } from "../../protocol/privacy.ts";

export const PRIVACY_PATHS: readonly (readonly ["get" | "post" | "patch" | "delete", string, string, z.ZodType?])[] = [
  ["post", "/v1/customers/{id}/erase", "Erase a customer everywhere; the answer is the certificate (202 while it is going on)", eraseSchema],
  ["get", "/v1/erasures", "Certificates of erasures, newest first"],
  ["get", "/v1/erasures/{id}", "One certificate"],
  ["post", "/v1/visitor/consent", "What a visitor agreed to, with the policy's version", consentSchema],
  ["get", "/v1/customers/{id}/consents", "What a customer agreed to, newest first"],
  ["post", "/v1/customers/{id}/consents", "Consent that was given elsewhere", consentSchema],
];
