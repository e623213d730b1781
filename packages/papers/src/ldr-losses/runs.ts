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
import { recipes } from "./recipes.ts";
import { type State, train } from "./training.ts";

/** Epochs from one look at the memory and the class weights to the next. */
const lookEvery = 4;

/** The live run: trains one arm, with its curves. */
export const liveRun: Run = async function* (context) {
  const { values, recipe, digits, test, close } = await openArm(context);
  const { epochs } = values;
  const look = weightsOfOneImage(context, digits, values);
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
        yield* await look.frames(state.params);
      }
      yield progress(epoch, epochs);
    }
    yield outcome(metrics);
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

/** Shows the class weights of the first training image with a wrong label, or of the first of all. */
function weightsOfOneImage(
  { arm, compile }: RunContext,
  { train, truth, given }: NoisyDigits,
  values: Values,
) {
  const { normalize } = recipes[arm]!(values);
  const wrong = truth.findIndex((label, i) => label !== given[i]);
  const index = Math.max(wrong, 0);
  const program = compile(scoresOf);
  async function frames(params: MlpParams): Promise<Frame[]> {
    if (!normalize) return [];
    const image = train.images.ref.slice(np.array(Int32Array.of(index)));
    const scores = await program(params, image);
    const [row] = (await read(scores)) as [number[]];
    dispose([image, scores]);
    const rows = classWeights(row, given[index]!, {
      margin: values.margin,
      normalize,
      lambdas: shownLambdas,
    });
    return [{ kind: "heatmap", plot: "weights", rows, reset: true }];
  }
  return { frames, dispose: () => program.dispose() };
}

function outcome(metrics: Metrics): Frame {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const { accuracy, topTwo, trainingLoss, lambdaWrong, lambdaRight } = metrics as Record<string, number>;
  const right = `${percent(accuracy!)} of the test images right, ${percent(topTwo!)} with the digit among the first two.`;
  const lambdas =
    Number.isFinite(lambdaWrong) && Number.isFinite(lambdaRight)
      ? ` Mean λ ${lambdaWrong!.toFixed(3)} where the label is wrong, ${lambdaRight!.toFixed(3)} where it is right.`
      : "";
  const text = Number.isFinite(trainingLoss)
    ? right + lambdas
    : "Training diverged and left no network to test.";
  return { kind: "text", plot: "outcome", text };
}
