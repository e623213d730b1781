/** What a paper needs to enter a channel's daily list: any one of the categories, words or authors. */
export interface ChannelRule {
  /** Categories ("cs.LG") or whole archives ("math"). */
  categories: string[];
  /** Words or phrases in title or abstract; upper and lower case are the same. */
  words: string[];
  /** Names as printed, e.g. "Ada Example". */
  authors: string[];
  /** Words or phrases that keep a paper out, whatever else matches. */
  without: string[];
}
