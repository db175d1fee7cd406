/** A mail as it is handed to the mail server. */
export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same with every try, so that a receiver who gets it twice can tell. */
  readonly messageId: string;
}

/** The ways a notice leaves the platform. Made by the worker. */
export interface NoticeOutlets {
  /** Where the console is, without a slash at its end; null where nobody said. */
  readonly publicUrl: string | null;
  /** Null where the installation sends no e-mail. Throws `OutletRefused` for what no later try will change, else `ReceiverTrouble`. */
  readonly sendMail: ((mail: OutgoingMail) => Promise<void>) | null;
  /** Posts once, past the address policy of everything that goes out. @throws ProviderError where no answer came */
  readonly post: (request: WebhookRequest) => Promise<{ readonly status: number }>;
}

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** The receiver will not take this, however often it is tried. The message is ours, and may be shown. */
export class OutletRefused extends Error {
  override readonly name = "OutletRefused";
}

/** The receiver may take it later. The message is ours, and may be shown. */
export class ReceiverTrouble extends Error {
  override readonly name = "ReceiverTrouble";
}

/** What the server has to know of it, to say what can be done. */
export interface NoticeSettings {
  readonly sendsMail: boolean;
  /** A sentence where the platform does not speak to this address; undefined where it may. */
  refusalOfUrl(url: string): string | undefined;
}
