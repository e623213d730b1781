const greek =
  "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ Psi Ψ Omega Ω";
const signs =
  "times × cdot · pm ± leq ≤ le ≤ geq ≥ ge ≥ neq ≠ approx ≈ sim ~ to → rightarrow → infty ∞ in ∈ ell ℓ ldots … dots … nabla ∇ partial ∂ sum Σ prod Π sqrt √ langle ⟨ rangle ⟩";
const spelled = new Map(pairs(`${greek} ${signs}`));

function pairs(list: string): [string, string][] {
  const words = list.split(" ");
  return Array.from({ length: words.length / 2 }, (_, index) => [words[2 * index]!, words[2 * index + 1]!]);
}

/**
 * A text with TeX in it as plain text, for places that cannot show formulas: commands become their signs or vanish,
 * "$\mathcal{L}_{sup}$" becomes "L_sup". Not for showing formulas, and never HTML.
 */
export function plainTex(text: string): string {
  return text
    .replace(/\\(?:[a-zA-Z]+)/g, (command) => spelled.get(command.slice(1)) ?? " ")
    .replace(/\\[,;:! ]/g, " ")
    .replace(/\\([\\{}$&#^_~%])/g, (_, sign: string) => (sign === "\\" ? " " : sign))
    .replace(/(?<!\\)[{}$]/g, "")
    .replace(/---/g, "—")
    .replace(/--/g, "–")
    .replace(/~/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ ([,.;:!?])/g, "$1")
    .trim();
}
