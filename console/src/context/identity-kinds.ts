import type { Identity } from "../../../protocol/message.ts";

/** Kinds people look for; protocol/message has all of them beside its schemas. */
export const IDENTITY_KINDS: readonly Identity["kind"][] = [
  "phone",
  "email",
  "openid",
  "unionid",
  "external_userid",
  "user_id",
  "chat_id",
  "wa_id",
  "host_user",
  "api_user",
];
