import { type Frame, line } from "@offprint/lab";

/** Teacher's logits at which the plain loss is drawn; at 0 it is the normalised one. */
const shownLogits = [4, -4];
const reach = 12;

const logCosh = (x: number) => Math.abs(x) + Math.log((1 + Math.exp(-2 * Math.abs(x))) / 2);

/** BinaryKL-Norm of one class, for the difference d of student's and teacher's logit. */
export const normalizedShape = (d: number, temperature: number): number =>
  temperature ** 2 * logCosh(d / (2 * temperature));

/** BinaryKL of one class whose teacher has the logit t. */
export function plainShape(d: number, t: number, temperature: number): number {
  const [c, a] = [(t + d) / (2 * temperature), t / (2 * temperature)];
  return temperature ** 2 * (logCosh(c) - logCosh(a) - Math.tanh(a) * (c - a));
}

/** Both forms of the logit loss against the difference of the logits. */
export function lossShapes(temperature: number): Frame[] {
  const curve = (loss: (d: number) => number) =>
    Array.from({ length: 121 }, (_, i): [number, number] => {
      const d = (i / 60 - 1) * reach;
      return [d, loss(d)];
    });
  return [
    line(
      "shape",
      curve((d) => normalizedShape(d, temperature)),
      "normalised",
    ),
    ...shownLogits.map((t) =>
      line(
        "shape",
        curve((d) => plainShape(d, t, temperature)),
        `plain, teacher at ${t < 0 ? `−${-t}` : t}`,
      ),
    ),
  ];
}
