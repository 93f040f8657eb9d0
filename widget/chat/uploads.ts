/** Files on their way to the server: how far each is, and what became of it. They go with the next message. */
import type { Attachment, Part } from "../../protocol/message.ts";

export const MIB = 1024 * 1024;
/** The server takes no more, bytes. */
export const MOST_BYTES = 25 * MIB;
/** Files that go with one message. */
const MOST_FILES = 8;

export interface Upload {
  id: number;
  file: File;
  /** An address to show a picture from, before it is sent. */
  preview: string | null;
  /** 0–1 */
  progress: number;
  state: "going" | "there" | "failed" | "too-large" | "refused";
  blobKey: string | null;
  mime: string;
}

const kindOf = (mime: string): Attachment["kind"] =>
  mime.startsWith("image/") ? "image" : mime.startsWith("audio/") ? "audio" : mime.startsWith("video/") ? "video" : "file";
const SHOWN = /^image\/(png|jpeg|gif|webp)$/;
export const isPicture = (mime: string | undefined): boolean => mime !== undefined && SHOWN.test(mime);

export class Uploads {
  list: readonly Upload[] = [];
  private readonly token: () => Promise<string | null>;
  private readonly changed: () => void;
  private readonly requests = new Map<number, XMLHttpRequest>();
  private next = 1;

  /** `changed` is called after every change of the list. */
  constructor(token: () => Promise<string | null>, changed: () => void) {
    this.token = token;
    this.changed = changed;
  }

  get isBusy(): boolean {
    return this.list.some(({ state }) => state === "going");
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      if (this.list.length >= MOST_FILES) return;
      const preview = isPicture(file.type) ? URL.createObjectURL(file) : null;
      const upload: Upload = { id: this.next++, file, preview, progress: 0, state: "going", blobKey: null, mime: file.type };
      this.list = [...this.list, upload];
      if (file.size > MOST_BYTES || file.size === 0) this.set(upload.id, { state: file.size === 0 ? "refused" : "too-large" });
      else void this.start(upload);
    }
    this.changed();
  }

  again(id: number): void {
    const upload = this.list.find((known) => known.id === id);
    if (!upload) return;
    this.set(id, { state: "going", progress: 0 });
    void this.start(upload);
  }

  remove(id: number): void {
    this.requests.get(id)?.abort();
    const upload = this.list.find((known) => known.id === id);
    if (upload?.preview) URL.revokeObjectURL(upload.preview);
    this.list = this.list.filter((known) => known.id !== id);
    this.changed();
  }

  /** The visitor is somebody else from now on: what was on its way is nobody's. */
  clear(): void {
    for (const { id } of this.list) this.remove(id);
  }

  /** The files that have arrived, as parts of a message; they are gone from the list. */
  take(): Part[] {
    const there = this.list.filter(({ state }) => state === "there");
    const parts = there.flatMap(({ blobKey, mime, file }): Part[] =>
      blobKey === null ? [] : [{ type: "media", media: { kind: kindOf(mime), mime, name: file.name, size: file.size, ref: { blobKey } } }],
    );
    for (const { id } of there) this.remove(id);
    return parts;
  }

  private set(id: number, change: Partial<Upload>): void {
    this.list = this.list.map((known) => (known.id === id ? { ...known, ...change } : known));
    this.changed();
  }

  /** By XMLHttpRequest, because fetch does not tell how much has left. */
  private async start({ id, file }: Upload): Promise<void> {
    const token = await this.token();
    if (!this.list.some((known) => known.id === id)) return;
    if (token === null) {
      this.set(id, { state: "failed" });
      return;
    }
    const request = new XMLHttpRequest();
    this.requests.set(id, request);
    request.open("POST", "/v1/uploads");
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.upload.onprogress = ({ loaded, total }) => this.set(id, { progress: total > 0 ? loaded / total : 0 });
    request.onloadend = () => {
      this.requests.delete(id);
      this.set(id, outcome(request));
    };
    request.send(file);
  }
}

function outcome({ status, responseText }: XMLHttpRequest): Partial<Upload> {
  if (status === 413) return { state: "too-large" };
  if (status >= 400 && status < 500 && status !== 429) return { state: "refused" };
  try {
    const { blobKey, mime } = JSON.parse(responseText) as { blobKey: string; mime: string };
    return status === 201 ? { state: "there", progress: 1, blobKey, mime } : { state: "failed" };
  } catch {
    return { state: "failed" };
  }
}
