/** Line icons of 20 px, stroke 1.5; decoration only, the button beside them has the name. */
import type { JSX } from "preact";

const PATHS = {
  shut: "M5 5l10 10M15 5L5 15",
  menu: "M4 6h12M4 10h12M4 14h12",
  back: "M12.5 4.5L7 10l5.5 5.5",
  send: "M3.5 10L16.5 4l-4.2 12.5-2.6-5.2zM9.7 11.3l3-3.3",
  down: "M10 4v12M5 11l5 5 5-5",
  person: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.6-3 3-4.7 6-4.7s5.4 1.7 6 4.7",
  machine: "M10 3l1.8 4.9L17 10l-5.2 2.1L10 17l-1.8-4.9L3 10l5.2-2.1z",
  file: "M6 3h5l4 4v10H6zM11 3v4h4",
  attach: "M14.5 9.2l-5 5a3 3 0 0 1-4.2-4.2l6-6a2 2 0 0 1 2.8 2.8l-6 6a1 1 0 0 1-1.4-1.4l5-5",
  camera: "M3.5 6.5h3l1.2-2h4.6l1.2 2h3v9h-13zM10 13.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
  article: "M5 3.5h10v13H5zM7.5 7h5M7.5 10h5M7.5 13h3",
  place: "M10 17s5-4.6 5-8.6a5 5 0 0 0-10 0c0 4 5 8.6 5 8.6zM10 10a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
