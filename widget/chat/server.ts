/** The chat's plain requests. Never throws. */

const PATIENCE_MS = 15_000;

export type Issued = { outcome: "issued"; token: string; customerId: string } | { outcome: "refused"; code: string } | { outcome: "unreachable" };

export interface TokenWish {
  tenant: string;
  locale: string;
  token?: string;
  userToken?: string;
}

export async function askToken(wish: TokenWish): Promise<Issued> {
  try {
    const response = await fetch("/v1/visitor/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(wish),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = (await response.json()) as { token?: string; customerId?: string; code?: string };
    if (response.ok && typeof body.token === "string" && typeof body.customerId === "string")
      return { outcome: "issued", token: body.token, customerId: body.customerId };
    return response.status >= 500 || response.status === 429 ? { outcome: "unreachable" } : { outcome: "refused", code: body.code ?? String(response.status) };
  } catch {
    return { outcome: "unreachable" };
  }
}
