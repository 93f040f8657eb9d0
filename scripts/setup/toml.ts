/** Values of wrangler.toml changed in place: the file is written for people, so its order and comments stay. */

/** The block (from its header to the next one) that holds the line `marker`. */
function blockWith(lines: readonly string[], marker: string): { from: number; to: number } | null {
  const at = lines.findIndex((line) => line.trim() === marker);
  if (at === -1) return null;
  let from = at;
  while (from > 0 && !(lines[from] ?? "").trim().startsWith("[")) from -= 1;
  let to = at + 1;
  while (to < lines.length && !(lines[to] ?? "").trim().startsWith("[")) to += 1;
  return { from, to };
}

/** `key = "…"` in the block that holds `marker`; a comment behind the value stays but for "fill in". Null = there is no such place. */
export function withValue(toml: string, marker: string, key: string, value: string): string | null {
  const lines = toml.split("\n");
  const block = blockWith(lines, marker);
  if (!block) return null;
  const assigned = new RegExp(`^(\\s*${key}\\s*=\\s*)"[^"]*"(.*)$`);
  for (let at = block.from; at < block.to; at++) {
    const match = assigned.exec(lines[at] ?? "");
    if (!match) continue;
    lines[at] = `${match[1]}"${value}"${(match[2] ?? "").replace(/\s*# fill in\s*$/, "")}`;
    return lines.join("\n");
  }
  return null;
}

/** A value of the block that holds `marker`. */
export function readValue(toml: string, marker: string, key: string): string | null {
  const lines = toml.split("\n");
  const block = blockWith(lines, marker);
  if (!block) return null;
  for (const line of lines.slice(block.from, block.to)) {
    const match = new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"`).exec(line);
    if (match) return match[1] ?? null;
  }
  return null;
}
