import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNotEmpty, checkShape } from "./checks.ts";

/**
 * Checks for floats [faces, 2 · landmarks], the points of a face in the order x0, y0, x1, y1, …
 * @throws InvalidArgumentError for another rank or dtype, an odd width, and no faces or landmarks
 */
export function checkLandmarks(argument: string, x: Array): { faces: number; landmarks: number } {
  const { faces, coordinates } = checkShape(argument, x, ["faces", "coordinates"]);
  checkNotEmpty(argument, x);
  checkFloat(argument, x);
  if (coordinates % 2 !== 0) {
    throw new InvalidArgumentError(argument, "an even number of coordinates, x and y", `${coordinates}`);
  }
  return { faces, landmarks: coordinates / 2 };
}
