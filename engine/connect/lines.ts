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
      const line = withoutMarks(Buffer.concat(pieces)).toString("utf8");
      pieces = [];
      length = 0;
      start = end + 1;
      handlers.onLine(line);
    }
    if (!overflown) add(chunk.subarray(start));
  };
}

/** Without a byte-order mark and the carriage return of a line end. */
function withoutMarks(line: Buffer): Buffer {
  const start = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
  return line.subarray(start, line.at(-1) === 0x0d ? -1 : undefined);
}

/** Lists, objects and their fields in one line: more than any answer has, and what they take is many times their text. */
const MOST_PARTS = 1 << 21;

/** Whether reading the line as JSON would take gigabytes. */
export function isCrowded(line: string): boolean {
  if (line.length < 2 * MOST_PARTS) return false;
  let parts = 0;
  for (const sign of ["[", "{", ":"]) {
    for (let at = line.indexOf(sign); at >= 0 && parts <= MOST_PARTS; at = line.indexOf(sign, at + 1))
      parts++;
  }
  return parts > MOST_PARTS;
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
