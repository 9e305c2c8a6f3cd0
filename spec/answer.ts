/** What can come back from an engine. Whatever an engine can do wrong is an observation, never an exception. */
import type { Question } from "./case.ts";
import type { Name } from "./graph.ts";
import type { Shape, Tensor } from "./tensor.ts";

export const dtypes = ["float64", "float32", "tf32", "float16", "bfloat16"] as const;
export type DType = (typeof dtypes)[number];

/** Conformance profiles: what each asks and requires stands in spec/profiles.ts. */
export const profileNames = ["scalar", "loss", "network", "graph", "training"] as const;
export type ProfileName = (typeof profileNames)[number];

export interface Description {
  readonly name: string;
  readonly version?: string;
  readonly language?: string;
  readonly dtype: DType;
  /** Kinds of question it takes; absent: ask and see. `problem` announces functions of its own, which nobody asks for otherwise. */
  readonly answers?: readonly (Question["kind"] | "problem")[];
  readonly supports?: {
    readonly activations?: readonly string[];
    readonly losses?: readonly string[];
    readonly ops?: readonly string[];
  };
  /** Conformance profiles that it claims: what one requires, it may not call unsupported (WIRE-4). */
  readonly profiles?: readonly ProfileName[];
  /**
   * `unnamed`: the engine's interface cannot say which squared error it differentiates (½·Σ, Σ, mean …), so any of them is admissible, the
   * same one in every case, and the one found is named.
   */
  readonly squaredError?: "declared" | "unnamed";
  /** Whether `evaluate` works. */
  readonly evaluates: boolean;
  readonly notes?: readonly string[];
}

/** What was seen beside the answer: prints, warnings, restarts. Shown with the case, never judged. */
export interface Aside {
  readonly kind: "printed" | "stderr" | "warning";
  readonly text: string;
}

export type Observation = (
  | {
      readonly kind: "answered";
      readonly values: Readonly<Record<Name, Tensor>>;
      readonly gradients: Readonly<Record<Name, Tensor>>;
      /** Quantities that the engine's interface cannot give, with the reason. */
      readonly unavailable?: Readonly<Record<Name, string>>;
      /** Written digits after the point (fixed) or significant digits of every number, where the engine prints fewer than 17. */
      readonly digits?: { readonly kind: "decimals" | "significant"; readonly count: number };
    }
  | { readonly kind: "unsupported"; readonly what: string }
  | { readonly kind: "rejected"; readonly message: string }
  | { readonly kind: "crashed"; readonly stderr: string; readonly always?: boolean }
  | { readonly kind: "timed-out"; readonly afterMs: number }
  | { readonly kind: "malformed"; readonly problem: string }
  /** The engine was given up after too many crashes: this question was never asked. */
  | { readonly kind: "not-asked"; readonly because: string }
) & { readonly asides?: readonly Aside[]; readonly ms?: number };

/** Forward values of one question at many points; each point replaces some inputs. `own` says whose loss `L` is, if not the question's. */
export type Evaluation =
  | {
      readonly kind: "evaluated";
      readonly values: readonly Readonly<Record<Name, Tensor>>[];
      readonly own?: string;
      /** As in an observation. */
      readonly digits?: Extract<Observation, { kind: "answered" }>["digits"];
    }
  | { readonly kind: "failed"; readonly because: string };

/** A function of the engine's own: a scalar `L` of named parameters, of which we know nothing but what it answers. */
export interface Problem {
  readonly name: string;
  readonly parameters: Readonly<Record<Name, Shape>>;
  /** Where it is judged. */
  readonly start: Readonly<Record<Name, Tensor>>;
  /** Where it is not the engine's. */
  readonly precision?: DType;
}
export type Listing =
  | { readonly kind: "listed"; readonly problems: readonly Problem[] }
  | { readonly kind: "failed"; readonly because: string };
/** Black boxes. A point replaces some parameters; the others are as at the start. */
export interface Problems {
  list(): Promise<Listing>;
  /** `L`, and ∂L/∂N for every parameter N. */
  gradient(name: string, at: Readonly<Record<Name, Tensor>>): Promise<Observation>;
  /** `L` alone, at many points. */
  evaluate(name: string, points: readonly Readonly<Record<Name, Tensor>>[]): Promise<Evaluation>;
}

export interface Engine {
  readonly problems?: Problems;
  describe(): Promise<Description>;
  ask(question: Question): Promise<Observation>;
  evaluate(question: Question, points: readonly Readonly<Record<Name, Tensor>>[]): Promise<Evaluation>;
  close(): Promise<void>;
}

/** The engine could not be started or never spoke the protocol: exit code 4. `detail` is what it wrote to stderr. */
export class EngineUnavailable extends Error {
  readonly detail: string;
  constructor(message: string, detail = "") {
    super(message);
    this.name = "EngineUnavailable";
    this.detail = detail;
  }
}
