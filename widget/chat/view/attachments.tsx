/** Files that go with the next message: what each is, how far it is, another try, and a way to drop it. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { MIB, MOST_BYTES, type Upload, type Uploads } from "../uploads.ts";
import type { Words } from "../words/words.ts";
import { Icon } from "./icons.tsx";

const KIB = 1024;
/** As file managers say it. */
const sizeOf = (bytes: number): string => (bytes < MIB ? `${Math.max(1, Math.round(bytes / KIB))} KB` : `${(bytes / MIB).toFixed(1)} MB`);

function stateOf({ state, progress, file }: Upload, words: Words): string {
  switch (state) {
    case "going":
      return `${Math.round(progress * 100)} %`;
    case "there":
      return sizeOf(file.size);
    case "failed":
      return words.upload.failed;
    case "too-large":
      return words.upload.tooLarge(MOST_BYTES / MIB);
    case "refused":
      return words.upload.refused;
    default:
      return state satisfies never;
  }
}

export function Attachments({ uploads, words }: { uploads: Uploads; words: Words }): JSX.Element | null {
  if (uploads.list.length === 0) return null;
  return (
    <ul class="attachments" aria-label={words.upload.list}>
      {uploads.list.map((upload) => {
        const said = stateOf(upload, words);
        return (
          <li key={upload.id} class={`chip ${upload.state}`}>
            {upload.preview === null ? <Icon name="file" /> : <img src={upload.preview} alt="" />}
            <span class="chip-words">
              <bdi>{upload.file.name}</bdi>
              <span role="status">{said}</span>
            </span>
            {upload.state === "failed" && (
              <button type="button" class="link" onClick={() => uploads.again(upload.id)}>
                {words.again}
              </button>
            )}
            <button type="button" class="icon-button" aria-label={words.upload.drop(upload.file.name)} onClick={() => uploads.remove(upload.id)}>
              <Icon name="shut" />
            </button>
            {upload.state === "going" && <progress value={upload.progress} aria-label={upload.file.name} />}
          </li>
        );
      })}
    </ul>
  );
}

/** Opens the device's own choice of files, or its camera. */
export function FileButton({ isCamera, words, onFiles }: { isCamera: boolean; words: Words; onFiles(files: File[]): void }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const label = isCamera ? words.upload.camera : words.upload.add;
  const title = isCamera ? label : `${label} (${words.upload.most(MOST_BYTES / MIB)})`;
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        aria-label={label}
        multiple={!isCamera}
        {...(isCamera ? { accept: "image/*", capture: "environment" } : {})}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="icon-button" aria-label={label} title={title} onClick={() => field.current?.click()}>
        <Icon name={isCamera ? "camera" : "attach"} />
      </button>
    </>
  );
}
