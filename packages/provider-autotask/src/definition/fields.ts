import type { FieldDefinition } from "@integrations/core";

/** When a change of units takes effect; see `units/effective-date.ts`. */
export const DATE_POLICIES = ["today", "this_period", "next_period"] as const;
export type DatePolicy = (typeof DATE_POLICIES)[number];

export const AUTOTASK_FIELDS: readonly FieldDefinition[] = [
  {
    key: "userName",
    label: "API user name",
    help: "The user name (key) of the API user you made for this integration. Autotask makes it up; it looks like an e-mail address.",
    kind: "text",
    required: true,
    identity: true,
  },
  {
    key: "secret",
    label: "API secret",
    help: "The password (secret) of the API user. Autotask shows it only once, when it is made.",
    kind: "secret",
    required: true,
  },
  {
    key: "integrationCode",
    label: "Tracking identifier",
    help: "Shown for the API user where you chose a custom (internal) integration. Leave it empty if you chose this platform as the integration vendor.",
    kind: "secret",
  },
  {
    key: "datePolicy",
    label: "When changes take effect",
    help: "Autotask dates every change of units, and bills a part of the period where the date lies inside one.",
    kind: "choice",
    choices: [
      { value: "today", label: "Today", help: "On the day the change is found. Autotask bills the rest of the period in part." },
      {
        value: "this_period",
        label: "Start of this billing period",
        help: "Billed for the whole period; where it is posted already, from the next period on.",
      },
      { value: "next_period", label: "Start of the next billing period", help: "Nothing changes on the bills of the period under way." },
    ] satisfies Array<{ value: DatePolicy; label: string; help: string }>,
  },
];
