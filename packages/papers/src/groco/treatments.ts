import { type Array, lax, numpy as np } from "@jax-js/jax";
import { type Arm, choice, type ControlValues, range } from "@offprint/lab";
import { contrastiveLoss, grocoLoss, ntXentLoss } from "@offprint/methods/losses";

/** Views that are drawn of every image, whether an arm uses all or fewer, so that arms see the same. */
export const drawnViews = 4;

export const controls = {
  steepness: range({
    label: "Steepness β",
    help: "How sharply two similarities are told apart: a large one sorts exactly, a small one mixes all ranks.",
    min: 0.5,
    max: 50,
    step: 0.1,
    scale: "log",
    default: 1,
  }),
  topK: range({
    label: "Negatives k",
    help: "How many of the most similar negatives of each anchor are sorted together with its positives.",
    min: 1,
    max: 20,
    step: 1,
    default: 10,
  }),
  views: range({
    label: "Views",
    help: "Random views of each image in a batch; with V views an anchor has V − 1 positives. SimCLR uses two.",
    min: 2,
    max: drawnViews,
    step: 1,
    default: 2,
  }),
  temperature: range({
    label: "Temperature of SimCLR",
    help: "Small: the push goes to the nearest negatives. The paper's baseline has 0.5; 0.2 serves these digits better.",
    min: 0.05,
    max: 1,
    step: 0.01,
    scale: "log",
    default: 0.5,
  }),
  positive: range({
    label: "Weakest positive",
    help: "Similarity of the weakest of three positives in the sorting plots; the others are 0.2 and 0.4 above it.",
    min: -0.6,
    max: 0.6,
    step: 0.05,
    default: 0.5,
  }),
  negative: range({
    label: "Strongest negative",
    help: "Similarity of the strongest of five negatives in the sorting plots; the others follow in steps of 0.2.",
    min: -0.2,
    max: 1,
    step: 0.05,
    default: 0.3,
  }),
  network: choice({
    label: "Network in the sorting plots",
    help: "The loss trains with odd-even: neighbours are compared, m layers. Bitonic compares over powers of two.",
    options: { oddEven: "odd-even", bitonic: "bitonic" },
    default: "oddEven",
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of 128 images; 0 shows the network before training.",
    min: 0,
    max: 200,
    step: 10,
    default: 200,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const arms: Record<string, Arm> = {
  groco: {
    label: "GroCo",
    role: "method",
    help: "Group ordering: positives are to rank above the nearest negatives in a soft sorting network.",
  },
  simclr: {
    label: "SimCLR",
    role: "baseline",
    help: "The usual contrastive loss: one positive against all other images in both views.",
  },
  hardSimclr: {
    label: "SimCLR, nearest k",
    role: "baseline",
    help: "The same against the k nearest negatives alone, with gradients for the anchors only, as in GroCo.",
  },
};

/** The views of a batch that an arm trains on. */
export const viewsOf = (arm: string, { views }: Values) => (arm === "groco" ? Math.round(views) : 2);

/** The loss of an arm for the embeddings [n, d] of its views, which it consumes. */
export function lossOf(arm: string, values: Values): (views: Array[]) => Array {
  const { steepness, temperature } = values;
  const topK = Math.round(values.topK);
  if (arm === "groco") return (views) => grocoLoss(np.stack(views, 0), { steepness, topK });
  if (arm === "simclr") return ([first, second]) => ntXentLoss(first!, second!, { temperature });
  return ([first, second]) => hardContrastiveLoss(first!, second!, { temperature, topK });
}

/** The contrastive loss of two views with gradients for anchors only, against each anchor's nearest negatives. */
function hardContrastiveLoss(
  first: Array,
  second: Array,
  { temperature, topK }: { temperature: number; topK: number },
): Array {
  const n = first.shape[0]!;
  const anchors = np.concatenate([first, second], 0);
  return contrastiveLoss(anchors, lax.stopGradient(anchors.ref), {
    temperature,
    hardFraction: fractionOf(topK, 2 * n - 2),
    positives: np.roll(np.arange(0, 2 * n, 1, { dtype: np.int32 }), n),
    exclude: np.eye(2 * n, 2 * n, { dtype: np.bool }),
  });
}

/** A fraction that keeps exactly `kept` of `count` when rounded up, or all if there are fewer. */
export const fractionOf = (kept: number, count: number) => Math.min(1, (kept - 0.5) / count);
