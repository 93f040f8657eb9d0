/** Waiting no longer than is worth it. The work itself goes on: its late result is somebody else's to use. */

export type InTime<T> = { inTime: true; value: T } | { inTime: false };

/** Called after so many ms unless cancelled; a parameter so that tests decide when time is up. */
export type Timer = (ms: number, then: () => void) => () => void;

export const platformTimer: Timer = (ms, then) => {
  const handle = setTimeout(then, ms);
  return () => clearTimeout(handle);
};

/** The value when it came within `ms`; a rejection in time rejects. A late rejection is swallowed: `work` must be watched elsewhere. */
export function within<T>(work: Promise<T>, ms: number, timer: Timer = platformTimer): Promise<InTime<T>> {
  return new Promise((resolve, reject) => {
    const cancel = timer(ms, () => resolve({ inTime: false }));
    work.then(
      (value) => {
        cancel();
        resolve({ inTime: true, value });
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
