/**
 * Counts calls in a sliding window, exactly. A call counts from its beginning until `windowMs` after its end: it reached
 * the site somewhere in between, so that however the site's clock runs, no window of `windowMs` there ever sees more calls
 * than were allowed here.
 */
export class CallWindow {
  #running = 0;
  /** Ends of calls in ascending order. */
  #ends: number[] = [];

  begin(): void {
    this.#running += 1;
  }

  end(nowMs: number): void {
    this.#running -= 1;
    this.#settle(nowMs);
    this.#ends.push(nowMs);
  }

  /**
   * When one more call may begin: `nowMs` where it may at once, a later instant where it must wait for the window, and
   * undefined where only the end of a running call can make room.
   */
  freeAt(nowMs: number, calls: number, windowMs: number): number | undefined {
    this.#settle(nowMs);
    const counted = this.#ends.filter((end) => nowMs - end <= windowMs);
    const excess = this.#running + counted.length - calls;
    if (excess < 0) return nowMs;
    const last = counted[excess];
    return last === undefined ? undefined : last + windowMs + 1;
  }

  /** Forgets what no window of this length can see any more. */
  forget(nowMs: number, windowMs: number): void {
    this.#settle(nowMs);
    const firstKept = this.#ends.findIndex((end) => nowMs - end <= windowMs);
    this.#ends = firstKept === -1 ? [] : this.#ends.slice(firstKept);
  }

  /** A clock set back would otherwise hold calls up for as long as it was set back. */
  #settle(nowMs: number): void {
    if ((this.#ends.at(-1) ?? nowMs) > nowMs) this.#ends = this.#ends.map((end) => Math.min(end, nowMs));
  }
}
