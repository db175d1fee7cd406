import fc from "fast-check";
import { personAct, platformAct, type Act } from "./acts.ts";
import type { ModelWorld } from "./model-world.ts";
import { performAct } from "./perform-act.ts";
import type { Picture } from "./picture.ts";
import { beginNight, beginRun, carryOn, releaseHeld } from "./play-run.ts";
import { place } from "./setup.ts";
import { trouble, type Trouble } from "./trouble.ts";
import { CUSTOMERS, HOUR_MS } from "./vocabulary.ts";

export type ModelCommand = fc.AsyncCommand<Picture, ModelWorld>;

type RunStart =
  | { readonly begin: "night"; readonly pushes: "all" | "none" }
  | { readonly begin: "manual" }
  | { readonly begin: "preview" }
  | { readonly begin: "customer"; readonly customer: number }
  | { readonly begin: "release" }
  /** Nothing new: what a dead worker left. */
  | { readonly begin: "nothing" };

class ActCommand implements ModelCommand {
  readonly #act: Act;

  constructor(act: Act) {
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run(_picture: Picture, world: ModelWorld): Promise<void> {
    await performAct(world, this.#act);
  }

  toString(): string {
    return JSON.stringify(this.#act);
  }
}

class RunCommand implements ModelCommand {
  readonly #start: RunStart;
  readonly #trouble: Trouble;

  constructor(start: RunStart, given: Trouble) {
    this.#start = start;
    this.#trouble = given;
  }

  check(): boolean {
    return true;
  }

  async run(_picture: Picture, world: ModelWorld): Promise<void> {
    await begin(world, this.#start);
    await carryOn(world, this.#trouble);
  }

  toString(): string {
    return JSON.stringify({ ...this.#start, trouble: this.#trouble });
  }
}

class WaitCommand implements ModelCommand {
  readonly #hours: number;

  constructor(hours: number) {
    this.#hours = hours;
  }

  check(): boolean {
    return true;
  }

  async run(_picture: Picture, { clock }: ModelWorld): Promise<void> {
    clock.moveTo(new Date(clock.now().getTime() + this.#hours * HOUR_MS));
    return await Promise.resolve();
  }

  toString(): string {
    return `wait ${this.#hours} h`;
  }
}

async function begin(world: ModelWorld, start: RunStart): Promise<void> {
  switch (start.begin) {
    case "night":
      return await beginNight(world, start.pushes);
    case "manual":
      return await beginRun(world, {});
    case "preview":
      return await beginRun(world, { preview: true });
    case "customer":
      return await beginRun(world, { customer: start.customer });
    case "release":
      await releaseHeld(world);
      break;
    case "nothing":
      break;
  }
}

const runStart: fc.Arbitrary<RunStart> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ begin: fc.constant("night"), pushes: fc.constantFrom("all", "all", "none") }) },
  { weight: 2, arbitrary: fc.record({ begin: fc.constant("manual") }) },
  { weight: 1, arbitrary: fc.record({ begin: fc.constant("preview") }) },
  { weight: 1, arbitrary: fc.record({ begin: fc.constant("customer"), customer: place(CUSTOMERS) }) },
  { weight: 1, arbitrary: fc.record({ begin: fc.constantFrom("release", "nothing") }) },
);

const act: fc.Arbitrary<ModelCommand> = fc
  .oneof({ weight: 3, arbitrary: platformAct as fc.Arbitrary<Act> }, { weight: 2, arbitrary: personAct })
  .map((given) => new ActCommand(given));
const run: fc.Arbitrary<ModelCommand> = fc.tuple(runStart, trouble).map(([start, given]) => new RunCommand(start, given));
const wait: fc.Arbitrary<ModelCommand> = fc.integer({ min: 1, max: 40 }).map((hours) => new WaitCommand(hours));

/** Each with the weight of its place: one in three is a run. */
export const COMMANDS: ReadonlyArray<fc.Arbitrary<ModelCommand>> = [act, act, act, run, run, wait];
