/** Lines out of bytes: chunks are joined only at a newline, so that a character cut in two stays whole and long lines stay cheap. */

/** A splitter: feed it chunks, it calls `onLine` for each line without its ending, `onOverflow` once when a line passes the limit. */
export function lineSplitter(handlers: {
  readonly limit: number;
  onLine(line: string): void;
  onOverflow(): void;
}): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let length = 0;
  let overflown = false;
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length > handlers.limit) {
      overflown = true;
      pieces = [];
      handlers.onOverflow();
    } else if (piece.length > 0) {
      pieces.push(piece);
    }
  };
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0 && !overflown; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      if (overflown) return;
      const line = Buffer.concat(pieces).toString("utf8");
      pieces = [];
      length = 0;
      start = end + 1;
      handlers.onLine(line.replace(/^\uFEFF/, "").replace(/\r$/, ""));
    }
    if (!overflown) add(chunk.subarray(start));
  };
}

/** The last `limit` bytes of a stream, since it was last taken. */
export function tailKeeper(limit: number): { add(chunk: Buffer): void; take(): string } {
  let kept = Buffer.alloc(0);
  let dropped = 0;
  return {
    add(chunk) {
      const joined = Buffer.concat([kept, chunk]);
      dropped += Math.max(0, joined.length - limit);
      kept = joined.subarray(Math.max(0, joined.length - limit));
    },
    take() {
      const text = `${dropped > 0 ? `… ${dropped} bytes before this\n` : ""}${kept.toString("utf8")}`;
      kept = Buffer.alloc(0);
      dropped = 0;
      return text.trimEnd();
    },
  };
}
