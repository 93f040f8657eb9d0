/** Why an engine does not start here, in a sentence for whoever asked for it. Foreseen, so it is said without a stack. */
export class CannotStart extends Error {}

/** For `.catch` of what starts an engine from the command line: ends the process when the reason was foreseen, throws on what was not. */
export function sayAndEnd(error: unknown): never {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exit(1);
}
