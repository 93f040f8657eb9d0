/** Pressure as it was seen since this page was first opened; the server tells only the present. */
import { useEffect, useState } from "react";
import type { Forecast } from "../api/shapes.ts";

export interface Sample {
  /** epoch ms */
  at: number;
  /** arrivals a minute */
  pressure: number;
}

/** Half an hour at one sample every 15 s. */
const KEPT = 120;
const kept = new Map<string, Sample[]>();

export function useSamples(teamId: string, forecast: Forecast | undefined): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>(kept.get(teamId) ?? []);
  useEffect(() => {
    if (!forecast) return;
    const known = kept.get(teamId) ?? [];
    if (known.at(-1)?.at === forecast.at) return;
    const next = [...known, { at: forecast.at, pressure: forecast.lambdaPerMin }].slice(-KEPT);
    kept.set(teamId, next);
    setSamples(next);
  }, [teamId, forecast]);
  return samples;
}
