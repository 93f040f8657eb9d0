/** Customers of each channel who insist: a message is sent again, the same one, until it is acknowledged. */
import { type FakePlatform, ring, type WebhookRequest } from "../../test/support/fake-platforms/fake-platform.ts";

/** Sends one numbered text; `again` = the very same message once more. True = acknowledged. */
export type Attempt = () => Promise<boolean>;
export interface Sender {
  /** Prepares message `text`; each call of the attempt is the same message. */
  message(text: string): Promise<Attempt>;
  close(): void;
}
export type SenderOf = (customer: string) => Promise<Sender>;

const PATIENCE_MS = 20_000;
const nothingToClose = (): void => undefined;

/** A platform's webhook for a customer of its own. */
export const bySocialPlatform =
  (platform: FakePlatform, webhookUrl: string): SenderOf =>
  async (customer) => ({
    message: async (text) => {
      // Telegram's ids are numbers.
      const id = platform.kind === "telegram" ? customer.replace(/\D/g, "") : customer;
      const request: WebhookRequest = await platform.say(id, text);
      return async () => (await ring(webhookUrl, request)).status < 300;
    },
    close: nothingToClose,
  });

export const byApi =
  (url: string, key: string): SenderOf =>
  async (customer) => {
    let count = 0;
    return {
      message: async (text) => {
        const body = JSON.stringify({ from: { id: customer }, text, externalId: `${customer}-${count++}` });
        const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
        return async () => {
          const answer = await fetch(`${url}/v1/message`, { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
          await answer.arrayBuffer();
          return answer.status === 202;
        };
      },
      close: nothingToClose,
    };
  };

/** A visitor with a socket that breaks when the engine dies. */
export const byWebsocket =
  (url: string, tenant: string): SenderOf =>
  async () => {
    const token = await tokenOf(url, tenant);
    let socket: WebSocket | null = null;
    let count = 0;
    return {
      message: async (text) => {
        const cid = `m-${count++}`;
        return async () => {
          socket = socket?.readyState === WebSocket.OPEN ? socket : await opened(url, token);
          return acknowledged(socket, cid, text);
        };
      },
      close: () => socket?.close(),
    };
  };

async function tokenOf(url: string, tenant: string): Promise<string> {
  for (;;) {
    try {
      const answer = await fetch(`${url}/v1/visitor/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ tenant }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.ok) return ((await answer.json()) as { token: string }).token;
    } catch {
      // The engine is down; it comes back.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function opened(url: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/v1/visitor/socket?since=0`, ["kefu.v1", `t.${token}`]);
  return new Promise((resolve, reject) => {
    const none = (): void => {
      socket.close();
      reject(new Error("no socket"));
    };
    const timer = setTimeout(none, PATIENCE_MS);
    socket.addEventListener("open", () => resolve(socket), { once: true });
    socket.addEventListener("error", none, { once: true });
    for (const end of ["open", "error"] as const) socket.addEventListener(end, () => clearTimeout(timer), { once: true });
  });
}

function acknowledged(socket: WebSocket, cid: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (acked: boolean): void => {
      clearTimeout(timer);
      socket.removeEventListener("message", hear);
      socket.removeEventListener("close", broke);
      resolve(acked);
    };
    const broke = (): void => end(false);
    const hear = (event: MessageEvent): void => {
      const frame = JSON.parse(String(event.data)) as { t: string; cid?: string };
      if (frame.cid === cid) end(frame.t === "ack");
    };
    const timer = setTimeout(broke, PATIENCE_MS);
    socket.addEventListener("message", hear);
    socket.addEventListener("close", broke);
    socket.send(JSON.stringify({ t: "send", cid, parts: [{ type: "text", text }] }));
  });
}
