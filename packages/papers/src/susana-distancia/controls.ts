import { type Arm, type ControlValues, range } from "@offprint/lab";
import type { Part } from "./objective.ts";

export const controls = {
  margin: range({
    label: "Margin of Proto-Triplet",
    help: "How much nearer its own prototype should be to a query than the nearest wrong one; arms without Proto-Triplet ignore it.",
    min: 0,
    max: 2,
    step: 0.1,
    default: 0.5,
  }),
  k: range({
    label: "Neighbours k",
    help: "Nearest neighbours of each sample that the ICNN score judges, in the loss and in the plot of its parts.",
    min: 1,
    max: 8,
    step: 1,
    default: 4,
  }),
  shots: range({
    label: "Training shots",
    help: "Support images of each class in a training episode; five queries come on top.",
    min: 1,
    max: 10,
    step: 1,
    default: 5,
  }),
  toySpread: range({
    label: "Points: spread of a class",
    help: "How far the points of the plane scatter around the middle of their class, at the start. Large: the classes are mixed.",
    min: 0.2,
    max: 2,
    step: 0.1,
    default: 1,
  }),
  toyPoints: range({
    label: "Points of each class",
    help: "Points of each of the three classes in the plane.",
    min: 2,
    max: 20,
    step: 1,
    default: 10,
  }),
  way: range({
    label: "Classes of an episode",
    help: "Classes that a training episode tells apart, of 49.",
    min: 2,
    max: 20,
    step: 1,
    default: 10,
    advanced: true,
  }),
  episodes: range({
    label: "Training episodes",
    help: "Steps of training, one episode each; 0 shows what random weights can do.",
    min: 0,
    max: 600,
    step: 10,
    default: 300,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

/** The parts whose mean an arm trains with. */
export const mixes: Record<string, Part[]> = {
  crossEntropy: ["crossEntropy"],
  withProtoTriplet: ["crossEntropy", "protoTriplet"],
  withIcnn: ["crossEntropy", "icnn"],
  icnn: ["icnn"],
  protoTriplet: ["protoTriplet"],
  newLosses: ["protoTriplet", "icnn"],
  all: ["crossEntropy", "protoTriplet", "icnn"],
};

export const arms: Record<string, Arm> = {
  crossEntropy: {
    label: "Cross-entropy",
    role: "baseline",
    help: "A prototypical network: softmax over squared distances to the class means.",
  },
  withProtoTriplet: {
    label: "Cross-entropy + Proto-Triplet",
    role: "method",
    help: "The mean of both losses.",
  },
  withIcnn: {
    label: "Cross-entropy + ICNN",
    role: "method",
    help: "The mean of both losses.",
  },
  icnn: {
    label: "ICNN",
    role: "method",
    help: "The loss made of the neighbourhood score alone; no prototypes in training.",
  },
  protoTriplet: {
    label: "Proto-Triplet",
    role: "method",
    help: "The margin between own and nearest wrong prototype alone.",
  },
  newLosses: {
    label: "Proto-Triplet + ICNN",
    role: "method",
    help: "The two new losses without cross-entropy.",
  },
  all: {
    label: "All three",
    role: "method",
    help: "The mean of cross-entropy, Proto-Triplet and ICNN.",
  },
};
