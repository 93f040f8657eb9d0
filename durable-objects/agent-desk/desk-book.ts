/** What a desk keeps beside its feed: whose it is, presence, drafts, who waits for an answer. Rows in, rows out; each verb is one transaction's work. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import { traceOf } from "../../protocol/ids.ts";
import type { AgentState } from "../../protocol/ports.ts";
import type { Feed, Numbered } from "./feed.ts";
import { ABSENT, effectiveState, type Presence } from "./presence.ts";
import { Seats } from "./seats.ts";
import { heard, slowAt, slowNotice, type Unanswered } from "./slow-reply.ts";

const DRAFT = "draft:";
const CONSULT = "consult:";
/** Colleagues' conversations that a tab is told of. */
const MOST_CONSULTS = 100;
/** Drafts that a tab is told of. */
const MOST_DRAFTS = 200;

type ConsultEvent = Extract<DeskEvent, { type: "consult" }>;

export class DeskBook {
  private readonly feed: Feed;

  constructor(feed: Feed) {
    this.feed = feed;
  }

  /** Null before anybody used the desk. */
  owner(): { tenant: string; agentId: string } | null {
    const [tenant, agentId] = [this.feed.get("tenant"), this.feed.get("agentId")];
    return tenant === null || agentId === null ? null : { tenant, agentId };
  }
  own(tenant: string, agentId: string): void {
    this.feed.put("tenant", tenant);
    this.feed.put("agentId", agentId);
  }

  presence(): Presence {
    return this.read<Presence>("presence") ?? ABSENT;
  }
  savePresence(presence: Presence): void {
    this.feed.put("presence", JSON.stringify(presence));
  }

  /** The state that the teams' queues were told last, with its reason. */
  announced(): string | null {
    return this.feed.get("announced");
  }
  saveAnnounced(state: AgentState, reason: string | undefined): void {
    this.feed.put("announced", announcement(state, reason));
  }
  /** What has to be announced now; null = the queues know. */
  toAnnounce(now: number): { state: AgentState; reason: string | undefined } | null {
    const presence = this.presence();
    const state = effectiveState(presence, now);
    return announcement(state, presence.reason) === this.announced() ? null : { state, reason: presence.reason };
  }

  /** An empty draft is none. */
  saveDraft(conversationId: string, text: string): void {
    if (text === "") this.feed.drop(DRAFT + conversationId);
    else this.feed.put(DRAFT + conversationId, text);
  }
  /** What is being written, for a tab that has just come. */
  drafts(): { conversationId: string; text: string }[] {
    return this.feed.under(DRAFT, MOST_DRAFTS).map(({ name, value }) => ({ conversationId: name.slice(DRAFT.length), text: value }));
  }

  /** Appends what is new. */
  tell(events: readonly DeskEvent[]): Numbered[] {
    const added = this.feed.append(events);
    for (const { event } of added) if (event.type === "consult") this.keepConsult(event);
    const known = this.unanswered();
    this.saveUnanswered(
      known,
      added.reduce((unanswered, { event }) => heard(unanswered, event), known),
    );
    return added;
  }

  /** Where colleagues ask this agent for help, for a tab that has just come. */
  consults(): ConsultEvent[] {
    return this.feed.under(CONSULT, MOST_CONSULTS).map(({ value }) => JSON.parse(value) as ConsultEvent);
  }
  private keepConsult(event: ConsultEvent): void {
    if (event.consult === null || event.consult.by === this.owner()?.agentId) this.feed.drop(CONSULT + event.conversationId);
    else this.feed.put(CONSULT + event.conversationId, JSON.stringify(event));
  }

  /** Everything said of these customers goes; the tabs are told to drop what they show. `blanked` = rows that spoke of them. */
  forget(customerIds: readonly string[], now: number): { blanked: number; added: Numbered[] } {
    const words = customerIds.map(traceOf);
    const known = this.unanswered();
    const kept = Object.fromEntries(Object.entries(known).filter(([id]) => !words.some((word) => id.includes(word))));
    const reminders = Object.keys(known).length - Object.keys(kept).length;
    if (reminders > 0) this.saveUnanswered(known, kept);
    const seats = new Seats(this.feed, now).forget(words);
    const drafts = words.reduce((sum, word) => sum + this.feed.remove(word), 0);
    const blanked = this.feed.blank(words, (seq) => ({ id: `erased:${seq}`, at: now, type: "erased", customerIds: [] })) + drafts + reminders + seats;
    const news: DeskEvent = { id: `erased:${words.join()}:${now}`, at: now, type: "erased", customerIds: [...customerIds] };
    return { blanked, added: blanked > 0 ? this.feed.append([news]) : [] };
  }

  /** The merged alarm about slow replies, when one is due. */
  alarmSlow(now: number): Numbered[] {
    const known = this.unanswered();
    const due = slowNotice(known, now);
    if (!due) return [];
    this.saveUnanswered(known, due.after);
    return this.feed.append([due.notice]);
  }
  slowAt(): number | null {
    return slowAt(this.unanswered());
  }

  private unanswered(): Unanswered {
    return this.read<Unanswered>("unanswered") ?? {};
  }
  private saveUnanswered(before: Unanswered, after: Unanswered): void {
    if (after !== before) this.feed.put("unanswered", JSON.stringify(after));
  }

  private read<T>(name: string): T | null {
    const text = this.feed.get(name);
    return text === null ? null : (JSON.parse(text) as T);
  }
}

const announcement = (state: AgentState, reason: string | undefined): string => JSON.stringify([state, reason ?? null]);
