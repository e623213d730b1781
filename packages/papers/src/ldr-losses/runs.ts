import { numpy as np } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import {
  type Frame,
  type HistogramFrame,
  line,
  type Metrics,
  progress,
  type Run,
  type RunContext,
} from "@offprint/lab";
import type { MlpParams } from "@offprint/lab/models";
import { classWeights, shownLambdas } from "./classWeights.ts";
import type { Values } from "./controls.ts";
import { testAccuracy } from "./evaluation.ts";
import { scoresOf } from "./network.ts";
import { type NoisyDigits, noisyDigits } from "./noisyDigits.ts";
import { type Recipe, recipes } from "./recipes.ts";
import { type State, train } from "./training.ts";

/** Epochs from one look at the memory and the class weights to the next. */
const lookEvery = 4;

/** The live run: trains one arm, with its curves. */
export const liveRun: Run = async function* (context) {
  const { values, recipe, digits, test, close } = await openArm(context);
  const { epochs } = values;
  const look = weightsOfOneImage(context, digits, recipe.normalize);
  let metrics: Metrics = {};
  try {
    for await (const reached of train(context, digits.train, recipe, values)) {
      const { epoch, step, loss, state } = reached;
      metrics = {
        ...(await test.measure(state.params)),
        trainingLoss: loss,
        ...(await lambdaMeans(state, digits)),
      };
      yield line("accuracy", [[step, metrics["accuracy"]!]]);
      yield line("topTwo", [[step, metrics["topTwo"]!]]);
      if (epoch % lookEvery === 0 || epoch === epochs) {
        yield* await lambdaFrames(state, digits);
        yield* await look.frames(state.params, values.margin);
      }
      yield progress(epoch, epochs);
    }
    yield outcome(metrics, digits, recipe.normalize);
    return metrics;
  } finally {
    look.dispose();
    close();
  }
};

/** The run of the claims: the same training, with the network measured at its end only. */
export const trainAndTest: Run = async function* (context) {
  const { values, recipe, digits, test, close } = await openArm(context);
  let metrics: Metrics = {};
  try {
    for await (const { epoch, state, loss } of train(context, digits.train, recipe, values)) {
      yield progress(epoch, values.epochs);
      if (epoch < values.epochs) continue;
      metrics = {
        ...(await test.measure(state.params)),
        trainingLoss: loss,
        ...(await lambdaMeans(state, digits)),
      };
    }
    return metrics;
  } finally {
    close();
  }
};

async function openArm({ arm, compile, seed, controls }: RunContext) {
  const values = controls as Values;
  const digits = await noisyDigits(seed, values.labelNoise);
  const test = testAccuracy(compile, digits.test);
  const close = () => {
    test.dispose();
    dispose([digits.train, digits.test]);
  };
  return { values, recipe: recipes[arm]!(values), digits, test, close };
}

/** λ of the examples with a wrong and with a right label; undefined for a loss without memory. */
async function lambdasOf({ memory }: State, { truth, given }: NoisyDigits) {
  if (!memory["lambda"]) return undefined;
  const lambdas = (await read(memory["lambda"])) as number[];
  const isWrong = (_: number, i: number) => truth[i] !== given[i];
  return { wrong: lambdas.filter(isWrong), right: lambdas.filter((x, i) => !isWrong(x, i)) };
}

async function lambdaMeans(state: State, digits: NoisyDigits): Promise<Metrics> {
  const lambdas = await lambdasOf(state, digits);
  if (!lambdas) return {};
  return { lambdaWrong: mean(lambdas.wrong), lambdaRight: mean(lambdas.right) };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const bins = 40;

async function lambdaFrames(state: State, digits: NoisyDigits): Promise<HistogramFrame[]> {
  const lambdas = await lambdasOf(state, digits);
  if (!lambdas) return [];
  const all = [...lambdas.wrong, ...lambdas.right];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const width = (high - low || 1e-3 * high) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + i * width);
  return [["right labels", lambdas.right] as const, ["wrong labels", lambdas.wrong] as const].map(
    ([series, values]) => {
      const counts = Array.from({ length: bins }, () => 0);
      for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]! += 1;
      return { kind: "histogram", plot: "lambdas", series, edges, counts };
    },
  );
}

/** The first training image with a wrong label, or the first of all: its class weights are shown. */
function shownImage({ truth, given }: NoisyDigits): number {
  return Math.max(
    0,
    truth.findIndex((label, i) => label !== given[i]),
  );
}

/** Shows the class weights of one image, where the loss has such weights. */
function weightsOfOneImage({ compile }: RunContext, digits: NoisyDigits, normalize: Recipe["normalize"]) {
  const index = shownImage(digits);
  const program = compile(scoresOf);
  async function frames(params: MlpParams, margin: number): Promise<Frame[]> {
    if (!normalize) return [];
    const image = digits.train.images.ref.slice(np.array(Int32Array.of(index)));
    const scores = await program(params, image);
    const [row] = (await read(scores)) as [number[]];
    dispose([image, scores]);
    const rows = classWeights(row, digits.given[index]!, { margin, normalize, lambdas: shownLambdas });
    return [{ kind: "heatmap", plot: "weights", rows, reset: true }];
  }
  return { frames, dispose: () => program.dispose() };
}

function outcome(metrics: Metrics, digits: NoisyDigits, normalize: Recipe["normalize"]): Frame {
  const text = Number.isFinite(metrics["trainingLoss"])
    ? [accuracyInWords(metrics), lambdasInWords(metrics), normalize && imageInWords(digits)]
        .filter(Boolean)
        .join(" ")
    : "Training diverged and left no network to test.";
  return { kind: "text", plot: "outcome", text };
}

const percent = (share: number | undefined) => `${(100 * share!).toFixed(1)} %`;

function accuracyInWords({ accuracy, topTwo }: Metrics): string {
  return `${percent(accuracy)} of the test images right, ${percent(topTwo)} with the digit among the first two.`;
}

function lambdasInWords({ lambdaWrong, lambdaRight }: Metrics): string {
  if (lambdaWrong === undefined || lambdaRight === undefined) return "";
  const right = `Mean λ ${lambdaRight.toPrecision(4)} where the label is right`;
  return Number.isFinite(lambdaWrong)
    ? `${right}, ${lambdaWrong.toPrecision(4)} where it is wrong.`
    : `${right}.`;
}

function imageInWords(digits: NoisyDigits): string {
  const index = shownImage(digits);
  return `The image of the class weights shows a ${digits.truth[index]} and is labelled ${digits.given[index]}.`;
}
