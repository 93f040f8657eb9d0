/** Files that go with the next reply: uploaded at once, sent with it. Not kept over a reload. */
import { useState } from "react";
import type { Attachment } from "../../../protocol/message.ts";
import { newKey, upload } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";

export interface Pending {
  key: string;
  name: string;
  state: "uploading" | "ready" | "failed";
  media?: Attachment;
  problem?: Problem;
}

interface Uploaded {
  blobKey: string;
  mime: string;
  name: string;
  size: number;
}

function kindOf(mime: string): Attachment["kind"] {
  const kind = mime.split("/")[0];
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "file";
}

export interface Attachments {
  files: readonly Pending[];
  busy: boolean;
  add: (files: readonly File[]) => void;
  drop: (key: string) => void;
  /** The ready ones; the list is empty after it. */
  taken: () => Attachment[];
}

export function useAttachments(): Attachments {
  const [files, setFiles] = useState<readonly Pending[]>([]);
  const set = (key: string, part: Partial<Pending>): void => setFiles((known) => known.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const begin = async (file: File): Promise<void> => {
    const key = newKey();
    setFiles((known) => [...known, { key, name: file.name, state: "uploading" }]);
    const answer = await upload<Uploaded>("/v1/uploads", file, file.name, file.type || "application/octet-stream");
    if (!answer.ok) return set(key, { state: "failed", problem: answer.problem });
    const { blobKey, mime, name, size } = answer.value;
    set(key, { state: "ready", media: { kind: kindOf(mime), ref: { blobKey }, mime, name, size } });
  };
  return {
    files,
    busy: files.some((one) => one.state === "uploading"),
    add: (chosen) => {
      for (const file of chosen) void begin(file);
    },
    drop: (key) => setFiles((known) => known.filter((one) => one.key !== key)),
    taken: () => {
      const ready = files.flatMap((one) => one.media ?? []);
      setFiles([]);
      return ready;
    },
  };
}
