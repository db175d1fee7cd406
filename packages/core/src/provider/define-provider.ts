import { rangeFault } from "./contract-version.ts";
import type { FieldDefinition } from "./field.ts";
import type { Provider } from "./provider.ts";

const PROVIDER_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Declares a provider. An identity function that also refuses definitions no screen could show: a malformed id, two fields
 * or permissions of one name, a condition on a field that is no switch or is not always shown itself, a choice without choices, a
 * contract range that holds no version.
 * @throws TypeError naming the provider and the fault
 */
export function defineProvider<Environment>(provider: Provider<Environment>): Provider<Environment> {
  const fail = (fault: string): never => {
    throw new TypeError(`Provider "${provider.id}": ${fault}`);
  };
  if (!PROVIDER_ID.test(provider.id)) fail("its id is not lower-case words joined by hyphens.");
  const faultOfRange = rangeFault(provider.contract);
  if (faultOfRange !== undefined) fail(faultOfRange);
  const fieldsByKey = new Map<string, FieldDefinition>();
  for (const field of provider.fields) {
    if (fieldsByKey.has(field.key)) fail(`two fields are called "${field.key}".`);
    fieldsByKey.set(field.key, field);
  }
  for (const field of provider.fields) {
    if (field.shownWhen !== undefined) {
      const shownBy = `field "${field.key}" is shown by "${field.shownWhen.field}"`;
      const condition = fieldsByKey.get(field.shownWhen.field);
      if (condition?.kind !== "switch") fail(`${shownBy}, which is no switch.`);
      if (condition?.shownWhen !== undefined) fail(`${shownBy}, which is not always shown itself.`);
    }
    if (!hasFitChoices(field)) fail(`field "${field.key}" needs at least two different choices if it is a choice, and none if not.`);
    if (field.identity === true && field.kind === "secret") fail(`field "${field.key}" is secret and cannot name the account.`);
  }
  const permissionIds = new Set(provider.permissions.map((permission) => permission.id));
  if (permissionIds.size !== provider.permissions.length) fail("two permissions have one id.");
  return Object.freeze(provider);
}

function hasFitChoices({ kind, choices }: FieldDefinition): boolean {
  if (kind !== "choice") return choices === undefined;
  const values = new Set((choices ?? []).map((choice) => choice.value));
  return values.size >= 2 && values.size === choices?.length && !values.has("");
}
