/** Meta's signature over the raw body. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { answerMetaCheck, verifyMeta } from "../meta-webhook.ts";
import type { MessengerConfig } from "./index.ts";

export const answerMessengerCheck = (request: RawRequest, config: MessengerConfig): Promise<HttpAnswer | null> => answerMetaCheck(request, config.verifyToken);

export const verifyMessenger = (request: RawRequest, config: MessengerConfig): Promise<Verified> => verifyMeta(request, config.appSecret);
