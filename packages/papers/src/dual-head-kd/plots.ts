import type { Plots } from "@offprint/lab";

export const plots: Plots = {
  accuracy: {
    kind: "line",
    title: "Test accuracy of the student",
    x: { label: "Epoch" },
    y: { label: "Share of test images" },
    notice:
      "Same images, same start, same batches. The teacher lifts the student far above the labels alone; whether its " +
      "logits come in by a second head or by the same one hardly shows at this size.",
  },
  cosine: {
    kind: "line",
    title: "Do both losses pull the same way?",
    x: { label: "Epoch" },
    y: { label: "Cosine of the two gradients", include: [-0.5, 0.5] },
    guides: [{ label: "upright", y: 0 }],
    notice:
      "Gradients of the cross-entropy and of the logit loss on the first batch of each epoch. Late in training they " +
      "stand nearly upright on each other. The paper expects the head to conflict more than the backbone.",
  },
  shape: {
    kind: "line",
    title: "The logit loss of one class",
    x: { label: "Student's logit minus teacher's" },
    y: { label: "Loss", include: [0] },
    notice:
      "The normalised form sees the difference alone and pulls with bounded force. The plain form also asks where the " +
      "teacher stands: beyond a logit of 4 it hardly minds that the student goes further.",
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained student on the 597 test images.",
  },
};
