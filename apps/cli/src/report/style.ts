/** Everything a report needs to look right, without fonts or files from elsewhere. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#fdfbf7, #191613);
  --ink: light-dark(#221d16, #ece5d8);
  --soft: light-dark(#62594b, #b0a695);
  --rule: light-dark(#ddd4c3, #3a3329);
  --link: light-dark(#234a91, #a3c0f5);
  --reproduced: light-dark(#24683b, #8acb9b);
  --contradicted: light-dark(#a3301d, #f29c88);
  --inconclusive: light-dark(#775500, #e2bc66);
  --untested: var(--soft);
  --plot-1: light-dark(#234a91, #8fb3f2);
  --plot-2: light-dark(#c2571a, #f0935a);
  --plot-3: light-dark(#2f7d53, #74c796);
  --plot-4: light-dark(#8a5a9e, #c79bdb);
  --plot-5: light-dark(#9a7400, #dcb650);
  --plot-6: light-dark(#1f8290, #66c7d4);
  --plot-7: light-dark(#b03a63, #ec86a8);
  --plot-8: light-dark(#6a6459, #a9a294);
  --plot-9: light-dark(#76552f, #c09a70);
  --plot-10: light-dark(#4f55b8, #a7abf0);
  --plot-muted: light-dark(#6d6455, #a89d8b);
  --plot-grid: light-dark(#e8e0d1, #332d25);
  --plot-paper: var(--page);
  --plot-accept: light-dark(#24683b2b, #8acb9b33);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 68rem; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
h1, h2 { font-family: Georgia, "Times New Roman", serif; font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: 2.2rem; margin: 0 0 .4rem; }
h2 { font-size: 1.5rem; margin: 0 0 .3rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; }
a { color: var(--link); }
.soft { color: var(--soft); font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .55rem .9rem .55rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; font-size: .85rem; color: var(--soft); }
td.measured { min-width: 15rem; font-size: .9rem; }
section { margin-top: 3rem; padding-top: 1.6rem; border-top: 1px solid var(--rule); }
figure { margin: 1.2rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: .9rem; max-width: 42rem; }
.claim { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: .4rem 2rem; padding: 1rem 0; border-top: 1px solid var(--rule); }
.claim svg { display: block; max-width: 100%; }
.verdict { font-weight: 600; white-space: nowrap; }
.reproduced { color: var(--reproduced); }
.contradicted { color: var(--contradicted); }
.inconclusive { color: var(--inconclusive); }
.untested { color: var(--untested); }
@media (max-width: 46rem) { .claim { grid-template-columns: minmax(0, 1fr); } }
@media print { section { break-inside: avoid; } }
`;
