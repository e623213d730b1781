import { random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { seaEnvironment, type SeaEnvironmentOptions } from "./seaEnvironment.ts";

type Settings = Omit<SeaEnvironmentOptions, "key">;
const quadratic: Settings = { kind: "noisyQuadratic", dim: 4, horizon: 300, noise: 0.7, swing: 0.2 };
const switching: Settings = { kind: "switchingTarget", dim: 3, horizon: 250, noise: 0.5, segment: 100 };

async function draw(settings: Settings, seed = 1) {
  const { centers, targets } = seaEnvironment({ ...settings, key: random.key(seed) });
  return {
    centers: (await centers.jsAsync()) as number[][],
    targets: (await targets.jsAsync()) as number[][],
  };
}
const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, i) => x - b[i]!));

for (const settings of [quadratic, switching]) {
  describe(settings.kind, () => {
    test("puts every target on the sphere of the noise", async () => {
      const { centers, targets } = await draw(settings);
      expect(targets).toHaveLength(settings.horizon);
      targets.forEach((target, t) => expect(distance(target, centers[t]!)).toBeCloseTo(settings.noise, 5));
    });

    test("has noise that averages out", async () => {
      const { centers, targets } = await draw({ ...settings, horizon: 4000 });
      for (let i = 0; i < settings.dim; i++) {
        const mean = targets.reduce((sum, target, t) => sum + target[i]! - centers[t]![i]!, 0) / 4000;
        expect(Math.abs(mean)).toBeLessThan(0.03);
      }
    });

    test("is decided by its key", async () => {
      expect(await draw(settings, 5)).toEqual(await draw(settings, 5));
      expect(await draw(settings, 5)).not.toEqual(await draw(settings, 6));
    });

    test("without noise hands out the mean loss", async () => {
      const { centers, targets } = await draw({ ...settings, noise: 0 });
      expect(targets).toEqual(centers);
    });

    test("leaves nothing behind", async () => {
      await draw(settings);
      expect(await leakedBuffers(async () => void (await draw(settings)))).toBe(0);
    });
  });
}

test("the mean target of noisyQuadratic swings in every round", async () => {
  const { centers } = await draw(quadratic);
  const swung = (sign: number) => [0.5, Math.fround(0.2 * sign), 0, 0];
  expect(centers.slice(0, 3)).toEqual([swung(1), swung(-1), swung(1)]);
});

test("the mean target of switchingTarget jumps after each segment", async () => {
  const { centers } = await draw(switching);
  expect(centers[99]).toEqual(centers[0]);
  expect(centers[100]).not.toEqual(centers[99]);
  expect(centers[249]).toEqual(centers[200]);
  for (const t of [0, 100, 200]) expect(Math.hypot(...centers[t]!)).toBeCloseTo(0.8, 6);
});

describe("refuses", () => {
  const cases: [Partial<Settings>, string][] = [
    [{ kind: "calm" as "noisyQuadratic" }, "kind"],
    [{ dim: 1 }, "dim"],
    [{ horizon: 0 }, "horizon"],
    [{ noise: -1 }, "noise"],
    [{ swing: NaN }, "swing"],
    [{ segment: 0 }, "segment"],
  ];
  for (const [change, argument] of cases) {
    test(argument, () => {
      const key = random.key(0);
      const refused = () => seaEnvironment({ ...quadratic, ...change, key });
      expect(refused).toThrow(expect.objectContaining({ argument }));
      key.dispose();
    });
  }
});
