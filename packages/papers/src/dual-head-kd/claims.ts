import {
  type Claim,
  type IntervalCheck,
  metricOf,
  paired,
  type Protocol,
  type SeedMetrics,
} from "@offprint/lab";

const recipe = {
  alpha: 1,
  temperature: 2,
  alignment: false,
  labelledExamples: 300,
  epochs: 100,
  teacherEpochs: 25,
  noise: 0.3,
};

const comparison: Protocol = {
  id: "dhkd-vs-single",
  version: 1,
  seeds: 6,
  summary:
    "Digits with pixel noise of standard deviation 0.3, 1200 to train on and 597 to test; teacher 64-256-256-10 on " +
    "all 1200 for 25 epochs; student 64-64-64-10 on the first 300 with their labels and the teacher's logits, 100 " +
    "epochs of SGD with momentum 0.9, learning rate 0.05 falling twice to a tenth, weight decay 5e-4, batch 64; " +
    "α 1, T 2.",
  treatments: [
    { id: "two-heads-aligned", arm: "twoHeads", controls: { ...recipe, alignment: true } },
    { id: "two-heads", arm: "twoHeads", controls: recipe },
    { id: "one-head", arm: "oneHead", controls: recipe },
    { id: "labels", arm: "crossEntropy", controls: recipe },
    { id: "logit-loss", arm: "logitLoss", controls: recipe },
    { id: "classical", arm: "classical", controls: recipe },
  ],
};

type Comparison = [label: string, treatment: string, baseline: string];

const onAccuracy = ([label, treatment, baseline]: Comparison, accept: IntervalCheck["accept"]) =>
  paired({ label: `test accuracy, ${label}`, metric: "accuracy", treatment, baseline, accept });

const difference = ([label, treatment, baseline]: Comparison) => ({
  label: `test accuracy, ${label}`,
  statistic: (seed: SeedMetrics) =>
    metricOf(seed, treatment, "accuracy") - metricOf(seed, baseline, "accuracy"),
});

const level = (label: string, treatment: string, metric = "accuracy") => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

const levels = [
  level("test accuracy, two heads, gradients aligned", "two-heads-aligned"),
  level("test accuracy, two heads", "two-heads"),
  level("test accuracy, one head, both losses", "one-head"),
  level("test accuracy, labels alone", "labels"),
  level("test accuracy, logit loss alone", "logit-loss"),
  level("test accuracy, classical distillation", "classical"),
  level("test accuracy, teacher", "two-heads", "teacherAccuracy"),
];

export const claims: Claim[] = [
  {
    id: "dhkd-vs-single",
    headline: true,
    statement:
      "A student learns more from labels and logits with a head for each than with one head for both.",
    paper: {
      figure:
        "CIFAR-100: one head with cross-entropy and BinaryKL can fall below cross-entropy alone, two heads do best " +
        "(figures not verified)",
      where: "Experiments on CIFAR-100",
    },
    protocol: comparison,
    checks: [
      onAccuracy(["two heads, gradients aligned − one head", "two-heads-aligned", "one-head"], { above: 0 }),
    ],
    context: [difference(["two heads, not aligned − one head", "two-heads", "one-head"]), ...levels],
  },
  {
    id: "dhkd-vs-ce",
    statement:
      "With a second head for the teacher's logits a student does better than with the labels alone.",
    paper: {
      figure:
        "CIFAR-100 and ImageNet: above the student that is trained without a teacher (figures not verified)",
      where: "Main results",
    },
    protocol: comparison,
    checks: [
      onAccuracy(["two heads, gradients aligned − labels alone", "two-heads-aligned", "labels"], {
        above: 0,
      }),
    ],
    context: [
      difference(["two heads, not aligned − labels alone", "two-heads", "labels"]),
      difference(["two heads, not aligned − classical distillation", "two-heads", "classical"]),
      difference(["two heads, not aligned − logit loss alone", "two-heads", "logit-loss"]),
    ],
  },
  {
    id: "conflict-in-head",
    statement:
      "Where one head carries both losses, their gradients conflict in the head more than in the layers below it.",
    paper: {
      figure: "Opposite gradients in the last linear layer, agreement in the backbone",
      where: "Analysis by neural collapse",
    },
    protocol: comparison,
    checks: [
      {
        kind: "paired",
        label: "mean cosine of both gradients over the last 50 epochs, backbone − head",
        statistic: (seed) =>
          metricOf(seed, "one-head", "backboneCosine") - metricOf(seed, "one-head", "headCosine"),
        accept: { above: 0 },
      },
    ],
    context: [
      level("mean cosine, backbone", "one-head", "backboneCosine"),
      level("mean cosine, head", "one-head", "headCosine"),
    ],
  },
  {
    id: "combination-hurts",
    statement: "With one head, adding the cross-entropy to the logit loss makes the student worse.",
    paper: {
      figure: "CIFAR-100: cross-entropy with BinaryKL below BinaryKL alone (figures not verified)",
      where: "Motivation",
    },
    protocol: comparison,
    checks: [
      onAccuracy(["one head, both losses − logit loss alone", "one-head", "logit-loss"], { below: 0 }),
    ],
  },
];
