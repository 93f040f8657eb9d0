/** The life of a plot in its box: as wide as the box, made anew for another theme or other words. */
import { type RefObject, useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { usePrefs } from "../state/prefs.ts";

interface Made {
  options: uPlot.Options;
  data: uPlot.AlignedData;
}

export interface Plot {
  box: RefObject<HTMLDivElement | null>;
  /** Null until it is drawn, and after it is gone. */
  plot: RefObject<uPlot | null>;
}

/** `make` gives options for a width, px, and the data of the moment; it is asked again when `madeOf` or the theme changes. */
export function usePlot(make: (widthPx: number) => Made, madeOf: readonly unknown[]): Plot {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = usePrefs((prefs) => prefs.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours, and the caller knows what it is made of
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const { options, data } = make(element.clientWidth);
    const made = new uPlot(options, data, element);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: options.height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [theme, ...madeOf]);
  return { box, plot };
}
