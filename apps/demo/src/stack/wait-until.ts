import { setTimeout as sleep } from "node:timers/promises";

/** Polls until the check is true; gives up with the sentence after a while, or at once where `isHopeless`. */
export async function waitUntil(
  check: () => Promise<boolean>,
  sentence: string,
  options: { timeoutMs?: number; isHopeless?: () => boolean } = {},
): Promise<void> {
  const deadline = Date.now() + (options.timeoutMs ?? 60_000);
  while (!(await check().catch(() => false))) {
    if (options.isHopeless?.() === true || Date.now() > deadline) throw new Error(sentence);
    await sleep(150);
  }
}
