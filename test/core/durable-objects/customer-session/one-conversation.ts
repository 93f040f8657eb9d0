/** A session in which a customer has said one thing. */
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { NodeSession } from "./node-session.ts";

interface Begun {
  session: NodeSession;
  conversationId: string;
}

export async function oneConversation(name: string): Promise<Begun> {
  const session = await NodeSession.of(name);
  const recorded = session.begin((one) => recordEvent(one, session.message("m-1", "发票怎么开")));
  if (recorded.outcome !== "recorded" || recorded.conversationId === null) throw new Error(recorded.outcome);
  return { session, conversationId: recorded.conversationId };
}

/** What is done to it goes by keys of its own. */
export class OneConversation {
  readonly session: NodeSession;
  readonly conversationId: string;
  private keys = 0;

  constructor({ session, conversationId }: Begun) {
    this.session = session;
    this.conversationId = conversationId;
  }

  protected nextKey(): string {
    return `k-${this.keys++}`;
  }
}
