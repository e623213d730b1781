import { type Array, type DType, tree, valueAndGrad } from "@jax-js/jax";
import { type GoldenAdapter, Literal } from "../../test/golden.ts";
import { aldrKlLoss, type AldrKlOptions } from "./aldrKlLoss.ts";

interface Step {
  logits: number[][];
  labels: number[];
  indices: number[];
}

export const adapters: Record<string, GoldenAdapter> = {
  /** The case's batches come one after the other, and the state goes from one to the next. */
  aldrKlLoss({ inputs, options }, dtype: DType) {
    const loss = aldrKlLoss(options as AldrKlOptions);
    let { lambda } = loss.init(inputs["numExamples"]!.value as number);
    const steps = (inputs["steps"]!.value as Step[]).map(({ logits, labels, indices }) => {
      const lambdaBefore = lambda.ref;
      const valueOf = (scores: Array): [Array, Array] => {
        const [integerLabels, integerIndices] = [labels, indices].map((list) =>
          new Literal(list, true).array(dtype),
        );
        const { value, state } = loss.apply(scores, integerLabels!, integerIndices!, { lambda });
        return [value, state.lambda];
      };
      const [[value, lambdaAfter], gradLogits] = valueAndGrad(valueOf, { hasAux: true })(
        new Literal(logits, false).array(dtype),
      ) as [[Array, Array], Array];
      lambda = lambdaAfter;
      return { lambdaBefore, lambdaAfter: lambdaAfter.ref, value, gradLogits };
    });
    tree.dispose(lambda);
    return { steps };
  },
};
