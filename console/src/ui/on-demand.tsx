/** Screens whose scripts come when they are wanted. Where they cannot be had, that is said, and may be tried again; nothing else on the page goes. */
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { OFFLINE, ProblemError } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { LoadError, ThinBar } from "./blocks.tsx";
import { toastProblem } from "./toasts.tsx";

const AWAY = new ProblemError(OFFLINE);

/** The script once it is here, null before; `failed` is told each time it cannot be had. */
function useScript<P>(script: Script<P>, round: number, failed: () => void): ComponentType<P> | null {
  const [here, setHere] = useState(script.known);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once a round
  useEffect(() => {
    let gone = false;
    if (here) return;
    script.get().then(
      (found) => gone || setHere(() => found),
      () => gone || failed(),
    );
    return () => {
      gone = true;
    };
  }, [here, script, round]);
  return here;
}

interface Script<P> {
  known: () => ComponentType<P> | null;
  get: () => Promise<ComponentType<P>>;
}

function scriptOf<P>(load: () => Promise<ComponentType<P>>): Script<P> {
  let known: ComponentType<P> | null = null;
  return {
    known: () => known,
    get: async () => {
      known = await load();
      return known;
    },
  };
}

interface Closes {
  onClose: () => void;
}

function Dialog<P extends Closes>({ script, given }: { script: Script<P>; given: P }): ReactNode {
  const t = useT();
  const Here = useScript(script, 0, () => {
    toastProblem(t, "on-demand", OFFLINE);
    given.onClose();
  });
  return Here && <Here {...given} />;
}

/** A dialog closes again when its script cannot be had: the next press tries anew. */
export function dialogOnDemand<P extends Closes>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  const script = scriptOf(load);
  return (props) => <Dialog script={script} given={props} />;
}

function Page({ script }: { script: Script<object> }): ReactNode {
  const [round, setRound] = useState(0);
  const [failed, setFailed] = useState(false);
  const Here = useScript(script, round, () => setFailed(true));
  const retry = (): void => {
    setFailed(false);
    setRound(round + 1);
  };
  if (Here) return <Here />;
  return failed ? <LoadError error={AWAY} onRetry={retry} /> : <ThinBar on />;
}

/** A page of its own address; `preload` is what the router calls when a link to it is pointed at. */
export function pageOnDemand(load: () => Promise<ComponentType>): (() => ReactNode) & { preload: () => Promise<void> } {
  const script = scriptOf<object>(load);
  const preload = (): Promise<void> =>
    script.get().then(
      () => undefined,
      // The page itself asks again and says so.
      () => undefined,
    );
  return Object.assign(() => <Page script={script} />, { preload });
}
