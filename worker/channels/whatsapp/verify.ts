/** Meta's signature over the raw body. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { answerMetaCheck, verifyMeta } from "../meta-webhook.ts";
import type { WhatsappConfig } from "./index.ts";

export const answerWhatsappCheck = (request: RawRequest, config: WhatsappConfig): Promise<HttpAnswer | null> => answerMetaCheck(request, config.verifyToken);

export const verifyWhatsapp = (request: RawRequest, config: WhatsappConfig): Promise<Verified> => verifyMeta(request, config.appSecret);
