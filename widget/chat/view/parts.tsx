/** One message's parts. Strangers' words: text nodes only, isolated in their own reading direction, http(s) links only, images without a referrer. */
import { Fragment, type JSX } from "preact";
import { useState } from "preact/hooks";
import type { Part } from "../../../protocol/message.ts";
import { folded, piecesOf } from "../safe-text.ts";
import type { Words } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { Media } from "./media.tsx";

/** Where an address may break: browsers keep a slash and the digits after it together. */
const RUNS = /(?:^https?:\/\/)?[^/?&=]*[/?&=]+|(?:^https?:\/\/)?[^/?&=]+/gi;

export function Parts({ parts, words }: { parts: readonly Part[]; words: Words }): JSX.Element {
  return (
    <>
      {parts.map((part, index) => (
        <PartView key={index} part={part} words={words} />
      ))}
    </>
  );
}

function PartView({ part, words }: { part: Part; words: Words }): JSX.Element {
  switch (part.type) {
    case "text":
      return <Text text={part.text} words={words} />;
    case "action":
      return <Text text={part.label ?? part.id} words={words} />;
    case "media":
      return (
        <>
          <Media media={part.media} caption={part.caption} words={words} />
          {part.caption !== undefined && <Text text={part.caption} words={words} />}
        </>
      );
    case "location":
      return (
        <p class="text attached">
          <Icon name="place" />
          <bdi>{[part.name, part.address].filter(Boolean).join(", ") || words.place}</bdi>
        </p>
      );
    case "unsupported":
      return <p class="text quiet">{words.unsupported}</p>;
    default:
      return part satisfies never;
  }
}

function Text({ text, words }: { text: string; words: Words }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const short = folded(text);
  const pieces = piecesOf(isWhole ? text : short);
  return (
    <p class="text" dir="auto">
      {pieces.map((piece, index) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {(piece.text.match(RUNS) ?? []).map((run, at) => (
              <Fragment key={at}>
                {at > 0 && <wbr />}
                {run}
              </Fragment>
            ))}
          </a>
        ),
      )}
      {!isWhole && short !== text && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          {words.showAll}
        </button>
      )}
    </p>
  );
}
