import { MACHINE_CLIENTS, type MachineClient } from "./accounts.ts";

/** An access token of a machine account, good for an hour. */
export async function requestMachineToken(
  issuer: string,
  client: MachineClient,
  secrets: Readonly<Record<string, string>>,
): Promise<string> {
  const { id } = MACHINE_CLIENTS[client];
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secrets[id] ?? ""}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "integrations" }),
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  if (body.access_token === undefined) throw new Error(`The issuer gave no token to ${id}: ${body.error_description ?? response.status}`);
  return body.access_token;
}
