import {
  type ControlValues,
  defineExperiment,
  type Frame,
  line,
  type Metrics,
  progress,
  range,
  type RunContext,
  toggle,
} from "@offprint/lab";
import { declareClaims } from "./claims.ts";
import { type Digits, loadSplit } from "./data.ts";
import { disposeDigits, measure, measureAll, measureSpectrum } from "./measurement.ts";
import {
  compilePrograms,
  type MethodName,
  type Programs,
  type Setting,
  trainEpochs,
  type TrainingOptions,
} from "./training.ts";

const controls = {
  invariance: range({
    label: "Invariance weight",
    help: "How hard VICReg pulls two views of an image together; far above its variance weight of 25, dimensions die.",
    min: 1,
    max: 400,
    step: 1,
    scale: "log",
    default: 25,
  }),
  covariance: range({
    label: "Covariance weight",
    help: "How hard VICReg keeps the dimensions uncorrelated; 0 leaves them free to repeat one another.",
    min: 0,
    max: 100,
    step: 0.1,
    default: 1,
  }),
  temperature: range({
    label: "SimCLR temperature",
    help: "Small values make SimCLR look at the nearest negatives only.",
    min: 0.02,
    max: 2,
    step: 0.01,
    scale: "log",
    default: 0.2,
  }),
  sweep: toggle({
    label: "Compare settings",
    help: "After your setting, train the usual five of the same method, so that RankMe has something to choose from.",
    default: true,
  }),
  width: range({
    label: "Projector width",
    help: "Number of embedding dimensions, the most that RankMe can count.",
    min: 8,
    max: 128,
    step: 8,
    default: 64,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes over the 1200 training images.",
    min: 5,
    max: 60,
    step: 1,
    default: 30,
  }),
  learningRate: range({
    label: "Learning rate",
    help: "Adam's step size.",
    min: 1e-4,
    max: 1e-2,
    step: 1e-4,
    scale: "log",
    default: 1e-3,
    advanced: true,
  }),
};

type Values = ControlValues<typeof controls>;
type Context = RunContext<typeof controls>;

/** What the sweep of each method changes, and the values it takes. */
const sweeps: Record<MethodName, { weight: keyof Setting; values: number[] }> = {
  vicreg: { weight: "invariance", values: [1, 5, 25, 100, 400] },
  simclr: { weight: "temperature", values: [0.05, 0.1, 0.2, 0.5, 1] },
};
const methodLabels: Record<MethodName, string> = { vicreg: "VICReg", simclr: "SimCLR" };

function settingOf({ invariance, covariance, temperature }: Values): Setting {
  return { invariance, covariance, temperature };
}

/** What a run works with; freed by {@link withLab} however the run ends. */
interface Lab {
  options: TrainingOptions;
  programs: Programs;
  digits: Digits;
  context: Context;
}

async function* withLab(
  context: Context,
  body: (lab: Lab) => AsyncGenerator<Frame, Metrics, void>,
): AsyncGenerator<Frame, Metrics, void> {
  const { width, epochs, learningRate } = context.controls;
  const options = { method: context.arm as MethodName, width, epochs, learningRate };
  const digits = await loadSplit(context.seed);
  const programs = compilePrograms(context.compile, options);
  try {
    return yield* body({ options, programs, digits, context });
  } finally {
    programs.dispose();
    disposeDigits(digits);
  }
}

function train({ options, programs, digits, context }: Lab, setting: Setting) {
  const { seed, signal } = context;
  return trainEpochs({ programs, options, setting, images: digits.images, seed, signal });
}

/** The reader's setting with all plots, then the other settings of the sweep as points. */
async function* liveRun(lab: Lab): AsyncGenerator<Frame, Metrics, void> {
  const { method, epochs } = lab.options;
  const { controls: values } = lab.context;
  const own = settingOf(values);
  const others = values.sweep ? otherSettings(method, own) : [];
  const total = (1 + others.length) * epochs;

  const metrics = yield* watch(lab, own, total);
  const runs = [{ setting: own, metrics }];
  yield runsFrame(method, runs);
  for (const [at, setting] of others.entries()) {
    runs.push({ setting, metrics: yield* trainQuietly(lab, setting, (at + 1) * epochs, total) });
    yield runsFrame(method, runs);
  }
  return others.length > 0 ? { ...metrics, ...summarise(runs) } : metrics;
}

/** The settings of the sweep apart from the reader's own. */
function otherSettings(method: MethodName, own: Setting): Setting[] {
  const { weight, values } = sweeps[method];
  return values.filter((value) => value !== own[weight]).map((value) => ({ ...own, [weight]: value }));
}

/** How many times the plots are renewed during one training. */
const renewals = 15;

