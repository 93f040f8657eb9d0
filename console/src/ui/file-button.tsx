import { type ReactNode, useRef } from "react";

interface Props {
  label: string;
  accept?: string;
  multiple?: boolean;
  disabled?: boolean;
  onFiles: (files: File[]) => void;
  /** What stands in the button; the label by itself when absent. */
  children?: ReactNode;
  className?: string;
}

/** A button that opens the file dialog. */
export function FileButton({ label, accept, multiple, disabled, onFiles, children, className }: Props): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <button
        type="button"
        className={className ?? "button"}
        disabled={disabled}
        aria-label={children ? label : undefined}
        title={children ? label : undefined}
        onClick={() => field.current?.click()}
      >
        {children ?? label}
      </button>
    </>
  );
}
