import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail server on loopback that keeps what it is given. */
export interface MailCatcher {
  readonly url: string;
  readonly mails: ReadonlyArray<Email & { readonly raw: string }>;
  /** How often a client came to it. */
  readonly visits: number;
  /** Answers recipients with this code from now on; undefined takes them. */
  refuse(code: number | undefined): void;
  close(): Promise<void>;
}

export async function startMailCatcher(port = 0): Promise<MailCatcher> {
  const mails: Array<Email & { raw: string }> = [];
  let refusal: number | undefined;
  let visits = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onConnect: (_session, done) => {
      visits += 1;
      done();
    },
    onRcptTo: (_address, _session, done) => {
      done(refusal === undefined ? undefined : Object.assign(new Error("no secret-of-the-server here"), { responseCode: refusal }));
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString();
        void PostalMime.parse(raw).then((mail) => {
          mails.push({ ...mail, raw });
          done();
        }, done);
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  const { port: found } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${found}`,
    mails,
    get visits() {
      return visits;
    },
    refuse: (code) => {
      refusal = code;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
