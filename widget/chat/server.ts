/** The chat's plain requests. Never throws. */
import { answerChallenge } from "./challenge.ts";

const PATIENCE_MS = 15_000;

export type Issued = { outcome: "issued"; token: string; customerId: string } | { outcome: "refused"; code: string } | { outcome: "unreachable" };

export interface TokenWish {
  tenant: string;
  locale: string;
  token?: string;
  userToken?: string;
}

/** A newcomer who is asked for a challenge gets one try at it. */
export async function askToken(wish: TokenWish, challenge?: string): Promise<Issued> {
  try {
    const response = await fetch("/v1/visitor/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(challenge === undefined ? wish : { ...wish, challenge }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = (await response.json()) as { token?: string; customerId?: string; code?: string; siteKey?: string };
    if (response.ok && typeof body.token === "string" && typeof body.customerId === "string")
      return { outcome: "issued", token: body.token, customerId: body.customerId };
    if (challenge === undefined && typeof body.siteKey === "string") {
      const answer = await answerChallenge(body.siteKey);
      return answer === null ? { outcome: "unreachable" } : await askToken(wish, answer);
    }
    return response.status >= 500 || response.status === 429 ? { outcome: "unreachable" } : { outcome: "refused", code: body.code ?? String(response.status) };
  } catch {
    return { outcome: "unreachable" };
  }
}

export interface WidgetConfig {
  name: string;
  title: string | null;
  greeting: string | null;
  colour: string;
  articles: boolean;
  preChat: PreChatField[];
  /** What must be agreed to before the first word; null = nothing. */
  consent: Consent | null;
  /** Other ways to reach the business. */
  links: OtherWay[];
  /** null = not known just now */
  open: boolean | null;
  /** When that changes, epoch ms. */
  changesAt: number | null;
  /** How long somebody who writes now waits for a person, s; null = not known. */
  waitSeconds: { low: number; high: number } | null;
}
export interface Consent {
  policy: string;
  url: string;
  text: string | null;
}
export interface OtherWay {
  label: string;
  url: string | null;
  /** A picture to scan. */
  picture: string | null;
}
/** How a visitor in the line wants to be reached when it is their turn. */
export type QueueWish = { wish: "stay" } | { wish: "callback"; contact?: { phone: string } | { email: string } };
export type Wished = "noted" | "late" | "invalid" | "unreachable";
export interface PreChatField {
  name: string;
  kind: "text" | "email" | "phone" | "order_number" | "select";
  label: string;
  required: boolean;
  options: { value: string; label: string }[];
}
export interface FoundArticle {
  id: string;
  title: string;
  passage: string;
}
export interface Article {
  title: string;
  /** Made safe by the server: an allow-list of elements, no scripts, no handlers. */
  html: string;
}

/** Null = could not be asked, or is not there. */
async function read<T>(path: string, token: string | null): Promise<T | null> {
  try {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(path, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

export const askConfig = (tenant: string, locale: string): Promise<WidgetConfig | null> =>
  read(`/v1/visitor/config?tenant=${encodeURIComponent(tenant)}&locale=${locale}`, null);
/** The most helpful ones without words. */
export const askArticles = async (token: string, words: string, locale: string): Promise<FoundArticle[] | null> =>
  (await read<{ articles: FoundArticle[] }>(`/v1/visitor/articles?q=${encodeURIComponent(words)}&locale=${locale}`, token))?.articles ?? null;
export const askArticle = (token: string, id: string): Promise<Article | null> => read(`/v1/visitor/articles/${encodeURIComponent(id)}`, token);

/** A file of the conversation, as an address that only this page can open; null = it could not be fetched. */
export async function askFile(token: string, blobKey: string): Promise<string | null> {
  try {
    const response = await fetch(`/v1/media/${encodeURIComponent(blobKey)}`, { headers: { authorization: `Bearer ${token}` } });
    return response.ok ? URL.createObjectURL(await response.blob()) : null;
  } catch {
    return null;
  }
}

/** The answer's status; null = there was none. */
async function post(path: string, token: string, body: unknown): Promise<number | null> {
  try {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.status;
  } catch {
    return null;
  }
}

const isGood = (status: number | null): boolean => status !== null && status < 300;

export async function tellWish(token: string, conversationId: string, wish: QueueWish): Promise<Wished> {
  const status = await post("/v1/visitor/queue", token, { conversationId, ...wish });
  if (isGood(status)) return "noted";
  if (status === 400) return "invalid";
  return status === 404 || status === 409 ? "late" : "unreachable";
}

/** False = it is to be told again. */
export const tellConsent = async (token: string, policy: string): Promise<boolean> => isGood(await post("/v1/visitor/consent", token, { policy, given: true }));

export const tellHelped = async (token: string, articleId: string, helped: boolean): Promise<boolean> =>
  isGood(await post(`/v1/visitor/articles/${encodeURIComponent(articleId)}/helped`, token, { helped }));
