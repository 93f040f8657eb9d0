/** The simulated floor can be copied: the ceiling of the staffing alarm rests on it. */
import { expect, it } from "vitest";
import { bestThreshold } from "../../../scripts/simulate/ceiling.ts";
import { drawAgents, drawCustomers, MINUTE_MS } from "../../../scripts/simulate/people.ts";
import { RememberedRows } from "../../../scripts/simulate/remembered-rows.ts";
import { ShopFloor, type Waited } from "../../../scripts/simulate/shop-floor.ts";
import { OURS } from "../../../scripts/simulate/strategies.ts";
import { makeTrace } from "../../../scripts/simulate/traces.ts";

const NOON = 12 * 60 * MINUTE_MS;
const UNTIL = NOON + 60 * MINUTE_MS;

it("a copy goes on as the floor does when the same customers come, and leaves the floor as it was", () => {
  const trace = makeTrace("burst", 1, 1, 2);
  const [customers, agents] = [drawCustomers({ ...trace, arrivals: trace.arrivals.slice(0, 1_440) }, 1), drawAgents(9, 1)];
  const floor = (): ShopFloor => new ShopFloor(customers, agents, OURS.settings, 1, { forecasts: false, rows: new RememberedRows() });
  const [whole, copied] = [floor(), floor()];
  copied.runUntil(NOON);
  const later = customers.filter(({ arrivesAt }) => arrivesAt > NOON && arrivesAt <= UNTIL);
  const said = (waits: readonly Waited[]): string[] =>
    waits
      .filter(({ customer, waitMs }) => customer.arrivesAt > NOON && customer.arrivesAt + waitMs <= UNTIL)
      .map(({ customer, waitMs, agentId }) => `${customer.id} ${waitMs} ${agentId}`)
      .sort();
  const inCopy = said(copied.fork(later, UNTIL).simulate().waits);
  const inFloor = said(whole.simulate().waits);
  expect(inCopy.length).toBeGreaterThan(50);
  expect(inCopy).toEqual(inFloor);
  expect(said(copied.simulate().waits)).toEqual(inFloor);
});

it("the best threshold is where the smaller of precision and recall is largest", () => {
  const moments = [1, 1, 0, 1, 0, 0].map((weight, at) => ({ chance: 0.9 - at / 10, weight }));
  expect(bestThreshold(moments)).toEqual({ precision: 3 / 4, recall: 1 });
});
