/** A picture or another file of the conversation. Pictures keep their room while they load; others are fetched when they are pressed. */
import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Attachment } from "../../../protocol/message.ts";
import { safeHref } from "../safe-text.ts";
import { isPicture } from "../uploads.ts";
import type { Words } from "../words/words.ts";
import { Files, useFile } from "./files.ts";
import { Icon } from "./icons.tsx";

export function Media({ media, caption, words }: { media: Attachment; caption: string | undefined; words: Words }): JSX.Element {
  const blobKey = "blobKey" in media.ref ? media.ref.blobKey : null;
  const name = media.name ?? (media.kind === "image" ? words.image : words.file);
  if (blobKey !== null && isPicture(media.mime)) return <KeptPicture blobKey={blobKey} name={caption ?? name} words={words} />;
  if (blobKey !== null) return <KeptFile blobKey={blobKey} name={name} words={words} />;
  const href = "url" in media.ref && !media.ref.auth ? safeHref(media.ref.url) : null;
  return href !== null && (media.kind === "image" || media.kind === "sticker") ? (
    <Picture href={href} name={caption ?? name} />
  ) : (
    <p class="text attached">
      <Icon name="file" />
      {href === null ? (
        <bdi>{name}</bdi>
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer">
          <bdi>{name}</bdi>
        </a>
      )}
    </p>
  );
}

function Picture({ href, name }: { href: string; name: string }): JSX.Element {
  const [isBroken, setBroken] = useState(false);
  return isBroken ? (
    <p class="text attached">
      <Icon name="file" />
      <a href={href} target="_blank" rel="noopener noreferrer">
        <bdi>{name}</bdi>
      </a>
    </p>
  ) : (
    <a class="picture" href={href} target="_blank" rel="noopener noreferrer">
      <img src={href} alt={name} loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(true)} />
    </a>
  );
}

function KeptPicture({ blobKey, name, words }: { blobKey: string; name: string; words: Words }): JSX.Element {
  const address = useFile(blobKey);
  if (address === null) return <KeptFile blobKey={blobKey} name={name} words={words} />;
  return address === undefined ? (
    <span class="picture">
      <span class="picture-room" role="img" aria-label={name} />
    </span>
  ) : (
    <Picture href={address} name={name} />
  );
}

/** Saved, never opened: a page or a drawing with scripts would run as ours. */
function KeptFile({ blobKey, name, words }: { blobKey: string; name: string; words: Words }): JSX.Element {
  const fetchFile = useContext(Files);
  const [state, setState] = useState<"idle" | "going" | "failed">("idle");
  const save = async (): Promise<void> => {
    setState("going");
    const address = await fetchFile(blobKey);
    setState(address === null ? "failed" : "idle");
    if (address === null) return;
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  };
  return (
    <p class="text attached">
      <Icon name="file" />
      <button type="button" class="link" disabled={state === "going"} onClick={() => void save()}>
        <bdi>{name}</bdi>
        {state === "failed" && ` (${words.again})`}
      </button>
    </p>
  );
}
