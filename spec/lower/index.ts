/** Every question that is one pass, lowered to the one language: graphs. Training is a sequence of such passes (`lowerTraining`). */
import type { Question, TrainingQuestion } from "../case.ts";
import type { Graph } from "../graph.ts";
import { lowerExpression } from "./expression.ts";
import { lowerGraph } from "./graph.ts";
import { lowerLoss } from "./loss.ts";
import { lowerNetwork } from "./network.ts";

export type SinglePass = Exclude<Question, TrainingQuestion>;

export function lower(question: SinglePass): Graph {
  switch (question.kind) {
    case "graph":
      return lowerGraph(question);
    case "expression":
      return lowerExpression(question);
    case "loss":
      return lowerLoss(question);
    case "network":
      return lowerNetwork(question);
  }
}
