/** The words of an export's HTML; scripts and styles are no words. */
import { fromHtml } from "hast-util-from-html";
import { toText } from "hast-util-to-text";

export const textOfHtml = (html: string): string => (/[<&]/.test(html) ? toText(fromHtml(html, { fragment: true })) : html).trim();
