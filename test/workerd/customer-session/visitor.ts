/** A visitor's browser: a socket with its frames, as the worker would forward it. */
import type { Identity } from "../../../protocol/message.ts";
import { VISITOR_PROTOCOL, type VisitorClientFrame, type VisitorServerFrame } from "../../../protocol/visitor-frames.ts";
import { type Person, stubOf } from "./session.ts";

export interface Visitor {
  frames: VisitorServerFrame[];
  closed: { code: number; reason: string } | null;
  send(frame: VisitorClientFrame | string): void;
  close(): void;
  all<T extends VisitorServerFrame["t"]>(t: T): Extract<VisitorServerFrame, { t: T }>[];
}

export function upgrade(person: Person, since = 0, identity: Identity = person.identity): Promise<Response> {
  return stubOf(person).fetch(`https://session/visitor?since=${since}`, {
    headers: {
      upgrade: "websocket",
      "sec-websocket-protocol": VISITOR_PROTOCOL,
      "x-kefu-tenant": person.tenant,
      "x-kefu-customer": person.customerId,
      "x-kefu-account": "ch_web",
      "x-kefu-identity": encodeURIComponent(JSON.stringify(identity)),
    },
  });
}

export async function visit(person: Person, since = 0, identity: Identity = person.identity): Promise<Visitor> {
  const response = await upgrade(person, since, identity);
  const socket = response.webSocket;
  if (!socket) throw new Error(`refused: ${response.status}`);
  const visitor: Visitor = {
    frames: [],
    closed: null,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    close: () => socket.close(1000, "bye"),
    all: (t) => visitor.frames.filter((frame): frame is Extract<VisitorServerFrame, { t: typeof t }> => frame.t === t),
  };
  socket.addEventListener("message", (event) => {
    visitor.frames.push(JSON.parse(String(event.data)) as VisitorServerFrame);
  });
  socket.addEventListener("close", (event) => {
    visitor.closed = { code: event.code, reason: event.reason };
  });
  socket.accept();
  return visitor;
}

export const words = (cid: string, text: string): VisitorClientFrame => ({ t: "send", cid, parts: [{ type: "text", text }] });
