/** What fails in chaos runs and soaks, and what both allow a visitor and the engine's recovery. */
import type { Fault, Faults } from "./faults.ts";

/** A visitor may send at most 20 messages a minute. */
export const EACH_VISITOR = 15;
/** Nobody insists for ever on one message: then something is stuck, and the run is over, ms. */
export const INSIST_MS = 600_000;
/** What was acknowledged while something failed is in its place within so long, ms. */
export const SETTLE_PATIENCE_MS = 180_000;

export type Weather = readonly [name: string, faults: Faults];
const part = (refuse: number, deafen: number, slowMs: number): Fault => ({ refuse, deafen, slowMs });

export const FAIR: Weather = ["fair", {}];
export const SESSIONS_SLOW: Weather = ["sessions slow", { session: part(0, 0, 150) }];
export const SESSIONS_REFUSE: Weather = ["sessions refuse and lose answers", { session: part(0.3, 0.1, 20) }];
export const KV_REFUSES: Weather = ["KV slow and refusing", { kv: part(0.3, 0.1, 100), session: part(0.1, 0.1, 80) }];
export const D1_REFUSES: Weather = ["D1 refusing", { d1: part(0.5, 0.1, 100) }];
export const QUEUES_REFUSE: Weather = ["queues refusing", { queue: part(0.5, 0.2, 50) }];
export const SESSIONS_AND_KV_DOWN: Weather = ["sessions and KV down", { session: part(0.9, 0.05, 50), kv: part(0.9, 0.05, 50) }];
