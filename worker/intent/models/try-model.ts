/** Trying a tenant's model before it may answer: whether it loads and says what it promises, and how it does on the tenant's held-back messages. */
import type { IntentModel } from "../../../wasm-models/runtime/intent-model.ts";
import { bucketSource, ModelStore } from "../../../wasm-models/runtime/model-store.ts";
import { type LabelledRow, labelledPage } from "../labelled/labelled-messages.ts";
import { isWorse, type ModelScore, scoreOf } from "./measure-model.ts";
import { type ShelfHost, shelfPrefix } from "./model-shelf.ts";

/** Fewer held-back messages say nothing. */
export const LEAST_HELD = 20;
/** More would take a request too long. */
const MOST_HELD = 300;

export type Trial =
  | { outcome: "broken"; reason: string }
  | { outcome: "unmeasured"; held: number }
  | { outcome: "worse" | "good"; candidate: ModelScore; live: ModelScore };

export async function tryModel(host: ShelfHost, tenant: string, name: string, live: IntentModel): Promise<Trial> {
  const { rows } = await labelledPage(host.db, tenant, { held: true, after: "", limit: MOST_HELD });
  const store = new ModelStore([bucketSource(host.media, shelfPrefix(tenant, name))], host.now);
  try {
    await store.refresh();
    const candidate = store.current(() => undefined);
    if (!candidate) return { outcome: "broken", reason: store.state.state === "broken" ? store.state.reason : "it did not load" };
    if (rows.length < LEAST_HELD) return { outcome: "unmeasured", held: rows.length };
    const own = await measured(candidate, rows);
    const others = await measured(live, rows);
    return { outcome: isWorse(own, others) ? "worse" : "good", candidate: own, live: others };
  } finally {
    await store.close();
  }
}

async function measured(model: IntentModel, rows: readonly LabelledRow[]): Promise<ModelScore> {
  const named: { given: string[]; named: string[] }[] = [];
  for (const row of rows) {
    const reading = await model.read(row.text, row.context);
    named.push({ given: row.intents, named: reading.named.map((intent) => intent.name) });
  }
  return scoreOf(named);
}
