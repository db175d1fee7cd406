import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { SampleAccount } from "./accounts.ts";
import { renderSignInPage } from "./sign-in-page.ts";

const INTERACTION_PATH = /^\/interaction\/[\w-]+$/;
const MAX_FORM_BYTES = 4096;

/** Serves the sign-in page and takes its answer. False where the request is not for it. */
export function handleInteraction(
  provider: Provider,
  accounts: readonly SampleAccount[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (!INTERACTION_PATH.test(path)) return false;
  const work = request.method === "POST" ? finish(provider, accounts, request, response) : show(provider, accounts, request, response);
  work.catch(() => {
    // The interaction has expired or belongs to another browser: starting again is all one can do.
    response
      .writeHead(400, { "content-type": "text/plain; charset=utf-8" })
      .end("This sign-in has expired. Go back to the console and sign in again.");
  });
  return true;
}

async function show(
  provider: Provider,
  accounts: readonly SampleAccount[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(renderSignInPage(accounts));
}

async function finish(
  provider: Provider,
  accounts: readonly SampleAccount[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const accountId = new URLSearchParams(await readForm(request)).get("account");
  const account = accounts.find((each) => each.id === accountId);
  if (account === undefined) throw new Error("There is no such sample account.");
  await provider.interactionFinished(request, response, { login: { accountId: account.id } });
}

async function readForm(request: IncomingMessage): Promise<string> {
  let form = "";
  for await (const chunk of request) {
    form += String(chunk);
    if (form.length > MAX_FORM_BYTES) throw new Error("The form is too large.");
  }
  return form;
}
