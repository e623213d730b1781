import { perceptronSteps } from "../perceptron.ts";

export default perceptronSteps("perceptron training step", 1, [
  { inputs: 784, hidden: 256, classes: 10, batch: 128 },
  { inputs: 64, hidden: 64, classes: 10, batch: 64 },
]);
