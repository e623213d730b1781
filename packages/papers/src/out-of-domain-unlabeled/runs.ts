import { numpy as np } from "@jax-js/jax";
import { type Frame, line, type Metrics, progress, type Run, type RunContext } from "@offprint/lab";
import { gmmLinearRisk } from "@offprint/methods/theory";
import { type Clouds, drawClouds } from "./clouds.ts";
import type { Values } from "./controls.ts";
import { distanceFrames, planeFrame } from "./plots.ts";
import { descend, type DescentSettings } from "./training.ts";

const stepsPerFrame = 3;

/** The live run: trains one arm, with its pictures. */
export const liveRun: Run = async function* (context) {
  const { values, clouds, settings, usesUnlabelled } = openArm(context);
  const { steps, shift, gammaPrime } = values;
  const best = accuracyOf(clouds.mean, clouds.mean);
  let metrics: Metrics = {};
  const training = descend(context, clouds.labelled, clouds.unlabelled, {
    ...settings,
    every: stepsPerFrame,
  });
  for await (const { step, theta, objective } of training) {
    metrics = { accuracy: accuracyOf(theta, clouds.mean), objective };
    yield line("accuracy", [[step, metrics["accuracy"]!]]);
    if (usesUnlabelled) yield line("accuracy", [[step, best]], "best possible");
    yield planeFrame(clouds, theta);
    yield* distanceFrames(clouds, theta, { shift, gammaPrime, showLoss: usesUnlabelled }) as Frame[];
    yield progress(step, steps);
  }
  return metrics;
};

/** The run of the claims: the same training, with the classifier measured at its end only. */
export const trainAndMeasure: Run = async function* (context) {
  const { values, clouds, settings } = openArm(context);
  const { steps } = values;
  let metrics: Metrics = {};
  const training = descend(context, clouds.labelled, clouds.unlabelled, { ...settings, every: steps });
  for await (const { step, theta, objective } of training) {
    metrics = { accuracy: accuracyOf(theta, clouds.mean), objective };
    yield progress(step, steps);
  }
  return metrics;
};

function openArm({ arm, seed, controls }: RunContext) {
  const values = controls as Values;
  const { labelled, unlabelled, gamma, gammaPrime, lambda, steps, learningRate } = values;
  const usesUnlabelled = arm === "rss";
  const settings: Omit<DescentSettings, "every"> = {
    gamma,
    gammaPrime,
    lambda: usesUnlabelled ? lambda : 0,
    steps,
    learningRate,
  };
  const clouds = drawClouds(seed, { ...values, labelled: arm === "allLabelled" ? unlabelled : labelled });
  return { values, clouds, settings, usesUnlabelled };
}

/** Share of the true mixture, whose clouds have standard deviation 1, that the classifier gets right. */
function accuracyOf(theta: number[], mean: Clouds["mean"]): number {
  return 1 - gmmLinearRisk(np.array(theta), np.array(mean), { sigma: 1 });
}
