/** Which agents have a conversation on their screens, so that two do not answer at once. In memory only: a sleeping object forgets, and they say it again. Pure. */

/** An agent who has not said it again for so long has gone, ms. Tabs say it every 30 s. */
export const VIEW_LASTS_MS = 75_000;

export interface Viewer {
  agentId: string;
  name: string;
  typing: boolean;
}

export class Viewers {
  private readonly known = new Map<string, Map<string, Viewer & { at: number }>>();

  /** Who looks at it from now on; null = nothing has changed, so nobody need be told. */
  note(conversationId: string, { agentId, name, typing }: Viewer, on: boolean, now: number): Viewer[] | null {
    const here = this.known.get(conversationId) ?? new Map<string, Viewer & { at: number }>();
    const before = shown(here);
    for (const [id, viewer] of here) if (now - viewer.at > VIEW_LASTS_MS) here.delete(id);
    if (on) here.set(agentId, { agentId, name, typing, at: now });
    else here.delete(agentId);
    if (here.size === 0) this.known.delete(conversationId);
    else this.known.set(conversationId, here);
    const after = shown(here);
    return JSON.stringify(before) === JSON.stringify(after) ? null : after;
  }
}

const shown = (here: ReadonlyMap<string, Viewer>): Viewer[] => [...here.values()].map(({ agentId, name, typing }) => ({ agentId, name, typing }));
