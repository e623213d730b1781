import { icnnLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { call } from "../peers/tfjs.ts";

const classes = 10;
const [k, window, epsilon] = [4, 10, 1e-7];

export default defineCase({
  name: "icnnLoss",
  sizes: [
    { batch: 100, dimensions: 32 },
    { batch: 500, dimensions: 64 },
  ],
  inputs: ({ batch, dimensions }, random) => ({
    embeddings: normal(random, [batch, dimensions]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ embeddings, labels }) =>
    compiledValueAndGradient((x, y) => icnnLoss(x!, y!, { k, window }), [embeddings, labels]),
  tfjs: {
    backend: "wasm",
    // Comparisons have no gradient there, so that who is near is found beforehand.
    call: ({ embeddings, labels }, { batch }) => {
      const itself = tf.eye(batch);
      const column = tf.reshape(labels, [batch, 1]);
      const equal = tf.cast(tf.equal(column, tf.transpose(column)), "float32");
      const [same, strange] = [tf.sub(equal, itself), tf.sub(1, equal)];
      const distancesOf = (x: tf.Tensor) => {
        const differences = tf.sub(tf.expandDims(x, 1), tf.expandDims(x, 0));
        return tf.sqrt(tf.add(tf.sum(tf.square(differences), 2), 1e-6));
      };
      const run = () => {
        const hidden = tf.add(distancesOf(embeddings), tf.mul(itself, 1e9));
        const nearest = tf.neg(tf.topk(tf.neg(hidden), window).values);
        const within = (count: number) =>
          tf.cast(tf.lessEqual(hidden, tf.slice(nearest, [0, count - 1], [-1, 1])), "float32");
        const [near, inWindow] = [within(k), within(window)];
        const [friends, strangers] = [tf.mul(near, same), tf.mul(near, strange)];
        const unseen = tf.mul(tf.sub(1, tf.mul(inWindow, strange)), 1e30);
        const [friendCounts, strangerCounts] = [tf.sum(friends, 1), tf.sum(strangers, 1)];
        const meanOverRows = (sums: tf.Tensor, counts: tf.Tensor) => {
          const rows = tf.sum(tf.cast(tf.greater(counts, 0), "float32"));
          return tf.div(tf.sum(tf.div(sums, tf.add(counts, epsilon))), tf.add(rows, epsilon));
        };
        const loss = (x: tf.Tensor) => {
          const distances = distancesOf(x);
          const toStranger = tf.min(tf.add(distances, unseen), 1, true);
          const multiples = tf.mul(tf.div(distances, tf.add(toStranger, epsilon)), near);
          const relative = tf.div(multiples, tf.maximum(tf.max(multiples, 1, true), 1));
          const intra = tf.sub(1, meanOverRows(tf.sum(tf.mul(relative, friends), 1), friendCounts));
          const far = tf.mul(distances, strangers);
          const shares = tf.div(tf.sum(far, 1), tf.add(tf.max(far), epsilon));
          const inter = meanOverRows(shares, strangerCounts);
          const purity = tf.div(tf.mean(friendCounts), k);
          const score = tf.div(tf.add(tf.div(tf.add(intra, inter), 2), purity), 2);
          return tf.neg(tf.log(score)) as tf.Scalar;
        };
        const { value, grads } = tf.valueAndGrads(loss)([embeddings]);
        return [value, ...grads];
      };
      return call(run, [itself, column, equal, same, strange]);
    },
  },
  torch: `
def make(embeddings, labels, batch):
    itself = torch.eye(batch, dtype=torch.bool)
    def mean_over_rows(sums, counts):
        return (sums / (counts + ${epsilon})).sum() / ((counts > 0).sum() + ${epsilon})
    def loss():
        differences = embeddings[:, None] - embeddings[None, :]
        distances = (differences.square().sum(-1) + 1e-6).sqrt()
        nearest, places = distances.masked_fill(itself, 1e30).topk(${window}, largest=False)
        same = labels[places] == labels[:, None]
        to_stranger = nearest.masked_fill(same, 1e30).amin(1, keepdim=True)
        near, same = nearest[:, :${k}], same[:, :${k}]
        multiples = near / (to_stranger + ${epsilon})
        relative = multiples / multiples.amax(1, keepdim=True).clamp(min=1)
        friends = same.sum(1)
        intra = 1 - mean_over_rows(relative.masked_fill(~same, 0).sum(1), friends)
        far = near.masked_fill(same, 0)
        inter = mean_over_rows(far.sum(1) / (far.max() + ${epsilon}), ${k} - friends)
        purity = friends.float().mean() / ${k}
        return -((intra + inter) / 2 + purity).div(2).log()
    return value_and_gradient(loss, embeddings)
`,
});
