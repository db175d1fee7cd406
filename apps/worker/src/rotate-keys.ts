/** `pnpm rotate-keys`: encrypts the stored credentials of every connection, and the secret of every webhook, again with the first key, while everything goes on. */
import { createDatabase } from "@integrations/database";
import { createJoseVault, parseConfiguration, rotateCredentials, type RotationReport } from "@integrations/services";
import { onTermination } from "./process/on-termination.ts";
import { requireSchema } from "./process/require-schema.ts";
import { runCommand } from "./process/run-command.ts";

await runCommand(async () => {
  const { databaseUrl, credentialsKeys } = parseConfiguration(process.env, { needs: "credentials" });
  const termination = onTermination();
  // The server's role is the one that may change credentials.
  const database = createDatabase({ url: databaseUrl, applicationName: "integrations-rotate-keys", role: "server", maxConnections: 2 });
  try {
    await requireSchema(database);
    const report = await rotateCredentials({ database }, createJoseVault(credentialsKeys), { signal: termination.signal });
    print(report, credentialsKeys[0]?.id ?? "");
    return report.unreadable.length > 0 ? 1 : 0;
  } finally {
    termination.release();
    await database.close();
  }
});

function print({ total, rotated, current, changedMeanwhile, unreadable }: RotationReport, keyId: string): void {
  console.log(`${total} connections and webhooks: ${rotated} encrypted again with the key "${keyId}", ${current} had it already.`);
  if (changedMeanwhile > 0) console.log(`${changedMeanwhile} were changed by somebody in that moment: run this again to be sure of them.`);
  if (unreadable.length === 0) return;
  console.log(`${unreadable.length} could not be read, and were left as they are:`);
  for (const { holder, partnerId, providerId, connectionId, why } of unreadable) {
    console.log(`- partner ${partnerId}, ${providerId}, ${holder === "webhook" ? "webhook of " : ""}connection ${connectionId}: ${why}`);
  }
}
