import type { Provider } from "./provider.ts";

const PROVIDER_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Declares a provider. An identity function that also refuses definitions no screen could show: a malformed id, two fields
 * or permissions of one name, a condition on a field that is no switch.
 * @throws TypeError naming the provider and the fault
 */
export function defineProvider<Environment>(provider: Provider<Environment>): Provider<Environment> {
  const fail = (fault: string): never => {
    throw new TypeError(`Provider "${provider.id}": ${fault}`);
  };
  if (!PROVIDER_ID.test(provider.id)) fail("its id is not lower-case words joined by hyphens.");
  const kinds = new Map<string, string>();
  for (const field of provider.fields) {
    if (kinds.has(field.key)) fail(`two fields are called "${field.key}".`);
    kinds.set(field.key, field.kind);
  }
  for (const field of provider.fields) {
    if (field.shownWhen !== undefined && kinds.get(field.shownWhen.field) !== "switch") {
      fail(`field "${field.key}" is shown by "${field.shownWhen.field}", which is no switch.`);
    }
    if (field.identity === true && field.kind === "secret") fail(`field "${field.key}" is secret and cannot name the account.`);
  }
  const permissionIds = new Set(provider.permissions.map((permission) => permission.id));
  if (permissionIds.size !== provider.permissions.length) fail("two permissions have one id.");
  return Object.freeze(provider);
}
