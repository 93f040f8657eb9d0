/** The parts of a message. Text stays text: only http(s) addresses become links; long text folds. */
import { MapPin } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Part } from "../../../protocol/message.ts";
import { useT } from "../i18n/index.ts";
import { MediaView } from "./media-view.tsx";

const FOLD_UNITS = 1_500;
const ADDRESS = /(https?:\/\/[^\s<>"'，。！？、）]+)/;

function Words({ text }: { text: string }): ReactNode {
  const pieces = text.split(ADDRESS);
  return pieces.map((piece, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
      <a key={index} href={piece} target="_blank" rel="noopener noreferrer nofollow">
        {piece}
      </a>
    ) : (
      piece
    ),
  );
}

function Text({ text }: { text: string }): ReactNode {
  const t = useT();
  const [open, setOpen] = useState(false);
  const long = text.length > FOLD_UNITS;
  return (
    <>
      <p className="words" dir="auto">
        <Words text={long && !open ? `${text.slice(0, FOLD_UNITS)}…` : text} />
      </p>
      {long && (
        <button type="button" className="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("fold") : t("unfold", { count: text.length })}
        </button>
      )}
    </>
  );
}

/** Older words of a mail, shown only when asked for. */
function Quoted({ text }: { text: string }): ReactNode {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t("quoted.hide") : t("quoted.show")}
      </button>
      {open && (
        <blockquote className="words muted" dir="auto">
          <Words text={text} />
        </blockquote>
      )}
    </>
  );
}

function PartView({ part, path }: { part: Part; path: string }): ReactNode {
  const t = useT();
  switch (part.type) {
    case "text":
      return (
        <>
          <Text text={part.text} />
          {part.quoted !== undefined && <Quoted text={part.quoted} />}
        </>
      );
    case "media":
      return (
        <>
          <MediaView media={part.media} path={path} />
          {part.caption && <Text text={part.caption} />}
        </>
      );
    case "location":
      return (
        <p className="media">
          <MapPin size={20} strokeWidth={1.5} aria-hidden />
          <span>{[part.name, part.address].filter(Boolean).join(" · ") || `${part.lat}, ${part.lng}`}</span>
        </p>
      );
    case "action":
      return (
        <p>
          <span className="chip">{t("pressed")}</span> {part.label ?? part.id}
        </p>
      );
    case "unsupported":
      return <p className="muted">{t("unsupported", { hint: part.hint })}</p>;
    default:
      return part satisfies never;
  }
}

/** `path` leads to the turn; the media of its parts are below it. */
export function Parts({ parts, path }: { parts: readonly Part[]; path: string }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message never move
  return parts.map((part, index) => <PartView key={index} part={part} path={`${path}/media/${index}`} />);
}
