import { ProviderError } from "@integrations/core";

/** Failures in a row after which the site is asked whether it is there at all. */
const SUSPICIOUS_AFTER = 10;

/**
 * Tells a site that is down from agreements that have trouble of their own. A provider repeats each call patiently; with a site
 * down, doing so for thousands of agreements would last for hours and help nobody.
 */
export class SiteWatch {
  readonly #probe: () => Promise<unknown>;
  readonly #onDown: (error: ProviderError) => void;
  #failuresInARow = 0;
  #probing: Promise<void> | undefined;

  /**
   * @param probe the cheapest call that does not concern a single agreement's lines
   * @param onDown called once the probe fails too
   */
  constructor(probe: () => Promise<unknown>, onDown: (error: ProviderError) => void) {
    this.#probe = probe;
    this.#onDown = onDown;
  }

  succeeded(): void {
    this.#failuresInARow = 0;
  }

  async failed(trouble: ProviderError): Promise<void> {
    if (!trouble.retryable) return;
    this.#failuresInARow += 1;
    if (this.#failuresInARow < SUSPICIOUS_AFTER) return;
    this.#probing ??= this.#askSite().finally(() => {
      this.#probing = undefined;
    });
    await this.#probing;
  }

  async #askSite(): Promise<void> {
    try {
      await this.#probe();
      this.#failuresInARow = 0;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#onDown(error);
    }
  }
}
