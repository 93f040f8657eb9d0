/** One export, whatever made it, as conversations and a list of what was left out and why. Pure; the script and the route read with it. */
import { readChatwoot } from "./chatwoot.ts";
import { readGoFly } from "./go-fly.ts";
import { readIntercom } from "./intercom.ts";
import { type ImportFile, type ImportSource, nothingRead, type Read, type ReadOptions } from "./records.ts";
import { readCsvTurns, readJsonLines } from "./tables.ts";
import { readZendesk } from "./zendesk.ts";

export function readExport(from: ImportSource, files: readonly ImportFile[], options: ReadOptions): Read {
  const read = nothingRead();
  switch (from) {
    case "chatwoot":
      readChatwoot(files, read);
      break;
    case "zendesk":
      readZendesk(files, read);
      break;
    case "intercom":
      readIntercom(files, read);
      break;
    case "csv":
      readCsvTurns(files, read, options);
      break;
    case "jsonl":
      readJsonLines(files, read);
      break;
    case "go-fly":
      readGoFly(files, read, options);
      break;
    default:
      return from satisfies never;
  }
  return read;
}
