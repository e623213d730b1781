import type { Guide, Plots } from "@offprint/lab";
import { marks } from "./lossShape.ts";

const markers: Guide[] = [
  { label: "truth", x: marks.truth },
  { label: "tough", x: marks.tough },
  { label: "tolerant", x: marks.tolerant },
];

export const plots: Plots = {
  error: {
    kind: "line",
    title: "Error on new faces",
    x: { label: "Epoch" },
    y: { label: "NME in percent" },
    notice:
      "Distance from the true points in percent of the distance of the eyes, on 1000 faces, from the third epoch on " +
      "(at the start it is about 60). With KD-Loss it is on average a little below that of the squared error; the " +
      "absolute error, which has no teacher, does better still.",
  },
  face: {
    kind: "scatter",
    title: "One test face",
    x: { label: "x", include: [-0.3, 0.3] },
    y: { label: "y", include: [-0.3, 0.3] },
    notice:
      "Ringed, the true points; grey, what the tolerant teacher would be shown of this face: the shape model leaves " +
      "out what is rare. Watch the predicted points come.",
  },
  shape: {
    kind: "line",
    title: "KD-Loss of one coordinate",
    x: { label: "Predicted coordinate" },
    y: { label: "Loss", include: [0] },
    guides: markers,
    notice:
      "The truth is at 0, one teacher to the right and one to the left of it; each counts on both sides. The main loss " +
      "flattens out beyond the tolerant teacher, where the teachers' pull takes over.",
  },
  slope: {
    kind: "line",
    title: "Its slope",
    x: { label: "Predicted coordinate" },
    y: { label: "Derivative", include: [0] },
    guides: markers,
    notice:
      "The pull towards the truth changes where the prediction passes a teacher, on either side: worse than the teacher " +
      "it is drawn to it, better it is pushed on. Near the truth the teachers fall silent.",
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained student on the 1000 test faces.",
  },
};
