import type { Plots } from "@offprint/lab";

export const plots: Plots = {
  accuracy: {
    kind: "line",
    title: "Test accuracy",
    x: { label: "Epoch" },
    y: { label: "Share of test images" },
    notice:
      "Same images, same start, same batches; dashed, the teacher over its own epochs. It lifts the student well above " +
      "the labels alone, but whether its logits come in by a second head or by the same one hardly shows at this size.",
  },
  cosine: {
    kind: "line",
    title: "Do both losses pull the same way?",
    x: { label: "Epoch" },
    y: { label: "Cosine of the two gradients", include: [-0.5, 0.5] },
    guides: [{ label: "", y: 0 }],
    notice:
      "Gradients of the cross-entropy and of the logit loss on the first batch of each epoch. Late in training they " +
      "stand at right angles, more or less. The paper expects the head to conflict more than the backbone. A line " +
      "breaks off where the hidden units are dead and have no gradient.",
  },
  shape: {
    kind: "line",
    title: "The logit loss of one class",
    x: { label: "Student's logit minus teacher's" },
    y: { label: "Loss", include: [0] },
    notice:
      "The normalised form sees the difference alone. The plain form asks where the teacher stands as well: it hardly " +
      "minds a student that is surer than the teacher, to the right of a teacher at 4 and to the left of one at −4.",
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained student on the 597 test images.",
  },
};
