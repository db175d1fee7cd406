/**
 * Counts calls in a sliding window, exactly. A call counts from its beginning until `windowMs` after its end: it reached
 * the site somewhere in between, so that however the site's clock runs, no window of `windowMs` there ever sees more calls
 * than were allowed here.
 */
export class CallWindow {
  #running = 0;
  /** Ends of calls in ascending order; those before `#first` are forgotten. */
  #ends: number[] = [];
  #first = 0;

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
    const first = this.#firstSince(nowMs - windowMs);
    const excess = this.#running + this.#ends.length - first - calls;
    if (excess < 0) return nowMs;
    const last = this.#ends[first + excess];
    return last === undefined ? undefined : last + windowMs + 1;
  }

  /** Forgets what no window of this length can see any more. */
  forget(nowMs: number, windowMs: number): void {
    this.#settle(nowMs);
    this.#first = this.#firstSince(nowMs - windowMs);
    // Where a limit is high there are many; to move them all at every call would cost more than the call.
    if (this.#first <= this.#ends.length / 2) return;
    this.#ends = this.#ends.slice(this.#first);
    this.#first = 0;
  }

  /** Index of the first end at or after this instant. */
  #firstSince(sinceMs: number): number {
    let low = this.#first;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] ?? 0) < sinceMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A clock set back would otherwise hold calls up for as long as it was set back. */
  #settle(nowMs: number): void {
    if ((this.#ends.at(-1) ?? nowMs) > nowMs) this.#ends = this.#ends.map((end) => Math.min(end, nowMs));
  }
}
