import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { liveRun } from "./runs.ts";

export default defineExperiment({
  slug: "out-of-domain-unlabeled",
  controls,
  arms: {
    rss: {
      label: "RSS",
      role: "method",
      help: "Labelled points, plus λ times the loss of the unlabelled points under the classifier's own labels.",
    },
    erm: {
      label: "ERM",
      role: "baseline",
      help: "The same training on the labelled points alone.",
    },
    allLabelled: {
      label: "ERM, n labels",
      role: "baseline",
      help: "As many labelled points of the true mixture as the others have unlabelled ones: what there was to gain.",
    },
  },
  liveArms: ["rss", "erm"],
  plots: {
    plane: {
      kind: "scatter",
      title: "The plane of the true direction and the classifier",
      x: { label: "Along the true mean μ₀", include: [-4.5, 4.5] },
      y: { label: "Rest of the classifier", include: [-4.5, 4.5] },
      notice:
        "A perfect boundary stands upright. RSS turns its own into the gap between the unlabelled clouds; that of ERM " +
        "stays where the few ringed points put it. A shift tilts the gap, and RSS follows the tilt.",
    },
    accuracy: {
      kind: "line",
      title: "Exact accuracy",
      x: { label: "Step" },
      y: { label: "Share classified correctly", include: [0.5, 1] },
      notice:
        "ERM stays flat: its starting direction is already the best for its few labels. RSS climbs towards the best " +
        "possible classifier, as far as the shift lets it. At α near 2 it may fall instead.",
    },
    distances: {
      kind: "histogram",
      title: "Unlabelled points by their distance from the boundary",
      x: { label: "Signed distance ⟨θ, x′⟩ / ‖θ‖" },
      notice:
        "The triangle is the loss of an unlabelled point. Training opens a valley under its peak and leaves the " +
        "points on both sides. Where the clouds are one heap (‖μ₀‖ up to 1) the heap only gets broader.",
    },
  },
  run: liveRun,
  claims,
  picture: {
    plot: "distances",
    alt: "Unlabelled points by their distance from the boundary: one heap on it for ERM, two heaps beside a valley for RSS.",
  },
});
