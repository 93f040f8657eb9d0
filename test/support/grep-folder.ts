/** Every file of a folder searched for strings, byte by byte: what a thief of the disk would find. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** `file: word` for each word found in each file. */
export async function grepFolder(folder: string, words: readonly string[]): Promise<string[]> {
  const hits: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    for (const word of words) if (bytes.includes(word)) hits.push(`${relative(folder, path)}: ${word}`);
  }
  return hits;
}
