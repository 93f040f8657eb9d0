/** Understanding alone, as a worker: the shipped runtime and the shipped model, without tenants. For `npm run classify` and the latency bench. */
import { z } from "zod";
import { understandSchema } from "../../protocol/api.ts";
import type { Understanding } from "../../protocol/understanding.ts";
import { assetSource, ModelStore } from "../../wasm-models/runtime/model-store.ts";
import { CustomIntents } from "../../worker/intent/custom/custom-intents.ts";
import { understand } from "../../worker/intent/understand.ts";

const store = new ModelStore([], () => Date.now());
let live: ModelStore = store;
const none = new CustomIntents(0, []);
const requestSchema = z.object({
  lines: z.array(understandSchema),
  /** how often each line is understood; for measuring, from outside: clocks stand still during work */
  times: z.number().int().min(1).default(1),
  rulesOnly: z.boolean().default(false),
});

// biome-ignore lint/style/noDefaultExport: the platform asks for it
export default {
  async fetch(request: Request, env: { ASSETS: Fetcher }): Promise<Response> {
    if (live === store) live = new ModelStore([assetSource(env.ASSETS)], () => Date.now());
    if (live.state.state === "cold") await live.refresh();
    const { lines, times, rulesOnly } = requestSchema.parse(await request.json());
    const model = rulesOnly ? null : live.current(() => undefined);
    const skills = { model: async () => model, custom: async () => none, recent: { get: () => undefined, set: () => undefined } };
    const understood: Understanding[] = [];
    for (const { text, context } of lines) {
      let last = await understand(text, context, skills);
      for (let time = 1; time < times; time++) last = await understand(text, context, skills);
      understood.push(last);
    }
    return Response.json({ understood, state: live.state });
  },
};
