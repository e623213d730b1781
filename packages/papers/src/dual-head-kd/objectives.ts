import type { Array } from "@jax-js/jax";
import { compSumLoss, distillationKlLoss } from "@offprint/methods/losses";
import { dualHeadDistillationLoss } from "@offprint/methods/training";
import type { Values } from "./controls.ts";
import type { HeadLogits } from "./student.ts";

/** A batch of labels [batch] and of the teacher's logits [batch, 10]. */
export interface Guidance {
  labels: Array;
  teacherLogits: Array;
}

/** Loss of a batch, a scalar. Consumes its arguments. */
type Term = (logits: HeadLogits, guidance: Guidance) => Array;

/** What an arm makes small: one term, or the two whose gradients are compared, labels first. */
export interface Objective {
  terms: [Term] | [Term, Term];
  /** The second term's gradient may not oppose the first's. */
  aligned: boolean;
  /** Whether a teacher is asked at all. */
  needsTeacher: boolean;
}

/** Temperature of classical distillation, whatever that of the logit loss. */
const classicalTemperature = 4;

/** The objectives by arm. */
export const objectives: Record<string, (values: Values) => Objective> = {
  crossEntropy: () => ({
    terms: [
      ({ main, auxiliary }, { labels, teacherLogits }) => {
        disposeAll(auxiliary, teacherLogits);
        return compSumLoss(main, labels);
      },
    ],
    aligned: false,
    needsTeacher: false,
  }),
  classical: () => ({
    terms: [
      ({ main, auxiliary }, { labels, teacherLogits }) => {
        auxiliary.dispose();
        const options = { temperature: classicalTemperature };
        return compSumLoss(main.ref, labels).add(distillationKlLoss(main, teacherLogits, options));
      },
    ],
    aligned: false,
    needsTeacher: true,
  }),
  logitLoss: (values) => ({ terms: [onOneHead(ofTeacher(values))], aligned: false, needsTeacher: true }),
  oneHead: (values) => ({
    terms: [onOneHead(ofLabels), onOneHead(ofTeacher(values))],
    aligned: values.alignment,
    needsTeacher: true,
  }),
  twoHeads: (values) => ({
    terms: [ofLabels, ofTeacher(values)],
    aligned: values.alignment,
    needsTeacher: true,
  }),
};

/** The cross-entropy of the main head: the dual-head objective without its logit loss. */
const ofLabels: Term = ({ main, auxiliary }, { labels, teacherLogits }) =>
  dualHeadDistillationLoss(main, auxiliary, teacherLogits, labels, { alpha: 0 });

/** The logit loss of the auxiliary head: the dual-head objective without its cross-entropy. */
const ofTeacher =
  ({ alpha, temperature }: Values): Term =>
  ({ main, auxiliary }, { labels, teacherLogits }) =>
    dualHeadDistillationLoss(main, auxiliary, teacherLogits, labels, { alpha, gamma: 0, temperature });

/** The same term with the main head in the place of the auxiliary one. */
function onOneHead(term: Term): Term {
  return ({ main, auxiliary }, guidance) => {
    auxiliary.dispose();
    return term({ main: main.ref, auxiliary: main }, guidance);
  };
}

const disposeAll = (...arrays: Array[]) => arrays.forEach((array) => array.dispose());
