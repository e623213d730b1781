import type { Frame, Plots, ScatterPoint } from "@offprint/lab";
import { principalPlane } from "../shared/principalPlane.ts";
import type { Recognition } from "./recognition.ts";
import { digitCount, type Task } from "./task.ts";

export const plots: Plots = {
  sphere: {
    kind: "scatter",
    title: "The sphere of embeddings",
    notice:
      "Every dot is a test image, coloured by its digit; the sphere is seen on the plane in which most happens. Dense rays lead to base classes (class weights, or prototypes without them), dashed rays to prototypes of novel digits. The loss pulls base digits together around their rays; novel ones settle in between.",
    x: { label: "widest direction", include: [-1, 1] },
    y: { label: "second widest", include: [-1, 1] },
    guides: [{ label: "", points: circle() }],
  },
  confusion: {
    kind: "heatmap",
    title: "What is taken for what",
    notice:
      "All test images among all ten digits; the lines part base digits (first) from novel ones. Ink off the diagonal to the lower left is novel digits taken for base ones: the errors that the joint scenario adds.",
    x: "recognised as, base then novel",
    y: "digit",
    value: "share of the images of a digit",
  },
  examples: {
    kind: "line",
    title: "How many examples it takes",
    notice:
      "Averages over three draws of the examples. Most is learned from the first few; a single example varies much with the draw. Among novel digits alone (disjoint) chance grows as fewer are novel, so compare arms, not settings.",
    x: { label: "examples per novel class", scale: "log", include: [1, 50] },
    y: { label: "accuracy", include: [0.4, 1] },
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The network on test images, with your number of examples from the first draw.",
  },
};

function circle(): [number, number][] {
  return Array.from({ length: 73 }, (_, i) => [Math.cos((i * Math.PI) / 36), Math.sin((i * Math.PI) / 36)]);
}

const nameOf = ({ digits, baseCount }: Task, label: number) =>
  label < baseCount ? `${digits[label]}` : `${digits[label]} (novel)`;

/** Where along a ray its dots lie: densely for base classes, in dashes for novel ones. */
const ray = { base: dots((i) => i >= 8), novel: dots((i) => i >= 8 && i % 6 < 3) };

function dots(isDrawn: (i: number) => boolean): number[] {
  return Array.from({ length: 40 }, (_, i) => i)
    .filter(isDrawn)
    .map((i) => i / 40);
}

/** Unit embeddings of the test images and directions of the classes, seen on the plane of most variation. */
export async function sphereFrame(
  embeddings: number[][],
  directions: number[][],
  task: Task,
): Promise<Frame> {
  const notOriented = task.digits.map(() => -1);
  const shadow = await principalPlane([...directions, ...embeddings], [...notOriented, ...task.test.classes]);
  const [tips, images] = [shadow.slice(0, digitCount), shadow.slice(digitCount)];
  const points = tips.flatMap(([x, y], label): ScatterPoint[] => {
    const group = nameOf(task, label);
    const along = label < task.baseCount ? ray.base : ray.novel;
    const tip = { x, y, group, label: `${task.digits[label]}`, ringed: true };
    return [...along.map((part) => ({ x: part * x, y: part * y, group })), tip];
  });
  const places = images.map(([x, y], i) => ({ x, y, group: nameOf(task, task.test.classes[i]!) }));
  return { kind: "scatter", plot: "sphere", reset: true, points: [...places, ...points] };
}

/** Side of a class in cells of the heat map, so that the lines between base and novel classes can be thin. */
const cells = 12;

export function confusionFrame({ confusion }: Recognition, { baseCount }: Task): Frame {
  const lineBefore = baseCount * cells;
  const classAt = (cell: number) => Math.floor((cell < lineBefore ? cell : cell - 1) / cells);
  const side = digitCount * cells + 1;
  const rows = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) =>
      row === lineBefore || column === lineBefore ? -1 : confusion[classAt(row)]![classAt(column)]!,
    ),
  );
  return { kind: "heatmap", plot: "confusion", reset: true, rows };
}

/** Mean accuracies against the number of examples. */
export function examplesFrames(counts: number[], recognitions: Recognition[][]): Frame[] {
  const series = { "among novel": "disjoint", "among all": "joint" } as const;
  return Object.entries(series).map(([name, metric], at): Frame => ({
    kind: "line",
    plot: "examples",
    series: name,
    reset: at === 0,
    points: counts.map((count, i): [number, number] => {
      const values = recognitions[i]!.map((recognition) => recognition[metric]);
      return [count, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  }));
}

export function outcomeFrame(recognition: Recognition, { digits, baseCount }: Task, examples: number): Frame {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const { disjoint, joint, jointNovel, jointBase } = recognition;
  const novel = digits.slice(baseCount).join(", ");
  const text =
    `Novel digits ${novel}, from ${examples} example${examples === 1 ? "" : "s"} each: ` +
    `${percent(disjoint)} right among themselves. Among all ten: ${percent(jointNovel)} of the novel ` +
    `and ${percent(jointBase)} of the base images, ${percent(joint)} on average.`;
  return { kind: "text", plot: "outcome", text };
}
