/** The calls of a deployment, and what wrangler's words say. Pure. */

const CONSOLE = "dist/assets/console";

export interface DeployCalls {
  before: string[][];
  worker: string[];
  after: string[][];
}

/** Migrations only add, so they go first: the old worker runs on with the new tables. `staged` = the share in percent; null = all at once. */
export const deployCalls = (staged: number | null): DeployCalls => ({
  before: [["d1", "migrations", "apply", "kefu", "--remote"]],
  worker: staged === null ? ["deploy"] : ["versions", "upload"],
  after: [["pages", "deploy", CONSOLE, "--project-name", "kefu-console", "--branch", "main"]],
});

/** The last version id in wrangler's answer: of an upload, or of the deployment that runs. */
export const versionIn = (output: string): string | null => {
  const ids = [...output.matchAll(/(?:Version ID:\s*|"version_id":\s*")([0-9a-f]{8}-[0-9a-f-]{27})/gi)];
  return ids.at(-1)?.[1] ?? null;
};

export const workerUrlIn = (output: string): string | null => /https:\/\/[a-z0-9.-]+\.workers\.dev/i.exec(output)?.[0] ?? null;
