import { createServer } from "node:http";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { renderMail, renderMailList } from "./mail-page.ts";

/** A mail that was caught, and went no further. */
export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly at: Date;
}

export interface MailCatcher {
  readonly smtpUrl: string;
  /** Where a person reads what was caught. */
  readonly pageUrl: string;
  /** Oldest first. */
  readonly mails: readonly CaughtMail[];
  close(): Promise<void>;
}

const MOST_MAILS = 500;

/** A mail server on loopback that keeps what it is given, and shows it on a page. */
export async function startMailCatcher(ports: { readonly smtp: number; readonly page: number }): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: (stream, _session, done) => {
      void read(stream).then((mail) => {
        mails.push(mail);
        if (mails.length > MOST_MAILS) mails.shift();
        done();
      }, done);
    },
  });
  const page = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://catcher");
    const index = /^\/(\d+)$/.exec(pathname)?.[1];
    const mail = index === undefined ? undefined : mails[Number(index)];
    const found = pathname === "/" ? renderMailList(mails) : mail && renderMail(mail);
    response
      .writeHead(found === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
      .end(found ?? "There is no such mail.");
  });
  await Promise.all([
    new Promise<void>((resolve) => void smtp.listen(ports.smtp, "127.0.0.1", resolve)),
    new Promise<void>((resolve) => void page.listen(ports.page, "127.0.0.1", resolve)),
  ]);
  return {
    smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
    pageUrl: `http://127.0.0.1:${ports.page}`,
    mails,
    close: async () => {
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => {
          page.close(() => resolve());
          page.closeAllConnections();
        }),
      ]);
    },
  };
}

async function read(stream: AsyncIterable<unknown>): Promise<CaughtMail> {
  let raw = "";
  for await (const chunk of stream) raw += String(chunk);
  const { to, subject = "", text = "", html = "" } = await PostalMime.parse(raw);
  return { to: to?.map(({ address }) => address).join(", ") ?? "", subject, text, html, at: new Date() };
}
