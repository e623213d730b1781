import { perceptronSteps } from "../perceptron.ts";

export default perceptronSteps("perceptron, 10 training steps", 10, [
  { inputs: 64, hidden: 64, classes: 10, batch: 64 },
]);
