/** One folder per paper: card, experiment, results. */
export { paperKinds, parseCard, type Card, type CardFacts, type PaperKind } from "./card.ts";
export { libraryMethods, type LibraryMethod } from "./libraryMethods.ts";
