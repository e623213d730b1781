import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { mlp, type MlpParams, type StepReport, trainSteps } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { type DigitPool, twoDigitPixelCount } from "../shared/twoDigits.ts";
import { type controls, mixes } from "./controls.ts";
import { baseClasses, drawEpisodes, type Images, queriesPerClass } from "./episodes.ts";
import { episodeLoss, type EpisodeShape, type Part } from "./objective.ts";

type State = { params: MlpParams; optimizer: ArrayTree; loss: Array };

const widths = () => [twoDigitPixelCount, 128, 128, 32];
const optimizer = () => adam({ learningRate: 1e-3 });

/** Trains on episodes of base classes; equal seeds give equal initial weights and episodes, whatever the arm. */
export async function* train(
  { arm, compile, seed, signal, controls: values }: RunContext<typeof controls>,
  pool: DigitPool,
): AsyncGenerator<StepReport<State>, void, void> {
  const { way, shots, margin, k, episodes } = values;
  const step = compile(trainingStep(mixes[arm]!, { way, shots, queriesPerClass, margin, k }));
  const stream = rng(seed);
  const classes = baseClasses();
  const draw = () => drawEpisodes(stream, pool, classes, { count: 1, way, shots });
  const params = mlp.init(random.key(seed), widths());
  const state = { params, optimizer: optimizer().init(tree.ref(params)), loss: np.array(NaN) };
  try {
    yield* trainSteps<State, Images>({ step, state, draw, steps: episodes, signal });
  } finally {
    step.dispose();
  }
}

function trainingStep(parts: Part[], shape: EpisodeShape) {
  const { update } = optimizer();
  return ({ params, optimizer: before, loss: last }: State, { support, queries }: Images): State => {
    last.dispose();
    const lossOf = (candidate: MlpParams) => {
      const embedded = {
        support: mlp.apply(tree.ref(candidate), support.ref),
        queries: mlp.apply(candidate, queries.ref),
      };
      return episodeLoss(embedded, parts, shape);
    };
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, MlpParams];
    tree.dispose([support, queries]);
    const [updates, after] = update(gradient, before, tree.ref(params));
    return { params: applyUpdates(params, updates), optimizer: after, loss };
  };
}
