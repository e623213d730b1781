import { type ControlValues, range, toggle } from "@offprint/lab";

export const controls = {
  alpha: range({
    label: "Weight of the logit loss α",
    help: "How much the teacher's logits count against the labels. Near 10 the first steps are so long that hidden units die.",
    min: 0.01,
    max: 10,
    step: 0.01,
    scale: "log",
    default: 1,
  }),
  temperature: range({
    label: "Temperature T",
    help: "Up to differences of about 2T between the logits the loss is a square, beyond it grows in a straight line.",
    min: 0.5,
    max: 8,
    step: 0.1,
    default: 2,
  }),
  alignment: toggle({
    label: "Gradient alignment",
    help: "Takes from the logit loss's gradient what points against the cross-entropy's, with one head and with two.",
    default: false,
  }),
  labelledExamples: range({
    label: "Images for the student",
    help: "How many of the teacher's 1200 training images, with their labels and the teacher's logits, the student sees.",
    min: 100,
    max: 1200,
    step: 50,
    default: 300,
  }),
  epochs: range({
    label: "Epochs of the student",
    help: "Passes through the student's images; the learning rate falls to a tenth at 62 % of them and again at 75 %.",
    min: 20,
    max: 200,
    step: 10,
    default: 100,
    advanced: true,
  }),
  teacherEpochs: range({
    label: "Epochs of the teacher",
    help: "Passes through the 1200 images. A teacher that stops early is less sure of itself.",
    min: 1,
    max: 40,
    step: 1,
    default: 25,
    advanced: true,
  }),
  noise: range({
    label: "Pixel noise",
    help: "Standard deviation of the noise on every pixel, on the scale from black 0 to white 1.",
    min: 0,
    max: 0.6,
    step: 0.05,
    default: 0.3,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;
