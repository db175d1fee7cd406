const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Aborts at the first signal to end; at the second, the process ends as it is (its runs are taken over later). */
export function onTermination(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const terminate = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new Error(`The process was asked to end (${signal}).`));
  };
  for (const signal of SIGNALS) process.on(signal, terminate);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.removeListener(signal, terminate);
    },
  };
}
