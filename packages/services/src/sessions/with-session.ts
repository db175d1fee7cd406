import { ProviderError, type ProviderSession } from "@integrations/core";
import type { ConnectionRecord } from "@integrations/database";
import { CredentialsUnreadable } from "../credentials/credential-vault.ts";
import { Refusal, refusalOfProviderError } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { openSession, openTrialSession, type TrialSessionRequest } from "./open-session.ts";

/** How long a person waits for everything one request asks of a provider. */
export const INTERACTIVE_DEADLINE_MS = 45_000;

/** Asks a provider something for a person who waits, over stored credentials. @throws Refusal */
export async function withSession<Result>(
  context: ServiceContext,
  connection: ConnectionRecord,
  request: AbortSignal,
  work: (session: ProviderSession) => Promise<Result>,
): Promise<Result> {
  return await interactively(request, async (signal) => work(await openSession(context, connection, { signal, patience: "interactive" })));
}

/** The same over a config that is not stored (yet). @throws Refusal */
export async function withTrialSession<Result>(
  context: ServiceContext,
  trial: Omit<TrialSessionRequest, "signal" | "patience">,
  request: AbortSignal,
  work: (session: ProviderSession) => Promise<Result>,
): Promise<Result> {
  return await interactively(request, (signal) => work(openTrialSession(context, { ...trial, signal, patience: "interactive" })));
}

async function interactively<Result>(request: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const deadline = AbortSignal.timeout(INTERACTIVE_DEADLINE_MS);
  try {
    return await work(AbortSignal.any([request, deadline]));
  } catch (error) {
    if (error instanceof ProviderError) throw refusalOfProviderError(error);
    if (error instanceof CredentialsUnreadable) throw new Refusal("credentials_unreadable", { cause: error });
    // A session that is aborted throws the signal's reason: ours is a time that ran out, the request's a client that left.
    if (deadline.aborted || request.aborted) throw new Refusal("timeout", { cause: error });
    throw error;
  }
}
