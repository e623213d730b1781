/** TeX commands that a terminal has a character for: name and character in turn. */
const symbolList = `
  alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π
  rho ρ sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω ell ℓ Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ
  Phi Φ Psi Ψ Omega Ω le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ subset ⊂
  subseteq ⊆ cup ∪ cap ∩ setminus ∖ emptyset ∅ times × cdot · pm ± odot ⊙ oplus ⊕ otimes ⊗ circ ∘ star ⋆ ast ∗
  to → rightarrow → leftarrow ← gets ← mapsto ↦ Rightarrow ⇒ iff ⇔ sum Σ prod Π int ∫ infty ∞ partial ∂ nabla ∇
  forall ∀ exists ∃ dots … ldots … cdots ⋯ langle ⟨ rangle ⟩ lVert ‖ rVert ‖ Vert ‖ lvert | rvert | mid | top ᵀ
  prime ′ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ colon :`;

const symbols = new Map([...symbolList.matchAll(/(\w+) (\S+)/g)].map(([, name, symbol]) => [name!, symbol!]));

/** Commands that only say how their argument looks. */
const looks =
  /\\(?:mathrm|mathbf|mathbb|mathcal|mathsf|boldsymbol|bm|text|textbf|textit|operatorname\*?|mathop|left|right|bigl?|bigr|Bigl?|Bigr|displaystyle|limits|hat|widehat|tilde|bar|overline)(?![a-zA-Z])|\\[,;:!]/g;

const letters = (plain: string, small: string) =>
  new Map([...plain].map((letter, i) => [letter, [...small][i]!]));
const raised = letters("0123456789+-=()niTt", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗ");
const lowered = letters("0123456789+-=()ijknmtr", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₘₜᵣ");

/** Stand for "^" and "_" that have been dealt with, until the end. */
const [doneAbove, doneBelow] = ["\u0001", "\u0002"];

/** A formula as a line of text: readable where nothing can be typeset. */
export function texToText(tex: string): string {
  let text = tex
    .replace(looks, "")
    .replaceAll(/\^\{?\\top\}?/g, "ᵀ")
    .replaceAll("\\|", "‖")
    .replaceAll(/\\q?quad/g, "   ");
  for (let before = ""; before !== text;) {
    before = text;
    text = text
      .replaceAll(
        /\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g,
        (_, a: string, b: string) => `${group(a)}/${group(b)}`,
      )
      .replaceAll(/\\sqrt\s*\{([^{}]*)\}/g, (_, a: string) => `√${group(a)}`)
      .replaceAll(/\\sqrt\s*(\w|\\[A-Za-z]+)/g, "√$1")
      .replaceAll(/\^(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{]))/g, (_, a?: string, b?: string) =>
        script(doneAbove, raised, a ?? b!),
      )
      .replaceAll(/_(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{]))/g, (_, a?: string, b?: string) =>
        script(doneBelow, lowered, a ?? b!),
      );
  }
  return text
    .replaceAll(/\\([A-Za-z]+)/g, (_, name: string) => symbols.get(name) ?? name)
    .replaceAll("\\\\", "; ")
    .replaceAll(/\\([{}])|[{}&\\]/g, (_, brace?: string) => brace ?? "")
    .replaceAll(doneAbove, "^")
    .replaceAll(doneBelow, "_")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Brackets, unless it is a single name or number. */
function group(text: string): string {
  const content = text.trim();
  return /^(\\[A-Za-z]+|[\w.]+|\S)$/.test(content) ? content : `(${content})`;
}

function script(mark: string, small: Map<string, string>, text: string): string {
  const content = text.trim();
  const every = [...content].map((letter) => small.get(letter));
  return every.includes(undefined) ? `${mark}${group(content)}` : every.join("");
}
