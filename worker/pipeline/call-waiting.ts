/** Sessions that wait for room to think are called as soon as there is some; looked at after each message and each thought. */
import type { Address, Appointment } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { OVER_AFTER_MS } from "./busy.ts";

/** A request calls no longer than this: the platform ends what outlives it. The thoughts of those it called go on calling. */
const CALLS_FOR_MS = 10_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function callWaiting(services: Services, until: number = services.now() + CALLS_FOR_MS): void {
  const { busy, waitingRoom } = services;
  const now = services.now();
  if (waitingRoom.size === 0) return;
  if (busy.isFlooded(now)) {
    if (busy.mayThinkInFlood(now) && waitingRoom.mayCall(now, 1)) services.later(callNext(services, until));
    if (waitingRoom.mayLook(now, OVER_AFTER_MS)) services.later(pause(OVER_AFTER_MS).then(() => callWaiting(services)));
    return;
  }
  while (busy.hasRoom(now) && waitingRoom.mayCall(now)) services.later(callNext(services, until));
}

async function callNext(services: Services, until: number): Promise<void> {
  try {
    await services.waitingRoom.call(services.now(), ({ tenant, customerId }) => services.session(tenant, customerId).attend({ tenant, customerId }));
  } catch {
    // It asks again by its alarm.
  }
  if (services.now() < until) callWaiting(services, until);
}

/** When a session that found no room asks again, unless it is called before. */
export function appointmentFor(services: Services, address: Address): Appointment {
  return { thinkAgainAt: services.waitingRoom.enter(address, services.now()) };
}

/** Null = there is room, or its turn has come. */
export function roomFor(services: Services, address: Address): Appointment | null {
  const { busy, waitingRoom, now } = services;
  const isLetIn = busy.hasRoom(now()) || waitingRoom.isCalled(address, now());
  const appointment = isLetIn ? null : appointmentFor(services, address);
  callWaiting(services);
  return appointment;
}
