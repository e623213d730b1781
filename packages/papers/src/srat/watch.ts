import type { Array } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { attacker, type Strength } from "../shared/attacker.ts";
import { type ClassAccuracy, classAccuracy } from "../shared/classAccuracy.ts";
import { principalPlane } from "../shared/principalPlane.ts";
import type { LabelledImages } from "../shared/labelledDigits.ts";
import { directions } from "./network.ts";

/** Test images whose features are drawn. */
const drawnCount = 300;

/** What the live run shows of a network under attack. */
export interface AttackedView {
  robust: ClassAccuracy;
  /** Where the features of attacked test images fall in the plane in which they vary most. */
  shadow: [number, number][];
}

/** Looks at networks, which it borrows. */
export interface Watch {
  /** Digits of the images whose features are drawn. */
  labels: Int32Array;
  clean: (params: MlpParams) => Promise<ClassAccuracy>;
  attacked: (params: MlpParams) => Promise<AttackedView>;
  dispose: () => void;
}

/** One attack shows both the accuracy and the features. */
export async function watch(
  compile: RunContext["compile"],
  test: LabelledImages,
  strength: Strength,
  key: Array,
): Promise<Watch> {
  const labels = Int32Array.from((await read(test.labels)) as number[]).slice(0, drawnCount);
  const { attack, dispose: endAttacks } = attacker(compile, mlp.apply, test, strength, key);
  const { measure: accuracyOn, dispose: endAccuracy } = classAccuracy(compile, mlp.apply);
  const represent = compile((params: MlpParams, images: Array) => {
    const features = directions(params, images.slice([0, drawnCount]));
    return features.ref.sub(features.mean(0));
  });
  const attacked = async (params: MlpParams): Promise<AttackedView> => {
    const images = await attack(params);
    try {
      const features = await represent(params, images);
      const rows = (await read(features)) as number[][];
      dispose(features);
      const robust = await accuracyOn(params, { images, labels: test.labels });
      return { robust, shadow: await principalPlane(rows, labels) };
    } finally {
      dispose(images);
    }
  };
  const clean = (params: MlpParams) => accuracyOn(params, test);
  const disposeAll = () => {
    for (const end of [endAttacks, endAccuracy, () => represent.dispose()]) end();
  };
  return { labels, clean, attacked, dispose: disposeAll };
}
