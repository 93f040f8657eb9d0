/**
 * One customer's durable object: decode, decide in one transaction, set the alarm, tell the sockets. No rule of the product stands here.
 * Kept whole: the verbs of the port, one after the other.
 */
import { DurableObject } from "cloudflare:workers";
import type { ConversationView, CustomerView, Graft } from "../../protocol/conversation.ts";
import type {
  Address,
  ChangeInput,
  ChangeOutcome,
  EnginePort,
  FileSharing,
  GraftOutcome,
  Moved,
  ProjectTask,
  QueuePlace,
  RecordInput,
  RecordOutcome,
  ReplyInput,
  ReplyOutcome,
  SessionPort,
  ThoughtOutcome,
  TreePage,
} from "../../protocol/ports.ts";
import type { ArchivePage, Belongings, Emptied, Erased, Unarchived } from "../../protocol/privacy.ts";
import type { Thought } from "../../protocol/understanding.ts";
import { Bell } from "../alarms.ts";
import { CLOSE, closeQuietly, parseJson } from "../sockets.ts";
import type { Left } from "./afterwards.ts";
import { DueWork } from "./alarm-work.ts";
import { archivePage, unarchive } from "./archive.ts";
import { changeConversation } from "./change.ts";
import { emptyConversation } from "./emptying.ts";
import { belongings, ERASED } from "./erasing.ts";
import { fileSharing } from "./file-sharing.ts";
import { keepThought } from "./keep-thought.ts";
import { type Learnt, learn } from "./learn.ts";
import { takePage } from "./merge-in.ts";
import { exportTree, moveTo, restore } from "./merge-out.ts";
import { projectAgain } from "./projection.ts";
import { conversationView, customerView } from "./read.ts";
import { recordEvent } from "./record.ts";
import { reply } from "./reply.ts";
import { Sending } from "./sending.ts";
import type { Session } from "./session.ts";
import { SessionKeeper } from "./session-keeper.ts";
import { passOn } from "./signals.ts";
import { beginUngraft, dropGraft, type Ungrafted, ungraft } from "./unmerge.ts";
import { VisitorSockets, visitOf } from "./visitor-sockets.ts";
import { Visits } from "./visits.ts";
import type { Workplace } from "./workplace.ts";

export interface CustomerSessionEnv {
  ENGINE: EnginePort;
}

const unknownConversation = { outcome: "refused", code: "unknown_conversation", detail: "No such customer" } as const;
export class CustomerSession extends DurableObject<CustomerSessionEnv> implements SessionPort {
  private readonly bell = new Bell(this.ctx.storage, () => this.ctx.waitUntil(this.work.run().catch(() => undefined)));
  private readonly keeper: SessionKeeper = new SessionKeeper({
    sql: this.ctx.storage.sql,
    transactionSync: (work) => this.ctx.storage.transactionSync(work),
    now: () => Date.now(),
    dueBy: (at, now) => this.bell.dueBy(at, now),
    written: (session, left) => this.follow(session, left),
  });
  private readonly place: Workplace = {
    engine: this.env.ENGINE,
    write: (decide) => this.keeper.write(null, decide),
    begin: (address, decide) => this.keeper.begin(address, decide),
    chance: () => Math.random(),
    later: (work) => this.ctx.waitUntil(work),
  };
  private readonly sending = new Sending(this.place);
  private readonly work = new DueWork(this.place, this.sending);
  private readonly sockets = new VisitorSockets(this.ctx);
  private readonly visits = new Visits(this.sockets, this.place);

  async record(input: RecordInput): Promise<RecordOutcome> {
    return this.keeper.begin(input, (session) => recordEvent(session, input));
  }

  async keepThought(address: Address, turnId: string, epoch: number, thought: Thought): Promise<ThoughtOutcome> {
    return this.keeper.write(address, (session) => keepThought(session, turnId, epoch, thought)) ?? { outcome: "known" };
  }

  async attend(address: Address): Promise<void> {
    const session = this.keeper.read(address);
    if (!session) return;
    session.thinking.notBefore = 0;
    await this.work.run();
  }

  async settled(address: Address, stepIds: readonly string[]): Promise<void> {
    const session = this.keeper.read(address);
    for (const id of stepIds) session?.settled.add(id);
  }

  async reply(input: ReplyInput): Promise<ReplyOutcome> {
    return this.keeper.write(input, (session) => reply(session, input)) ?? unknownConversation;
  }

  async change(input: ChangeInput): Promise<ChangeOutcome> {
    return this.keeper.write(input, (session) => changeConversation(session, input)) ?? unknownConversation;
  }

  async view(address: Address, query: Parameters<SessionPort["view"]>[1]): Promise<CustomerView | Moved | null> {
    const session = this.keeper.read(address);
    return session ? (session.moved() ?? customerView(session, query)) : null;
  }

  async conversation(address: Address, conversationId: string, query: { before?: number; limit?: number }): Promise<ConversationView | Moved | null> {
    const session = this.keeper.read(address);
    return session ? (session.moved() ?? conversationView(session, conversationId, query)) : null;
  }

