/** Cloudflare Turnstile, fetched only where the server asks a newcomer for it. The server checks the answer; here it is only got. */

const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

interface Turnstile {
  render(into: HTMLElement, options: Record<string, unknown>): string | undefined;
  remove(id: string): void;
}
declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

function scriptThere(): Promise<void> {
  if (window.turnstile) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error("no challenge"));
    document.head.append(script);
  });
}

/** Null = it could not be had, or was not passed. */
export async function answerChallenge(siteKey: string): Promise<string | null> {
  try {
    await scriptThere();
  } catch {
    return null;
  }
  const { turnstile } = window;
  if (!turnstile) return null;
  const place = document.createElement("div");
  place.className = "challenge";
  document.body.append(place);
  let id: string | undefined;
  const answer = await new Promise<string | null>((resolve) => {
    const failed = (): void => resolve(null);
    id = turnstile.render(place, { sitekey: siteKey, callback: resolve, "error-callback": failed, "expired-callback": failed, "timeout-callback": failed });
  });
  if (id !== undefined) turnstile.remove(id);
  place.remove();
  return answer;
}
