/** The library: judge engines from a program of your own. */
export { connect } from "../engine/connect/index.ts";
export { referenceEngine } from "../engine/reference/engine.ts";
export type { Description, Engine, Evaluation, Observation } from "../spec/answer.ts";
export { EngineUnavailable } from "../spec/answer.ts";
export type { Case, Question } from "../spec/case.ts";
export { readFixture } from "../spec/read/fixture.ts";
export { readFixtures } from "../spec/read/folder.ts";
export { countVerdicts, type Finding, type Report, type Verdict } from "../spec/report.ts";
export { type Certificate, certify } from "./certify.ts";
export { examine } from "./examine.ts";
export { exitOf, run } from "./run.ts";
export { conformanceOf } from "./standing.ts";
