/** Which conversation each tab of an agent has on its screen. In memory only: a tab says it again every half minute. Pure but for the tabs given. */
export class Looking<Tab extends object> {
  private readonly at = new Map<Tab, string>();

  /** A tab looks at something else (null = at nothing, or it has gone). `left` = what no tab of the agent looks at any more. */
  turn(tab: Tab, conversationId: string | null): { left: string | null } {
    const before = this.at.get(tab) ?? null;
    if (conversationId === null) this.at.delete(tab);
    else this.at.set(tab, conversationId);
    const isLeft = before !== null && before !== conversationId && ![...this.at.values()].includes(before);
    return { left: isLeft ? before : null };
  }
}
