/** Articles in files: Markdown, HTML and text are one article each, JSON lines one a line. Pure. */
export interface ArticleDraft {
  id?: string;
  title: string;
  body: string;
  language?: string;
  category?: string;
  format: "markdown" | "html" | "text";
}

export type FileRead = { ok: true; articles: ArticleDraft[] } | { ok: false; line: number };

const FORMATS: Readonly<Record<string, ArticleDraft["format"]>> = { md: "markdown", markdown: "markdown", html: "html", htm: "html", txt: "text" };
export const ACCEPTED = ".md,.markdown,.html,.htm,.txt,.jsonl,.ndjson";

const CJK = /[\u3400-\u9fff]/;
const languageOf = (text: string): string => (CJK.test(text) ? "zh" : "en");

/** The first heading of Markdown or the title of HTML, else the file's name. */
function titleOf(name: string, text: string): string {
  const heading = /^#\s+(.+)$/m.exec(text)?.[1] ?? /<title>([^<]+)<\/title>/i.exec(text)?.[1];
  return (heading ?? name.replace(/\.[^.]+$/, "")).trim().slice(0, 500);
}

export function readArticles(name: string, text: string): FileRead {
  const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
  if (ending !== "jsonl" && ending !== "ndjson") {
    return {
      ok: true,
      articles: text.trim() === "" ? [] : [{ title: titleOf(name, text), body: text, language: languageOf(text), format: FORMATS[ending] ?? "text" }],
    };
  }
  const articles: ArticleDraft[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const draft = lineOf(line);
    if (!draft) return { ok: false, line: index + 1 };
    articles.push(draft);
  }
  return { ok: true, articles };
}

function lineOf(line: string): ArticleDraft | null {
  try {
    const { id, title, body, language, category } = JSON.parse(line) as Record<string, unknown>;
    if (typeof title !== "string" || typeof body !== "string") return null;
    const optional = { ...(typeof id === "string" ? { id } : {}), ...(typeof category === "string" ? { category } : {}) };
    return { title, body, format: "markdown", language: typeof language === "string" ? language : languageOf(title + body), ...optional };
  } catch {
    return null;
  }
}
