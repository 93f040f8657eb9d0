/** POST /v1/message until it is durable, against nothing at all, a parsed body and one bare insert, on disk and in memory. */
import { randomUUID } from "node:crypto";
import { type Storage, startFloor, startOurs, storages } from "./engines.ts";
import type { Figure } from "./figures.ts";
import { load } from "./load.ts";

const SECONDS = 6;
const WARM_UP_S = 2;
const RUNS = 3;
const CONNECTIONS = 64;
const CUSTOMERS = 1_000;

const run = randomUUID().slice(0, 8);
const bodyOf = (n: number): string =>
  JSON.stringify({ from: { id: `c-${n % CUSTOMERS}` }, text: `第${n}条：我的快递 SF1234567890 到哪里了？`, externalId: `${run}-${n}` });

export async function receive(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const storage of storages()) figures.push(...(await onStorage(storage)));
  return figures;
}

async function onStorage(storage: Storage): Promise<Figure[]> {
  const bench = `receive, ${storage}`;
  const figure = (subject: string, unit: string, against?: string): Figure => ({
    bench,
    subject,
    unit,
    values: [],
    ...(against === undefined ? {} : { against }),
  });
  const [hello, parse, insert] = [figure("hello", "req/s"), figure("parse", "req/s"), figure("bare insert", "req/s")];
  const [ours, p50, p99] = [figure("POST /v1/message", "msg/s", "bare insert"), figure("POST /v1/message p50", "ms"), figure("POST /v1/message p99", "ms")];
  const floor = await startFloor(storage);
  const engine = await startOurs(storage);
  let count = 0;
  const body = (n: number): string => bodyOf(count + n);
  const send = (seconds: number) =>
    load({ url: `${engine.url}/v1/message`, seconds, connections: CONNECTIONS, headers: { authorization: `Bearer ${engine.key}` }, body });
  try {
    await load({ url: `${floor.url}/insert`, seconds: WARM_UP_S, connections: CONNECTIONS, body });
    await send(WARM_UP_S);
    for (let round = 0; round < RUNS; round++) {
      hello.values.push((await load({ url: `${floor.url}/hello`, seconds: SECONDS / 2, connections: CONNECTIONS })).perSecond);
      parse.values.push((await load({ url: `${floor.url}/parse`, seconds: SECONDS / 2, connections: CONNECTIONS, body })).perSecond);
      insert.values.push((await load({ url: `${floor.url}/insert`, seconds: SECONDS, connections: CONNECTIONS, body })).perSecond);
      count += 10_000_000;
      const result = await send(SECONDS);
      if (result.failed > 0) throw new Error(`${result.failed} of the messages failed`);
      ours.values.push(result.perSecond);
      p50.values.push(result.p50Ms);
      p99.values.push(result.p99Ms);
    }
  } finally {
    await floor.end();
    await engine.end();
  }
  return [hello, parse, insert, ours, p50, p99];
}
