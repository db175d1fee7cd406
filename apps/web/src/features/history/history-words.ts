import type { ApiOutputs } from "../../api/outputs.ts";

export type HistoryEntry = ApiOutputs["audit"]["list"]["items"][number];

/** How an entry reads: a sentence, and what belongs below it. */
export interface HistoryWords {
  readonly sentence: string;
  readonly details: readonly string[];
  /** What it was about, to be opened. */
  readonly providerId: string | undefined;
  readonly runId: string | undefined;
  readonly customerId: string | undefined;
}

export interface Speaker {
  /** A message of the catalog with its parameters; the third one is what its plural goes by. */
  t(key: string, parameters?: Record<string, string | number>, plural?: number): string;
  hasMessage(key: string): boolean;
  providerName(providerId: string): string;
  /** Label of a connection's field. */
  fieldLabel(providerId: string, field: string): string;
  /** A service's name, or its code where the name is not known. */
  serviceName(service: string): string;
  /** The words of a provider as parameters of a message; the platform's own for an unknown one. */
  words(providerId: string): Readonly<Record<string, string>>;
}

/** An entry's action and facts in words. An action the catalog does not know (yet) is told by its name. */
export function historyWords(entry: Pick<HistoryEntry, "action" | "facts" | "customerName">, speaker: Speaker): HistoryWords {
  const { action, facts } = entry;
  const providerId = textOf(facts["providerId"]);
  return {
    sentence: sentenceOf(entry, speaker),
    details: detailsOf(action, facts, speaker),
    providerId,
    runId: textOf(facts["runId"]),
    customerId: textOf(facts["customerId"]),
  };
}

type Facts = Readonly<Record<string, unknown>>;

function sentenceOf({ action, facts, customerName }: Pick<HistoryEntry, "action" | "facts" | "customerName">, speaker: Speaker): string {
  const { t, hasMessage, providerName } = speaker;
  const id = textOf(facts["customerId"]);
  const customer = customerName ?? t("history.customer", { id: id ?? "" });
  if (action === "run.started") {
    const isPreview = facts["preview"] === true;
    if (id !== undefined) return t(isPreview ? "history.previewedCustomer" : "history.startedForCustomer", { customer });
    if (isPreview) return t("history.startedPreview");
  }
  const key = `history.action.${action}`;
  if (!hasMessage(key)) return action;
  const provider = textOf(facts["providerId"]);
  const n = numberOf(facts["accepted"]) ?? numberOf(facts["count"]) ?? listOf(facts["changes"]).length;
  const parameters = {
    ...speaker.words(provider ?? ""),
    name: provider === undefined ? "" : providerName(provider),
    service: serviceOf(facts["service"], speaker),
    what: lookedAt(textOf(facts["procedure"]) ?? "", speaker),
    customer,
    n,
  };
  return t(key, parameters, n);
}

function detailsOf(action: string, facts: Facts, speaker: Speaker): string[] {
  const { t } = speaker;
  switch (action) {
    case "connection.updated": {
      const provider = textOf(facts["providerId"]) ?? "";
      const what = listOf(facts["changed"]).map((field) => speaker.fieldLabel(provider, String(field)));
      return what.length === 0 ? [] : [t("history.detail.changed", { what: what.join(", ") })];
    }
    case "connection.preferences_saved": {
      const words = speaker.words(textOf(facts["providerId"]) ?? "");
      const what = Object.entries(recordOf(facts["preferences"])).map(
        ([name, value]) => `${t(`limits.${name}`, words)}: ${limitOf(name, value)}`,
      );
      return what.length === 0 ? [t("limits.allDefault")] : what;
    }
    case "connection.attention": {
      const reason = textOf(facts["reason"]);
      return reason === undefined ? [] : [t(`reason.${reason}.sentence`, speaker.words(textOf(facts["providerId"]) ?? ""))];
    }
    case "mapping.saved":
      return listOf(facts["changes"]).map((change) => {
        const { service, from, to } = recordOf(change);
        const what = serviceOf(service, speaker);
        return t("history.detail.fromTo", { what, before: productOf(from, speaker), after: productOf(to, speaker) });
      });
    case "mapping.zero_policy_set":
      return present(textOf(facts["to"]), (to) => t(`mapping.zero.choice.${to}`));
    case "mapping.unmap_requested":
      return present(textOf(facts["note"]), (text) => t("history.detail.note", { text }));
    case "mapping.cleared":
      return [
        ...present(textOf(facts["ticket"]), (id) => t("history.detail.ticket", { id })),
        t("history.detail.was", { what: productOf(facts["from"], speaker) }),
      ];
    case "customer.assigned":
      return [
        ...present(placeOf(facts["to"]), (what) => t("history.detail.to", { what })),
        ...present(placeOf(facts["from"]), (what) => t("history.detail.was", { what })),
      ];
    case "customer.unassigned":
      return present(placeOf(facts["from"]), (what) => t("history.detail.was", { what }));
    case "customer.excluded":
      return present(textOf(facts["note"]), (text) => t("history.detail.note", { text }));
    case "webhook.saved":
      return present(textOf(facts["host"]), (what) => t("history.detail.to", { what }));
    case "line.decided":
      return present(textOf(facts["decision"]), (decision) => t(`change.choice.${decision}`));
    default:
      return [];
  }
}

function lookedAt(procedure: string, { t, hasMessage }: Speaker): string {
  const key = `history.looked.${procedure}`;
  return procedure !== "" && hasMessage(key) ? t(key) : procedure;
}

function serviceOf(service: unknown, { serviceName }: Speaker): string {
  return serviceName(textOf(service) ?? "");
}

function productOf(value: unknown, { t }: Speaker): string {
  const { identifier, productId } = recordOf(value);
  return textOf(identifier) ?? textOf(productId) ?? t("history.nothing");
}

/** A company and an agreement, by the names they had then. */
function placeOf(value: unknown): string | undefined {
  const { companyName, agreementName } = recordOf(value);
  return textOf([companyName, agreementName].filter((part) => typeof part === "string" && part !== "").join(" · "));
}

function limitOf(name: string, value: unknown): string {
  return name === "guardMinShare" && typeof value === "number" ? `${Math.round(value * 100)} %` : String(value);
}

function present(value: string | undefined, say: (value: string) => string): string[] {
  return value === undefined ? [] : [say(value)];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Facts {
  return typeof value === "object" && value !== null ? (value as Facts) : {};
}
