/** The parts of a message. Text stays text: only http(s) addresses become links; long text folds. */
import { File, FileAudio, FileImage, FileVideo, MapPin } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Attachment, Part } from "../../../protocol/message.ts";
import { useT } from "../i18n/index.ts";

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

const ICONS = { image: FileImage, audio: FileAudio, video: FileVideo, file: File, sticker: FileImage } as const;
const KB = 1024;
const sizeOf = (bytes: number): string => (bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`);

/** Only what the browser may fetch by itself is a link; the rest is named. */
function Media({ media, caption }: { media: Attachment; caption: string | undefined }): ReactNode {
  const t = useT();
  const Icon = ICONS[media.kind];
  const url = "url" in media.ref && !media.ref.auth && /^https?:/.test(media.ref.url) ? media.ref.url : null;
  const name = media.name ?? t(`media.${media.kind}`);
  return (
    <div className="media">
      <Icon size={20} strokeWidth={1.5} aria-hidden />
      {url === null ? (
        <span className="clip">{name}</span>
      ) : (
        <a className="clip" href={url} target="_blank" rel="noopener noreferrer nofollow">
          {name}
        </a>
      )}
      {media.size !== undefined && <span className="muted small">{sizeOf(media.size)}</span>}
      {caption && <Text text={caption} />}
    </div>
  );
}

function PartView({ part }: { part: Part }): ReactNode {
  const t = useT();
  switch (part.type) {
    case "text":
      return <Text text={part.text} />;
    case "media":
      return <Media media={part.media} caption={part.caption} />;
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

export function Parts({ parts }: { parts: readonly Part[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message never move
  return parts.map((part, index) => <PartView key={index} part={part} />);
}
