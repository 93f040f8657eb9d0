/** Colleagues named in a note: picked after an @, told once the note is kept. */
import { useState } from "react";
import { useAgents } from "../api/queries.ts";
import type { AgentShown } from "../api/shapes.ts";
import type { Picker } from "../canned/picking.ts";
import { useT } from "../i18n/index.ts";
import { deskNow } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { findColleagues, nameBegun } from "./mention-words.ts";

/** Who may see this conversation, but me. */
export function useColleagues({ teamId }: Pick<Row, "teamId">): readonly AgentShown[] {
  const { data } = useAgents();
  const { me } = deskNow();
  return (data ?? []).filter(({ id, disabled, role, teamIds }) => id !== me && !disabled && (teamId === null || role === "admin" || teamIds.includes(teamId)));
}

/** Null while no name is begun at the end of the note, or nobody fits. */
export function useMentionPicker(colleagues: readonly AgentShown[], text: string, write: (text: string) => void): Picker | null {
  const t = useT();
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState("");
  const begun = nameBegun(text);
  if (begun === null || closed === text) return null;
  const found = findColleagues(colleagues, begun);
  if (found.length === 0) return null;
  const chosen = Math.min(at, found.length - 1);
  return {
    sign: "@",
    label: t("mention.title"),
    found: found.map(({ id, name, email }) => ({ id, shortcut: name, title: "", text: email })),
    at: chosen,
    move: (step) => setAt((chosen + step + found.length) % found.length),
    take: (index = chosen) => {
      const one = found[index];
      if (one) write(`${text.slice(0, text.length - begun.length)}${one.name} `);
      setAt(0);
      document.getElementById("composer")?.focus();
    },
    close: () => setClosed(text),
    preview: ({ text: email }) => email,
  };
}
