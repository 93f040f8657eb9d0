/** Export, import, erasing, consent and retention in the OpenAPI document. */
import { consentSchema, eraseSchema, retentionSchema } from "../../protocol/privacy.ts";
import type { DescribedRoute } from "./described-route.ts";

export const PRIVACY_PATHS: readonly DescribedRoute[] = [
  ["post", "/v1/customers/{id}/erase", "Erase a customer everywhere; the answer is the certificate (202 while it is going on)", eraseSchema],
  ["get", "/v1/erasures", "Certificates of erasures, newest first"],
  ["get", "/v1/erasures/{id}", "One certificate"],
  ["get", "/v1/retention", "How long conversations are kept"],
  ["post", "/v1/retention", "Rules in order: the first that fits a resolved conversation decides; replaces the former ones", retentionSchema],
  ["post", "/v1/visitor/consent", "What a visitor agreed to, with the policy's version", consentSchema],
  ["get", "/v1/customers/{id}/consents", "What a customer agreed to, newest first"],
  ["post", "/v1/customers/{id}/consents", "Consent that was given elsewhere", consentSchema],
  ["get", "/v1/customers/{id}/export", "Everything about one customer as JSON lines with files"],
  ["get", "/v1/export", "The tenant as JSON lines, a piece at a time: limit= customers, cursor= of the last piece's `next` line"],
  ["post", "/v1/import/archive", "Such an export into an empty tenant of the same id, piece by piece"],
];
