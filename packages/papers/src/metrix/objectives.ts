import { type Array, nn, numpy as np, tree } from "@jax-js/jax";
import { metrixContrastive, metrixLoss, metrixMix } from "@offprint/methods/losses";
import { unitRows } from "../shared/unitRows.ts";
import { type Batch, imagesPerClass, type Mixing } from "./batches.ts";
import type { LossName, MixLevel } from "./controls.ts";
import { embed, type Params } from "./network.ts";

/** What an arm trains with. */
export interface Objective {
  loss: LossName;
  mixLevel: MixLevel;
  mixWeight: number;
  /** Training classes. */
  classes: number;
}

/** Embeddings of a batch and of its mixtures, with what a loss has to know about them. */
interface Embedded {
  /** [anchors, 32] */
  z: Array;
  /** [classes, 32], of length 1 */
  proxies: Array;
  classes: number;
}
interface EmbeddedMixtures extends Embedded {
  /** [anchors · mixtures, 32] */
  mixed: Array;
  mixing: Mixing;
}

/** Clean loss plus the weighted loss of the mixtures, a scalar. Consumes parameters and batch. */
export function totalLoss(params: Params, { images, mixing }: Batch, objective: Objective): Array {
  const { loss, mixLevel, mixWeight, classes } = objective;
  const z = embed(tree.ref(params.network), images.ref);
  const proxies = unitRows(params.proxies);
  const clean = () => cleanLosses[loss]({ z, proxies, classes });
  if (mixLevel === "none") {
    tree.dispose([params.network, images, mixing]);
    return clean();
  }
  const sources = mixLevel === "embedding" ? z.ref : images.ref;
  const blend = mix(sources, mixing, mixLevel === "embedding");
  const mixed = mixLevel === "embedding" ? blend : embed(tree.ref(params.network), blend);
  tree.dispose([params.network, images]);
  const extra = mixedLosses[loss]({ z: z.ref, proxies: proxies.ref, classes, mixed, mixing });
  return clean().add(extra.mul(mixWeight));
}

/** Consumes the sources [n, d] and borrows the rest. */
export function mix(sources: Array, { first, second, lambda }: Mixing, normalize: boolean): Array {
  return metrixMix(sources.ref.slice(first.ref), sources.slice(second.ref), lambda.ref, { normalize });
}

const cleanLosses: Record<LossName, (embedded: Embedded) => Array> = {
  multiSimilarity: ({ z, proxies, classes }) => {
    proxies.dispose();
    const { same, others } = relations(classes);
    return metrixLoss(np.inner(z.ref, z), same, others, { loss: "multiSimilarity" });
  },
  proxyAnchor: ({ z, proxies, classes }) => {
    const members = nn.oneHot(classesOf(classes), classes).transpose();
    return metrixLoss(np.inner(proxies, z), members, null, { loss: "proxyAnchor" });
  },
  // Pairs of one class have λ = 1, all others λ = 0.
  contrastive: ({ z, proxies, classes }) => {
    proxies.dispose();
    const [anchors, width] = z.shape as [number, number];
    const all = [anchors, anchors, width];
    const left = offDiagonal(np.broadcastTo(z.ref.reshape([anchors, 1, width]), all));
    const right = offDiagonal(np.broadcastTo(z.reshape([1, anchors, width]), all));
    const { same, others } = relations(classes);
    others.dispose();
    const lambda = offDiagonal(same.reshape([anchors, anchors, 1])).reshape([-1]);
    return metrixContrastive(left, right, { lambda, normalize: false });
  },
};

const mixedLosses: Record<LossName, (embedded: EmbeddedMixtures) => Array> = {
  multiSimilarity: ({ z, proxies, mixed, mixing: { first, second, lambda } }) => {
    tree.dispose([proxies, first, second]);
    const [anchors, width] = z.shape as [number, number];
    const similarity = z
      .reshape([anchors, 1, width])
      .mul(mixed.reshape([anchors, -1, width]))
      .sum(-1);
    const weight = lambda.reshape([anchors, -1]);
    return metrixLoss(similarity, weight, null, { loss: "multiSimilarity" });
  },
  proxyAnchor: ({ z, proxies, classes, mixed, mixing: { first, second, lambda } }) => {
    z.dispose();
    const memberships = nn.oneHot(classesOf(classes), classes);
    const [ofFirst, ofSecond] = [memberships.ref.slice(first), memberships.slice(second)];
    const share = lambda.reshape([-1, 1]);
    const rest = share.ref.neg().add(1);
    const weight = ofFirst.mul(share).add(ofSecond.mul(rest));
    return metrixLoss(np.inner(proxies, mixed), weight.transpose(), null, { loss: "proxyAnchor" });
  },
  contrastive: ({ z, proxies, mixed, mixing: { first, second, lambda } }) => {
    tree.dispose([proxies, first, second]);
    const [anchors, width] = z.shape as [number, number];
    const mixtures = mixed.shape[0]! / anchors;
    const repeated = np.broadcastTo(z.reshape([anchors, 1, width]), [anchors, mixtures, width]);
    const matched = repeated.reshape([-1, width]);
    return metrixContrastive(matched, mixed, { lambda, normalize: false });
  },
};

/** The class of each place of a batch, int32 [anchors]. */
function classesOf(classes: number): Array {
  const length = classes * imagesPerClass;
  return np.array(Int32Array.from({ length }, (_, place) => Math.floor(place / imagesPerClass)));
}

/** Which pairs of a batch are of one class, floats, and which are not a place with itself, bool. */
function relations(classes: number): { same: Array; others: Array } {
  const labels = classesOf(classes);
  const count = classes * imagesPerClass;
  return {
    same: labels.ref
      .reshape([-1, 1])
      .equal(labels.reshape([1, -1]))
      .astype(np.float32),
    others: np.eye(count).equal(0),
  };
}

/**
 * The vectors of a square table [n, n, d] but those on its diagonal, [n · (n − 1), d]; consumes it. Each of them stands
 * n + 1 places after the one before. (Picking rows by index would do, but its gradient is slow.)
 */
function offDiagonal(table: Array): Array {
  const [n, , width] = table.shape as [number, number, number];
  const afterFirst = table.reshape([n * n, width]).slice([1, n * n]);
  return afterFirst
    .reshape([n - 1, n + 1, width])
    .slice([], [0, n])
    .reshape([-1, width]);
}
