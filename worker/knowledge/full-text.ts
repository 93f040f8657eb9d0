/** The lexical half of search: what goes into the FTS5 index and which query is asked. Plain strings, so it runs wherever SQLite does. */
import { type Token, tokensOf } from "../text/segment.ts";
import { conceptsOf } from "./concept-match.ts";

/** Han characters that carry grammar, not subject: never asked for alone. */
const GRAMMAR_CHARS = new Set(
  "的了吗呢吧啊呀哦我你您他她它们是在有不没就也都和与很还要会能可以这那个一什么怎为哪谁几多少给把被让跟对到从去来说想请问下上里".split(""),
);
/** More tokens than this make the query slower, not better: the first ones of a long message say what it is about. */
const MAX_QUERY_TOKENS = 40;
/** Chunks that each of the two full-text queries brings to the reranker. */
const LEXICAL_CANDIDATES = 50;

export interface IndexColumns {
  tenant: string;
  words: string;
  concepts: string;
}

/** A tenant's name as one index token. */
const tenantToken = (tenant: string): string => `t${[...new TextEncoder().encode(tenant)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** Columns of one chunk. The title stands twice: a word in it says more than one in the body. */
export function indexColumns(tenant: string, title: string, heading: string, text: string): IndexColumns {
  const whole = `${title}\n${title}\n${heading}\n${text}`;
  return {
    tenant: tenantToken(tenant),
    words: tokensOf(whole)
      .map((token) => token.text)
      .join(" "),
    concepts: [...conceptsOf(title), ...conceptsOf(whole)].join(" "),
  };
}

const quoted = (token: string): string => `"${token.replaceAll('"', '""')}"`;

function worthAsking(token: Token): boolean {
  return !(token.kind === "char" && GRAMMAR_CHARS.has(token.text));
}

export interface FullTextQuery {
  /** FTS5 match expressions; null when the text has nothing to ask for. */
  words: string | null;
  concepts: string | null;
}

/** In how many chunks a token stands, as far as it is in many. */
export interface Frequencies {
  chunks: number;
  words: ReadonlyMap<string, number>;
  concepts: ReadonlyMap<string, number>;
}

/** Tokens in more than this share of the chunks say little: asked for only when less than so many rarer ones are there. */
const COMMON_SHARE = 0.2;
const LEAST_COMMON = 20;
const LEAST_RARE = 3;
/** Rows that one question may walk over: the rarest tokens first, at least one of them. It keeps large bases fast and changes nothing in small ones. */
const MOST_ROWS = 1_000;
/** A concept in more chunks than this is not worth its time beside words: in a base so large, what is rarer decides. */
const MOST_ROWS_OF_CONCEPTS = 3_000;

interface Asked {
  tokens: string[];
  /** Chunks that a question for them walks over, at most. */
  rows: number;
}

/** The tokens worth asking for, rarest first where there are too many. */
function affordable(tokens: readonly string[], frequency: ReadonlyMap<string, number>, chunks: number): Asked {
  const of = (token: string): number => frequency.get(token) ?? 0;
  const limit = Math.max(LEAST_COMMON, chunks * COMMON_SHARE);
  const rare = tokens.filter((token) => of(token) <= limit);
  const asked = (rare.length >= LEAST_RARE ? rare : tokens).slice(0, MAX_QUERY_TOKENS);
  const all = asked.reduce((sum, token) => sum + of(token), 0);
  if (all <= MOST_ROWS) return { tokens: asked, rows: all };
  let rows = 0;
  const chosen = [...asked]
    .sort((a, b) => of(a) - of(b))
    .filter((token, at) => {
      if (at > 0 && rows + of(token) > MOST_ROWS) return false;
      rows += of(token);
      return true;
    });
  return { tokens: chosen, rows };
}

const NO_FREQUENCIES: Frequencies = { chunks: 0, words: new Map(), concepts: new Map() };

export interface QueryOptions {
  frequencies?: Frequencies;
  /** Other words for the same. */
  also?: readonly string[];
  /** The tenant is not named: whoever knows its chunks drops the rows of others. */
  alone?: boolean;
}

/** The two match expressions for a customer's words. */
export function fullTextQuery(tenant: string, text: string, options: QueryOptions = {}): FullTextQuery {
  const { frequencies = NO_FREQUENCIES, also = [], alone = false } = options;
  const said = tokensOf(text)
    .filter(worthAsking)
    .map((token) => token.text);
  const words = affordable([...new Set([...also, ...said])], frequencies.words, frequencies.chunks);
  const concepts = affordable([...new Set(conceptsOf(text))], frequencies.concepts, frequencies.chunks);
  const whose = alone ? "" : `tenant:${quoted(tenantToken(tenant))} AND `;
  const bound = (column: string, tokens: readonly string[]): string | null =>
    tokens.length === 0 ? null : `${whose}${column}:(${tokens.map(quoted).join(" OR ")})`;
  const worth = words.tokens.length === 0 || concepts.rows <= MOST_ROWS_OF_CONCEPTS;
  return { words: bound("words", words.tokens), concepts: worth ? bound("concepts", concepts.tokens) : null };
}

/** A token that most chunks hold is looked at in so many of them only: a question takes no longer in a larger base. */
const MOST_SCORED = 3_000;

/**
 * Rows (id, score, text): the higher the score the better; the tenant's own token does not count. ?1 the expression, ?2 the tenant, ?3 of how
 * many of the best the words come along (null for the others). Not `ORDER BY rank`: for that FTS5 prepares and runs a second statement of
 * its own, which takes longer than the search.
 */
export const MATCH_SQL = `SELECT id, score, CASE WHEN row_number() OVER (ORDER BY score DESC) <= ?3
    THEN (SELECT text FROM chunks c WHERE c.id = best.id AND c.tenant = ?2) END AS text
  FROM (SELECT id, score FROM (
    SELECT rowid AS id, -bm25(chunk_index, 0.0, 1.0, 1.0) AS score FROM chunk_index WHERE chunk_index MATCH ?1 LIMIT ${MOST_SCORED}
  ) ORDER BY score DESC LIMIT ${LEXICAL_CANDIDATES}) best ORDER BY score DESC`;