  async moveTo(address: Address, survivor: string, graftId: string, at: number, taken?: Graft): Promise<{ outcome: "moving" } | Moved> {
    const graft = taken ?? { id: graftId, from: address.customerId, at, by: "system", evidence: "unknown" };
    const moved = this.keeper.begin(address, (session) => moveTo(session, survivor, graft));
    if (moved.outcome === "moving") this.sockets.closeAll(CLOSE.moved, survivor);
    // An attempt that is under way ends here, so that the survivor is told what became of it.
    await this.sending.idle();
    return moved;
  }

  async exportTree(address: Address, cursor: string | null): Promise<TreePage> {
    return this.keeper.begin(address, (session) => exportTree(session, cursor));
  }

  async graft(address: Address, taken: Graft, page: TreePage): Promise<GraftOutcome> {
    return this.keeper.begin(address, (session) => takePage(session, taken, page));
  }

  async ungraft(address: Address, graftId: string, cursor: string | null): Promise<Ungrafted> {
    if (cursor === null) {
      this.keeper.write(address, (session) => beginUngraft(session, graftId));
      await this.sending.idle();
    }
    return (
      this.keeper.write(address, (session) => ungraft(session, graftId, cursor)) ?? { outcome: "refused", code: "unknown_graft", detail: "No such customer" }
    );
  }

  async restore(address: Address, page: TreePage, last: boolean): Promise<void> {
    this.keeper.begin(address, (session) => restore(session, page, last));
  }

  async dropGraft(address: Address, graftId: string): Promise<void> {
    this.keeper.write(address, (session) => dropGraft(session, graftId));
  }

  async learn(address: Address, what: Learnt): Promise<Moved | undefined> {
    return this.keeper.begin(address, (session) => learn(session, what));
  }

  async showQueue(address: Address, _conversationId: string, queue: QueuePlace): Promise<boolean> {
    if (!this.sockets.any || !this.keeper.read(address)) return false;
    this.sockets.showQueue(queue);
    return true;
  }

  async snapshot(address: Address | null): Promise<ProjectTask | null> {
    return this.keeper.write(address, (session) => (session.stored ? projectAgain(session) : null));
  }

  async belongings(address: Address): Promise<Belongings | Moved | null> {
    const session = this.keeper.read(address);
    return session ? (session.moved() ?? belongings(session)) : null;
  }

  async sharesFile(address: Address, blobKey: string): Promise<FileSharing | Moved> {
    const session = this.keeper.read(address);
    return session ? (session.moved() ?? fileSharing(session, blobKey)) : { shared: "no" };
  }

  async archive(address: Address, cursor: string | null): Promise<ArchivePage | null> {
    this.keeper.read(address);
    return this.ctx.storage.transactionSync(() => archivePage(this.ctx.storage.sql, cursor));
  }

  async unarchive(_address: Address, page: Pick<ArchivePage, "docs" | "turns">, isLast: boolean): Promise<Unarchived> {
    this.keeper.forget();
    return this.ctx.storage.transactionSync(() => unarchive(this.ctx.storage.sql, page, isLast));
  }

  async empty(address: Address, conversationId: string, before: number | null): Promise<Emptied | Moved | null> {
    return this.keeper.write(address, (session) => session.moved() ?? emptyConversation(session, conversationId, before));
  }

  async erase(address: Address): Promise<Erased> {
    this.keeper.read(address);
    this.sockets.closeAll();
    await this.sending.idle();
    this.keeper.forget();
    this.bell.silence();
    const erased: Erased = { erasedAt: Date.now() };
    await this.ctx.storage.deleteAlarm();
    const emptied = this.ctx.storage.deleteAll();
    // In the same turn: whatever knocks next finds the mark.
    this.keeper.mark(ERASED, erased);
    await emptied;
    return erased;
  }

  override async alarm(): Promise<void> {
    this.bell.rang();
    await this.work.run();
    // Nothing else keeps in the database what the read model knows by now.
    this.keeper.write(null, (session) => session.saveQuietly());
  }

  /** A visitor's socket, stream or frames; the worker checked the token and vouches for the headers. */
  override async fetch(request: Request): Promise<Response> {
    const visitor = visitOf(request);
    if (!visitor) return new Response("A visitor is expected here", { status: 426 });
    const session = this.keeper.read(visitor.address);
    const moved = session?.moved();
    if (moved) return new Response(null, { status: 409, headers: { "x-kefu-moved-to": moved.to } });
    if (request.method !== "POST") return this.sockets.accept(session, visitor, request);
    const frames = this.visits.request(visitor.visit, parseJson(await request.text()), Date.now());
    return frames ? Response.json({ frames }) : new Response(null, { status: 400 });
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    this.visits.message(socket, data, Date.now());
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    closeQuietly(socket, code);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    closeQuietly(socket, 1011);
  }

  /** What a transaction left to be told: sockets, agents' tabs, the platform's typing and read marks. */
  private follow(session: Session, left: Left): void {
    // An alarm that is still sending takes new replies along; the next alarm would wait for it.
    if (left.unsent && this.sending.busy) this.sending.start();
    this.sockets.tell(session, left.news);
    passOn(this.place, session, left);
  }
}
