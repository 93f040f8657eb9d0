/** Article bodies of every format as plain blocks under headings. Parsing is left to micromark and parse5; scripts, styles and forms never survive. */
import type { Element, Root as HtmlRoot, RootContent } from "hast";
import { fromHtml } from "hast-util-from-html";
import { sanitize } from "hast-util-sanitize";
import { toHtml } from "hast-util-to-html";
import { toText } from "hast-util-to-text";
import type { RootContent as MarkdownContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toHast } from "mdast-util-to-hast";
import { toString as markdownText } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import type { Block } from "./chunk.ts";

export type ArticleFormat = "markdown" | "html" | "text";

const parseMarkdown = (body: string) => fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

function blocksOfMarkdownNode(node: MarkdownContent): string[] {
  switch (node.type) {
    case "list":
      return node.children.map((item) => markdownText(item));
    case "table":
      return node.children.map((row) => row.children.map((cell) => markdownText(cell)).join(" | "));
    case "html":
      return [toText(sanitize(fromHtml(node.value, { fragment: true })) as HtmlRoot)];
    default:
      return [markdownText(node)];
  }
}

function markdownBlocks(body: string): Block[] {
  const headings: { depth: number; text: string }[] = [];
  return parseMarkdown(body).children.flatMap((node): Block[] => {
    if (node.type === "heading") {
      while ((headings.at(-1)?.depth ?? 0) >= node.depth) headings.pop();
      headings.push({ depth: node.depth, text: markdownText(node) });
      return [];
    }
    const above = headings.map((heading) => heading.text);
    return blocksOfMarkdownNode(node).map((text) => ({ headings: above, text: text.trim() }));
  });
}

const HEADING = /^h([1-6])$/;
const CONTAINER = new Set(["div", "section", "article", "main", "ul", "ol", "table", "tbody", "thead", "blockquote"]);

function htmlBlocks(nodes: readonly RootContent[], headings: { depth: number; text: string }[]): Block[] {
  return nodes.flatMap((node): Block[] => {
    if (node.type === "text") return [{ headings: headings.map((heading) => heading.text), text: node.value.trim() }];
    if (node.type !== "element") return [];
    const depth = HEADING.exec(node.tagName)?.[1];
    if (depth) {
      while ((headings.at(-1)?.depth ?? 0) >= Number(depth)) headings.pop();
      headings.push({ depth: Number(depth), text: toText(node) });
      return [];
    }
    if (CONTAINER.has(node.tagName)) return htmlBlocks((node as Element).children, headings);
    return [{ headings: headings.map((heading) => heading.text), text: toText(node).trim() }];
  });
}

/** The words of an article, block by block, with the headings above each. */
export function blocksOf(body: string, format: ArticleFormat): Block[] {
  switch (format) {
    case "markdown":
      return markdownBlocks(body).filter((block) => block.text !== "");
    case "html":
      return htmlBlocks((sanitize(fromHtml(body, { fragment: true })) as HtmlRoot).children, []).filter((block) => block.text !== "");
    case "text":
      return body
        .split(/\n{2,}/)
        .map((text) => ({ headings: [], text: text.trim() }))
        .filter((block) => block.text !== "");
    default:
      return format satisfies never;
  }
}

/** HTML that is safe to show to customers: GitHub's allow-list, no scripts, styles, forms or handlers. */
export function safeHtml(body: string, format: ArticleFormat): string {
  switch (format) {
    case "markdown":
      return toHtml(sanitize(toHast(parseMarkdown(body))));
    case "html":
      return toHtml(sanitize(fromHtml(body, { fragment: true })));
    case "text":
      return toHtml({ type: "root", children: [{ type: "element", tagName: "p", properties: {}, children: [{ type: "text", value: body }] }] });
    default:
      return format satisfies never;
  }
}
