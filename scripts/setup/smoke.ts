/** What must answer after a deployment, asked from outside. Edges learn of a new version within seconds, so it is asked for a while. */

const PATIENCE_MS = 30_000;
const AGAIN_MS = 1_000;

interface Check {
  path: string;
  good(answer: Response, text: string): string | null;
}

const isOk = (answer: Response): string | null => (answer.ok ? null : `answers ${answer.status}`);

export const CHECKS: readonly Check[] = [
  {
    path: "/v1/health",
    good: (answer, text) =>
      isOk(answer) ??
      (/"status":"(ok|degraded)"/.test(text) ? (text.includes('"status":"ok"') ? null : "says that something is degraded") : "is no health report"),
  },
  { path: "/v1/openapi.json", good: (answer, text) => isOk(answer) ?? (text.includes('"openapi":"3.1') ? null : "is no OpenAPI document") },
  { path: "/widget.js", good: isOk },
  { path: "/v1/conversations", good: (answer) => (answer.status === 401 ? null : `lets in without a key (${answer.status})`) },
];

async function failureOf(url: string, { path, good }: Check): Promise<string | null> {
  try {
    const answer = await fetch(url + path, { signal: AbortSignal.timeout(10_000) });
    const wrong = good(answer, await answer.text());
    return wrong === null ? null : `${path} ${wrong}`;
  } catch (error) {
    return `${path} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What is wrong; empty = all is well. */
export async function smoke(url: string, patienceMs = PATIENCE_MS): Promise<string[]> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const failures = (await Promise.all(CHECKS.map((check) => failureOf(url, check)))).filter((failure) => failure !== null);
    if (failures.length === 0 || Date.now() > until) return failures;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
