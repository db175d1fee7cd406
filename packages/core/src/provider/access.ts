/** A right the partner's keys need, as data: shown in the form, checked by `checkAccess`, printed in the help. */
export interface PermissionDefinition {
  /** Unique among the provider's permissions. */
  readonly id: string;
  readonly module: string;
  readonly permission: string;
  readonly level: string;
  /** Why it is asked for, in one sentence. */
  readonly why: string;
  /** What cannot be done without it. */
  readonly neededFor: string;
  /** Whether a connection can be enabled without it. */
  readonly required: boolean;
  /** False where nothing but a write could tell whether it is there; `checkAccess` then answers `ok: null`. */
  readonly checkable: boolean;
}

export interface PermissionResult {
  readonly id: string;
  readonly module: string;
  readonly permission: string;
  readonly level: string;
  /** Null where it cannot be found out without writing. */
  readonly ok: boolean | null;
}

export interface AccessReport {
  /** Whether everything required is there. */
  readonly ok: boolean;
  readonly permissions: readonly PermissionResult[];
}