async function* watch(lab: Lab, setting: Setting, total: number): AsyncGenerator<Frame, Metrics, void> {
  const { epochs } = lab.options;
  const every = Math.ceil(epochs / renewals);
  let metrics: Metrics = {};
  for await (const { epoch, params } of train(lab, setting)) {
    if (epoch % every === 0 || epoch === epochs) {
      const { singularValues, ...measured } = await measureSpectrum(lab.programs, params, lab.digits);
      metrics = measured;
      yield line("rank", [[epoch, measured.rankme]]);
      yield line("accuracy", [[epoch, measured.accuracy]]);
      yield { ...line("spectrum", relativeSpectrum(singularValues)), reset: true };
    }
    yield progress(epoch, total);
  }
  return metrics;
}

async function* trainQuietly(
  lab: Lab,
  setting: Setting,
  done: number,
  total: number,
): AsyncGenerator<Frame, Metrics, void> {
  let metrics: Metrics = {};
  for await (const { epoch, params } of train(lab, setting)) {
    yield progress(done + epoch, total);
    if (epoch === lab.options.epochs) metrics = await measure(lab.programs, params, lab.digits);
  }
  return metrics;
}

/** Each singular value over the largest, kept above what float32 embeddings can show. */
function relativeSpectrum(singularValues: number[]): [number, number][] {
  const largest = singularValues[0]!;
  return singularValues.map((value, at) => [at + 1, Math.max(value / largest, 1e-7)]);
}

/** A finished training. */
interface FinishedRun {
  setting: Setting;
  metrics: Metrics;
}

/** All runs so far in the order of their setting; the one that RankMe would choose gets the ring. */
function runsFrame(method: MethodName, runs: FinishedRun[]): Frame {
  const { weight } = sweeps[method];
  const chosen = highestRank(runs);
  const points = runs
    .toSorted((a, b) => a.setting[weight] - b.setting[weight])
    .map((run) => ({
      x: run.metrics["rankme"]!,
      y: run.metrics["accuracy"]!,
      group: methodLabels[method],
      label: String(run.setting[weight]),
      ringed: run === chosen,
    }));
  return { kind: "scatter", plot: "runs", reset: true, points };
}

function highestRank(runs: FinishedRun[]): FinishedRun {
  return runs.reduce((best, run) => (run.metrics["rankme"]! > best.metrics["rankme"]! ? run : best));
}

function summarise(runs: FinishedRun[]): Metrics {
  return {
    chosenAccuracy: highestRank(runs).metrics["accuracy"]!,
    bestAccuracy: Math.max(...runs.map((run) => run.metrics["accuracy"]!)),
  };
}

/** One training, measured once at its end: what the claims are judged by. */
async function* protocolRun(lab: Lab): AsyncGenerator<Frame, Metrics, void> {
  const { epochs } = lab.options;
  let metrics: Metrics = {};
  for await (const { epoch, params } of train(lab, settingOf(lab.context.controls))) {
    yield progress(epoch, epochs);
    if (epoch === epochs) metrics = await measureAll(lab.programs, params, lab.digits);
  }
  return metrics;
}

export default defineExperiment({
  slug: "rankme",
  controls,
  arms: {
    vicreg: {
      label: "VICReg",
      role: "method",
      help: "Pulls views together and keeps dimensions spread and uncorrelated; the sweep changes the invariance weight.",
    },
    simclr: {
      label: "SimCLR",
      role: "method",
      help: "Contrasts the two views of an image with all others in the batch; the sweep changes the temperature.",
    },
  },
  liveArms: ["vicreg", "simclr"],
  plots: {
    runs: {
      kind: "scatter",
      title: "RankMe against probe accuracy",
      notice:
        "Each point is a finished training, labelled by its invariance weight or temperature and joined in that order. Within VICReg a higher rank goes with higher accuracy, and the ringed run, chosen without labels, is near the top. Across methods the ranks say nothing.",
      x: { label: "RankMe of the embeddings" },
      y: { label: "linear-probe accuracy" },
      joined: true,
    },
    rank: {
      kind: "line",
      title: "RankMe during training",
      notice:
        "How many dimensions the embeddings use. Raise the invariance weight and watch it fall: dimensional collapse.",
      x: { label: "epoch" },
      y: { label: "RankMe", include: [1] },
    },
    accuracy: {
      kind: "line",
      title: "Probe accuracy during training",
      notice:
        "What a linear classifier reads from the encoder, the number that RankMe stands in for. A point of accuracy is the noise of a run: compare an invariance weight of 1 with one of 400.",
      x: { label: "epoch" },
      y: { label: "test accuracy" },
    },
    spectrum: {
      kind: "line",
      title: "Singular values of the embeddings",
      notice:
        "From the largest down, relative to it. A slow decline means that all dimensions work; a cliff is where the collapsed ones begin.",
      x: { label: "singular value" },
      y: { label: "relative size", scale: "log" },
    },
  },
  run: (context) => withLab(context, liveRun),
  claims: declareClaims((context) => withLab(context as Context, protocolRun)),
  picture: {
    plot: "runs",
    alt: "Scatter of trainings: for VICReg, probe accuracy rises with RankMe and the run with the highest rank is ringed near the top; SimCLR's points form a cloud of their own.",
  },
});
