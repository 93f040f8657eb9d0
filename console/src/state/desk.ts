/** The store around `reduce`, and what React reads from it. */
import { create } from "zustand";
import { type Action, type DeskState, emptyState } from "./model.ts";
import { reduce } from "./reduce.ts";

export const useDesk = create<DeskState>(() => emptyState(""));

export const tellDesk = (action: Action): void => useDesk.setState((state) => reduce(state, action), true);
export const deskNow = (): DeskState => useDesk.getState();
export const startDesk = (me: string): void => useDesk.setState(emptyState(me), true);
