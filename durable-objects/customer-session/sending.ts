/** The outbox at work: one attempt per reply and lane at a time, lanes side by side. What an attempt means is decided in outbox.ts. */
import type { Outcome } from "../../protocol/channels.ts";
import type { Turn } from "../../protocol/conversation.ts";
import type { DeliverTask } from "../../protocol/ports.ts";
import { raiseDelivery } from "./delivery.ts";
import { takeEarly } from "./early.ts";
import { judge, judgeCutOff, type OutboxRow } from "./outbox.ts";
import { routeAfterSending } from "./record-turn.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

/** The next attempt of a lane, marked as begun; null when nothing of it is due. */
function begin(session: Session, lane: string): { row: OutboxRow; task: DeliverTask } | null {
  if (session.moved()) return null;
  const row = session.todos.firstOfLane(lane);
  if (!row || row.dueAt > session.now) return null;
  const turn = session.turns.bySeq(row.seq);
  const route = turn ? session.store.route(turn.channel.accountId, turn.thread) : null;
  if (!turn || !route || turn.author.kind === "customer" || turn.author.kind === "system") {
    session.todos.removeReply(row.turnId);
    return begin(session, lane);
  }
  session.todos.saveReply({ ...row, state: "sending" });
  const { handle } = route;
  const task: DeliverTask = {
    tenant: session.head.profile.tenant,
    customerId: session.head.profile.id,
    channel: turn.channel,
    message: {
      id: turn.id,
      thread: turn.thread,
      to: route.identities,
      parts: turn.parts,
      ...(turn.choices ? { choices: turn.choices } : {}),
      ...(handle && handle.expiresAt > session.now && route.sentSince < handle.uses ? { reply: handle } : {}),
      ...(turn.replyTo === undefined ? {} : { replyTo: turn.replyTo }),
      ...(row.template ? { template: row.template } : {}),
      author: turn.author.kind,
    },
    attempt: row.attempts + 1,
    ...(row.progress ? { progress: row.progress } : {}),
    ...(row.state === "sending" ? { interrupted: true } : {}),
    route,
    ...(turn.trace === undefined ? {} : { trace: turn.trace }),
  };
  return { row, task };
}

/** Platform ids go onto the turn, and what was already reported about them. */
function withProviderIds(session: Session, turn: Turn, providerIds: readonly string[]): Turn {
  const [first, ...rest] = providerIds;
  if (first === undefined) return turn;
  session.store.saveSent(turn.channel.accountId, rest, turn.seq);
  const named: Turn = { ...turn, providerId: first, ...(rest.length > 0 ? { moreProviderIds: rest } : {}) };
  session.changeTurn(named);
  return named;
}

function finish(session: Session, row: OutboxRow, outcome: Outcome | null, chance: number): void {
  const verdict = outcome ? judge(row, outcome, session.now, chance) : judgeCutOff(row, session.now, chance);
  const held = session.todos.reply(row.turnId)?.held;
  if (verdict.row) session.todos.saveReply(held ? { ...verdict.row, held } : verdict.row);
  else session.todos.removeReply(row.turnId);
  const turn = session.turns.bySeq(row.seq);
  if (!turn) return;
  const named = verdict.row ? turn : withProviderIds(session, turn, verdict.providerIds);
  const route = session.store.route(turn.channel.accountId, turn.thread);
  if (route && verdict.messages > 0) session.store.saveRoute(routeAfterSending(route, verdict.messages), turn.graftId ?? null);
  if (route && outcome?.outcome === "refused" && (outcome.class === "blocked" || outcome.class === "gone")) {
    session.store.saveRoute({ ...route, closed: outcome.class }, turn.graftId ?? null);
  }
  const early = verdict.providerIds.flatMap((id) => takeEarly(session, turn.channel.accountId, id)?.delivery ?? []);
  const steps = [verdict.delivery, ...early].flatMap((delivery) => raiseDelivery(session, session.turns.bySeq(named.seq) ?? named, delivery));
  session.todo(steps, 0);
  session.save();
}

export class Sending {
  private readonly place: Workplace;
  private readonly lanes = new Map<string, Promise<void>>();

  constructor(place: Workplace) {
    this.place = place;
  }

  get busy(): boolean {
    return this.lanes.size > 0;
  }

  /** Starts every lane that is not running. */
  start(): void {
    for (const lane of this.place.write((session) => (session.moved() ? [] : session.todos.lanes())) ?? []) {
      if (this.lanes.has(lane)) continue;
      this.lanes.set(
        lane,
        this.drain(lane).finally(() => this.lanes.delete(lane)),
      );
    }
  }

  /** Resolves when no attempt is under way: before a merge, and at the end of an alarm. */
  async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes.values());
  }

  private async drain(lane: string): Promise<void> {
    for (;;) {
      const attempt = this.place.write((session) => begin(session, lane));
      if (!attempt) return;
      const outcome = await this.deliver(attempt.task);
      this.place.write((session) => finish(session, attempt.row, outcome, this.place.chance()));
    }
  }

  /** A failure of the engine itself says nothing about the message (null): the next attempt goes as an interrupted one. */
  private async deliver(task: DeliverTask): Promise<Outcome | null> {
    try {
      return await this.place.engine.deliver(task);
    } catch {
      return null;
    }
  }
}
