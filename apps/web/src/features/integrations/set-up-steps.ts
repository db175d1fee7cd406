export type StepName = "connect" | "map" | "assign" | "update";

export interface SetUpStep {
  readonly name: StepName;
  readonly isDone: boolean;
  /** The first one that is not done: what to do now. */
  readonly isNext: boolean;
}

/** How far a partner is with setting a provider up. */
export interface SetUpState {
  readonly isEnabled: boolean;
  readonly mappings: number;
  readonly assignments: number;
  /** Whether a run has ever looked at the lines, a preview not counted. */
  readonly hasRun: boolean;
}

export function setUpSteps(state: SetUpState): SetUpStep[] {
  const done: Array<[StepName, boolean]> = [
    ["connect", state.isEnabled],
    ["map", state.mappings > 0],
    ["assign", state.assignments > 0],
    ["update", state.hasRun],
  ];
  const next = done.find(([, isDone]) => !isDone)?.[0];
  return done.map(([name, isDone]) => ({ name, isDone, isNext: name === next }));
}

export function isSetUp(steps: readonly SetUpStep[]): boolean {
  return steps.every((step) => step.isDone);
}
