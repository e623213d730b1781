import { type Array, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import { type Rng, rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { type controls, mixes, type Values } from "./controls.ts";
import { type Embedded, episodeLoss, type EpisodeShape, type Part } from "./objective.ts";

/** Classes of points in the plane. */
export const toyWay = 3;

/** Where the classes lie around, by their distance from the origin. */
const radius = 1.2;
/** How far a point goes along its share of the gradient, times the number of points that share it. */
const rate = 0.3;
/** How far a point goes at once: what lies close together is pulled hard. */
const longestStep = 0.1;

type State = { points: Embedded; steps: Embedded };

/** A point of the plane, and where it goes next. */
export interface ToyPoint {
  label: number;
  at: [number, number];
  step: [number, number];
}

export interface Toy {
  points: () => Promise<ToyPoint[]>;
  /** Lets every point take its step. */
  move: () => Promise<void>;
  dispose: () => void;
}

/** Points of three classes that stand for the embeddings of an episode, and follow the gradient of an arm's loss. */
export async function openToy({ arm, compile, seed, controls: values }: RunContext<typeof controls>) {
  const shape = shapeOf(values);
  const program = compile(advance(mixes[arm]!, shape));
  let state = await program.step(startState(rng(seed), values.toySpread, shape));
  const toy: Toy = {
    points: async () => {
      const { points, steps } = await read(state);
      const rowsOf = ({ support, queries }: Record<keyof Embedded, [number, number][]>) => [
        ...support,
        ...queries,
      ];
      const next = rowsOf(steps);
      return rowsOf(points).map((at, i) => ({ label: labelOf(i, shape), at, step: next[i]! }));
    },
    move: async () => {
      state = await program.step(state);
    },
    dispose: () => {
      program.dispose();
      dispose(state);
    },
  };
  return toy;
}

/** Takes the steps, and looks where the gradient leads from there; for a program. */
function advance(parts: Part[], shape: EpisodeShape) {
  const count = toyWay * (shape.shots + shape.queriesPerClass);
  return ({ points, steps }: State): State => {
    const support = points.support.add(steps.support);
    const queries = points.queries.add(steps.queries);
    const lossOf = (embedded: Embedded) => episodeLoss(embedded, parts, shape);
    const [loss, slope] = valueAndGrad(lossOf)({ support: support.ref, queries: queries.ref }) as [
      Array,
      Embedded,
    ];
    loss.dispose();
    const next = tree.map((part: Array) => limited(part.mul(-rate * count)), slope) as Embedded;
    return { points: { support, queries }, steps: next };
  };
}

/** Rows no longer than a step may be. */
function limited(rows: Array): Array {
  const squares = np.square(rows.ref).sum(1, { keepdims: true });
  const excess = np.sqrt(squares.add(1e-12)).mul(1 / longestStep);
  return rows.div(np.maximum(excess, 1));
}

/** Half of the points of a class serve as support. */
function shapeOf({ toyPoints, margin, k }: Values): EpisodeShape {
  const shots = Math.floor(toyPoints / 2);
  return { way: toyWay, shots, queriesPerClass: toyPoints - shots, margin, k };
}

/** Class of a point, support before queries. */
function labelOf(point: number, { shots, queriesPerClass }: EpisodeShape): number {
  const query = point - toyWay * shots;
  return query < 0 ? Math.floor(point / shots) : Math.floor(query / queriesPerClass);
}

function startState(stream: Rng, spread: number, { shots, queriesPerClass }: EpisodeShape): State {
  const around = (each: number) => {
    const rows = globalThis.Array.from({ length: toyWay * each }, (_, i) => {
      const angle = Math.PI / 2 + (2 * Math.PI * Math.floor(i / each)) / toyWay;
      const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      return [x + spread * stream.normal(), y + spread * stream.normal()];
    });
    return np.array(rows);
  };
  const still = (each: number) => np.zeros([toyWay * each, 2]);
  return {
    points: { support: around(shots), queries: around(queriesPerClass) },
    steps: { support: still(shots), queries: still(queriesPerClass) },
  };
}
