const greek =
  "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ Psi Ψ Omega Ω";
const signs =
  "times × cdot · pm ± leq ≤ le ≤ geq ≥ ge ≥ neq ≠ approx ≈ sim ~ to → rightarrow → infty ∞ in ∈ ell ℓ ldots … dots … nabla ∇ partial ∂ sum Σ prod Π sqrt √ langle ⟨ rangle ⟩";
const spelled = new Map(pairs(`${greek} ${signs}`));

function pairs(list: string): [string, string][] {
  const words = list.split(" ");
  return Array.from({ length: words.length / 2 }, (_, index) => [words[2 * index]!, words[2 * index + 1]!]);
}

/** What stands between dollar signs, if it is a formula: the dollar sign before a blank, or of a price, begins none. */
const formulas = /(?<!\\)\$(\$?)(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\1\$(?!\d)/gs;

/** A command, a sign behind a backslash, a brace or a tie. */
const tokens = /\\([a-zA-Z]+)|\\([\\{}$&#^_~%,;:! ])|[{}~]/g;

/**
 * A text with TeX in it as plain text, for places that cannot show formulas: commands become their signs or vanish,
 * "$\mathcal{L}_{sup}$" becomes "L_sup", "\$5" and "$5" become "$5". Not for showing formulas, and never HTML.
 */
export function plainTex(text: string): string {
  return text
    .replace(formulas, "$2")
    .replace(tokens, (token, command?: string, sign?: string) => {
      if (command !== undefined) return spelled.get(command) ?? " ";
      if (sign !== undefined) return "{}$&#^_~%".includes(sign) ? sign : " ";
      return token === "~" ? " " : "";
    })
    .replace(/---/g, "—")
    .replace(/--/g, "–")
    .replace(/\s+/g, " ")
    .replace(/ ([,.;:!?])/g, "$1")
    .trim();
}
