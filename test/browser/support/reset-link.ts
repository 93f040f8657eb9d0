/** The way to a new password in the letter that the mail service was given; undefined = none yet. */
export function resetLinkIn(call: string): string | undefined {
  const { mime_message: mime = "" } = JSON.parse(call || "{}") as { mime_message?: string };
  const body = mime
    .split(/\r?\n\r?\n/)
    .slice(1)
    .join("")
    .replace(/\s/g, "");
  const words = mime + Buffer.from(body, "base64").toString("utf8");
  return /http\S+#reset=[\w-]+/.exec(words)?.[0];
}
