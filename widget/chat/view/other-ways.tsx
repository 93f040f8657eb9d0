/** Other ways to reach the business: an address to open, a picture to scan. */
import type { JSX } from "preact";
import { safeHref } from "../safe-text.ts";
import type { OtherWay } from "../server.ts";
import type { Words } from "../words/words.ts";

/** The tenant's own address: a page, a letter or a call. */
const hrefOf = (url: string): string | null => (/^(mailto:|tel:)[^\s]+$/i.test(url) ? url : safeHref(url));

export function OtherWays({ links, words }: { links: readonly OtherWay[]; words: Words }): JSX.Element | null {
  if (links.length === 0) return null;
  return (
    <section class="other-ways" aria-label={words.otherWays}>
      <h3>{words.otherWays}</h3>
      <ul>
        {links.map(({ label, url, picture }) => (
          <li key={`${label} ${url}`}>
            <Way label={label} href={url === null ? null : hrefOf(url)} />
            {picture !== null && safeHref(picture) !== null && (
              <details>
                <summary>{words.scan}</summary>
                <img src={picture} alt={`${label}: ${words.scan}`} referrerpolicy="no-referrer" loading="lazy" />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const Way = ({ label, href }: { label: string; href: string | null }): JSX.Element =>
  href === null ? (
    <bdi>{label}</bdi>
  ) : (
    <a href={href} target="_blank" rel="noopener noreferrer">
      <bdi>{label}</bdi>
    </a>
  );
