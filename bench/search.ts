/** Searching inside workerd as the knowledge base grows: one question after the other, each new, beside a request that searches nothing. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../scripts/build.ts";
import { migrationsOf } from "../scripts/engine/migrations.ts";
import { startBenchWorker } from "./bench-worker.ts";
import { type Figure, percentile } from "./figures.ts";
import { processorMs } from "./processor.ts";

interface Step {
  articles: number;
  /** Paragraphs of those that are new, each of them a chunk. */
  paragraphs: number;
}
/** After each of them the base is measured: 10 000 articles, then 100 000 chunks. */
const STEPS: readonly Step[] = [
  { articles: 1_000, paragraphs: 2 },
  { articles: 10_000, paragraphs: 2 },
  { articles: 20_000, paragraphs: 8 },
];
/** `SEARCH_STEPS` = only so many of them. */
const WANTED = Number(process.env.SEARCH_STEPS ?? STEPS.length);
/** Of them all, those that searching needs. */
const MIGRATIONS = new Set(["0010_knowledge.sql", "0080_suggestions.sql"]);
/** As an import writes them (worker/knowledge/import.ts). */
const AT_ONCE = 20;
const TELL_EVERY = 2_000;
const QUESTIONS = 300;
const WARM_UP = 20;

interface Authored {
  title: string;
  body: string;
  language: string;
  questions: string[];
}

async function authored(): Promise<Authored[]> {
  const text = await readFile(join(ROOT, "test/evaluation/data/articles.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Authored);
}

/** The nth article: an authored title with a number, and sentences of others, so that words are spread as in real bases. */
function nth(all: readonly Authored[], n: number, count: number): { id: string; title: string; body: string; language: string } {
  const of = (at: number): Authored => all[at % all.length] ?? { title: "", body: "", language: "zh", questions: [] };
  const paragraphs = Array.from({ length: count }, (_, at) =>
    `${of(n * 7 + at * 13).body} ${of(n + at * 29).title} ${n}-${at} 。${of(n * 3 + at).body}`.slice(0, 590),
  );
  return { id: `a${n}`, title: `${of(n).title} ${n}`, body: paragraphs.join("\n\n"), language: of(n).language };
}

export async function search(): Promise<Figure[]> {
  const { url, pid, post, end } = await startBenchWorker("search", "search-worker.ts");
  try {
    const ask = async (text: string | null): Promise<number> => {
      const from = performance.now();
      await (await fetch(text === null ? url : `${url}/?q=${encodeURIComponent(text)}`)).arrayBuffer();
      return performance.now() - from;
    };
    const migrations = (await migrationsOf()).filter(({ name }) => MIGRATIONS.has(name));
    await post({ migrations: migrations.flatMap(({ statements }) => statements) });
    const all = await authored();
    const questions = all.flatMap((article) => article.questions);
    const figures: Figure[] = [];
    let [filled, chunks] = [0, 0];
    for (const { articles: step, paragraphs } of STEPS.slice(0, WANTED)) {
      while (filled < step) {
        const count = Math.min(AT_ONCE, step - filled);
        await post({ articles: Array.from({ length: count }, (_, at) => nth(all, filled + at, paragraphs)) });
        filled += count;
        chunks += count * paragraphs;
        if (filled % TELL_EVERY === 0) console.error(`${filled} articles, ${chunks} chunks`);
      }
      const [cold, floor, asked]: [number, number[], number[]] = [await ask("运费多少"), [], []];
      let processor = 0;
      for (let n = 0; n < QUESTIONS + WARM_UP; n++) {
        const nothing = await ask(null);
        const before = processorMs(pid);
        // Never the same twice: what was found is remembered.
        const took = await ask(`${questions[n % questions.length] ?? ""} ${step}${n}`);
        if (n >= WARM_UP) {
          floor.push(nothing);
          asked.push(took);
          processor += processorMs(pid) - before;
        }
      }
      const figure = (subject: string, values: number[], against?: string): Figure => ({
        bench: "search",
        subject: `${step} articles, ${chunks} chunks: ${subject}`,
        unit: "ms",
        values,
        ...(against === undefined ? {} : { against: `${step} articles, ${chunks} chunks: ${against}` }),
      });
      figures.push(
        figure("a request that searches nothing p50", [percentile(floor, 0.5)]),
        figure("a new question p50", [percentile(asked, 0.5)], "a request that searches nothing p50"),
        figure("a new question p99", [percentile(asked, 0.99)]),
        figure("processor time of a new question, mean", [processor / QUESTIONS]),
        figure("first question of an isolate, the base read", [cold]),
      );
    }
    return figures;
  } finally {
    await end();
  }
}
