/** Understanding alone, as a worker: the shipped runtime and the shipped model, without tenants. For `npm run classify` and the latency bench. */
import { z } from "zod";
import { understandSchema } from "../../protocol/api.ts";
import type { Understanding } from "../../protocol/understanding.ts";
import { runtimeMemoryBytes } from "../../wasm-models/runtime/encoder-session.ts";
import { assetSource, bucketSource, ModelStore } from "../../wasm-models/runtime/model-store.ts";
import { CustomIntents } from "../../worker/intent/custom/custom-intents.ts";
import { understand } from "../../worker/intent/understand.ts";

let live: ModelStore | null = null;
const none = new CustomIntents(0, []);
const requestSchema = z.object({
  lines: z.array(understandSchema),
  /** how often each line is understood; for measuring, from outside: clocks stand still during work */
  times: z.number().int().min(1).default(1),
  rulesOnly: z.boolean().default(false),
  /** look for a new model first, as the engine does every half minute */
  refresh: z.boolean().default(false),
});

// biome-ignore lint/style/noDefaultExport: the platform asks for it
export default {
  async fetch(request: Request, env: { ASSETS: Fetcher; BUCKET: R2Bucket }): Promise<Response> {
    const { lines, times, rulesOnly, refresh } = requestSchema.parse(await request.json());
    live ??= new ModelStore([bucketSource(env.BUCKET), assetSource(env.ASSETS)], () => Date.now());
    const store = live;
    if (!rulesOnly && (refresh || store.state.state === "cold")) await store.refresh();
    const model = rulesOnly ? null : store.current(() => undefined);
    const skills = { model: async () => model, custom: async () => none, recent: { get: () => undefined, set: () => undefined } };
    const understood: Understanding[] = [];
    for (const { text, context } of lines) {
      let last = await understand(text, context, skills);
      for (let time = 1; time < times; time++) last = await understand(text, context, skills);
      understood.push(last);
    }
    return Response.json({ understood, state: store.state, runtimeBytes: runtimeMemoryBytes() });
  },
};
