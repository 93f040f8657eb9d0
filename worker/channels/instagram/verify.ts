/** Meta's signature over the raw body. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { answerMetaCheck, verifyMeta } from "../meta-webhook.ts";
import type { InstagramConfig } from "./index.ts";

export const answerInstagramCheck = (request: RawRequest, config: InstagramConfig): Promise<HttpAnswer | null> => answerMetaCheck(request, config.verifyToken);

export const verifyInstagram = (request: RawRequest, config: InstagramConfig): Promise<Verified> => verifyMeta(request, config.appSecret);
