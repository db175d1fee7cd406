import type { LineDecision } from "@integrations/core";
import { findKeptLine, findLineWant, lockConnection, saveLineDecision } from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface DecideLineInput {
  readonly providerId: string;
  readonly agreementId: string;
  readonly productId: string;
  readonly decision: LineDecision;
}

/**
 * What the next run does about a line that is gone at the provider (`add_again`, `leave`) or that nobody asks for any more
 * or whose mapping asks before it is set to 0 (`set_zero`, `leave`).
 * @throws Refusal `not_enabled`, `not_found` where no line of ours is remembered, `invalid_input` for the wrong kind of decision
 */
export async function decideLine(context: ServiceContext, scope: PartnerScope, input: DecideLineInput): Promise<void> {
  const provider = getProvider(context, input.providerId);
  const { decision, ...key } = { decision: input.decision, agreementId: input.agreementId, productId: input.productId };
  const at = context.clock.now();
  await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: provider.id }));
    const kept = await findKeptLine(trx, connection.id, key);
    if (kept === undefined) throw new Refusal("not_found", { field: "productId", detail: "No line of ours is known there." });
    const want = await findLineWant(trx, connection.id, key);
    if (decision === (want === undefined ? "add_again" : "set_zero") && want?.asksAtZero !== true) {
      const detail = want
        ? "A mapping and an assignment ask for this line, so it cannot be set to 0 here."
        : "No mapping or assignment asks for this line, so it cannot be added again.";
      throw new Refusal("invalid_input", { field: "decision", detail });
    }
    await saveLineDecision(trx, connection.id, key, { decision, at });
    const facts = { providerId: provider.id, ...key, lineId: kept.lineId, decision };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "line.decided", facts, at });
  });
}
