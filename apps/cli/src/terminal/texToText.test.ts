import { expect, test } from "vitest";
import { texToText } from "./texToText.ts";

test.each([
  [String.raw`\tau \le 1`, "τ ≤ 1"],
  [String.raw`x_t^2 + x_{t-1}`, "xₜ² + xₜ₋₁"],
  [String.raw`\frac{a+b}{2}`, "(a+b)/2"],
  [String.raw`\frac{1}{\sqrt{n}}`, "1/(√n)"],
  [String.raw`\sqrt5\,D`, "√5D"],
  [String.raw`e^{-\beta x}`, "e^(-β x)"],
  [String.raw`\lVert W^\top W \rVert`, "‖ Wᵀ W ‖"],
  [String.raw`\mathbb{E}_{x \sim p}\left[ f(x) \right]`, "E_(x ∼ p)[ f(x) ]"],
  [String.raw`\log(1 + u)`, "log(1 + u)"],
  [String.raw`\{a, b\}`, "{a, b}"],
  [String.raw`a \\ b`, "a ; b"],
  ["0.5", "0.5"],
])("%s → %s", (tex, text) => {
  expect(texToText(tex)).toBe(text);
});
