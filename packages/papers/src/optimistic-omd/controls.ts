import { choice, range, toggle } from "@offprint/lab";

export const controls = {
  noise: range({
    label: "Noise σ",
    help: "Length of the random vector added to every target.",
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.3,
  }),
  swing: range({
    label: "Swing a",
    help: "How far the mean target jumps to and fro from round to round.",
    min: 0,
    max: 0.5,
    step: 0.05,
    default: 0,
  }),
  horizon: range({
    label: "Rounds T",
    help: "Length of the game. Gradient descent and the ensemble fit their steps to it.",
    min: 500,
    max: 8000,
    step: 500,
    default: 2000,
  }),
  curvature: choice({
    label: "Steps for losses that are",
    help: "Convex: steps that adapt to the gradients seen. Strongly convex: 2/(λt).",
    options: { convex: "convex", stronglyConvex: "strongly convex" },
    default: "convex",
  }),
  optimism: toggle({
    label: "Optimism",
    help: "Off: optimistic mirror descent guesses that the next gradient is zero and plays its centre.",
    default: true,
  }),
  kind: choice({
    label: "Mean target",
    help: "Swings about a fixed point (regret against the best fixed point), or stands for 100 rounds and jumps (regret against the target itself).",
    options: { noisyQuadratic: "swings", switchingTarget: "jumps every 100 rounds" },
    default: "noisyQuadratic",
    advanced: true,
  }),
};
