/** Cuts an article into passages by heading and length, so that a hit points at the sentence that answers. */

/** A chunk holds at most this many UTF-16 units: about five bullet points in Chinese, a paragraph in English. */
const CHUNK_UNITS = 600;
const MAX_CHUNKS = 400;

export interface Block {
  /** Headings above the block, outermost first. */
  headings: readonly string[];
  text: string;
}

export interface Chunk {
  heading: string;
  text: string;
}

/** Ends of sentences in Chinese and English. */
const SENTENCE = /[^。！？!?\n]+(?:[。！？!?]+|\.(?=\s|$)|\n|$)/gu;

function pieces(text: string): string[] {
  if (text.length <= CHUNK_UNITS) return [text];
  const sentences = text.match(SENTENCE) ?? [text];
  return sentences.flatMap((sentence) => {
    if (sentence.length <= CHUNK_UNITS) return [sentence];
    const parts: string[] = [];
    for (let at = 0; at < sentence.length; at += CHUNK_UNITS) parts.push(sentence.slice(at, at + CHUNK_UNITS));
    return parts;
  });
}

/** Neighbouring blocks under the same heading are joined until a chunk is full. */
export function chunksOf(blocks: readonly Block[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (const block of blocks) {
    const heading = block.headings.join(" › ");
    for (const piece of pieces(block.text)) {
      const last = chunks.at(-1);
      if (last && last.heading === heading && last.text.length + piece.length < CHUNK_UNITS) last.text += `\n${piece.trim()}`;
      else chunks.push({ heading, text: piece.trim() });
      if (chunks.length >= MAX_CHUNKS) return chunks;
    }
  }
  return chunks.filter((chunk) => chunk.text !== "");
}

/** Sentences and bullet points of a chunk, for choosing the passage to show. */
export function sentencesOf(text: string): string[] {
  return (text.match(SENTENCE) ?? [text]).map((sentence) => sentence.trim()).filter((sentence) => sentence.length > 1);
}
