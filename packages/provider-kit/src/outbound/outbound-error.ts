/**
 * No connection came about, so that nothing was sent.
 *
 * - `refused`      the platform does not speak to that address
 * - `unreachable`  the name does not resolve, or nobody answers there
 * - `untrusted`    its certificate cannot be verified; the message is a sentence for the partner
 */
export class ConnectFailure extends Error {
  override readonly name = "ConnectFailure";
  readonly kind: "refused" | "unreachable" | "untrusted";

  constructor(kind: ConnectFailure["kind"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** The first error of the cause chain that is one, whatever a library wrapped around it. */
export function connectFailureOf(error: unknown): ConnectFailure | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current instanceof ConnectFailure) return current;
    current = current.cause;
  }
  return undefined;
}

/** An answer larger than the platform takes, or in an encoding it does not read. */
export class AnswerRefused extends Error {
  override readonly name = "AnswerRefused";
}
