import { OutletRefused, ReceiverTrouble, type OutgoingMail } from "@integrations/services";
import { createTransport } from "nodemailer";

export interface MailSettings {
  readonly smtpUrl: string;
  /** The sender. */
  readonly from: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Well below the time after which a delivery's worker counts as dead. */
const SILENCE_TIMEOUT_MS = 30_000;

/** Hands mails to the mail server of this installation, each over a connection of its own. */
export function createMailSender({ smtpUrl, from }: MailSettings): (mail: OutgoingMail) => Promise<void> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ to, subject, text, html, messageId }) => {
    try {
      await transport.sendMail({
        // As objects: what is in an address is never taken for a list of several.
        from: { name: SENDER_NAME, address: from },
        to: { name: "", address: to },
        subject,
        text,
        html,
        messageId,
        // Nobody's absence note answers a notice.
        headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      });
    } catch (error) {
      throw troubleOf(error);
    }
  };
}

const SENDER_NAME = "Partner Console";

/** Without the server's own words, which may name the address or what stands behind it. */
function troubleOf(error: unknown): Error {
  const { responseCode, command } = detailsOf(error);
  if (responseCode === undefined) return new ReceiverTrouble("The mail server cannot be reached.", { cause: error });
  const isFinal = responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
  if (!isFinal) return new ReceiverTrouble(`The mail server does not take it now (${responseCode}).`, { cause: error });
  const what = command === "DATA" ? "the message" : "the address";
  return new OutletRefused(`The mail server refuses ${what} (${responseCode}).`, { cause: error });
}

function detailsOf(error: unknown): { readonly responseCode?: number | undefined; readonly command?: string | undefined } {
  if (typeof error !== "object" || error === null) return {};
  const { responseCode, command } = error as { readonly responseCode?: unknown; readonly command?: unknown };
  return {
    responseCode: typeof responseCode === "number" ? responseCode : undefined,
    command: typeof command === "string" ? command : undefined,
  };
}
