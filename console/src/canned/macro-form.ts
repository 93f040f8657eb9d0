/** A macro's actions as a form holds them: a kind and one value, whatever the kind makes of it. Pure. */
import type { Action } from "../../../protocol/automation.ts";

export type Kind = Action["action"];
export interface ActionField {
  action: Kind;
  value: string;
}

/** Kinds that the form offers, and what their value is. */
export const VALUE_OF: Readonly<Record<Kind, "words" | "labels" | "priority" | "agent" | "team" | "minutes" | "canned" | "nothing">> = {
  reply: "words",
  canned: "canned",
  note: "words",
  label: "labels",
  priority: "priority",
  assign: "agent",
  team: "team",
  bot: "nothing",
  snooze: "minutes",
  resolve: "nothing",
  reopen: "nothing",
};

export function fieldOf(action: Action): ActionField {
  switch (action.action) {
    case "reply":
    case "note":
      return { action: action.action, value: action.text };
    case "canned":
      return { action: "canned", value: action.cannedId };
    case "label":
      return { action: "label", value: [...action.add, ...action.remove.map((label) => `-${label}`)].join(", ") };
    case "priority":
      return { action: "priority", value: String(action.priority) };
    case "assign":
      return { action: "assign", value: action.agentId };
    case "team":
      return { action: "team", value: action.teamId };
    case "snooze":
      return { action: "snooze", value: String(action.minutes) };
    case "bot":
    case "resolve":
    case "reopen":
      return { action: action.action, value: "" };
    default:
      return action satisfies never;
  }
}

const labelsIn = (text: string): string[] =>
  text
    .split(/[,，]/)
    .map((label) => label.trim())
    .filter((label) => label !== "");

export function actionOf({ action, value }: ActionField): Action {
  switch (action) {
    case "reply":
    case "note":
      return { action, text: value };
    case "canned":
      return { action, cannedId: value };
    case "label": {
      const labels = labelsIn(value);
      return {
        action,
        add: labels.filter((label) => !label.startsWith("-")),
        remove: labels.filter((label) => label.startsWith("-")).map((label) => label.slice(1)),
      };
    }
    case "priority":
      return { action, priority: Number(value) };
    case "assign":
      return { action, agentId: value };
    case "team":
      return { action, teamId: value };
    case "snooze":
      return { action, minutes: Number(value) };
    case "bot":
    case "resolve":
    case "reopen":
      return { action };
    default:
      return action satisfies never;
  }
}
