import { dispose, toArrays } from "@offprint/compile";
import { rng } from "@offprint/datasets";
import { defineExperiment, type Frame, line, type Metrics, progress, type RunContext } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { digitsTask } from "./digits.ts";
import { widths } from "./network.ts";
import { energyCurves, randomBasis } from "./subspaces.ts";
import { type Report, train } from "./training.ts";

const watchedSize = widths[1];
const stepsPerReport = 6;
/** A decomposition costs as much as several steps, so the energy is looked at less often. */
const reportsPerCurve = 6;

/** The loss so far, and for the first arm which columns were chosen just now. */
function* framesOf({ step, totalSteps, loss, indices }: Report): Generator<Frame> {
  yield progress(step, totalSteps);
  yield line("loss", [[step, loss]]);
  if (indices) yield { kind: "heatmap", plot: "indices", rows: [membership(indices)] };
}

function membership(indices: number[]): number[] {
  const row = Array.from({ length: watchedSize }, () => 0);
  for (const index of indices) row[index] = 1;
  return row;
}

async function* liveRun(context: RunContext<typeof controls>): AsyncGenerator<Frame, Metrics, void> {
  yield progress(0, 1);
  const task = await digitsTask(context.seed);
  const comparison = randomBasis(rng(context.seed), watchedSize, watchedSize);
  const training = train(context, task, stepsPerReport);
  try {
    for (let report = 0; ; report++) {
      const next = await training.next();
      if (next.done) return next.value;
      yield* framesOf(next.value);
      if (context.arm !== "chosen" || report % reportsPerCurve !== 0) continue;
      const curves = Object.entries(await energyCurves(toArrays(next.value.gradient), comparison));
      for (const [at, [basis, points]] of curves.entries()) {
        yield { ...line("energy", points, basis), reset: at === 0 };
      }
    }
  } finally {
    // Stopping must end the training as well: it holds the network.
    await training.return({});
    comparison.dispose();
    dispose(task);
  }
}

export default defineExperiment({
  slug: "dct-low-rank-optimizer",
  controls,
  arms: {
    chosen: {
      label: "DCT columns",
      role: "method",
      help: "Low-rank AdamW on the DCT columns along which each gradient is largest, or what the controls choose instead.",
    },
    svd: {
      label: "Singular vectors",
      role: "baseline",
      help: "The same AdamW on the gradient's leading singular vectors, by a decomposition at each choice.",
    },
    adam: {
      label: "Full Adam",
      role: "baseline",
      help: "Ordinary Adam with two moments for every weight: what the low-rank optimizers save.",
    },
  },
  liveArms: ["chosen", "svd", "adam"],
  plots: {
    loss: {
      kind: "line",
      title: "Training loss",
      notice:
        "Eight DCT columns, chosen anew at every step, keep up with eight singular vectors, though they hold far less of each gradient. Full Adam is faster: that is the price of rank 8. Choose the random basis to see how much a changing subspace does by itself.",
      x: { label: "step" },
      y: { label: "cross-entropy of the last batches", scale: "log" },
    },
    indices: {
      kind: "heatmap",
      title: "Chosen columns over time",
      notice:
        "Each row is a moment of training, each mark a DCT column in use for the square layer. Column 0, the average over all inputs, never leaves, since a ReLU puts out nothing negative; a few more stay, the rest flicker. Rotation keeps the moments of those that stay. Widen the selection interval and the set holds still.",
      x: "index of the DCT column",
      y: "time",
      value: "in use",
    },
    energy: {
      kind: "line",
      title: "Energy captured at each rank",
      notice:
        "The square layer's gradient just now. A random subspace gets its share r/128 and no more; DCT columns lie well above it, and far below the singular vectors, which need only a few. The choice is cheap, not near-optimal.",
      x: { label: "rank" },
      y: { label: "share of ‖G‖²", include: [0, 1] },
    },
  },
  run: liveRun,
  claims,
  picture: {
    plot: "loss",
    alt: "Training loss falls at the same pace for DCT columns and for singular vectors, and faster for full Adam.",
  },
});
