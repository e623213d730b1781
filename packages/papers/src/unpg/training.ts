import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { mlp, type StepReport, trainSteps } from "@offprint/lab/models";
import { unpgLoss, type UnpgOptions } from "@offprint/methods/losses";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import type { Values } from "./controls.ts";
import type { Batch } from "./identities.ts";
import { initNetwork, type Network } from "./network.ts";

/** What the loss of a batch looked at, before the update that followed from it. */
export type Sight = { embeddings: Array; labels: Array; classWeight: Array };

type State = { network: Network; sight: Sight; optimizer: ArrayTree; loss: Array };

const optimizer = () => adam({ learningRate: 2e-3 });
const margins = { cosface: 0.35, arcface: 0.3, magface: 0 };
/** Smaller than the defaults, as embeddings of this network are shorter. */
const magface = { lMargin: 0.2, uMargin: 0.5, lA: 4, uA: 40, lambdaG: 10 };

/** The options of the loss for an arm. */
export function lossOptions(arm: string, { head, whisker, filter }: Values): UnpgOptions {
  return {
    head,
    scale: 32,
    margin: margins[head],
    magface,
    negativePairs: arm === "unpg",
    whisker: filter ? whisker : null,
  };
}

export interface TrainingOptions {
  loss: UnpgOptions;
  classes: number;
  steps: number;
  drawBatch: () => Batch;
  /** Embeds images, for a look at a batch before the first step. Borrows the network. */
  embed: (network: Network, images: Array) => Promise<Array>;
}

/** Trains by Adam and reports before the first and after every step. */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  { loss, classes, steps, drawBatch, embed }: TrainingOptions,
): AsyncGenerator<StepReport<State>, void, void> {
  const step = compile(trainingStep(loss));
  const network = initNetwork(random.key(seed), classes);
  const { images, labels } = drawBatch();
  const embeddings = await embed(network, images);
  images.dispose();
  const state = {
    network,
    sight: { embeddings, labels, classWeight: network.classWeight.ref },
    optimizer: optimizer().init(tree.ref(network)),
    loss: np.array(NaN),
  };
  try {
    yield* trainSteps<State, Batch>({ step, state, draw: drawBatch, steps, signal });
  } finally {
    step.dispose();
  }
}

function trainingStep(options: UnpgOptions) {
  return (state: State, { images, labels }: Batch): State => {
    const { network } = state;
    tree.dispose([state.loss, state.sight]);
    const lossOf = ({ encoder, classWeight }: Network): [Array, Array] => {
      const embeddings = mlp.apply(encoder, images);
      return [unpgLoss(embeddings.ref, labels.ref, classWeight, options), embeddings];
    };
    const [[loss, embeddings], gradients] = valueAndGrad(lossOf, { hasAux: true })(
      tree.ref(network),
    ) as unknown as [[Array, Array], Network];
    const [updates, next] = optimizer().update(gradients, state.optimizer, tree.ref(network));
    const sight = { embeddings, labels, classWeight: network.classWeight.ref };
    return { network: applyUpdates(network, updates), sight, optimizer: next, loss };
  };
}
