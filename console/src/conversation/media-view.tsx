/** An attachment: pictures are shown, the rest is fetched when asked for. The server checks who may see it. */
import { Download, File, FileAudio, FileImage, FileVideo } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { Attachment } from "../../../protocol/message.ts";
import { download } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { problemWords } from "../ui/problem-words.ts";

const ICONS = { image: FileImage, audio: FileAudio, video: FileVideo, file: File, sticker: FileImage } as const;
const KB = 1024;
const sizeOf = (bytes: number): string => (bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`);
const isPicture = ({ kind }: Attachment): boolean => kind === "image" || kind === "sticker";

/** Bytes as an address of this page, given back when it goes. */
function useBytes(path: string, on: boolean): { url: string | null; problem: Problem | null } {
  const [got, setGot] = useState<{ url: string | null; problem: Problem | null }>({ url: null, problem: null });
  useEffect(() => {
    if (!on) return;
    let url: string | null = null;
    let gone = false;
    void download(path).then((answer) => {
      if (gone) return;
      if (answer.ok) url = URL.createObjectURL(answer.value);
      setGot({ url, problem: answer.ok ? null : answer.problem });
    });
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [path, on]);
  return got;
}

function Named({ media, children }: { media: Attachment; children?: ReactNode }): ReactNode {
  const t = useT();
  const Icon = ICONS[media.kind];
  return (
    <span className="media">
      <Icon size={20} strokeWidth={1.5} aria-hidden />
      <span className="clip">{media.name ?? t(`media.${media.kind}`)}</span>
      {media.size !== undefined && <span className="muted small">{sizeOf(media.size)}</span>}
      {children}
    </span>
  );
}

export function MediaView({ media, path }: { media: Attachment; path: string }): ReactNode {
  const t = useT();
  const picture = isPicture(media);
  const [wanted, setWanted] = useState(picture);
  const { url, problem } = useBytes(path, wanted);
  const name = media.name ?? t(`media.${media.kind}`);
  if (problem)
    return (
      <Named media={media}>
        <span className="muted small">{problem.status === 404 ? t("media.gone") : problemWords(t, problem)}</span>
      </Named>
    );
  if (picture) return <span className="picture">{url && <img src={url} alt={name} />}</span>;
  if (url === null)
    return (
      <Named media={media}>
        <button type="button" className="button small" disabled={wanted} onClick={() => setWanted(true)}>
          <Download size={14} strokeWidth={1.5} aria-hidden />
          {wanted ? t("loading") : t("media.fetch")}
        </button>
      </Named>
    );
  return (
    <Named media={media}>
      {/* biome-ignore lint/a11y/useMediaCaption: customers' recordings have none */}
      {media.kind === "audio" && <audio src={url} controls />}
      <a className="button small" href={url} download={name}>
        {t("media.save")}
      </a>
    </Named>
  );
}
