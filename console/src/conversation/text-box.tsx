/** Where words are typed. The ghost behind it completes what is there; Tab takes it. */
import type { KeyboardEvent, ReactNode } from "react";
import { PICKER_ID } from "../canned/canned-picker.tsx";
import type { Picker } from "../canned/picking.ts";
import { isMod } from "../shell/global-keys.ts";
import { COMPOSER_ID } from "./conversation-keys.ts";

interface Props {
  label: string;
  placeholder: string;
  text: string;
  /** What would follow the text; empty = nothing is offered. */
  ghost: string;
  note: boolean;
  disabled: boolean;
  onText: (text: string) => void;
  onSend: (andResolve: boolean) => void;
  onTake: () => void;
  onDismiss: () => boolean;
  onNext: () => void;
  onBlur: () => void;
  /** Canned replies to choose from. */
  picker: Picker | null;
  /** Files pasted or dropped; null = none are taken here. */
  onFiles: ((files: readonly File[]) => void) | null;
}

/** Words an input method is still composing are not ours: Enter and Tab choose a candidate there. Safari says 229 at the end of it. */
const composing = ({ nativeEvent }: KeyboardEvent): boolean => nativeEvent.isComposing || nativeEvent.keyCode === 229;

/** Keys of the open picker; true = it was one. */
function picked(event: KeyboardEvent<HTMLTextAreaElement>, picker: Picker): boolean {
  if (event.shiftKey || event.altKey || isMod(event)) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") picker.move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" || event.key === "Tab") picker.take();
  else if (event.key === "Escape") picker.close();
  else return false;
  event.preventDefault();
  return true;
}

function pressed(event: KeyboardEvent<HTMLTextAreaElement>, props: Props): void {
  if (composing(event)) return;
  if (props.picker && picked(event, props.picker)) return;
  const plain = !event.shiftKey && !event.altKey && !isMod(event);
  if (event.key === "Tab" && plain && props.ghost !== "") {
    event.preventDefault();
    props.onTake();
  } else if (event.key === "Enter" && (plain || (isMod(event) && !event.altKey))) {
    event.preventDefault();
    props.onSend(isMod(event));
  } else if (event.key === "ArrowDown" && event.altKey && props.ghost !== "") {
    event.preventDefault();
    props.onNext();
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (!props.onDismiss()) event.currentTarget.blur();
  }
}

/** Words go their usual way; only files are ours. */
function takeFiles(event: { preventDefault: () => void }, data: DataTransfer, onFiles: Props["onFiles"]): void {
  const files = [...data.files];
  if (files.length === 0 || !onFiles) return;
  event.preventDefault();
  onFiles(files);
}

export function TextBox(props: Props): ReactNode {
  const { label, placeholder, text, ghost, note, disabled } = props;
  return (
    <div className={`text-box ${note ? "note" : ""}`}>
      {ghost !== "" && (
        <div className="ghost" aria-hidden>
          <span className="ghost-typed">{text}</span>
          {ghost}
        </div>
      )}
      <textarea
        id={COMPOSER_ID}
        rows={2}
        dir="auto"
        aria-label={label}
        placeholder={ghost === "" ? placeholder : ""}
        value={text}
        disabled={disabled}
        maxLength={100_000}
        enterKeyHint="send"
        aria-controls={props.picker ? PICKER_ID : undefined}
        onChange={(event) => props.onText(event.target.value)}
        onKeyDown={(event) => pressed(event, props)}
        onBlur={props.onBlur}
        onPaste={(event) => takeFiles(event, event.clipboardData, props.onFiles)}
        onDrop={(event) => takeFiles(event, event.dataTransfer, props.onFiles)}
      />
    </div>
  );
}
