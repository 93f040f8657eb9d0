import type { ReactNode } from "react";
import { useAgo } from "../i18n/time.ts";

/** Ticks by itself, so that what stands around it does not. */
export const Ago = ({ at }: { at: number }): ReactNode => useAgo(at);
