/**
 * Stands between a browser and the engine and cuts the lines that carry frames: sockets, and the streams and requests that stand in for them.
 * A line lives for a random time, then nothing passes any more, neither way, and after another random time both ends are reset.
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Longest time that a line lives after the server's first word, and that bytes get lost before it is cut. ms */
const LIVES_MS = 900;
const LOSES_MS = 200;
/** This part of the lines is cut while they are being opened, within so long. ms */
const CUT_EARLY = 0.1;
const EARLY_MS = 50;
/** A line that does not come back for so long is given up. ms */
const PATIENCE_MS = 90_000;

const LINE = /^GET \/v1\/(agent|visitor)\/(socket|events)/;

export interface CuttingProxy {
  /** Where a page finds the engine through it. */
  url: string;
  readonly cuts: number;
  /** Cuts from now on; → all cuts are done. Throws when no line comes back. */
  cut(wanted: number): Promise<void>;
  close(): void;
}

interface Plan {
  chance: () => number;
  /** False = lines are left alone. */
  isCutting: () => boolean;
  onCut: () => void;
}

/** One connection of the browser and its twin to the engine. */
function joined(client: Socket, port: number, plan: Plan): void {
  const server = connect(port, "127.0.0.1");
  const ends = [client, server];
  let isLine = false;
  let isDoomed = false;
  const swallowAndCut = (): void => {
    if (client.destroyed || !plan.isCutting()) return;
    for (const end of ends) end.removeAllListeners("data").resume();
    setTimeout(() => {
      for (const end of ends) end.resetAndDestroy();
    }, plan.chance() * LOSES_MS);
    plan.onCut();
  };
  const doom = (withinMs: number): void => {
    if (isDoomed || !plan.isCutting()) return;
    isDoomed = true;
    setTimeout(swallowAndCut, plan.chance() * withinMs);
  };
  client.on("data", (bytes) => {
    isLine ||= LINE.test(bytes.toString("latin1", 0, 60));
    if (isLine && plan.chance() < CUT_EARLY) doom(EARLY_MS);
    server.write(bytes);
  });
  server.on("data", (bytes) => {
    if (isLine) doom(LIVES_MS);
    client.write(bytes);
  });
  for (const end of ends) {
    end.setNoDelay(true);
    end.on("error", () => undefined);
    end.on("close", () => {
      for (const other of ends) other.destroy();
    });
  }
}

export async function cuttingProxy(engineUrl: string, chance: () => number): Promise<CuttingProxy> {
  const { port } = new URL(engineUrl);
  const open = new Set<Socket>();
  const state = { cuts: 0, wanted: 0, done: () => {}, lastCutAt: 0 };
  const plan: Plan = {
    chance,
    isCutting: () => state.cuts < state.wanted,
    onCut: () => {
      state.cuts += 1;
      state.lastCutAt = Date.now();
      if (state.cuts === state.wanted) state.done();
    },
  };
  const listener = createServer((client) => {
    open.add(client);
    client.on("close", () => open.delete(client));
    joined(client, Number(port), plan);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    get cuts() {
      return state.cuts;
    },
    cut: (wanted) =>
      new Promise((resolve, reject) => {
        state.lastCutAt = Date.now();
        const watch = setInterval(() => {
          if (Date.now() - state.lastCutAt < PATIENCE_MS) return;
          clearInterval(watch);
          reject(new Error(`after ${state.cuts} of ${wanted} cuts no line came back for ${PATIENCE_MS / 1_000} s`));
        }, 1_000);
        state.done = () => {
          clearInterval(watch);
          resolve();
        };
        state.wanted = state.cuts + wanted;
        // Lines that stand already would otherwise live until somebody speaks.
        for (const socket of open) socket.resetAndDestroy();
      }),
    close: () => {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
