/** The read model made anew: sessions are asked by their object ids for everything they would project. */
import type { Services } from "../services.ts";

export async function rebuild(services: Services, ids: readonly string[]): Promise<number> {
  const written = await Promise.all(
    ids.map(async (id) => {
      const task = await services.sessionById(id)?.snapshot(null);
      return task ? services.projector.project(task) : false;
    }),
  );
  return written.filter(Boolean).length;
}
