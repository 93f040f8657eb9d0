/** A real OpenID provider on loopback: `oidc-provider`, with people whose sign-in form is one POST each. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface Person {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

export interface RunningProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  people: Map<string, Person>;
  /** Goes the browser's way from `href` as this person; the address it ends at outside the provider. */
  walk(href: string, sub: string): Promise<string>;
  close(): Promise<void>;
}

const MOST_STEPS = 12;

export async function startIdentityProvider(redirectUri: string): Promise<RunningProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const [clientId, clientSecret] = ["kefu", "a secret of the provider and kefu"];
  const provider = new Provider(issuer, {
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], grant_types: ["authorization_code"], response_types: ["code"] },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: async (_context: unknown, sub: string) => {
      const person = people.get(sub);
      return person ? { accountId: sub, claims: async () => ({ ...person }) } : undefined;
    },
  });
  server.on("request", provider.callback());

  async function walk(href: string, sub: string): Promise<string> {
    const jar = new Map<string, string>();
    let [url, form]: [string, URLSearchParams | null] = [href, null];
    for (let step = 0; step < MOST_STEPS; step++) {
      const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
      const response: Response = await fetch(url, { redirect: "manual", headers, ...(form ? { method: "POST", body: form } : {}) });
      for (const cookie of response.headers.getSetCookie()) jar.set(cookie.split("=")[0] ?? "", cookie.split(";")[0]?.split("=").slice(1).join("=") ?? "");
      const location = response.headers.get("location");
      if (location !== null) {
        url = new URL(location, url).href;
        form = null;
        if (!url.startsWith(issuer)) return url;
        continue;
      }
      // The package's own forms: first the sign-in, then the consent.
      const page = await response.text();
      form = new URLSearchParams(page.includes('name="login"') ? { prompt: "login", login: sub, password: "any" } : { prompt: "consent" });
      url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? url, url).href;
    }
    throw new Error("the provider never sent the browser back");
  }
  return { issuer, clientId, clientSecret, people, walk, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
